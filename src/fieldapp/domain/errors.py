"""The two kinds of errors that may cross a layer."""

from __future__ import annotations


class KnownError(Exception):
    """Something the world did: wrong passphrase, full disk, absent folder, bad input.

    `message` is French, shown as it is: what happened, what is kept, what to do.
    `champ` names the input field at fault, or is None when no single field is.
    """

    def __init__(self, message: str, champ: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.champ = champ


class BugError(Exception):
    """A fault of ours: logged without personal data, never explained away."""


class OfflineError(KnownError):
    """Nothing answers for now: normal for a laptop, so what runs by itself says nothing of it."""
