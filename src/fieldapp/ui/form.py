"""Form rows: the one place where a field gets its label, its help, its error and its names.

    nom = QLineEdit()
    form = Form(nom=FormRow("&Nom", nom, necessaire=True), …)
    layout.addWidget(form["nom"])
    if form.validate(): tasks.run(…, on_error=form.show_error)

A row checks itself when the focus leaves it, never while typing. An error replaces the help, is
announced, and never clears the field.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from fieldapp.domain.errors import KnownError
from fieldapp.ui.announce import announce
from fieldapp.ui.style import restyle
from fieldapp.ui.widgets.icon_label import IconLabel
from fieldapp.ui.widgets.step_number import StepNumber
from fieldapp.ui.widgets.text import Text

Check = Callable[[], str]
_MISSING = "Ce champ est nécessaire."


class FormRow(QWidget):
    """A label, its field, and one line under it that helps or says what is wrong.

    Attributes: `field`, the widget given; `error`, the sentence shown or "".
    """

    def __init__(
        self,
        label: str,
        field: QWidget,
        *,
        precision: str = "",
        aide: str = "",
        necessaire: bool = False,
        check: Check | None = None,
        numero: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Build the row.

        `label` may hold a mnemonic (``&Nom``); `precision` follows it in regular weight;
        `necessaire` says so and refuses an empty field; `check` returns an error sentence or "";
        `numero` puts a numbered circle before the row.
        """
        super().__init__(parent)
        self.field = field
        self.error = ""
        self._aide = aide
        self._readers = ""
        self._necessaire = necessaire
        self._check = check
        self._name = label.replace("&", "")
        self._label = Text(label, "champ", selectable=False)
        self._label.setBuddy(field)
        self._extra = Text(
            precision or ("nécessaire" if necessaire else ""), "aide", selectable=False
        )
        self._icon = IconLabel("circle-alert", "retard", 16)
        self._note = Text("", "aide", wrap=True)
        self._build(numero)
        self._name_field(precision)
        self._show_note()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_changed)

    def _build(self, numero: int | None) -> None:
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self._label)
        head.addWidget(self._extra, 1)
        self._foot = QWidget()
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(6)
        foot.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        foot.addWidget(self._note, 1)
        column = QVBoxLayout()
        column.setSpacing(3)
        column.addLayout(head)
        column.addWidget(self.field, 1)
        column.addWidget(self._foot)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(12)
        if numero is not None:
            outer.addWidget(StepNumber(numero), 0, Qt.AlignmentFlag.AlignTop)
        outer.addLayout(column, 1)
        grows = isinstance(self.field, QPlainTextEdit)
        policy = QSizePolicy.Policy
        self.setSizePolicy(policy.Preferred, policy.Preferred if grows else policy.Maximum)

    def _name_field(self, precision: str) -> None:
        name = f"{self._name}, {precision}" if precision else self._name
        if self._necessaire:
            name += ", nécessaire"
        self.field.setAccessibleName(name)

    @property
    def name(self) -> str:
        """The label as read, without its mnemonic."""
        return self._name

    def set_precision(self, text: str) -> None:
        """Change what follows the label in regular weight."""
        self._extra.setText(text)
        self._extra.setWordWrap(True)

    def set_help(self, text: str) -> None:
        """Change the line of help; an error shown stays until it is put right."""
        self._aide = text
        self._show_note()

    def set_readers(self, words: str) -> None:
        """Say after the help who will read what is typed here; "" when nothing is to be said."""
        self._readers = words
        self._show_note()

    def set_error(self, text: str) -> None:
        """Show what is wrong, or put the help back with ""."""
        if text == self.error:
            return
        self.error = text
        self._show_note()
        if text:
            announce(self.field, f"{self._name}\u00a0: {text}", assertive=True)

    def validate(self) -> bool:
        """Check the field now; return whether it is right."""
        if self._necessaire and is_empty(self.field):
            self.set_error(_MISSING)
        else:
            self.set_error(self._check() if self._check is not None else "")
        return not self.error

    def _show_note(self) -> None:
        text = self.error or " ".join(filter(None, (self._aide, self._readers)))
        self._note.setText(text)
        self._note.setProperty("role", "erreur" if self.error else "aide")
        self._icon.setVisible(bool(self.error))
        self._foot.setVisible(bool(text))
        self.field.setAccessibleDescription(text)
        restyle(self._note)
        # A date is typed in the edit inside its field, which is what has a border.
        for one in (self.field, self.field.focusProxy()):
            if isinstance(one, QWidget):
                one.setProperty("etat", "erreur" if self.error else "")
                restyle(one)

    def _focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        # `new` is None when the whole window loses the focus: not a departure from the field.
        left = old is not None and self.isAncestorOf(old)
        if left and new is not None and not self.isAncestorOf(new) and self._touched():
            self.validate()

    def _touched(self) -> bool:
        """An empty field that is merely passed through is not yet an error."""
        return bool(self.error) or not _untouched(self.field)


class Form:
    """Rows by the name of the input field that they fill, as `KnownError.champ` names them."""

    def __init__(self, **rows: FormRow) -> None:
        self._rows = rows

    def __getitem__(self, champ: str) -> FormRow:
        return self._rows[champ]

    def __iter__(self) -> Iterator[FormRow]:
        return iter(self._rows.values())

    def items(self) -> Iterable[tuple[str, FormRow]]:
        """Return the rows with the name of the input field that each fills."""
        return self._rows.items()

    def validate(self) -> bool:
        """Check every row and put the focus on the first faulty one."""
        faulty = [row for row in self if row.isVisibleTo(row.window()) and not row.validate()]
        if faulty:
            faulty[0].field.setFocus(Qt.FocusReason.OtherFocusReason)
        return not faulty

    def show_error(self, error: KnownError) -> bool:
        """Show an error at the field that it names; return False when no row is at fault."""
        row = self._rows.get(error.champ or "")
        if row is None:
            return False
        row.set_error(error.message)
        row.field.setFocus(Qt.FocusReason.OtherFocusReason)
        return True


def _untouched(field: QWidget) -> bool:
    """Whether nothing is typed nor chosen in a field, be it several put together."""
    known = isinstance(field, QLineEdit | QPlainTextEdit | QComboBox)
    if known or hasattr(field, "is_empty"):
        return is_empty(field)
    shown = [one for one in field.findChildren(QWidget) if one.isVisibleTo(field)]
    ticked = any(isinstance(one, QAbstractButton) and one.isChecked() for one in shown)
    typed = any(isinstance(one, QLineEdit) and one.text().strip() for one in shown)
    return not ticked and not typed


def is_empty(field: QWidget) -> bool:
    """Whether a field holds nothing; a widget of ours answers by its `is_empty` method."""
    own = getattr(field, "is_empty", None)
    if callable(own):
        return bool(own())
    if isinstance(field, QLineEdit):
        return not field.text().strip()
    if isinstance(field, QPlainTextEdit):
        return not field.toPlainText().strip()
    if isinstance(field, QComboBox):
        return not field.currentText().strip()
    return False
