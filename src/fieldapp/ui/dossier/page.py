"""The dossier of a family: head, safety banner, tabs, and what to know before a visit."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from fieldapp.domain import droits
from fieldapp.domain.doublon_fusion import DossierReuni
from fieldapp.domain.errors import KnownError
from fieldapp.domain.orientation import Orientation
from fieldapp.services.droits import may
from fieldapp.services.session import Session
from fieldapp.ui.delegates.paint import BadgeSpec
from fieldapp.ui.documents.tab import DocumentsTab
from fieldapp.ui.dossier.avant_visite import WIDTH, VisitPane
from fieldapp.ui.dossier.fil import FilTab
from fieldapp.ui.dossier.foyer_tab import FoyerTab
from fieldapp.ui.dossier.header import DossierHeader
from fieldapp.ui.dossier.orientations_tab import OrientationsTab
from fieldapp.ui.dossier.steps import tick_step, to_report
from fieldapp.ui.dossier.suivi_tabs import ACTES, KINDS, SuiviTabs
from fieldapp.ui.dossier.tabs import DossierTabs
from fieldapp.ui.dossier.view import DossierView, level_badge, read_view, reference_words
from fieldapp.ui.impression.document import Document
from fieldapp.ui.impression.fiche import FicheDocument
from fieldapp.ui.impression.preview import PrintPreview
from fieldapp.ui.impression.synthese import SyntheseDocument
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.page import Page
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.badge import Badge
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.card import line
from fieldapp.ui.widgets.text import ElidedText

FIL, FOYER, ORIENTATIONS, DOCUMENTS = "fil", "foyer", "orientations", "documents"
_ACTES = ACTES | {ORIENTATIONS: droits.LIRE_ORIENTATION, DOCUMENTS: droits.LIRE_DOCUMENT}
# Widths of the page itself: the window less the rail.
_DRAWER_UNDER, _NARROW = 1060, 900
_SHOWN = {
    "foyer", "personne", "appartenance", "contact", "contact_sur", "accompagnement", "orientation",
    "document", "report", "adresse", "coordonnee", "situation", *KINDS,
}  # fmt: skip


class DossierPage(Page):
    """One family at a time, named by `foyer_id`."""

    key = "dossier"
    titre = "Famille"
    icone = "users"
    sous = "familles"

    def __init__(self, session: Session, tasks: Tasks, navigator: Navigator) -> None:
        super().__init__(session, tasks, navigator)
        self._foyer_id = ""
        self._view: DossierView | None = None
        self._drawer_open = False
        self._drawer = False
        self._dialog: QDialog | None = None
        self._wanted: Mapping[str, str] = {}
        self.top.set_title(self.titre, back=True)
        self._badge = Badge(BadgeSpec(""))
        self._reference = ElidedText("", "legende")
        self.top.beside.addWidget(self._badge)
        self.top.beside.addWidget(self._reference)
        self._may_orient = may(session, droits.ORIENTER)
        self._may_print = may(session, droits.IMPRIMER)
        self._may_note = may(session, droits.ECRIRE_CONTACT)
        if self._may_note:
            note = self.top.add_note_button()
            note.clicked.disconnect()
            note.clicked.connect(self.focus_note)
        self.header = DossierHeader(session, tasks)
        self.fil = FilTab(session, tasks, navigator)
        self.foyer = FoyerTab(session, tasks, navigator)
        self.suivi = SuiviTabs(session, tasks, navigator)
        self.orientations = OrientationsTab(session, tasks, navigator)
        self.documents = DocumentsTab(session, tasks, navigator)
        self.visit = VisitPane(session.catalogue)
        self._build()
        self._connect()

    @classmethod
    def allowed(cls, session: Session) -> bool:
        return may(session, droits.LIRE_FOYER)

    def open(self, **where: str) -> None:
        foyer_id = where.get("foyer_id", "") or self._foyer_id
        if not foyer_id:
            return
        if foyer_id != self._foyer_id:
            self.keep_drafts()
            self._view = None
            self.tabs.setCurrentIndex(0)
        self._foyer_id = foyer_id
        self._wanted = where
        self.bar.hide()
        self._read()

    def refresh(self, kinds: frozenset[str]) -> None:
        if self._foyer_id and self.isVisible() and kinds & _SHOWN:
            self._read()

    def commands(self) -> Mapping[str, Callable[[], None]]:
        commands: dict[str, Callable[[], None]] = {
            "avant_visite": self.toggle_visit,
            "onglet_suivant": lambda: self.tabs.turn(1),
            "onglet_precedent": lambda: self.tabs.turn(-1),
            "filtrer": self._search_thread,
            "reporter": self._report,
        }
        if self._may_note:
            commands["noter"] = self.focus_note
            commands["valider"] = self.fil.note.submit
        if self._may_orient:
            commands["orienter"] = self.orient
        if self._may_print:
            commands["imprimer"] = self.print_shown
        commands |= self.suivi.commands(self.tab)
        if self.tab == DOCUMENTS:
            commands["nouveau"] = self.documents.add
        if self.tab == FOYER:
            commands["nouveau"] = self.foyer.add_person
            commands["tableau"] = self.foyer.genogramme.toggle
        return commands

    def keep_drafts(self) -> None:
        self.fil.note.draft.keep()
        self.suivi.evaluation.keep_drafts()
        self.header.banner.clear_clipboard()

    def panes(self) -> tuple[QWidget, ...]:
        return (self.header, self._tab_row, self._stack, self.visit)

    @property
    def tab(self) -> str:
        """The key of the tab shown."""
        return self.tabs.key

    def focus_note(self) -> None:
        """Put the cursor in the quick note."""
        self.tabs.show_tab(FIL)
        self.fil.note.focus_note()
        self._scroll.ensureWidgetVisible(self.fil.note)

    def orient(self) -> None:
        """Orient this family."""
        self.navigator.go("orienter", foyer_id=self._foyer_id)

    def print_shown(self) -> None:
        """Preview the synthèse, or the sheet of the orientation chosen in its tab."""
        chosen = self.orientations.current() if self.tab == ORIENTATIONS else None
        document = self.suivi.document(self.tab)
        if chosen is not None:
            self.print_fiche(chosen)
        elif document is not None:
            self._preview(document)
        elif self._foyer_id:
            self._preview(SyntheseDocument(self.session, self._foyer_id))

    def print_fiche(self, orientation: Orientation) -> None:
        """Preview the sheet of an orientation."""
        self._preview(FicheDocument(self.session, orientation))

    def toggle_visit(self) -> None:
        """Go to « Avant visite », which opens as a drawer where room is short."""
        if self._drawer:
            self._drawer_open = not self._drawer_open
            self._place_drawer()
        self.visit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if self.visit.isVisible():
            self.visit.focusNextChild()

    def minimumSizeHint(self) -> QSize:
        # What does not fit wraps or scrolls: the smallest window is not this page's to decide.
        return QSize(theme().px(400), theme().px(220))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _build(self) -> None:
        self.tabs = DossierTabs(
            (key, words, tab)
            for key, words, tab in (
                (FIL, "Fil", self.fil),
                (FOYER, "Foyer", self.foyer),
                *self.suivi.entries(),
                (ORIENTATIONS, "Orientations", self.orientations),
                (DOCUMENTS, "Documents", self.documents),
            )
            if key not in _ACTES or may(self.session, _ACTES[key])
        )
        self._stack = self.tabs.stack
        self._build_acts()
        self._tab_row = QWidget()
        row = QHBoxLayout(self._tab_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.tabs, 1, Qt.AlignmentFlag.AlignBottom)
        row.addWidget(self.orient_button)
        row.addWidget(self.print_button)
        body = QWidget()
        body.setProperty("level", "transparent")
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._tab_row)
        column.addWidget(line())
        column.addSpacing(10)
        self._middle = QHBoxLayout()
        self._middle.setSpacing(14)
        self._stack.setMinimumWidth(theme().px(280))
        self._middle.addWidget(self._stack, 1)
        self._middle.addWidget(self.visit)
        column.addLayout(self._middle, 1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(body)
        self.content.setSpacing(6)
        self.content.addWidget(self.header)
        self.content.addWidget(self._scroll, 1)

    def _build_acts(self) -> None:
        self.orient_button = Button("Orienter", "send")
        self.orient_button.setToolTip("Orienter (Ctrl+Maj+O)")
        if not self._may_orient:
            self.orient_button.hide()
        self.print_button = Button("Synthèse", "printer", ("Ctrl", "P"))
        self.print_button.setToolTip("Imprimer la synthèse (Ctrl+P)")
        if not self._may_print:
            self.print_button.hide()

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._tab_changed)
        self.orient_button.clicked.connect(self.orient)
        self.print_button.clicked.connect(
            lambda: self._preview(SyntheseDocument(self.session, self._foyer_id))
        )
        self.header.person_chosen.connect(self._person_chosen)
        self.fil.print_asked.connect(self.print_fiche)
        self.orientations.print_asked.connect(self.print_fiche)
        self.orientations.orient_asked.connect(self.orient)
        self.suivi.print_asked.connect(self._preview)
        self.suivi.counted.connect(self.tabs.say_count)
        self.documents.counted.connect(lambda n: self.tabs.say_count(DOCUMENTS, "Documents", n))
        self.visit.step_done.connect(
            lambda key: tick_step(self.session, self.tasks, self.navigator, key)
        )
        self.visit.report_asked.connect(self.navigator.report_asked)

    def _read(self) -> None:
        session, foyer_id = self.session, self._foyer_id
        self.tasks.run(
            lambda: read_view(session, foyer_id),
            lambda view: self._shown(foyer_id, view),
            self._failed,
            owner=self,
        )

    def _shown(self, foyer_id: str, view: DossierView) -> None:
        if foyer_id != self._foyer_id:
            return
        self._view = view
        dossier = view.dossier
        self.top.set_title(dossier.foyer.nom, back=True)
        self._badge.set_spec(level_badge(dossier))
        self._reference.setText(reference_words(dossier, self.session.agent.id))
        self.header.show_dossier(dossier)
        self.fil.show_dossier(dossier, view.contacts, view.decisions)
        self.foyer.show_dossier(dossier)
        self.orientations.show_orientations(view.orientations)
        self.tabs.say_count(ORIENTATIONS, "Orientations", len(view.orientations))
        self.suivi.show_view(view, self.tabs)
        if may(self.session, droits.LIRE_DOCUMENT):
            self.documents.show_family(dossier.foyer.id)
        self.visit.show_view(view, on_thread=self.tab == FIL)
        self._follow_wish()

    def _follow_wish(self) -> None:
        """Go where navigation asked to, once the family is read."""
        where, self._wanted = self._wanted, {}
        if where.get("onglet"):
            self.tabs.show_tab(where["onglet"])
            self.tabs.enter()
        if where.get("document_id"):
            self.documents.select(where["document_id"])
        if where.get("champ") == "note":
            self.focus_note()
        elif where.get("volet") == "avant_visite":
            self._drawer_open = False
            self.toggle_visit()
        elif where.get("contact_id"):
            self.tabs.show_tab(FIL)
            row = self.fil.model.row_of(where["contact_id"])
            if row >= 0:
                self.fil.view.setCurrentIndex(self.fil.model.index(row))
            self.fil.view.setFocus(Qt.FocusReason.OtherFocusReason)
        elif where and self._may_note and self.tab == FIL:
            self.fil.note.focus_note()

    def _tab_changed(self, _place: int) -> None:
        self._fit()
        if self._view is not None:
            self.visit.show_view(self._view, on_thread=self.tab == FIL)

    def _search_thread(self) -> None:
        self.tabs.show_tab(FIL)
        self.fil.focus_search()

    def _person_chosen(self, personne_id: str) -> None:
        self.tabs.show_tab(FOYER)
        self.foyer.edit_person(personne_id)

    def _report(self) -> None:
        """Report elsewhere what is shown: the event chosen, the follow-up, or what is left."""
        event = self.fil.view.current_event() if self.tab == FIL else None
        wanted = self._view and to_report(self._view, self.tab == "engagements", event)
        if wanted:
            self.navigator.report_asked.emit(*wanted)

    def _preview(self, document: Document) -> None:
        self._dialog = PrintPreview(self.tasks, document, self.window())
        self._dialog.show()

    def _failed(self, error: KnownError) -> None:
        if isinstance(error, DossierReuni):
            # A link, an old notice, a draft: whoever asks for it is led where everything is.
            self.navigator.go(self.key, foyer_id=error.vers)
            self.bar.show_message("Ce dossier a été réuni à celui-ci.", "info")
            return
        self.bar.show_message(error.message)

    def _fit(self) -> None:
        narrow = self.width() < theme().px(_NARROW)
        self._reference.setVisible(not narrow)
        self._badge.setVisible(not narrow)
        self.header.set_narrow(narrow)
        self.fil.set_narrow(narrow)
        tall = self.fil.note.sizeHint().height() + theme().px(470)
        # Narrow, the page scrolls and each tab has the height that it asks for.
        least = tall if self.tab == FIL else 0
        self._stack.setMinimumHeight(least if narrow else theme().px(280))
        self.foyer.set_narrow(narrow or self.width() < theme().px(_DRAWER_UNDER), whole=narrow)
        # Seven tabs need the room: these two are known by their icon, with a name and a tooltip.
        self.print_button.show_keys(not narrow)
        self.print_button.setText("" if narrow else "Synthèse")
        self.orient_button.setText("" if narrow else "Orienter")
        drawer = self.width() < theme().px(_DRAWER_UNDER)
        if drawer != self._drawer:
            self._drawer = drawer
            self._drawer_open = False
            if drawer:
                self._middle.removeWidget(self.visit)
                self.visit.setParent(self)
            else:
                self._middle.addWidget(self.visit)
        self._place_drawer()

    def _place_drawer(self) -> None:
        if not self._drawer:
            self.visit.show()
            return
        self.visit.setVisible(self._drawer_open)
        if self._drawer_open:
            top = self._scroll.mapTo(self, QPoint(0, 0)).y()
            width = theme().px(WIDTH)
            self.visit.setGeometry(self.width() - width - 8, top, width, self.height() - top - 8)
            self.visit.raise_()
