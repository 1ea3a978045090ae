"""The génogramme card: drawing or list, one key apart, with what can be done to either."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from fieldapp.domain import droits
from fieldapp.domain.errors import KnownError
from fieldapp.domain.genogramme.famille import FamilleLiee
from fieldapp.domain.lien import Lien
from fieldapp.services import liens
from fieldapp.services.droits import may
from fieldapp.services.session import Session
from fieldapp.ui.announce import announce
from fieldapp.ui.capture.undo import undo_last
from fieldapp.ui.genogramme.document import GenogrammeDocument
from fieldapp.ui.genogramme.lien_dialog import CHANGES, LienDialog
from fieldapp.ui.genogramme.liste import GenogrammeListe
from fieldapp.ui.genogramme.place_dialog import PlaceDialog
from fieldapp.ui.genogramme.vue import GenogrammeView
from fieldapp.ui.impression.preview import PrintPreview
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.buttons import Button, IconButton
from fieldapp.ui.widgets.card import Card, line
from fieldapp.ui.widgets.empty_state import EmptyState
from fieldapp.ui.widgets.flow import FlowLayout
from fieldapp.ui.widgets.segmented import Option, SegmentedControl
from fieldapp.ui.widgets.text import Text

_KEYS_FROM = 640
DESSIN, LISTE = "dessin", "liste"
_LEGEND = (
    ("carre", "homme"),
    ("cercle", "femme"),
    ("losange", "non précisé"),
    ("contour", "vit ensemble"),
    ("", "// séparation"),
)


class GenogrammePanel(Card):
    """The people and links of one family.

    Signals: `personne_ouverte(str)`, a person to show; `personne_demandee()`, one to add.
    """

    personne_ouverte = Signal(str)
    personne_demandee = Signal()

    def __init__(
        self, session: Session, tasks: Tasks, navigator: Navigator, parent: QWidget | None = None
    ) -> None:
        super().__init__(flush=True, parent=parent)
        self.setAccessibleName("Génogramme")
        self._session, self._tasks, self._navigator = session, tasks, navigator
        self._famille: FamilleLiee | None = None
        self._dialog: QDialog | None = None
        self._wanted = ""
        self._may_print = may(session, droits.IMPRIMER)
        self.vue = GenogrammeView()
        self.liste = GenogrammeListe()
        self.choix = SegmentedControl(
            "Affichage",
            (Option(DESSIN, "Génogramme", "network"), Option(LISTE, "Liste", "list-tree")),
        )
        self.ajouter = Button("Personne", "user-plus", ("Ctrl", "Maj", "N"), kind="petit")
        self.lier = Button("&Lien", "spline", kind="petit")
        self.imprimer = Button("Imprimer", "printer", kind="petit")
        self.imprimer.setAccessibleName("Imprimer le génogramme")
        self.moins, self.plus = IconButton("zoom-out", "Réduire"), IconButton("zoom-in", "Agrandir")
        self._percent = Text("100\u00a0%", "legende", tnum=True)
        self.deduits = Text("", "aide")
        self._empty = EmptyState("Ajoutez les personnes qui vivent ici.")
        self._build()
        self._connect()
        if QAccessible.isActive():
            self.show_side(LISTE)

    @property
    def side(self) -> str:
        """What is shown: the drawing or the list."""
        return self.choix.value()

    @property
    def famille(self) -> FamilleLiee | None:
        """The family shown."""
        return self._famille

    def open(self, foyer_id: str) -> None:
        """Read a family and show it."""
        session = self._session
        self._wanted = foyer_id
        self._tasks.run(
            lambda: liens.get_famille(session, foyer_id), self._read, self._failed, owner=self
        )

    def show_famille(self, famille: FamilleLiee) -> None:
        """Show a family on both sides."""
        self._famille = famille
        self.vue.show_famille(famille)
        self.liste.show_famille(famille)
        self.ajouter.setVisible(famille.modifiable)
        self.lier.setVisible(famille.modifiable and bool(famille.personnes))
        self.imprimer.setVisible(self._may_print and bool(famille.personnes))
        count = sum(lien.deduit for lien in famille.liens)
        many = "s" if count > 1 else ""
        self.deduits.setText(
            f"{count} lien{many} déduit{many} des rôles, à confirmer" if count else ""
        )
        self._place()

    def show_side(self, side: str) -> None:
        """Show the drawing or the list, and keep the same person under the cursor."""
        if side == LISTE:
            self.liste.set_courant(self.vue.courant)
        else:
            self.vue.set_courant(self.liste.personne_courante())
        self.choix.set_value(side)
        self._place()

    def toggle(self) -> None:
        """Go from the drawing to the list and back (Ctrl+Maj+T); the focus goes along."""
        inside = self.vue.hasFocus() or self.liste.hasFocus()
        self.show_side(LISTE if self.side == DESSIN else DESSIN)
        shown: QWidget = self.liste if self.side == LISTE else self.vue
        if inside or self.focusWidget() is None:
            shown.setFocus(Qt.FocusReason.ShortcutFocusReason)
        announce(self, "Liste" if self.side == LISTE else self.vue.accessibleDescription())

    def add_link(self, personne_id: str) -> None:
        """Open the form of a new link, beginning with a person."""
        if self._famille is not None and self._famille.modifiable:
            self._open(self._link_form(None, personne_id))

    def edit_link(self, lien_id: str) -> None:
        """Open the form of a link; a deduced one is there to be confirmed or corrected."""
        lien = self._lien(lien_id)
        if lien is not None and self._famille is not None and self._famille.modifiable:
            self._open(self._link_form(lien, ""))

    def edit_place(self, personne_id: str) -> None:
        """Open the form of somebody's place in the household."""
        famille = self._famille
        membre = famille.membre(personne_id) if famille is not None else None
        if famille is not None and famille.modifiable and membre is not None:
            args = (self._session, self._tasks, self._navigator, membre)
            self._open(PlaceDialog(*args, self.window()))

    def remove_link(self, lien_id: str) -> None:
        """Remove a link at once; the toast takes it back."""
        session = self._session
        self._act(lambda: liens.remove_lien(session, lien_id), "Lien retiré.")

    def end_couple(self, lien_id: str) -> None:
        """Note a separation today; the form of the link puts the date right."""
        session = self._session
        self._act(lambda: liens.end_couple(session, lien_id), "Séparation notée à ce jour.")

    def print_drawing(self) -> None:
        """Preview the page to print."""
        if self._famille is not None:
            document = GenogrammeDocument(
                self._session, self._famille.foyer_id, self._famille.masque
            )
            self._dialog = PrintPreview(self._tasks, document, self.window())
            self._dialog.show()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(760), theme().px(470))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.ajouter.show_keys(self.width() >= theme().px(_KEYS_FROM))

    def _build(self) -> None:
        bar = QWidget()
        bar.setProperty("level", "transparent")
        row = QHBoxLayout(bar)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(8)
        self._percent.setMinimumHeight(theme().px(30))
        acts = FlowLayout(gap=8)
        for widget in (self.choix, self.ajouter, self.lier, self.imprimer):
            acts.addWidget(widget)
        row.addLayout(acts, 1)
        for control in (self.moins, self._percent, self.plus):
            row.addWidget(control, 0, Qt.AlignmentFlag.AlignTop)
        foot = QWidget()
        foot.setProperty("level", "transparent")
        keys = FlowLayout(gap=16)
        edge = QVBoxLayout(foot)
        edge.setContentsMargins(14, 7, 14, 7)
        edge.setSpacing(4)
        edge.addLayout(keys)
        for shape, words in _LEGEND:
            keys.addWidget(_Legend(shape, words))
        keys.addWidget(self.deduits)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.vue)
        self._stack.addWidget(self.liste)
        self._stack.addWidget(self._empty)
        self._foot = foot
        self.body.addWidget(bar)
        self.body.addWidget(line())
        self.body.addWidget(self._stack, 1)
        self.body.addWidget(line())
        self.body.addWidget(foot)
        self._stack.setMinimumHeight(theme().px(300))

    def _connect(self) -> None:
        self.choix.changed.connect(self.show_side)
        self.vue.personne_ouverte.connect(self.personne_ouverte)
        self.liste.personne_ouverte.connect(self.personne_ouverte)
        self.liste.place_ouverte.connect(self.edit_place)
        self.liste.lien_ouvert.connect(self.edit_link)
        self.liste.lien_retire.connect(self.remove_link)
        self.liste.couple_fini.connect(self.end_couple)
        self.liste.lien_ajoute.connect(self.add_link)
        self.ajouter.clicked.connect(self.personne_demandee)
        self.lier.clicked.connect(self._add_link_here)
        self.imprimer.clicked.connect(self.print_drawing)
        self.plus.clicked.connect(lambda: self.vue.zoom_by(1))
        self.moins.clicked.connect(lambda: self.vue.zoom_by(-1))
        self.vue.zoom_change.connect(lambda zoom: self._percent.setText(f"{zoom}\u00a0%"))

    def _place(self) -> None:
        people = self._famille is not None and bool(self._famille.personnes)
        drawn = self.side == DESSIN and people
        shown = self._empty if not people else self.vue if drawn else self.liste
        self._stack.setCurrentWidget(shown)
        for widget in (self.moins, self._percent, self.plus):
            widget.setVisible(drawn)
        self._foot.setVisible(people)

    def _read(self, famille: FamilleLiee) -> None:
        if famille.foyer_id == self._wanted:
            self.show_famille(famille)

    def _failed(self, error: KnownError) -> None:
        self._navigator.toast(error.message)

    def _act(self, act: Callable[[], object], done: str) -> None:
        session, tasks, navigator = self._session, self._tasks, self._navigator
        tasks.run(
            act,
            lambda _result: navigator.toast(done, lambda: undo_last(session, tasks, navigator)),
            self._failed,
            changes=CHANGES,
            owner=self,
        )

    def _add_link_here(self) -> None:
        self.add_link(self.vue.courant if self.side == DESSIN else self.liste.personne_courante())

    def _lien(self, lien_id: str) -> Lien | None:
        links = self._famille.liens if self._famille is not None else ()
        return next((lien for lien in links if lien.id == lien_id), None)

    def _link_form(self, lien: Lien | None, personne_id: str) -> LienDialog:
        assert self._famille is not None
        return LienDialog(
            self._session, self._tasks, self._navigator, self._famille, lien, personne_id,
            self.window(),
        )  # fmt: skip

    def _open(self, dialog: LienDialog | PlaceDialog) -> None:
        self._dialog = dialog
        dialog.show_form()


class _Legend(QLabel):
    """One sign and its meaning."""

    def __init__(self, shape: str, words: str) -> None:
        super().__init__(words)
        self._shape = shape
        self.setProperty("role", "legende")
        self._make_room()
        theme().changed.connect(self._make_room)

    def _make_room(self) -> None:
        """Leave room for the sign at the zoom of now."""
        width = 26 if self._shape == "contour" else 19
        self.setContentsMargins(theme().px(width) if self._shape else 0, 0, 0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._shape:
            return
        t = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = float(t.px(11))
        middle = self.height() / 2
        box = QRectF(1, middle - side / 2, side, side)
        pen = QPen(t.color("primaire" if self._shape == "contour" else "encre"), 1.3)
        if self._shape == "contour":
            pen.setDashPattern([2.5, 2.0])
            box.setWidth(float(t.px(19)))
        painter.setPen(pen)
        if self._shape == "cercle":
            painter.drawEllipse(box)
        elif self._shape == "losange":
            painter.translate(box.center())
            painter.rotate(45)
            painter.drawRect(QRectF(-side * 0.4, -side * 0.4, side * 0.8, side * 0.8))
        else:
            painter.drawRoundedRect(box, 1, 1)
