"""When a post synchronises by itself: after entry, on a schedule, less often offline, at closing.

Pure: instants are seconds of a clock that only goes forward (`time.monotonic`), given by the
caller, who runs the exchange and says how it ended.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from fieldapp.domain.errors import KnownError, OfflineError
from fieldapp.sync.transport import StoppedError

# Seconds. The laptop has just been opened: the worker first, then the network.
FIRST_S: Final = 20.0
# What is entered leaves once the worker has paused that long, or after EVERY_S at the latest.
PAUSE_S: Final = 60.0
EVERY_S: Final = 15 * 60.0
# Offline, each try waits longer, up to the last; a refusal is not hammered either.
OFFLINE_S: Final = (60.0, 120.0, 300.0, 600.0, 900.0)
REFUSED_S: Final = 30 * 60.0
# At closing, what waits is given that long before the program closes without it.
CLOSING_S: Final = 10.0
# Of two posts that a whole antenne opens at 8:30, none asks at the same second.
_SPREAD: Final = 0.2


class Issue(Enum):
    """How a try ended."""

    REUSSIE = "réussie"
    HORS_LIGNE = "hors ligne"
    REFUSEE = "refusée"
    ARRETEE = "arrêtée"


@dataclass(frozen=True, slots=True)
class Plan:
    """What decides of the next try.

    `ouvert` is when the store was opened, `fin` when the last try ended, `issue` how, `echecs` how
    many in a row found nobody, `saisie` when something was last entered that has not left yet.
    `poste` only spreads the posts over time.
    """

    poste: str
    ouvert: float
    fin: float | None = None
    issue: Issue | None = None
    echecs: int = 0
    saisie: float | None = None


def issue_of(error: KnownError | None) -> Issue:
    """Return how a try ended, from the error that it raised, None when it raised none."""
    if error is None:
        return Issue.REUSSIE
    if isinstance(error, StoppedError):
        return Issue.ARRETEE
    return Issue.HORS_LIGNE if isinstance(error, OfflineError) else Issue.REFUSEE


def entered(plan: Plan, now: float) -> Plan:
    """Note that something was entered that must leave."""
    return replace(plan, saisie=now)


def ended(plan: Plan, issue: Issue, now: float, begun: float) -> Plan:
    """Note how a try that began at `begun` ended; what was entered meanwhile still has to leave."""
    left = issue is Issue.REUSSIE and plan.saisie is not None and plan.saisie <= begun
    return replace(
        plan,
        fin=now,
        issue=issue,
        echecs=plan.echecs + 1 if issue is Issue.HORS_LIGNE else 0,
        saisie=None if left else plan.saisie,
    )


def next_try(plan: Plan) -> float:
    """Return when to try next; an instant that is over means now."""
    if plan.fin is None:
        return plan.ouvert + _spread(plan, FIRST_S)
    if plan.issue is Issue.HORS_LIGNE:
        rank = min(plan.echecs, len(OFFLINE_S)) - 1
        return plan.fin + _spread(plan, OFFLINE_S[rank])
    if plan.issue in (Issue.REFUSEE, Issue.ARRETEE):
        return plan.fin + _spread(plan, REFUSED_S)
    regular = plan.fin + _spread(plan, EVERY_S)
    return regular if plan.saisie is None else min(regular, plan.saisie + PAUSE_S)


def tries_at_closing(plan: Plan, waiting: int) -> bool:
    """Tell whether closing is worth a last try: something waits, and somebody answered last."""
    return waiting > 0 and plan.issue in (None, Issue.REUSSIE, Issue.ARRETEE)


def is_told(plan: Plan, issue: Issue) -> bool:
    """Tell whether a try that ran by itself says how it ended: only the first refusal of a row.

    Being offline is normal: the state line shows it, nothing interrupts the worker.
    """
    return issue is Issue.REFUSEE and plan.issue is not Issue.REFUSEE


def _spread(plan: Plan, seconds: float) -> float:
    """Lengthen a delay by a part of its own, always the same for one post."""
    return seconds * (1 + _SPREAD * (zlib.crc32(plan.poste.encode()) % 1000) / 1000)
