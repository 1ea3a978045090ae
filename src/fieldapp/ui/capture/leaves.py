"""What is typed in the fields of any form, read as a draft keeps it and shown again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol, runtime_checkable

from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPlainTextEdit, QWidget

from fieldapp.ui.capture.besoins import BesoinsField
from fieldapp.ui.capture.duration_field import DurationField
from fieldapp.ui.capture.family_field import FamilyField
from fieldapp.ui.capture.moment_field import MomentField
from fieldapp.ui.widgets.chips import ChipBar
from fieldapp.ui.widgets.combo import CodeCombo
from fieldapp.ui.widgets.date_field import DateField
from fieldapp.ui.widgets.segmented import SegmentedControl


@runtime_checkable
class Composed(Protocol):
    """A field made of several, which says itself what a draft keeps of it."""

    def draft_value(self) -> object:
        """Return what is typed, as JSON holds it."""

    def set_draft_value(self, value: object) -> None:
        """Show it again."""


def leaves(widget: QWidget) -> Iterator[QWidget]:
    """Yield the fields inside a widget, itself included, in the order they were made."""
    if _is_leaf(widget):
        yield widget
        return
    for child in widget.children():
        if isinstance(child, QWidget) and not child.isWindow():
            yield from leaves(child)


def read(field: QWidget) -> object:
    """Return what a field holds, as JSON holds it; what is half typed too."""
    if isinstance(field, Composed):
        return field.draft_value()
    if isinstance(field, FamilyField):
        return [field.foyer_id(), field.text()]
    if isinstance(field, MomentField | DurationField | SegmentedControl):
        return field.value()
    if isinstance(field, DateField):
        return field.edit.text()
    if isinstance(field, CodeCombo):
        return field.code()
    if isinstance(field, BesoinsField):
        return list(field.value())
    if isinstance(field, ChipBar):
        return list(field.selected())
    if isinstance(field, QPlainTextEdit):
        return field.toPlainText()
    if isinstance(field, QLineEdit):
        return field.text()
    return field.isChecked() if isinstance(field, QAbstractButton) else None


def show(field: QWidget, value: object) -> None:
    """Show again what a field held; a value of another kind is left out."""
    words = value if isinstance(value, str) else ""
    if isinstance(field, Composed):
        field.set_draft_value(value)
    elif isinstance(field, FamilyField):
        if isinstance(value, list) and len(value) == 2:
            field.set_family(str(value[0]), str(value[1]))
    elif isinstance(field, SegmentedControl):
        _choose(field, words)
    elif isinstance(field, MomentField):
        field.set_value(words or None)
    elif isinstance(field, DurationField):
        field.set_value(value if isinstance(value, int) else None)
    elif isinstance(field, DateField):
        field.edit.setText(words)
    elif isinstance(field, CodeCombo):
        field.set_code(words)
    elif isinstance(field, BesoinsField):
        field.set_value(str(code) for code in (value if isinstance(value, list) else ()))
    elif isinstance(field, ChipBar):
        field.set_selected(str(key) for key in (value if isinstance(value, list) else ()))
    elif isinstance(field, QPlainTextEdit):
        field.setPlainText(words)
    elif isinstance(field, QLineEdit):
        field.setText(words)
    elif isinstance(field, QAbstractButton):
        field.setChecked(bool(value))


def _choose(field: SegmentedControl, key: str) -> None:
    """What shows under a choice follows it, as when one chooses."""
    if key != field.value():
        field.set_value(key)
        field.changed.emit(field.value())


def listen(field: QWidget, changed: Callable[[], None]) -> None:
    """Call `changed` whenever something is typed or chosen in a field."""
    signals = {
        name: getattr(field, name)
        for name in ("textChanged", "changed", "chosen", "toggled", "currentTextChanged")
        if hasattr(field, name)
    }
    for signal in signals.values():
        signal.connect(lambda *_: changed())


def cursor(field: QWidget) -> int:
    """Return the place of the cursor in a field of text, else 0."""
    if isinstance(field, QPlainTextEdit):
        return field.textCursor().position()
    return field.cursorPosition() if isinstance(field, QLineEdit) else 0


def set_cursor(field: QWidget, place: int) -> None:
    """Put the cursor of a field of text back where it was."""
    if isinstance(field, QPlainTextEdit):
        at = field.textCursor()
        at.setPosition(min(place, len(field.toPlainText())))
        field.setTextCursor(at)
    elif isinstance(field, QLineEdit):
        field.setCursorPosition(place)


def _is_leaf(widget: QWidget) -> bool:
    if isinstance(widget, Composed | DateField | CodeCombo | SegmentedControl):
        return True
    if isinstance(widget, BesoinsField | ChipBar | FamilyField | MomentField | DurationField):
        return True
    if isinstance(widget, QPlainTextEdit | QLineEdit):
        return not widget.isReadOnly()
    return isinstance(widget, QAbstractButton) and widget.isCheckable()
