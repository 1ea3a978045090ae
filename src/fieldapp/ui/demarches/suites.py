"""Next steps noted in the thread (« Et ensuite »), each one act away from being a démarche."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.domain.contact import PERSONNEL, Contact
from fieldapp.domain.dates import format_date
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.icon_label import IconLabel
from fieldapp.ui.widgets.text import ElidedText, Text

_SHOWN = 3


class SuitesStrip(QWidget):
    """Hidden when nothing waits. Signals: `promoted(str)`, the id of the contact."""

    promoted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.buttons: dict[str, Button] = {}
        self._inside = QWidget()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addWidget(self._inside)
        self.hide()

    def show_contacts(self, contacts: tuple[Contact, ...]) -> None:
        """Show the next steps that are still to be done, the most urgent first."""
        waiting = sorted(
            (c for c in contacts if waits(c)), key=lambda c: (c.suite_le is None, c.suite_le or "")
        )
        self.buttons.clear()
        self._column.removeWidget(self._inside)
        self._inside.hide()
        self._inside.deleteLater()
        self._inside = QWidget()
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(2, 0, 2, 0)
        column.setSpacing(4)
        title = "Prochaines étapes notées dans le fil"
        if len(waiting) > _SHOWN:
            title += f"\u00a0: {_SHOWN} sur {len(waiting)}"
        column.addWidget(Text(title, "legende_fort"))
        for contact in waiting[:_SHOWN]:
            column.addLayout(self._line(contact))
        self._column.addWidget(self._inside)
        self.setVisible(bool(waiting))

    def _line(self, contact: Contact) -> QHBoxLayout:
        when = f"pour le {format_date(contact.suite_le)}" if contact.suite_le else "sans date"
        button = Button("En faire une démarche", kind="petit")
        button.setAccessibleName(f"En faire une démarche\u00a0: {contact.suite}")
        button.clicked.connect(lambda _on=False, key=contact.id: self.promoted.emit(key))
        self.buttons[contact.id] = button
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(IconLabel("list-todo", "encre_2", 16))
        row.addWidget(ElidedText(contact.suite or ""), 1)
        row.addWidget(Text(when, "legende"))
        row.addWidget(button)
        return row


def waits(contact: Contact) -> bool:
    """Whether the next step of a contact may become a démarche.

    One without a date was either promoted already or left open on purpose in the note.
    """
    return bool(
        contact.lisible
        and contact.suite
        and contact.suite_le
        and not contact.suite_faite_le
        and contact.zone != PERSONNEL
    )
