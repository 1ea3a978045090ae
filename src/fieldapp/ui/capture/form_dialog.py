"""A small form in a dialog: rows, what is wrong beside them, one « Enregistrer »."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from fieldapp.domain.errors import KnownError
from fieldapp.ui.actions import register
from fieldapp.ui.capture.form_draft import FormDraft, draft_of
from fieldapp.ui.capture.readers import Readers, readable_by
from fieldapp.ui.form import Form, FormRow
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.message_bar import MessageBar

# Room left under the rows for one line that says what is wrong.
_REMARK = 20


class _Rows(QWidget):
    """The rows. Chips ask for the height of one below the other: here, for what their width needs,
    or the dialog would scroll over nothing."""

    def minimumSizeHint(self) -> QSize:
        size, layout = super().minimumSizeHint(), self.layout()
        if layout is not None and layout.hasHeightForWidth():
            size.setHeight(layout.totalHeightForWidth(self.width()))
        return size


class FormDialog(QDialog):
    """Base of the dialogs that fill in a form; a subclass adds its rows and saves in `save`.

    Attributes: `form`, the rows by name of input field; `body`, the layout they are in. `WIDTH` is
    in pixels before zoom.
    """

    WIDTH: ClassVar[int] = 520

    def __init__(self, title: str, verb: str = "Enregistrer", parent: QWidget | None = None):
        super().__init__(parent)
        self.setWindowTitle(title)
        self.form = Form()
        self._bar = MessageBar()
        inside = _Rows()
        inside.setProperty("level", "transparent")
        self.body = QVBoxLayout(inside)
        self.body.setContentsMargins(20, 18, 20, 12)
        self.body.setSpacing(12)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inside)
        self._inside = inside
        self.submit_button = Button(verb, "", ("Ctrl", "↵"), "primary")
        self.submit_button.setDefault(True)
        self.submit_button.clicked.connect(self.submit)
        cancel = Button("Fermer", "", ("Échap",))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        foot = self._foot = QFrame()
        foot.setProperty("level", "footer")
        row = QHBoxLayout(foot)
        row.setContentsMargins(20, 10, 20, 12)
        row.setSpacing(10)
        row.addWidget(self.submit_button)
        row.addWidget(cancel)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar)
        column.addWidget(self._scroll, 1)
        column.addWidget(foot)
        self._busy = False
        self._kept: FormDraft | None = None
        register(self, lambda _name: self.submit(), frozenset({"valider"}))

    def set_rows(self, **rows: FormRow) -> None:
        """Take the rows, in their order, by the name of the input field each fills."""
        self.form = Form(**rows)

    def tell_readers(self, tasks: Tasks, read: Callable[[], Readers], **rows: str) -> None:
        """Say under each row named who reads it; its value is the act, or the zone, that reads.

        `read` gives who reads what (`services.lisibilite`); a file out of reach says nothing.
        """

        def show(readers: Readers) -> None:
            for name, act in rows.items():
                words = readable_by(readers.get(act, ""))
                self.form[name].set_readers(f"{words}." if words else "")
            if self.isVisible():
                self.grow()

        tasks.run(read, show, lambda _error: None, owner=self)

    def accept(self) -> None:
        if self._kept is not None:
            self._kept.end()
        super().accept()

    def reject(self) -> None:
        self.keep_draft()
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.keep_draft()
        super().closeEvent(event)

    def show_form(self) -> None:
        """Show the dialog at the size of its rows, within the screen."""
        if self._kept is None:
            self._kept = draft_of(self)
            if self._kept is not None:
                self._kept.taken_up.connect(self._tell_taken_up)
                self._kept.follow(self.form, self._inside)
        self.body.addStretch(1)
        room = QGuiApplication.primaryScreen().availableGeometry()
        width = min(theme().px(self.WIDTH), room.width() - 40)
        self.resize(width, self._height_at(width))
        self.show()

    def grow(self) -> None:
        """Grow to what the rows need now, when some were added."""
        self.resize(self.width(), max(self.height(), self._height_at(self.width())))

    def _height_at(self, width: int) -> int:
        """The height that the rows need at a width, lines that wrap included, within the screen."""
        for widget in self.findChildren(QWidget):
            widget.ensurePolished()
        body = self.body
        rows = body.heightForWidth(width) if body.hasHeightForWidth() else body.sizeHint().height()
        told = 0 if self._bar.isHidden() else self._bar.sizeHint().height()
        wanted = rows + told + self._foot.sizeHint().height() + theme().px(_REMARK)
        return min(wanted, QGuiApplication.primaryScreen().availableGeometry().height() - 60)

    def keep_draft(self) -> None:
        """Journal what is typed, now."""
        if self._kept is not None:
            self._kept.draft.keep()

    def submit(self) -> None:
        """Check the rows, then save."""
        if self._busy:
            return
        if self.form.validate():
            self._bar.hide()
            self.save()
        else:
            self._show_whole()

    def save(self) -> None:
        """Save what is typed; a subclass says how."""

    def refused(self, error: KnownError) -> None:
        """Say what is wrong beside its field, or at the top; nothing typed is lost."""
        self._busy = False
        if self.form.show_error(error):
            self._show_whole()
        else:
            self._bar.show_message(error.message)

    def _show_whole(self) -> None:
        """Let the first row at fault be seen whole, with what is said under its field."""
        self.grow()
        row = next((one for one in self.form if one.error and one.isVisible()), None)
        if row is not None:
            self._scroll.ensureWidgetVisible(row, 0, theme().px(_REMARK))

    def working(self) -> None:
        """Take no second « Enregistrer » until this one ended."""
        self._busy = True

    def _tell_taken_up(self) -> None:
        assert self._kept is not None
        self._bar.show_message(
            "Votre saisie interrompue est reprise au mot près.",
            "info",
            "Repartir de zéro",
            self._kept.start_again,
        )
        self.grow()
