"""What the rules of the trade say of an orientation being made, where one chooses the action."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.domain.orientation import Avertissement
from fieldapp.ui.announce import announce
from fieldapp.ui.widgets.icon_label import IconLabel
from fieldapp.ui.widgets.text import Text

_INFORM = frozenset({"LAEP_ANONYME", "INFORMATION"})
# Said at their own fields when one saves, not while one is still filling in.
_UNFINISHED = frozenset({"ACCORD", "MOTIF"})


class Remarks(QWidget):
    """One line per remark; hidden when there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._said: tuple[str, ...] = ()
        self.hide()

    def show_remarks(self, remarks: Iterable[Avertissement]) -> None:
        """Show these remarks; new ones are announced."""
        kept = tuple(r for r in remarks if r.code not in _UNFINISHED)
        texts = tuple(r.texte for r in kept)
        if texts == self._said:
            return
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for remark in kept:
            self._column.addWidget(_line(remark))
            if remark.texte not in self._said:
                announce(self, remark.texte, assertive=remark.bloquant)
        self._said = texts
        self.setVisible(bool(kept))

    def texts(self) -> tuple[str, ...]:
        """Return the sentences shown."""
        return self._said


def _line(remark: Avertissement) -> QWidget:
    inform = remark.code in _INFORM
    tone = "late" if remark.bloquant else ("info" if inform else "warn")
    token = {"late": "retard", "info": "info", "warn": "attention"}[tone]
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(IconLabel("info" if inform else "triangle-alert", token, 16))
    row.addWidget(Text(remark.texte, "legende", tone=tone, wrap=True), 1)
    return holder
