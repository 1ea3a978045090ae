"""Where one signs with the mouse, a pen or a finger: strokes, never an image."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QTabletEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldapp.domain.document import fingerprint
from fieldapp.ui.theme import theme

UNIT = 1000
HAUTEUR = 320
# Points closer than this (in thousandths of the width) say nothing more of a signature.
_STEP = 4
# A signature of more points than this is a scribble: the rest is not kept.
_POINTS_MAX = 4000


class SignaturePad(QWidget):
    """A frame to sign in. Suppr begins again.

    `nom` signs what `texte` names (any text that changes with what is signed): an interrupted
    signature is never shown under another.

    Signals: `changed()` after each stroke; `outdated()`, when strokes of another text were let go.
    """

    changed = Signal()
    outdated = Signal()

    def __init__(self, nom: str, texte: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._about = fingerprint(f"{nom}\n{texte}".encode())
        self._traits: list[list[int]] = []
        self._drawing = False
        self.setAccessibleName(f"Signature de {nom}")
        self.setAccessibleDescription(
            "Signez avec la souris, le stylet ou le doigt. Suppr\u00a0: recommencer. "
            "Sans souris, choisissez la signature sur papier."
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)

    def traits(self) -> tuple[tuple[int, ...], ...]:
        """Return the strokes in thousandths of the width."""
        return tuple(tuple(trait) for trait in self._traits)

    def is_empty(self) -> bool:
        """Whether nothing is drawn."""
        return not self._traits

    def clear(self) -> None:
        """Begin again."""
        self._traits.clear()
        self._drawing = False
        self.update()
        self.changed.emit()

    def draft_value(self) -> object:
        """Return the strokes as a draft keeps them, None without any."""
        return {"pour": self._about, "traits": self._traits} if self._traits else None

    def set_draft_value(self, value: object) -> None:
        """Show the strokes of a draft, when they are of this person under this very text."""
        held = value if isinstance(value, dict) else {}
        own = held.get("pour") == self._about
        self._drawing = False
        self._traits = [list(one) for one in held["traits"]] if own else []
        self.update()
        self.changed.emit()
        if held and not own:
            self.outdated.emit()

    def sizeHint(self) -> QSize:
        width = theme().px(440)
        return QSize(width, width * HAUTEUR // UNIT)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._begin(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drawing:
            self._go_on(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._end()

    def tabletEvent(self, event: QTabletEvent) -> None:
        kind = event.type()
        if kind == QTabletEvent.Type.TabletPress:
            self._begin(event.position())
        elif kind == QTabletEvent.Type.TabletMove and self._drawing:
            self._go_on(event.position())
        elif kind == QTabletEvent.Type.TabletRelease:
            self._end()
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(t.color("trait_fort"), 1))
        painter.setBrush(t.color("surface"))
        frame = self.rect().adjusted(0, 0, -1, -1)
        painter.drawRoundedRect(frame, t.px(6), t.px(6))
        base = round(self.height() * 0.78)
        painter.setPen(QPen(t.color("trait"), 1))
        painter.drawLine(t.px(16), base, self.width() - t.px(16), base)
        if not self._traits:
            painter.setPen(t.color("encre_3"))
            painter.setFont(t.font("legende"))
            painter.drawText(
                frame.adjusted(t.px(16), 0, 0, -t.px(6)),
                Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom,
                "Signez ici",
            )
            return
        scale = self.width() / UNIT
        pen = QPen(t.color("encre"), 2.2)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for trait in self._traits:
            points = list(zip(trait[::2], trait[1::2], strict=True))
            path = QPainterPath(QPointF(points[0][0] * scale, points[0][1] * scale))
            for x, y in points[1:] or [(points[0][0] + 2, points[0][1])]:
                path.lineTo(x * scale, y * scale)
            painter.drawPath(path)

    def _begin(self, place: QPointF) -> None:
        self._drawing = True
        self._traits.append(list(self._unit(place)))
        self.update()

    def _go_on(self, place: QPointF) -> None:
        x, y = self._unit(place)
        trait = self._traits[-1]
        total = sum(len(other) for other in self._traits) // 2
        far = abs(x - trait[-2]) >= _STEP or abs(y - trait[-1]) >= _STEP
        if far and total < _POINTS_MAX:
            trait += [x, y]
            self.update()

    def _end(self) -> None:
        if self._drawing:
            self._drawing = False
            self.changed.emit()

    def _unit(self, place: QPointF) -> tuple[int, int]:
        """A place in thousandths of the width, kept inside the frame."""
        scale = UNIT / max(self.width(), 1)
        x = min(max(round(place.x() * scale), 0), UNIT)
        y = min(max(round(place.y() * scale), 0), HAUTEUR)
        return x, y
