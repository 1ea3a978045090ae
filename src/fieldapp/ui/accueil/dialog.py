"""« Accueil sans dossier »: three fields, no name, and today's list under them."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QWidget

from fieldapp.domain.accueil import REPONSES, Accueil, SaisieAccueil
from fieldapp.domain.brouillon import Brouillon
from fieldapp.domain.catalogue import Catalogue
from fieldapp.services import accueils
from fieldapp.services.session import Session
from fieldapp.ui.accueil.open_dialog import OpenDossierDialog
from fieldapp.ui.accueil.rows import accueil_row
from fieldapp.ui.actions import register
from fieldapp.ui.capture.checker import NoteChecker
from fieldapp.ui.capture.commune_field import CommuneField
from fieldapp.ui.capture.draft import Content, Draft
from fieldapp.ui.capture.form_dialog import FormDialog
from fieldapp.ui.capture.moment_field import MomentField
from fieldapp.ui.capture.readers import readable_by
from fieldapp.ui.form import FormRow
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.widgets.buttons import Button, LinkButton
from fieldapp.ui.widgets.chips import ChipBar
from fieldapp.ui.widgets.message_bar import MessageBar
from fieldapp.ui.widgets.rows import RowList
from fieldapp.ui.widgets.text import Text
from fieldapp.ui.widgets.text_area import TextArea

ECRAN = "accueil"
CHANGES = frozenset({"accueil"})
# What people most often come for stands first.
_FIRST = ("DROITS", "BUDGET", "LOGEMENT", "NUMERIQUE", "ECRIT", "MOBILITE", "GARDE", "ISOLEMENT")


class AccueilDialog(FormDialog):
    """Non-modal; it stays open for the next person until Échap. What is typed is kept.

    Signals: `opened(Foyer)`, a file was opened from a welcome.
    """

    opened = Signal(object)

    WIDTH: ClassVar[int] = 620

    def __init__(
        self, session: Session, tasks: Tasks, navigator: Navigator, parent: QWidget | None = None
    ) -> None:
        super().__init__("Accueil sans dossier", "Enregistrer l’accueil", parent)
        self._session, self._tasks, self._navigator = session, tasks, navigator
        self._rows: tuple[Accueil, ...] = ()
        self._last: Accueil | None = None
        self.told = MessageBar()
        self._needs = _needs(session.catalogue)
        self.besoins = ChipBar("Besoin exprimé", self._needs[: len(_FIRST)])
        self.other_needs = LinkButton("Autres besoins")
        self.reponses = ChipBar("Réponse donnée", REPONSES.items())
        self.commune = CommuneField(tasks)
        self.note = TextArea(2, "En une phrase, sans nom")
        self.checker = NoteChecker(self.note)
        self.moment = MomentField()
        self.lieu, self.prenom, self.contact = QLineEdit(), QLineEdit(), QLineEdit()
        self.langue = QLineEdit()
        self.interprete = QCheckBox("Interprète nécessaire")
        self.relais = QCheckBox("Relais vérifié")
        self.more = LinkButton("Ajouter un détail (lieu, prénom, langue…)")
        self.open_button = Button("Ouvrir un dossier avec cet accueil", "folder-open", kind="petit")
        self.again_button = Button("+1 identique", "plus", ("Ctrl", "D"), kind="petit")
        self.today = RowList("Accueils d’aujourd’hui", "Aucun accueil aujourd’hui.", fit=True)
        self._build()
        self.draft = Draft(session, tasks, navigator, ECRAN, self._collect, self)
        self.draft.restored.connect(self._restored)
        self._listen()
        register(self, lambda _name: self.repeat(), frozenset({"dupliquer"}))
        self._shown = False

    def open_box(self) -> None:
        """Show the dialog, ready for a need; what was begun comes back."""
        if not self._shown:
            self._shown = True
            self.show_form()
        self.show()
        self.raise_()
        self.activateWindow()
        self.draft.open(None)
        self.load()
        self.besoins.setFocus(Qt.FocusReason.OtherFocusReason)

    def load(self) -> None:
        """Read today's list, and where the last welcome was."""
        session = self._session
        self._tasks.run(
            lambda: (accueils.accueils_du_jour(session), accueils.last_accueil(session)),
            self._loaded,
            self.refused,
            owner=self,
        )

    def save(self) -> None:
        session, saisie = self._session, self._saisie()
        self.working()
        self._tasks.run(
            lambda: accueils.save_accueil(session, saisie),
            self._saved,
            self.refused,
            changes=CHANGES,
            owner=self,
        )

    def repeat(self) -> None:
        """Note one more like the current one of the list."""
        model = self.current()
        if model is None:
            return
        session = self._session
        self._tasks.run(
            lambda: accueils.repeat_accueil(session, model.id),
            self._repeated,
            self.refused,
            changes=CHANGES,
            owner=self,
        )

    def open_dossier(self) -> None:
        """Open a file from the current welcome: a name is all that is asked."""
        model = self.current()
        if model is None:
            return
        if model.foyer_id is not None:
            self.accept()
            self._navigator.go("dossier", foyer_id=model.foyer_id)
            return
        dialog = OpenDossierDialog(self._session, self._tasks, self._navigator, model, self)
        dialog.opened.connect(self._dossier_opened)

    def current(self) -> Accueil | None:
        """Return the welcome that is current in the list."""
        key = self.today.current_key()
        return next((one for one in self._rows if one.id == key), None)

    def keep_draft(self) -> None:
        """Journal what is typed, now."""
        self.draft.keep()

    def reject(self) -> None:
        self.draft.keep()
        super().reject()

    def _build(self) -> None:
        rows = {
            "besoins": FormRow(
                "&Besoin exprimé",
                self.besoins,
                check=lambda: self._needed(self.besoins, "un besoin"),
            ),
            "reponses": FormRow(
                "&Réponse donnée",
                self.reponses,
                check=lambda: self._needed(self.reponses, "une réponse"),
            ),
            "commune": FormRow("&Commune", self.commune, necessaire=True),
            "note": FormRow("&Note", self.note, precision="facultatif"),
            "moment": FormRow("&Quand", self.moment, check=self.moment.error),
            "lieu": FormRow("&Itinérance", self.lieu, precision="mairie, centre social…"),
            "prenom": FormRow("&Prénom", self.prenom, precision="si la personne le souhaite"),
            "contact": FormRow("&Téléphone ou courriel", self.contact),
            "langue": FormRow("&Langue", self.langue),
        }
        self.set_rows(**rows)
        readers = f"{readable_by(accueils.lecteurs(self._session))}."
        for name in ("note", "contact"):
            rows[name].set_readers(readers)
        self.body.addWidget(self.told)
        self.body.addWidget(Text("Aucun nom n’est demandé.", "second"))
        self.body.addWidget(rows["besoins"])
        self.body.addWidget(self.other_needs, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(rows["reponses"])
        self.body.addWidget(rows["commune"])
        self.body.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(rows["note"])
        self.body.addWidget(self.checker)
        self._extra: list[QWidget] = [
            rows[n] for n in ("note", "moment", "lieu", "prenom", "contact", "langue")
        ]
        for left, right in (("moment", "lieu"), ("prenom", "contact")):
            self._pair(rows[left], rows[right])
        ticks = QWidget()
        column = QHBoxLayout(ticks)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.interprete)
        column.addWidget(self.relais)
        self._extra.append(ticks)
        self._pair(rows["langue"], ticks)
        self._fold(True)
        head = QHBoxLayout()
        head.addWidget(Text("Aujourd’hui", "fort"))
        head.addStretch(1)
        head.addWidget(self.open_button)
        head.addWidget(self.again_button)
        self.body.addLayout(head)
        self.body.addWidget(self.today)

    def _pair(self, left: QWidget, right: QWidget) -> None:
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(left, 1, Qt.AlignmentFlag.AlignTop)
        row.addWidget(right, 1, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(row)

    def _fold(self, folded: bool) -> None:
        for widget in self._extra:
            widget.setVisible(not folded)
        self.more.setVisible(folded)

    def set_catalogue(self, catalogue: Catalogue) -> None:
        """Offer the needs of today; those chosen stay."""
        chosen, self._needs = self.besoins.selected(), _needs(catalogue)
        whole = self.other_needs.isHidden() or not set(chosen) <= {
            c for c, _ in self._needs[: len(_FIRST)]
        }
        self.other_needs.setHidden(whole)
        self.besoins.set_options(self._needs if whole else self._needs[: len(_FIRST)])
        self.besoins.set_selected(chosen)

    def _show_other_needs(self) -> None:
        """Offer the whole list of needs, and put the focus on the first that was hidden."""
        self.other_needs.hide()
        self.besoins.set_options(self._needs)
        chip = self.besoins.chip(self._needs[len(_FIRST)][0])
        if chip is not None:
            chip.setFocus(Qt.FocusReason.OtherFocusReason)

    def _unfold(self) -> None:
        self._fold(False)
        self.grow()
        self.note.setFocus(Qt.FocusReason.OtherFocusReason)

    def _listen(self) -> None:
        self.more.clicked.connect(self._unfold)
        self.other_needs.clicked.connect(self._show_other_needs)
        self.open_button.clicked.connect(self.open_dossier)
        self.again_button.clicked.connect(self.repeat)
        self.today.opened.connect(lambda _key: self.open_dossier())
        for bar in (self.besoins, self.reponses):
            bar.changed.connect(lambda _keys: self._typed())
        for edit in (self.commune, self.lieu, self.prenom, self.contact, self.langue):
            edit.textEdited.connect(lambda _text: self._typed())
        self.note.textChanged.connect(self._typed)

    def _typed(self) -> None:
        for name, bar in (("besoins", self.besoins), ("reponses", self.reponses)):
            if not bar.is_empty():
                self.form[name].set_error("")
        self.draft.touch()

    def _needed(self, bar: ChipBar, what: str) -> str:
        return f"Choisissez au moins {what}. Rien n’est perdu." if bar.is_empty() else ""

    def _saisie(self) -> SaisieAccueil:
        commune = self.commune.commune()
        return SaisieAccueil(
            besoins=self.besoins.selected(),
            reponses=self.reponses.selected(),
            commune=commune.nom if commune is not None else self.commune.text(),
            code_insee=commune.code_insee if commune is not None else None,
            moment=self.moment.value(),
            lieu=self.lieu.text() or None,
            prenom=self.prenom.text() or None,
            contact=self.contact.text() or None,
            langue=self.langue.text() or None,
            interprete=self.interprete.isChecked(),
            note=self.note.text(),
            relais_verifie=self.relais.isChecked(),
        )

    def _collect(self) -> tuple[Content, int] | None:
        said = self._saisie()
        if not (said.besoins or said.reponses or said.note or said.prenom or said.contact):
            return None
        return {
            "besoins": list(said.besoins), "reponses": list(said.reponses),
            "commune": self.commune.text(), "note": self.note.toPlainText(),
            "lieu": self.lieu.text(), "prenom": self.prenom.text(),
            "contact": self.contact.text(), "langue": self.langue.text(),
            "interprete": said.interprete, "relais": said.relais_verifie,
            "moment": said.moment,
        }, self.note.textCursor().position()  # fmt: skip

    def _restored(self, draft: Brouillon) -> None:
        content = draft.contenu

        def text(name: str) -> str:
            return str(content.get(name) or "")

        if isinstance(content.get("besoins"), list) and content["besoins"]:
            self.besoins.set_options(self._needs)
            self.other_needs.hide()
        for bar, name in ((self.besoins, "besoins"), (self.reponses, "reponses")):
            codes = content.get(name)
            bar.set_selected(codes if isinstance(codes, list) else ())
        self.commune.set_commune(text("commune"))
        self.note.blockSignals(True)
        self.note.setPlainText(text("note"))
        self.note.blockSignals(False)
        for edit, name in (
            (self.lieu, "lieu"), (self.prenom, "prenom"), (self.contact, "contact"),
            (self.langue, "langue"),
        ):  # fmt: skip
            edit.setText(text(name))
        self.interprete.setChecked(bool(content.get("interprete")))
        self.relais.setChecked(bool(content.get("relais")))
        self.moment.set_value(text("moment") or None)
        if any(text(name) for name in ("note", "prenom", "contact", "langue")):
            self._fold(False)

    def _clear(self) -> None:
        """Empty the form for the next person; the commune and the place stay."""
        for bar in (self.besoins, self.reponses):
            bar.set_selected(())
        for edit in (self.prenom, self.contact, self.langue):
            edit.clear()
        self.note.blockSignals(True)
        self.note.setPlainText("")
        self.note.blockSignals(False)
        self.checker.reset()
        self.interprete.setChecked(False)
        self.relais.setChecked(False)
        self.moment.set_value(None)
        self.draft.discard()

    def _loaded(self, found: tuple[tuple[Accueil, ...], Accueil | None]) -> None:
        self._rows, last = found
        self.today.set_rows(accueil_row(one, self._session.catalogue) for one in self._rows)
        some = bool(self._rows)
        self.open_button.setVisible(some)
        self.again_button.setVisible(some)
        self.grow()
        if last is not None and not self.commune.text():
            self.commune.set_commune(last.commune)
        same_day = some and last is not None and last.id == self._rows[0].id
        if same_day and last is not None and last.lieu and not self.lieu.text():
            self.lieu.setText(last.lieu)

    def _saved(self, accueil: Accueil) -> None:
        self._busy = False
        self._clear()
        self._tell("Accueil enregistré.", accueil)
        self.load()
        self.besoins.setFocus(Qt.FocusReason.OtherFocusReason)

    def _repeated(self, accueil: Accueil) -> None:
        self._tell("Un accueil de plus.", accueil)
        self.load()

    def _tell(self, text: str, accueil: Accueil) -> None:
        self.told.show_message(
            text, "ok", "Ouvrir un dossier avec cet accueil", lambda: self._open(accueil)
        )

    def _open(self, accueil: Accueil) -> None:
        self._rows = (accueil, *(one for one in self._rows if one.id != accueil.id))
        self.today.set_rows(accueil_row(one, self._session.catalogue) for one in self._rows)
        self.today.view.setCurrentIndex(self.today.model.index(0))
        self.open_dossier()

    def _dossier_opened(self, foyer: object) -> None:
        self.opened.emit(foyer)
        self.accept()


def _needs(catalogue: Catalogue) -> list[tuple[str, str]]:
    known = {entree.code: entree.libelle for entree in catalogue.entrees("freins_besoins")}
    order = [*(code for code in _FIRST if code in known), *(c for c in known if c not in _FIRST)]
    return [(code, known[code]) for code in order]
