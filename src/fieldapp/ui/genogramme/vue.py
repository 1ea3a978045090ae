"""The génogramme as one sees it: painted, moved, zoomed, and walked through with the arrows."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsScene,
    QGraphicsView,
    QStyleOptionGraphicsItem,
    QToolTip,
    QWidget,
)

from fieldapp.domain.genogramme.dessin import Dessin, Symbole
from fieldapp.domain.genogramme.famille import FamilleLiee
from fieldapp.domain.genogramme.resume import describe_person
from fieldapp.ui.announce import announce
from fieldapp.ui.genogramme.peinture import paint, shape
from fieldapp.ui.theme import theme

ZOOM_MIN, ZOOM_MAX, STEP = 0.4, 3.0, 1.15
_ARROWS = {Qt.Key.Key_Up: 0, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: 2, Qt.Key.Key_Right: 3}
_BIGGER = (Qt.Key.Key_Plus, Qt.Key.Key_Equal)
_AIR = 2.0


class _Drawing(QGraphicsItem):
    """The whole drawing as one item; the view says who is current."""

    def __init__(self) -> None:
        super().__init__()
        self.dessin: Dessin | None = None
        self.courant = ""
        self.anneau = False

    def boundingRect(self) -> QRectF:
        if self.dessin is None:
            return QRectF()
        return QRectF(0, 0, self.dessin.largeur, self.dessin.hauteur)

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        if self.dessin is not None:
            paint(painter, self.dessin, self.courant, self.anneau)


class GenogrammeView(QGraphicsView):
    """The drawing of a family.

    Arrows follow kinship, Entrée or a double click opens a person, + and − or Ctrl and the wheel
    zoom, 0 shows everything, dragging moves.
    Signals: `personne_ouverte(str)`; `courant_change(str)`, the person under the cursor;
    `zoom_change(int)`, in percent.
    """

    personne_ouverte = Signal(str)
    courant_change = Signal(str)
    zoom_change = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._famille: FamilleLiee | None = None
        self._item = _Drawing()
        self._zoom = 1.0
        self._fitted = True
        self._least = 1.0
        scene = QGraphicsScene(self)
        scene.addItem(self._item)
        self.setScene(scene)
        self.setAccessibleName("Génogramme")
        self.setProperty("sans_anneau", True)
        self.setFrameShape(QGraphicsView.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setMinimumSize(theme().px(200), theme().px(140))
        self.viewport().setCursor(Qt.CursorShape.ArrowCursor)
        theme().changed.connect(self._theme_changed)
        self._theme_changed()

    @property
    def dessin(self) -> Dessin | None:
        """The drawing shown."""
        return self._item.dessin

    @property
    def courant(self) -> str:
        """The id of the person under the cursor, or ""."""
        return self._item.courant

    @property
    def zoom(self) -> int:
        """The zoom of the drawing, in percent."""
        return round(self._zoom * 100)

    def show_famille(self, famille: FamilleLiee) -> None:
        """Draw a family; the cursor stays on the same person as far as there is one."""
        new = self._famille is None or self._famille.foyer_id != famille.foyer_id
        self._famille = famille
        dessin = famille.dessin()
        self._item.prepareGeometryChange()
        self._item.dessin = dessin
        if new or self.courant not in dessin.voisins:
            self._item.courant = next(iter(dessin.voisins), "")
        area = QRectF(0, 0, dessin.largeur, dessin.hauteur)
        self.scene().setSceneRect(area.adjusted(-_AIR, -_AIR, _AIR, _AIR))
        self._describe()
        if new:
            # No text under 13 px unasked: what does not fit is scrolled, 0 shows it all.
            self._fit(1.0)
        elif self._fitted:
            self._fit(self._least)
        self.viewport().update()

    def set_courant(self, personne_id: str) -> None:
        """Put the cursor on a person, and bring that person into sight."""
        symbole = self._symbol(personne_id)
        if symbole is None or personne_id == self.courant:
            return
        self._item.courant = personne_id
        self._reveal(symbole)
        self._describe()
        self.viewport().update()
        self.courant_change.emit(personne_id)

    def sentence(self, personne_id: str) -> str:
        """Say one person of the drawing."""
        membre = self._famille.membre(personne_id) if self._famille is not None else None
        if self._famille is None or membre is None:
            return ""
        famille = self._famille
        return describe_person(membre, famille.personnes, famille.liens, famille.jour)

    def zoom_by(self, steps: int) -> None:
        """Zoom in or out; 0 shows the whole drawing."""
        if steps == 0:
            self.show_all()
            return
        self._fitted = False
        self._set_zoom(self._zoom * STEP**steps)

    def show_all(self) -> None:
        """Fit the drawing to the room, never larger than its own size."""
        self._fit(ZOOM_MIN)

    def _fit(self, least: float) -> None:
        self._fitted = True
        self._least = least
        area, room = self.sceneRect(), self.viewport().size()
        if area.isEmpty() or room.isEmpty():
            return
        unit = theme().zoom
        fitting = min(
            room.width() / area.width() / unit, (room.height() - 2) / area.height() / unit, 1.0
        )
        self._set_zoom(max(fitting, least))
        self.centerOn(area.center())
        current = self._symbol(self.courant)
        if current is not None:
            self._reveal(current)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        plain = not event.modifiers() & ~(
            Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier
        )
        if not plain:
            super().keyPressEvent(event)
        elif key in _ARROWS:
            self._go(_ARROWS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.courant:
                self.personne_ouverte.emit(self.courant)
        elif key == Qt.Key.Key_Home and self.dessin is not None:
            self.set_courant(next(iter(self.dessin.voisins), ""))
        elif key in _BIGGER:
            self.zoom_by(1)
        elif key == Qt.Key.Key_Minus:
            self.zoom_by(-1)
        elif key == Qt.Key.Key_0:
            self.zoom_by(0)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            steps = event.angleDelta().y()
            if steps:
                self.zoom_by(1 if steps > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self._under(event.position())
        if found is not None and found.personne_id:
            self.set_courant(found.personne_id)
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self.viewport().setCursor(Qt.CursorShape.ArrowCursor)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        found = self._under(event.position())
        if found is not None and found.personne_id:
            self.personne_ouverte.emit(found.personne_id)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._show_focus(event.reason() != Qt.FocusReason.PopupFocusReason)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_focus(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fitted:
            self._fit(self._least)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            found = self._under(QPointF(event.pos()))
            if found is not None and found.personne_id:
                QToolTip.showText(event.globalPos(), self.sentence(found.personne_id), self)
            else:
                QToolTip.hideText()
            return True
        return super().viewportEvent(event)

    def _go(self, way: int) -> None:
        if self.dessin is None or not self.courant:
            return
        goal = self.dessin.voisins[self.courant][way]
        if goal:
            self.set_courant(goal)
            announce(self, self.sentence(goal))

    def _reveal(self, symbole: Symbole) -> None:
        left, top, right, bottom = symbole.boite
        self.ensureVisible(QRectF(left, top, right - left, bottom - top), 60, 60)

    def _symbol(self, personne_id: str) -> Symbole | None:
        return self.dessin.symbole(personne_id) if self.dessin is not None else None

    def _under(self, place: QPointF) -> Symbole | None:
        """Return the symbol at a point of the viewport, its name included."""
        if self.dessin is None:
            return None
        point = self.mapToScene(place.toPoint())
        for symbole in self.dessin.symboles:
            if shape(symbole, 4).contains(point):
                return symbole
        for label in self.dessin.etiquettes:
            left, top, right, bottom = label.boite
            if left <= point.x() <= right and top <= point.y() <= bottom:
                return next((s for s in self.dessin.symboles if s.cle == label.cle), None)
        return None

    def _describe(self) -> None:
        if self._famille is None or self.dessin is None:
            return
        text = self._famille.resume(self.dessin)
        if self.courant:
            text += f" Sur {self.sentence(self.courant)}."
        self.setAccessibleDescription(text)

    def _show_focus(self, shown: bool) -> None:
        self._item.anneau = shown
        self.viewport().update()

    def _set_zoom(self, zoom: float) -> None:
        self._zoom = min(max(zoom, ZOOM_MIN), ZOOM_MAX)
        scale = self._zoom * theme().zoom
        self.resetTransform()
        self.scale(scale, scale)
        self.zoom_change.emit(self.zoom)

    def _theme_changed(self) -> None:
        self.setBackgroundBrush(theme().color("surface"))
        if self._fitted:
            self._fit(self._least)
        else:
            self._set_zoom(self._zoom)
        self.viewport().update()
