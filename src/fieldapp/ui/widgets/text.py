"""Labels: one class, whose role gives size, weight and colour."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStyle, QStyleOption, QWidget

from fieldapp.ui.theme import theme


class Text(QLabel):
    """Plain text in a role of the type scale.

    Roles: titre, sous_titre, chiffre, champ, corps, fort, second, legende, legende_fort, aide,
    erreur. Tones: late, warn, ok, info, reserve, primaire.
    """

    def __init__(
        self,
        text: str = "",
        role: str = "corps",
        *,
        tone: str = "",
        wrap: bool = False,
        selectable: bool = False,
        tnum: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        self.setProperty("role", role)
        self.setProperty("tone", tone)
        self.setWordWrap(wrap)
        if tnum:
            self.setFont(theme().font("corps", tnum=True))
        if selectable:
            self.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )


class ElidedText(QLabel):
    """One line that shortens with an ellipsis, whole in its tooltip and accessible name."""

    def __init__(self, text: str = "", role: str = "corps", *, tone: str = "") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setProperty("tone", tone)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 6, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        option = QStyleOption()
        option.initFrom(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        inner = self.contentsRect()
        shown = QFontMetrics(self.font()).elidedText(
            self.text(), Qt.TextElideMode.ElideRight, inner.width()
        )
        self.setToolTip(self.text() if shown != self.text() else "")
        painter.setPen(option.palette.color(self.foregroundRole()))
        painter.setFont(self.font())
        painter.drawText(inner, int(self.alignment()) | Qt.TextFlag.TextSingleLine.value, shown)
