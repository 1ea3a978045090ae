"""The end of a move to PostgreSQL: what the former file still held is erased, once the base has it.

Keys and settings live in that file and stay. What the base holds is looked at here and now, not
believed: every change of the journal is read again on both sides and compared, and so is what the
journal does not tell.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from fieldapp.db import traces
from fieldapp.db.projection import guard_open
from fieldapp.db.store import Store
from fieldapp.domain.document import read_names
from fieldapp.domain.droits import INVITER
from fieldapp.domain.errors import KnownError
from fieldapp.domain.journal import PRIVATE_SUFFIX
from fieldapp.services.droits import require
from fieldapp.services.integrite import verify
from fieldapp.services.session import Session
from fieldapp.siege.moving import Progress, Total, lines_of
from fieldapp.siege.postgres_schema import TYPES

# What no change of the journal tells and no headquarters ever takes away: by which columns a line
# of it is found again.
_KEPT: Final = {
    "reception": ("de", "numero", "empreinte"),
    "envoi": ("vers", "numero", "empreinte"),
    "poste": ("device", "cle_signature"),
    "revocation": ("device", "le"),
    "lot_perdu": ("de", "premier", "dernier"),
    "export_central": ("mode", "numero", "etabli_le"),
    "trace": ("numero", "empreinte"),
}
_UNTOUCHED = "Rien n’a été effacé\u00a0: l’ancien fichier du siège garde tout."


@dataclass(frozen=True, slots=True)
class Effacement:
    """What was erased of the former file: its lines, and by how many bytes it is smaller."""

    lignes: int
    octets: int


def erase_former(session: Session, progress: Progress | None = None) -> Effacement:
    """Erase what the file of a headquarters that has moved to PostgreSQL still holds.

    Can be cut anywhere and run again. Raises KnownError, with nothing erased: not the right role,
    a headquarters on its file, another program at work there, a base that does not hold all that
    the file holds or is not sound.
    """
    require(session, INVITER)
    base, local = session.store, session.store.keeper
    if base is local:
        raise KnownError(
            "Ce siège garde ses données dans son propre fichier\u00a0: il n’y a pas d’ancien "
            "fichier à effacer. Rien n’a changé."
        )
    with local.alone_with(local.device) as alone:
        if not alone:
            raise KnownError(
                f"Un autre programme du siège travaille sur l’ancien fichier. {_UNTOUCHED} "
                "Arrêtez-le, puis recommencez."
            )
        with base.snapshot():
            _check_held(base, local)
        problems = verify(session)
        if problems:
            raise KnownError(
                f"La base PostgreSQL n’est pas saine ({problems[0]}). {_UNTOUCHED} Faites "
                "«\u00a0fieldapp verify\u00a0» et prévenez l’assistance."
            )
        before = _size(local)
        lines = _empty(local, progress)
        traces.add(base, session.agent.id, "effacement", "ancien fichier du siege")
        return Effacement(lines, max(0, before - _size(local)))


def _check_held(base: Store, local: Store) -> None:
    """Raise KnownError unless the base holds what the file holds."""
    last = local.one("SELECT coalesce(max(ordre), 0) AS haut FROM op")
    # Drafts are nobody else's and go away; what came since the move has later numbers.
    where = f" WHERE ordre <= :haut AND device NOT LIKE '%{PRIVATE_SUFFIX}'"
    totals = []
    for store in (local, base):
        total = Total()
        lines = lines_of(store, "op", tuple(TYPES["op"]), where, haut=last["haut"] if last else 0)
        for _ in total.through(lines):
            pass
        totals.append((total.count, total.digest))
    if totals[0] != totals[1]:
        raise _lacking("op", totals[0][0])
    for table, names in _KEPT.items():
        missing = set(lines_of(local, table, names, *_recent(table)))
        for line in lines_of(base, table, names):
            missing.discard(line)
        if missing:
            raise _lacking(table, len(missing))
    _check_contents(base, local)


def _recent(table: str) -> tuple[str, ...]:
    """The access journal forgets after a year, here as there."""
    if table != "trace":
        return ()
    since = (datetime.now(UTC) - traces.RETENTION).isoformat(timespec="seconds")
    return (f" WHERE moment >= '{since}'",)


def _check_contents(base: Store, local: Store) -> None:
    """Contents that no document names any more may have gone; the others may not."""
    missing = {str(name) for (name,) in lines_of(local, "morceau", ("empreinte",))}
    for (name,) in lines_of(base, "morceau", ("empreinte",)):
        missing.discard(str(name))
    if not missing:
        return
    for (names,) in lines_of(base, "document", ("morceaux",), " WHERE supprime IS NULL"):
        if not missing.isdisjoint(read_names(str(names))):
            raise _lacking("morceau", len(missing))


def _lacking(table: str, count: int) -> KnownError:
    return KnownError(
        f"La base PostgreSQL ne contient pas tout ce que contient l’ancien fichier du siège "
        f"(«\u00a0{table}\u00a0», {count} lignes à retrouver). {_UNTOUCHED} Vérifiez l’adresse de "
        "la base et la sauvegarde dont elle vient, puis prévenez l’assistance."
    )


def _empty(local: Store, progress: Progress | None) -> int:
    """Take every line out of the file, then the room that they took; return how many they were."""
    lines = 0
    local.execute("PRAGMA secure_delete = ON")
    with local.atomic(), guard_open(local):
        for done, table in enumerate(TYPES, start=1):
            lines += max(0, local.execute(f"DELETE FROM {table}"))
            if progress is not None:
                progress(f"Effacement\u00a0: {table}", done, len(TYPES))
    # Also where an earlier one was cut after the lines and before the room.
    local.execute("VACUUM")
    local.query("PRAGMA wal_checkpoint(TRUNCATE)")
    return lines


def _size(local: Store) -> int:
    return sum(
        path.stat().st_size
        for path in (local.path, local.path.with_name(f"{local.path.name}-wal"))
        if path.exists()
    )
