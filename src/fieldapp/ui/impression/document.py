"""What the print preview needs to know of a document."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget


class Document:
    """A document to preview; a subclass makes it.

    Attributes: `title`, of the dialog; `file_name`, proposed when saving, without any name of a
    family.
    """

    title = "Document"
    file_name = "document.pdf"

    def options(self, _changed: Callable[[], None]) -> QWidget | None:
        """Return the choices asked before printing, which call `changed`; None when none are."""
        return None

    def make_preview(self) -> Callable[[], bytes]:
        """Return what makes the PDF for the screen, from the choices of this moment."""
        raise NotImplementedError

    def make_final(self) -> Callable[[], bytes]:
        """Return what makes the PDF that leaves the program, which is written in the trace."""
        raise NotImplementedError

    def make_kept(self) -> Callable[[], object] | None:
        """Return what makes the PDF and keeps it in the family's file; None when it may not be."""
        return None
