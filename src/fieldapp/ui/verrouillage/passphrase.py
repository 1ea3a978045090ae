"""The passphrase field: never spoken, shown on demand, with a word about Verr. Maj."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from fieldapp.ui.icons import set_icon
from fieldapp.ui.texte import plural

MINIMUM = 8  # the store refuses less
_COMFORTABLE = 14
_STRONG = 20


class PassphraseField(QLineEdit):
    """A line that hides what is typed. Signals: `caps_lock(bool)`, when Verr. Maj is guessed."""

    caps_lock = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._caps = False
        self.setEchoMode(QLineEdit.EchoMode.Password)
        hints = Qt.InputMethodHint
        self.setInputMethodHints(
            hints.ImhHiddenText | hints.ImhNoPredictiveText | hints.ImhSensitiveData
        )
        key = QAction(self)
        set_icon(key, "key-round", "encre_2")
        self.addAction(key, QLineEdit.ActionPosition.LeadingPosition)
        self.setProperty("kind", "icone")
        self._eye = QAction("Afficher la phrase de passe", self)
        self._eye.setCheckable(True)
        set_icon(self._eye, "eye", "encre")
        self._eye.toggled.connect(self._reveal)
        self.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)
        self.installEventFilter(self)

    def hide_again(self) -> None:
        """Empty the field and hide what will be typed."""
        self.clear()
        self._eye.setChecked(False)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self._guess_caps(event)
        return False

    def _guess_caps(self, event: QKeyEvent) -> None:
        """Qt does not tell the state of Verr. Maj: a capital without Maj gives it away."""
        if event.key() == Qt.Key.Key_CapsLock:
            self._set_caps(not self._caps)
            return
        letter = event.text()
        if len(letter) != 1 or letter.lower() == letter.upper():
            return
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._set_caps(letter.isupper() != shift)

    def _set_caps(self, on: bool) -> None:
        if on != self._caps:
            self._caps = on
            self.caps_lock.emit(on)

    def _reveal(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.setEchoMode(mode)
        set_icon(self._eye, "eye-off" if shown else "eye", "encre")
        self._eye.setText(f"{'Masquer' if shown else 'Afficher'} la phrase de passe")


def strength(phrase: str) -> str:
    """Say in words how well a passphrase protects; "" while nothing is typed."""
    text = phrase.strip()
    if not text:
        return ""
    if len(text) < MINIMUM:
        missing = MINIMUM - len(text)
        return f"Trop courte\u00a0: encore {plural(missing, 'caractère')} au moins."
    words = [word for word in text.split() if len(word) > 2]
    kinds = sum(
        (
            any(c.islower() for c in text),
            any(c.isupper() for c in text),
            any(c.isdigit() for c in text),
            any(not c.isalnum() for c in text),
        )
    )
    if len(set(text)) < 6:
        return "Fragile\u00a0: les mêmes caractères reviennent. Ajoutez des mots."
    if len(text) >= _STRONG and (len(words) >= 4 or kinds >= 3):
        return "Solide."
    if len(text) >= _COMFORTABLE and (len(words) >= 3 or kinds >= 3):
        return "Correcte. Un mot de plus la rendrait solide."
    return "Fragile\u00a0: quatre mots sans rapport entre eux protègent mieux."
