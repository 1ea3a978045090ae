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


GARDE = "Le reste de votre saisie est gardé."


class SaisieError(KnownError):
    """Something typed or given that cannot be taken.

    `cause` says why, `conseil` what to do. What is kept is between them and depends on who asked:
    a form keeps what is typed (`message`, with `garde`), a command keeps nothing (`with_kept`).
    """

    def __init__(
        self, cause: str, conseil: str = "", champ: str | None = None, *, garde: str = GARDE
    ) -> None:
        self.cause = cause
        self.conseil = conseil
        self.garde = garde
        super().__init__(self.with_kept(garde), champ)

    def about(self, champ: str) -> SaisieError:
        """Return the same refusal for a field that has another name here."""
        return SaisieError(self.cause, self.conseil, champ, garde=self.garde)

    def with_kept(self, garde: str) -> str:
        """Return the whole sentence of one who keeps something else; nothing is said for ""."""
        return " ".join(part for part in (self.cause, garde, self.conseil) if part)


class EcritureError(SaisieError):
    """The base is taken or the disk is full: `cause` also says that what was saved is intact.

    What a command saved before it stays saved, so nothing more can be said of what it keeps.
    """


class BugError(Exception):
    """A fault of ours: logged without personal data, never explained away."""


class OfflineError(KnownError):
    """Nothing answers for now: normal for a laptop, so what runs by itself says nothing of it."""
