"""A headquarters moves from its own file to PostgreSQL: all is copied, compared, then switched.

The copy is one transaction, and is read again in it. Until the very last step the file is the
headquarters and the base a copy that says so (`PENDING`): cut anywhere, the move is run again, and
begins by emptying what it had copied. Once moved, the file takes nothing more, so that a program
that still had it open fails, and its bundles wait, rather than write where nobody reads.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from fieldapp.db.opening import set_meta
from fieldapp.db.projection import guard_open
from fieldapp.db.store import Store
from fieldapp.domain.droits import INVITER
from fieldapp.domain.errors import KnownError
from fieldapp.services.droits import require
from fieldapp.services.session import Session
from fieldapp.siege import postgres_link as link
from fieldapp.siege.espace import space_of
from fieldapp.siege.postgres_schema import PENDING, TYPES
from fieldapp.siege.storage import META_BASE, check_database
from fieldapp.siege.store_postgres import PostgresStore

_BATCH = 5_000
_OCTETS = 8 * 1024 * 1024
# Where a program that did not hear of the move would write.
_CLOSED = ("op", "reception", "envoi", "poste", "invitation", "quarantaine", "ordre", "morceau")

Progress = Callable[[str, int, int], None]
Line = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Demenagement:
    """What was moved: lines of each table that holds some, and their digest (hexadecimal)."""

    tables: dict[str, int]
    empreinte: str

    @property
    def lignes(self) -> int:
        """All lines moved."""
        return sum(self.tables.values())


def move(session: Session, address: str, progress: Progress | None = None) -> Demenagement:
    """Copy a headquarters to PostgreSQL, check the copy, and store there from now on.

    The session must be opened again afterwards. Raises KnownError, and the file stays the
    headquarters: not the right role, already in PostgreSQL, another program at work, a base that
    cannot be used or holds another headquarters, a copy that differs.
    """
    require(session, INVITER)
    local = session.store
    if local.keeper is not local:
        raise KnownError(
            "Ce siège est déjà dans PostgreSQL. Rien n’a changé. Pour une base qui a changé de "
            "place, donnez sa nouvelle adresse avec «\u00a0--database\u00a0»."
        )
    organisme = space_of(local).organisme
    with local.alone_with(local.device) as alone:
        if not alone:
            raise KnownError(
                "Un autre programme du siège travaille sur ces données. Rien n’a changé. "
                "Arrêtez-le (écoute, réception), puis recommencez."
            )
        # Held to the end: what is copied is all there is.
        with local.atomic():
            check_database(address, organisme, pending=local.device + PENDING)
            target = PostgresStore(
                local, address, organisme, new=True, owner=local.device + PENDING
            )
            try:
                moved = _copy_all(local, target, progress)
            finally:
                target.conn.close()
            _close_file(local)
            set_meta(local, META_BASE, target.address)
    return moved


def _copy_all(local: Store, target: PostgresStore, progress: Progress | None) -> Demenagement:
    """Copy and compare every table, in one transaction of the base."""
    counts: dict[str, int] = {}
    every = hashlib.sha256()
    with target.atomic(), guard_open(target):
        for done, (table, kinds) in enumerate(TYPES.items(), start=1):
            target.execute(f"DELETE FROM {table}")  # what a move that was cut had left
            sent = Total()
            for lines in _batches(sent.through(lines_of(local, table, tuple(kinds)))):
                target.put_rows(table, (), tuple(kinds), lines, replacing=False)
                target.forget_lots()
            if sent.count:
                _check(target, table, kinds, sent)
                counts[table] = sent.count
            every.update(f"{table} {sent.count} {sent.digest:x}\n".encode())
            if progress is not None:
                progress(f"Copie\u00a0: {table}", done, len(TYPES))
        target.follow_numbers()
    return Demenagement(counts, every.hexdigest())


def _check(target: Store, table: str, kinds: dict[str, str], sent: Total) -> None:
    found = Total()
    for _ in found.through(lines_of(target, table, tuple(kinds))):
        pass
    if (found.count, found.digest) != (sent.count, sent.digest):
        raise KnownError(
            f"La copie de «\u00a0{table}\u00a0» dans PostgreSQL n’est pas la même "
            f"({found.count} lignes au lieu de {sent.count}, ou un contenu différent). Elle est "
            "annulée et le siège reste dans son fichier, intact. Prévenez l’assistance."
        )


def lines_of(
    store: Store, table: str, names: Sequence[str], where: str = "", **parameters: object
) -> Iterator[Line]:
    """Yield these columns of the lines of a table, one by one."""
    for row in store.stream(f"SELECT {', '.join(names)} FROM {table}{where}", **parameters):
        yield tuple(cast(Iterable[Any], row))


class Total:
    """How many lines there are, and the sum of their digests: their order does not count."""

    def __init__(self) -> None:
        self.count = 0
        self.digest = 0

    def through(self, lines: Iterable[Line]) -> Iterator[Line]:
        """Count lines on their way, as PostgreSQL keeps them."""
        for line in lines:
            kept = tuple(map(link.plain, line))
            digest = hashlib.blake2b(repr(kept).encode(), digest_size=16).digest()
            self.count += 1
            self.digest = (self.digest + int.from_bytes(digest)) % (1 << 128)
            yield kept


def _batches(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Cut lines in heaps that fit in memory, whatever contents they hold."""
    heap: list[Line] = []
    size = 0
    for line in lines:
        heap.append(line)
        size += sum(len(value) for value in line if isinstance(value, bytes | str))
        if len(heap) >= _BATCH or size >= _OCTETS:
            yield heap
            heap, size = [], 0
    if heap:
        yield heap


def _close_file(local: Store) -> None:
    """Have the file refuse what a program that still has it open would write."""
    for table in _CLOSED:
        local.execute(
            f"CREATE TRIGGER demenage_{table} BEFORE INSERT ON {table} "
            "BEGIN SELECT RAISE(ABORT, 'siege dans PostgreSQL'); END"
        )
