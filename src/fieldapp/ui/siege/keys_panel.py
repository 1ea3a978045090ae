"""The two keys of a new headquarters, shown once: to print, and to keep apart from each other."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.ui.announce import announce
from fieldapp.ui.clipboard import copy, take_back
from fieldapp.ui.impression.key_sheet import make_sheet, print_sheet
from fieldapp.ui.theme import theme
from fieldapp.ui.verrouillage.recovery import CLIPBOARD_MS
from fieldapp.ui.widgets.buttons import Button, IconButton
from fieldapp.ui.widgets.inset import Inset
from fieldapp.ui.widgets.text import Text

WHY = (
    "Ces deux clés ne seront plus jamais affichées. Imprimez-les et gardez-les sous clé, loin de "
    "ce poste\u00a0: sans elles, une phrase oubliée ou un disque perdu emporte tout."
)
STORE_KEY, BUNDLE_KEY = "Clé de secours", "Clé des lots"
STORE_USE = "ouvre les données du siège si la phrase de passe est oubliée"
BUNDLE_USE = "ouvre ce que les postes ont envoyé si les données du siège sont perdues"


class KeysPanel(QWidget):
    """Shows both keys; goes on only when they are said to be noted. Signals: `done()`."""

    done = Signal()

    def __init__(
        self, store_key: str, bundle_key: str, organisme: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._keys = (
            (STORE_KEY, store_key, STORE_USE),
            (BUNDLE_KEY, bundle_key, BUNDLE_USE),
        )
        self._organisme = organisme
        printed = Button("&Imprimer", "printer")
        printed.clicked.connect(self._print)
        self.noted = QCheckBox("Les deux clés sont imprimées ou notées")
        self.go = Button("Commencer", "arrow-right", kind="primary")
        self.go.setEnabled(False)
        self.noted.toggled.connect(self.go.setEnabled)
        self.go.clicked.connect(self.done)
        self._clock = QTimer(self, singleShot=True, interval=CLIPBOARD_MS)
        self._clock.timeout.connect(self.clear_clipboard)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(Text("Les deux clés du siège", "titre"))
        column.addWidget(Text(WHY, wrap=True))
        for name, key, use in self._keys:
            column.addWidget(self._box(name, key, use))
        acts = QHBoxLayout()
        acts.addWidget(printed)
        acts.addStretch(1)
        acts.addWidget(self.go)
        column.addWidget(self.noted)
        column.addLayout(acts)
        column.addStretch(1)

    def _box(self, name: str, key: str, use: str) -> Inset:
        # A key has no space to break at: cut in the middle it keeps its letters when copied.
        shown = Text(_broken(key), "fort", selectable=True, wrap=True)
        shown.setFont(theme().font("corps_fort", tnum=True))
        shown.setAccessibleName(f"{name}\u00a0: {' '.join(key)}")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Text(f"{name}\u00a0: {use}", "legende", wrap=True))
        words.addWidget(shown)
        copied = IconButton("copy", f"Copier la {name.lower()}")
        copied.clicked.connect(lambda: self._copy(name, key))
        box = Inset()
        box.row.addLayout(words, 1)
        box.row.addWidget(copied)
        return box

    def clear_clipboard(self) -> None:
        """Take the keys back from the clipboard, unless something else was copied since."""
        for _name, key, _use in self._keys:
            take_back(key)

    def sheet(self) -> QTextDocument:
        """Return the sheet to print, one key above the other to be cut apart."""
        parts = "".join(
            f"<h2>{name}</h2><p>{escape(use.capitalize())}.</p><h3>{_html(key)}</h3><hr>"
            for name, key, use in self._keys
        )
        return make_sheet(
            f"<h1>Fieldapp — siège</h1><p>{escape(self._organisme)}</p>{parts}"
            "<p>Gardez cette feuille sous clé, loin du poste. Ne la photographiez pas.</p>"
        )

    def _copy(self, name: str, key: str) -> None:
        copy(key)
        self._clock.start()
        announce(self, f"{name} copiée. Le presse-papiers sera vidé dans une minute.")

    def _print(self) -> None:
        print_sheet(self.sheet(), self)


def _html(key: str) -> str:
    return escape(_broken(key)).replace("\n", "<br>")


def _broken(key: str) -> str:
    """Return a long key on two lines."""
    middle = len(key) // 2
    return f"{key[:middle]}\n{key[middle:]}" if len(key) > 50 else key
