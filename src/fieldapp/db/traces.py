"""The access journal (L14): who opened, printed, exported what, chained, without any content.

Délibération Cnil n° 2021-122: kept between six months and one year; not a measure of work.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from fieldapp.db.store import Row, Store

RETENTION = timedelta(days=365)

SCHEMA = (
    """CREATE TABLE trace (
        numero INTEGER PRIMARY KEY, moment TEXT NOT NULL, agent_id TEXT NOT NULL,
        acte TEXT NOT NULL, objet TEXT NOT NULL, empreinte TEXT NOT NULL
    ) STRICT""",
)


def add(store: Store, agent_id: str, acte: str, objet: str) -> None:
    """Append one line; `objet` is an id, never a name."""
    now = datetime.now(UTC)
    with store.atomic():
        store.claim("trace")  # each line names the one before
        store.execute(
            "DELETE FROM trace WHERE moment < :limite",
            limite=(now - RETENTION).isoformat(timespec="seconds"),
        )
        last = store.one("SELECT empreinte FROM trace ORDER BY numero DESC LIMIT 1")
        moment = now.isoformat(timespec="seconds")
        store.execute(
            "INSERT INTO trace(moment, agent_id, acte, objet, empreinte) "
            "VALUES (:moment, :agent_id, :acte, :objet, :empreinte)",
            moment=moment,
            agent_id=agent_id,
            acte=acte,
            objet=objet,
            empreinte=_hash(last["empreinte"] if last else "", moment, agent_id, acte, objet),
        )


def broken_links(store: Store) -> list[int]:
    """Return the numbers of the lines whose chain does not hold (altered or removed between)."""
    broken: list[int] = []
    previous: Row | None = None
    for row in store.query("SELECT * FROM trace ORDER BY numero"):
        # The oldest kept line follows one that retention removed: its own link cannot be told.
        if previous is not None and row["empreinte"] != _hash(
            previous["empreinte"], row["moment"], row["agent_id"], row["acte"], row["objet"]
        ):
            broken.append(int(row["numero"]))
        previous = row
    return broken


def _hash(previous: str, *parts: str) -> str:
    return hashlib.sha256("\x1f".join((previous, *parts)).encode()).hexdigest()
