"""Telling Qt that a dynamic property used by the style sheet has changed."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def restyle(widget: QWidget) -> None:
    """Apply the style sheet again to one widget."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


def set_style(widget: QWidget, **properties: str) -> None:
    """Set style hooks (level, kind, role, tone, etat) and apply them when one changed."""
    changed = False
    for name, value in properties.items():
        if (widget.property(name) or "") != value:
            widget.setProperty(name, value)
            changed = True
    if changed:
        restyle(widget)
