"""Signs that a document could not draw, noted while it is made so that the reader is told."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_TOLD_AT_MOST = 12
_NOTED: ContextVar[dict[str, None] | None] = ContextVar("signes", default=None)


@contextmanager
def noting() -> Iterator[dict[str, None]]:
    """Gather, as keys in their order, the signs that `note` is told of in this thread meanwhile."""
    found: dict[str, None] = {}
    token = _NOTED.set(found)
    try:
        yield found
    finally:
        _NOTED.reset(token)


def note(sign: str) -> None:
    """Tell that a sign is not drawn; nobody need be listening."""
    noted = _NOTED.get()
    if noted is not None:
        noted[sign] = None


def sentence(signs: Collection[str]) -> str:
    """Say in French which signs are not printed, "" when all are."""
    if not signs:
        return ""
    shown = " ".join(list(signs)[:_TOLD_AT_MOST])
    more = ", et d’autres" if len(signs) > _TOLD_AT_MOST else ""
    return (
        "La police d’impression n’a pas ces signes\u00a0: "
        f"{shown}{more}. Sur le papier, «\u00a0·\u00a0» en tient lieu\u00a0; le dossier les garde. "
        "Écrivez-les en lettres latines pour qu’ils se lisent."
    )
