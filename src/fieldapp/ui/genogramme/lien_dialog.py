"""The form of a link: who, which relation, with whom, and for a couple its state and dates."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from fieldapp.domain.droits import LIRE_FOYER
from fieldapp.domain.genogramme.famille import FamilleLiee
from fieldapp.domain.lien import COUPLE, ETATS, GENRES, INCONNUS, PARENT, Lien, Remarque, SaisieLien
from fieldapp.services import liens, lisibilite
from fieldapp.services.session import Session
from fieldapp.ui.capture.form_dialog import FormDialog
from fieldapp.ui.capture.undo import undo_last
from fieldapp.ui.form import FormRow
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.combo import CodeCombo
from fieldapp.ui.widgets.date_field import DateField
from fieldapp.ui.widgets.text import Text

_UNKNOWN = "?"
CHANGES = frozenset({"lien", "foyer"})


class LienDialog(FormDialog):
    """A link to note or to put right; a deduced one is noted as it is corrected."""

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        navigator: Navigator,
        famille: FamilleLiee,
        lien: Lien | None = None,
        personne_id: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Un lien de famille", parent=parent)
        self._session, self._tasks, self._navigator = session, tasks, navigator
        self._famille, self._lien = famille, lien
        self.opened_with = {"personne_id": personne_id}
        self._accepted: SaisieLien | None = None
        people = [(m.personne.id, m.personne.nom_complet) for m in famille.personnes]
        unknown = [(f"{_UNKNOWN}{code}", words) for code, words in INCONNUS.items()]
        self.personne = CodeCombo((*people, *unknown))
        self.genre = CodeCombo(GENRES.items())
        self.autre = CodeCombo(people)
        self.etat = CodeCombo((("", "non précisé"), *ETATS.items()))
        self.debut, self.fin = DateField(), DateField()
        self.remarque = Text("", tone="warn", wrap=True)
        self._build()
        self.tell_readers(
            tasks,
            lambda: lisibilite.lecteurs_du_foyer(session, famille.foyer_id),
            genre=LIRE_FOYER,
        )
        self._fill(personne_id)
        self.genre.currentIndexChanged.connect(lambda _place: self._fit())
        self._fit()
        first = self.genre if personne_id else self.personne
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def saisie(self) -> SaisieLien:
        """Return what is typed."""
        who = self.personne.code()
        unknown = who[1:] if who.startswith(_UNKNOWN) else None
        couple = self.genre.code() == COUPLE
        return SaisieLien(
            genre=self.genre.code(),
            autre_id=self.autre.code(),
            personne_id=None if unknown or not who else who,
            etat=(self.etat.code() or None) if couple else None,
            debut=self.debut.iso() if couple else None,
            fin=self.fin.iso() if couple else None,
            inconnu=unknown,
        )

    def save(self) -> None:
        saisie = self.saisie()
        session, foyer_id = self._session, self._famille.foyer_id
        lien_id = self._recorded_id()
        self.working()
        if saisie == self._accepted:
            self._write(saisie)
            return
        self._tasks.run(
            lambda: liens.check_saisie(session, foyer_id, saisie, lien_id),
            lambda remarks: self._checked(saisie, remarks),
            self.refused,
            owner=self,
        )

    def _build(self) -> None:
        rows = {
            "personne_id": FormRow("&Qui", self.personne, necessaire=True),
            "genre": FormRow("&Relation", self.genre, necessaire=True),
            "autre_id": FormRow("A&vec qui", self.autre, necessaire=True),
            "etat": FormRow("É&tat du couple", self.etat),
            "debut": FormRow("&Depuis le", self.debut, check=self.debut.error),
            "fin": FormRow(
                "&Jusqu’au",
                self.fin,
                check=self.fin.error,
                aide="La date de la séparation ou du décès, si le couple n’est plus.",
            ),
        }
        self.set_rows(**rows)
        for row in rows.values():
            self.body.addWidget(row)
        self.body.addWidget(self.remarque)
        self.remarque.hide()

    def _fill(self, personne_id: str) -> None:
        if personne_id:
            self.personne.set_code(personne_id)
        lien = self._lien
        if lien is None:
            return
        self.personne.set_code(lien.personne_id or f"{_UNKNOWN}{lien.inconnu or 'X'}")
        self.genre.set_code(lien.genre)
        self.autre.set_code(lien.autre_id)
        self.etat.set_code(lien.etat or "")
        self.debut.set_value(lien.debut)
        self.fin.set_value(lien.fin)

    def _fit(self) -> None:
        """Show only what the relation asks for."""
        genre = self.genre.code()
        for name in ("etat", "debut", "fin"):
            self.form[name].setVisible(genre == COUPLE)
        self.form["genre"].set_help(
            "Pour un parent inconnu, choisissez-le dans «\u00a0Qui »." if genre == PARENT else ""
        )
        if self.isVisible():
            self._grow()

    def _grow(self) -> None:
        """Take the height of the rows shown, within the screen."""
        wanted = self.body.sizeHint().height() + theme().px(76)
        room = self.screen().availableGeometry().height() - 60
        self.resize(self.width(), max(self.height(), min(wanted, room)))

    def _recorded_id(self) -> str | None:
        return None if self._lien is None or self._lien.deduit else self._lien.id

    def _checked(self, saisie: SaisieLien, remarks: tuple[Remarque, ...]) -> None:
        """Save, or say first what is odd: a second « Enregistrer » then saves all the same."""
        if not remarks:
            self._write(saisie)
            return
        self._accepted = saisie
        self._busy = False
        self.remarque.setText(
            " ".join(r.texte for r in remarks) + " Si c’est bien cela, enregistrez de nouveau."
        )
        self.remarque.show()
        self._grow()

    def _write(self, saisie: SaisieLien) -> None:
        session, foyer_id = self._session, self._famille.foyer_id
        lien_id = self._recorded_id()

        def write() -> Lien:
            if lien_id is None:
                return liens.add_lien(session, foyer_id, saisie)
            changes = {name: getattr(saisie, name) for name in SaisieLien.__slots__}
            return liens.update_lien(session, lien_id, changes)

        self._tasks.run(write, self._saved, self.refused, changes=CHANGES, owner=self)

    def _saved(self, _lien: Lien) -> None:
        self.accept()
        session, tasks, navigator = self._session, self._tasks, self._navigator
        navigator.toast("Lien enregistré.", lambda: undo_last(session, tasks, navigator))
