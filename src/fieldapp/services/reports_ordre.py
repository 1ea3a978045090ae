"""The order in which the lines of another system are copied: that of the screen one has before one.

Two organisations set the same program up differently, and whoever types knows its screen best: the
order is a habit of the post, kept beside the system chosen, and changes nothing in any file.
"""

from __future__ import annotations

from collections.abc import Sequence

from fieldapp.db import opening
from fieldapp.domain import droits
from fieldapp.domain.report import ECRANS, in_order
from fieldapp.services.droits import require
from fieldapp.services.session import Session

_REGLAGE = "report_ordre"


def fields(session: Session, systeme: str, objet: str) -> tuple[tuple[str, str], ...]:
    """Return the fields of a screen of another system, in the order of this post."""
    return in_order(ECRANS[systeme][objet], _kept(session, systeme, objet))


def is_own(session: Session, systeme: str, objet: str) -> bool:
    """Whether this post has an order of its own for that screen."""
    return fields(session, systeme, objet) != ECRANS[systeme][objet]


def set_order(session: Session, systeme: str, objet: str, shown: Sequence[str]) -> None:
    """Keep the order of the lines shown; those without a value today stay where they are."""
    require(session, droits.REPORTER)
    wanted = iter(shown)
    codes = [next(wanted) if code in shown else code for code, _ in fields(session, systeme, objet)]
    opening.set_meta(session.store, _key(systeme, objet), " ".join(codes))


def forget_order(session: Session, systeme: str, objet: str) -> None:
    """Come back to the order the program has for that screen."""
    require(session, droits.REPORTER)
    opening.set_meta(session.store, _key(systeme, objet), "")


def _kept(session: Session, systeme: str, objet: str) -> list[str]:
    return (opening.meta(session.store, _key(systeme, objet)) or "").split()


def _key(systeme: str, objet: str) -> str:
    return f"{_REGLAGE}.{systeme}.{objet}"
