"""The clock of the trade: the worker's local day and hour, and the instants of the journal."""

from __future__ import annotations

from datetime import UTC, date, datetime


def aujourd_hui() -> date:
    """Return the worker's local date."""
    return datetime.now().astimezone().date()


def maintenant() -> str:
    """Return the worker's local moment, `YYYY-MM-DDTHH:MM`, as acts are dated."""
    return datetime.now().astimezone().strftime("%Y-%m-%dT%H:%M")


def instant() -> str:
    """Return the present instant in UTC, ISO 8601 to the second, with its zone."""
    return datetime.now(UTC).isoformat(timespec="seconds")
