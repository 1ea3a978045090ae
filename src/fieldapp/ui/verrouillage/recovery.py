"""The recovery key, shown once: to print or copy by hand, and to keep away from the laptop."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.domain.dates import format_date
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.ui.announce import announce
from fieldapp.ui.clipboard import copy, take_back
from fieldapp.ui.impression.key_sheet import make_sheet, print_sheet
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.inset import Inset
from fieldapp.ui.widgets.text import Text

CLIPBOARD_MS = 60_000


class RecoveryPanel(QWidget):
    """Shows the code; goes on only when the worker says it is noted. Signals: `done()`."""

    done = Signal()

    def __init__(self, code: str, nom: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._code = code
        self._nom = nom
        shown = Text(code, "sous_titre", selectable=True, wrap=True)
        shown.setFont(theme().font("sous_titre", tnum=True))
        shown.setAccessibleName(f"Clé de secours\u00a0: {' '.join(code)}")
        box = Inset()
        box.row.addWidget(shown, 1)
        why = (
            "Si vous oubliez votre phrase de passe, cette clé est le seul moyen d’ouvrir vos "
            "données. Elle ne sera plus jamais affichée. Gardez-la sur papier, loin de ce poste."
        )
        copied = Button("&Copier", "copy")
        copied.clicked.connect(self._copy)
        printed = Button("&Imprimer", "printer")
        printed.clicked.connect(self._print)
        acts = QHBoxLayout()
        acts.addWidget(copied)
        acts.addWidget(printed)
        acts.addStretch(1)
        self.noted = QCheckBox("La clé de secours est notée ou imprimée")
        self.go = Button("Commencer", "arrow-right", kind="primary")
        self.go.setEnabled(False)
        self.noted.toggled.connect(self.go.setEnabled)
        self.go.clicked.connect(self.done)
        self._clock = QTimer(self, singleShot=True, interval=CLIPBOARD_MS)
        self._clock.timeout.connect(self.clear_clipboard)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addWidget(Text("Votre clé de secours", "titre"))
        column.addWidget(Text(why, wrap=True))
        column.addWidget(box)
        column.addLayout(acts)
        column.addWidget(self.noted)
        column.addWidget(self.go)

    def clear_clipboard(self) -> None:
        """Take the key back from the clipboard, unless something else was copied since."""
        take_back(self._code)

    def sheet(self) -> QTextDocument:
        """Return the sheet to print."""
        return make_sheet(
            '<p style="font-size: 22pt; font-weight: 600">Fieldapp — clé de secours</p>'
            f"<p>{escape(self._nom)}<br>Le {format_date(aujourd_hui().isoformat())}</p>"
            f'<p style="font-size: 24pt; font-weight: 600">{escape(self._code)}</p>'
            "<p>Cette clé ouvre les données du poste si la phrase de passe est oubliée. "
            "Gardez cette feuille sous clé, loin du poste. Ne la photographiez pas.</p>"
        )

    def _copy(self) -> None:
        copy(self._code)
        self._clock.start()
        announce(self, "Clé copiée. Le presse-papiers sera vidé dans une minute.")

    def _print(self) -> None:
        print_sheet(self.sheet(), self)
