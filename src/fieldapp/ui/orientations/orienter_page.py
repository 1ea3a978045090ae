"""Orienter: one screen, seven fields, and the sheet that would leave."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QDialog, QHBoxLayout, QScrollArea, QWidget

from fieldapp.domain import droits
from fieldapp.domain.brouillon import Brouillon
from fieldapp.domain.doublon_fusion import DossierReuni
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import Dossier
from fieldapp.domain.orientation import REFUS, Orientation
from fieldapp.services import foyers, orientations
from fieldapp.services.droits import may
from fieldapp.services.session import Session
from fieldapp.ui.capture.draft import Content, Draft
from fieldapp.ui.capture.readers import Readers, load_readers, readable_by
from fieldapp.ui.capture.undo import undo_last
from fieldapp.ui.impression.fiche import FicheDocument
from fieldapp.ui.impression.preview import PrintPreview
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.orientations.orienter_form import FIELDS, OrienterForm
from fieldapp.ui.orientations.sheet_pane import Sheet, SheetPane, read_sheet
from fieldapp.ui.page import Page
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.texte import plural
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.card import Card, line
from fieldapp.ui.widgets.icon_label import IconLabel
from fieldapp.ui.widgets.text import Text

ECRAN = "orienter"
PREVIEW_MS = 350
_NARROW = 860
_FORM = 590


class OrienterPage(Page):
    """The form at the left, the sheet at the right, the action bar at the foot."""

    key = "orienter"
    titre = "Orienter"
    icone = "send"
    sous = "orientations"

    def __init__(self, session: Session, tasks: Tasks, navigator: Navigator) -> None:
        super().__init__(session, tasks, navigator)
        self.top.set_title(self.titre, back=True)
        self._foyer_id = ""
        self._nom = ""
        self._asked = 0
        self._saving = False
        self._dialog: QDialog | None = None
        self.form = OrienterForm(session, tasks)
        self.sheet = SheetPane()
        self.print_button = Button("Enregistrer et imprimer", "", ("Ctrl", "↵"), "primary")
        self.print_button.clicked.connect(lambda: self.submit(then_print=True))
        self.save_button = Button("Enregistrer")
        self.save_button.clicked.connect(lambda: self.submit(then_print=False))
        self._filled = Text("", "second")
        self.draft = Draft(session, tasks, navigator, ECRAN, self._collect, self)
        self.draft.restored.connect(self._restored)
        self._pause = QTimer(self, singleShot=True, interval=PREVIEW_MS)
        self._pause.timeout.connect(self._read_sheet)
        self.form.changed.connect(self._changed)
        self.form.bloc_changed.connect(self._pause.start)
        self._build()

    @classmethod
    def allowed(cls, session: Session) -> bool:
        return may(session, droits.ORIENTER)

    def open(self, **where: str) -> None:
        foyer_id = where.get("foyer_id", "") or self._foyer_id
        if not foyer_id:
            self.bar.show_message(
                "Choisissez d’abord la famille à orienter.",
                "info",
                "Chercher",
                lambda: self.navigator.palette_asked.emit(""),
            )
            return
        session = self.session
        self.tasks.run(
            lambda: foyers.get_dossier(session, foyer_id), self._dossier_read, self._failed
        )

    def refresh(self, kinds: frozenset[str]) -> None:
        if self._foyer_id and self.isVisible() and kinds & {"personne", "foyer", "contact_sur"}:
            self.open(foyer_id=self._foyer_id)

    def commands(self) -> Mapping[str, Callable[[], None]]:
        return {
            "valider": lambda: self.submit(then_print=True),
            "imprimer": lambda: self.submit(then_print=True),
        }

    def keep_drafts(self) -> None:
        self.draft.keep()

    def panes(self) -> tuple[QWidget, ...]:
        return (self._left, self.sheet)

    def submit(self, *, then_print: bool) -> None:
        """Save the orientation; what is missing is said beside its field."""
        if self._saving or not self._foyer_id or not self.form.check():
            return
        session, saisie = self.session, self.form.saisie(self._foyer_id)
        self._saving = True
        self.tasks.run(
            lambda: orientations.save_orientation(session, saisie),
            lambda saved: self._saved(saved, then_print),
            self._refused,
            changes={"orientation"},
            owner=self,
        )

    def minimumSizeHint(self) -> QSize:
        # What does not fit wraps or scrolls: the smallest window is not this page's to decide.
        return QSize(theme().px(400), theme().px(220))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        narrow = self.width() < theme().px(_NARROW)
        direction = QBoxLayout.Direction
        self._columns.setDirection(direction.TopToBottom if narrow else direction.LeftToRight)
        self._left.setMaximumWidth(16777215 if narrow else theme().px(_FORM) + self.width() // 20)
        self.sheet.setMinimumHeight(theme().px(620) if narrow else 0)
        tall = self.form.heightForWidth(self.form_scroll.viewport().width()) + theme().px(12)
        self.form_scroll.setMinimumHeight(tall if narrow else 0)
        self.print_button.show_keys(not narrow)

    def _build(self) -> None:
        self._left = Card(flush=True)
        self.form_scroll = _scroll(self.form)
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(18, 9, 18, 9)
        row.setSpacing(10)
        row.addWidget(self.print_button)
        row.addWidget(self.save_button)
        row.addStretch(1)
        row.addWidget(IconLabel("check", "encre_2", 16))
        row.addWidget(self._filled)
        self._left.body.addWidget(self.form_scroll, 1)
        self._left.body.addWidget(line())
        self._left.body.addWidget(foot)
        body = QWidget()
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, body)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(16)
        self._columns.addWidget(self._left, 59)
        self._columns.addWidget(self.sheet, 52)
        self.content.addWidget(_scroll(body))

    def _dossier_read(self, dossier: Dossier) -> None:
        foyer = dossier.foyer
        other = foyer.id != self._foyer_id
        if other:
            self.draft.keep()
        self._foyer_id, self._nom = foyer.id, foyer.nom
        self.bar.hide()
        self.top.set_title(self.titre, foyer.nom, back=True)
        self.sheet.show_safe_contact(dossier.contact_sur is not None)
        self.form.show_family(dossier)
        load_readers(self.session, self.tasks, foyer.id, self._show_readers, self)
        if other:
            self.draft.open(foyer.id)
        self._count()
        self._read_sheet()
        self.form.pour_qui.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_readers(self, readers: Readers) -> None:
        """Say who will read the reasons and what each one expects."""
        words = readable_by(readers.get(droits.LIRE_ORIENTATION, ""))
        self.form.show_readers(words)
        for field in (self.form.motifs, self.form.attentes):
            field.setAccessibleDescription(words)

    def _changed(self) -> None:
        self.draft.touch()
        self._count()
        self.sheet.show_waiting()
        self._pause.start()

    def _count(self) -> None:
        self._filled.setText(f"{plural(self.form.filled(), 'champ')} sur {FIELDS}")
        self._fit()

    def _read_sheet(self) -> None:
        self._asked += 1
        asked, session, saisie = self._asked, self.session, self.form.saisie(self._foyer_id)
        bloc = self.form.bloc
        self.tasks.run(
            lambda: read_sheet(session, saisie, bloc),
            lambda sheet: self._sheet_read(asked, sheet),
            self._failed,
            owner=self,
        )

    def _sheet_read(self, asked: int, sheet: Sheet) -> None:
        if asked == self._asked:
            self.sheet.show_sheet(sheet)
            self.form.show_remarks(sheet.remarques)
            self._fit()

    def _collect(self) -> tuple[Content, int] | None:
        if self.form.is_blank():
            return None
        return self.form.content(), self.form.attentes.textCursor().position()

    def _restored(self, draft: Brouillon) -> None:
        self.form.restore(draft.contenu, draft.curseur)
        self._count()
        self._read_sheet()

    def _saved(self, saved: Orientation, then_print: bool) -> None:
        self._saving = False
        self.draft.discard()
        self.form.clear()
        nom, foyer_id = self._nom, self._foyer_id
        self._foyer_id = ""
        session, tasks, navigator = self.session, self.tasks, self.navigator
        navigator.go("dossier", foyer_id=foyer_id)
        navigator.toast(
            f"Orientation notée pour {nom}.", lambda: undo_last(session, tasks, navigator)
        )
        if then_print and saved.accord != REFUS:
            self._dialog = PrintPreview(tasks, FicheDocument(session, saved), self.window())
            self._dialog.show()

    def _refused(self, error: KnownError) -> None:
        self._saving = False
        if not self.form.show_error(error):
            self.bar.show_message(error.message)

    def _failed(self, error: KnownError) -> None:
        if isinstance(error, DossierReuni):
            # A link or an old notice: whoever asks for it is led where everything is.
            self.open(foyer_id=error.vers)
            return
        self.bar.show_message(error.message)


def _scroll(inside: QWidget) -> QScrollArea:
    inside.setProperty("level", "transparent")
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inside)
    return area
