"""Copying from our screens, and taking it back: a number or a note must not outlive its use."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication

_OURS = "fieldapp_copie"


def copy(text: str) -> None:
    """Put a text on the clipboard and remember that it is ours."""
    clipboard = QGuiApplication.clipboard()
    clipboard.setText(text)
    clipboard.setProperty(_OURS, text)


def take_back(text: str | None = None) -> None:
    """Empty the clipboard if it still holds `text`, or with None anything that is ours."""
    clipboard = QGuiApplication.clipboard()
    held = clipboard.text()
    ours = clipboard.ownsClipboard() or (held and held == clipboard.property(_OURS))
    if (text is None and ours) or (text and held == text):
        clipboard.clear()
