"""The two rows that choose a passphrase: strength in words, and typed again."""

from __future__ import annotations

from fieldapp.ui.form import FormRow
from fieldapp.ui.verrouillage.passphrase import MINIMUM, PassphraseField, strength

ADVICE = "Quatre mots sans rapport entre eux\u00a0: faciles à retenir, difficiles à deviner."


class NewPhrase:
    """The rows `phrase` and `encore`; `value()` is the passphrase."""

    def __init__(self) -> None:
        self._first = PassphraseField()
        self._second = PassphraseField()
        self.phrase = FormRow(
            "&Phrase de passe", self._first, aide=ADVICE, necessaire=True, check=self._long_enough
        )
        self.encore = FormRow(
            "La même, &encore une fois", self._second, necessaire=True, check=self._same
        )
        self._first.textChanged.connect(self._show_strength)

    def value(self) -> str:
        """Return the passphrase."""
        return self._first.text()

    def _show_strength(self, text: str) -> None:
        self.phrase.set_error("")
        self.phrase.set_help(strength(text) or ADVICE)

    def _long_enough(self) -> str:
        text = self._first.text()
        return strength(text) if len(text.strip()) < MINIMUM else ""

    def _same(self) -> str:
        if self._second.text() == self._first.text():
            return ""
        return "Les deux phrases ne sont pas les mêmes. Tapez la seconde à nouveau."
