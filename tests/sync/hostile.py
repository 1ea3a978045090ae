"""A hostile world: wrong clocks, bad folders, restored backups, families that change hands.

It remembers every change that must survive, and says at the end what is missing. It counts what
really happened, too: a restoration without a backup, or a decision without a conflict, proves
nothing. Used by the properties (hypothesis) and by the endurance run.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.sync.jugement import lost_values
from tests.sync.monde import ARRAS, LENS, Monde, contact, empreinte, foyer

from fieldapp.db import conflits, journal, retraits, undo
from fieldapp.db import sync_tables as tables
from fieldapp.db.integrite import gap_problems, own_devices, state_problems
from fieldapp.db.store import Store
from fieldapp.domain.decision import fields_to_decide_again
from fieldapp.domain.errors import KnownError
from fieldapp.domain.fusion import merge
from fieldapp.domain.journal import SCHEMA_VERSION, Op
from fieldapp.services.session import Session
from fieldapp.services.transferts import transfer_foyer
from fieldapp.sync import reprise

DAY = 86_400
SKEWS = (0, 0, 0, -400 * DAY, 400 * DAY, -3600, 3600)
FIELDS = ("adresse", "commune", "langue")
Key = tuple[object, ...]


# What must have happened over a run of the tests, each of them many times.
INGREDIENTS = (
    "edit", "note", "delete", "decide", "undecide", "transfer", "late", "taken away", "given back",
    "newer", "lose", "cut", "alter", "double", "swap", "back_up", "restore", "taken up", "conflict",
    "refused",
)  # fmt: skip
PERSONAL = "Pour moi."


def unit_of(rank: int) -> str:
    """Two posts in five are of another antenna."""
    return ARRAS if rank % 5 >= 3 else LENS


def make_model(racine: Path, names: tuple[str, ...], families: int) -> None:
    """Enrolled posts of two antennas that share their families, closed and ready to be copied."""
    monde = Monde(racine)
    for rank, name in enumerate(names):
        monde.poste(name, unit_of(rank), "RESP_ADS" if rank % 5 == 1 else "TS")
    for number in range(families):
        foyer(monde.postes[names[3 if number % 3 == 2 and len(names) > 3 else 0]],
              f"Famille {number}")  # fmt: skip
    monde.tournee()
    monde.fermer()


@contextmanager
def without_waiting_for_the_disk() -> Iterator[None]:
    """Nobody cuts the power here: what the disk does at each commit is tried elsewhere."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _descriptor: None)
        yield


class Hostile:
    """One run over a copy of the model. `skews` are the errors of the clocks, in seconds."""

    def __init__(self, racine: Path, names: tuple[str, ...], skews: tuple[int, ...]) -> None:
        self.monde = Monde(racine)
        self.names = names
        self.skews = dict(zip(names, skews, strict=True))
        self._patch = pytest.MonkeyPatch()
        self._offset = 0
        real = time.time_ns
        self._patch.setattr(time, "time_ns", lambda: real() + self._offset * 1_000_000_000)
        _hurry(self.monde.siege)
        for name in names:
            _hurry(self.monde.rouvrir(name))
        rows = self.monde.siege.store.query("SELECT id FROM foyer ORDER BY id")
        self.families = [row["id"] for row in rows]
        self.expected: set[Key] = keys(self.monde.siege.store)
        self.backups: dict[str, Path] = {}
        self._numbers = itertools.count(1)
        self.done: Counter[str] = Counter()

    def session(self, name: str) -> Session:
        return self.monde.postes[name]

    @contextmanager
    def at(self, name: str) -> Iterator[Session]:
        """Work on a post, by its own clock; what it writes must survive."""
        self._offset = self.skews[name]
        try:
            yield self.session(name)
        finally:
            self._offset = 0

    # What people do

    def edit(self, name: str, family: int, field: str, value: int) -> None:
        with self._in_family(name, family, "edit") as session:
            if session is not None:
                journal.write(
                    session.store, "foyer", {field: f"valeur {value}"},
                    row_id=self.families[family], author=session.agent.id,
                )  # fmt: skip

    def note(self, name: str, family: int) -> None:
        with self._in_family(name, family, "note") as session:
            if session is not None:
                contact(session, self.families[family], f"Note {next(self._numbers)}.")
                if next(self._numbers) % 4 == 0:  # it keeps the family here for thirty days
                    contact(session, self.families[family], PERSONAL, zone="personnel")

    def delete(self, name: str, family: int) -> None:
        with self._in_family(name, family, "delete") as session:
            if session is not None:
                journal.delete(
                    session.store, "foyer", self.families[family], author=session.agent.id
                )

    def decide(self, name: str) -> str:
        """Settle the first conflict that this post shows, or another one if it shows none.

        Return whose decision it was.
        """
        shows = "SELECT * FROM conflit WHERE champ NOT IN ('supprime', 'unite') "
        rank = self.names.index(name)
        asked = [*self.names[rank:], *self.names[:rank]]
        name = next((n for n in asked if self.session(n).store.one(f"{shows} LIMIT 1")), name)
        with self.at(name) as session:
            row = session.store.one(f"{shows} ORDER BY row_id, champ LIMIT 1")
            if row is not None:
                journal.settle(
                    session.store, row["table"], row["row_id"], row["champ"],
                    f"décidé {next(self._numbers)}", author=session.agent.id,
                    foyer_id=row["foyer_id"],
                )  # fmt: skip
                self._remember(session)
                self.done["decide"] += 1
        return name

    def undecide(self, name: str) -> None:
        """Take one's last act back, if it was a decision: it waits again for everybody."""
        with self.at(name) as session:
            act = undo.last_act(session.store, session.agent.id)
            if any(len(op.replaces(champ)) > 1 for op in act for champ in op.fields):
                with contextlib.suppress(KnownError):  # written over since, or gone
                    undo.undo(session.store, session.agent.id)
                    self._remember(session)
                    self.done["undecide"] += 1

    def transfer(self, name: str, family: int, unite: str) -> None:
        """Hand a family over, from headquarters or from the post of who answers for it."""
        session = self.monde.siege if name == "siege" else self.session(name)
        with contextlib.suppress(KnownError):  # not ours to give, or given already
            transfer_foyer(session, self.families[family], unite)
            self._remember(session)
            self.done["transfer"] += 1

    def from_a_newer_version(self, name: str, family: int) -> None:
        """A post of a newer version writes in a table and a field that nobody here knows."""
        with self._in_family(name, family, "newer") as session:
            if session is None:
                return
            seq = journal.last_seq(session.store, session.store.device)
            moment = journal.next_hlc(session.store)
            values = (("projet", f"projet-{next(self._numbers)}", "insert"),
                      ("foyer", self.families[family], "update"))  # fmt: skip
            journal.ingest(
                session.store,
                [
                    Op(session.store.device, rank, moment, kind, table, row_id,
                       {"champ_nouveau": f"x{rank}"}, {}, session.agent.id,
                       self.families[family], SCHEMA_VERSION + 1)
                    for rank, (table, row_id, kind) in enumerate(values, start=seq + 1)
                ],
            )  # fmt: skip

    @contextmanager
    def _in_family(self, name: str, family: int, what: str) -> Iterator[Session | None]:
        """Work in a family that this post holds; in None that it does not."""
        foyer_id = self.families[family]
        with self.at(name) as session:
            if foyer_id not in families_of(session.store):
                yield None
                return
            yield session
            self._remember(session)
            self.done[what] += 1
            # Written without knowing that the family has left.
            self.done["late"] += foyer_id not in families_of(self.monde.siege.store, session)

    def sync(self, name: str) -> None:
        """Synchronise; a restored post is taken up, as its agent is told to do."""
        with self.at(name) as session:
            before = retraits.taken_away(session.store)
            try:
                bilan = self.monde.synchroniser(session)
            except reprise.RestoredError:
                reprise.take_up(session.store)
                self.done["taken up"] += 1
                bilan = self.monde.synchroniser(session)
            after = retraits.taken_away(session.store)
            self.done["taken away"] += len(after - before)
            self.done["given back"] += len(before - after)
            self.done["refused"] += len(bilan.refuses)
            self.done["conflict"] += bilan.conflits

    def gather(self) -> None:
        bilan = self.monde.recueillir()
        self.done["refused"] += len(bilan.refuses)
        self.done["conflict"] += bilan.conflits

    def unit_of_family(self, family: int) -> str:
        row = self.monde.siege.store.one(
            "SELECT unite FROM foyer WHERE id = :f", f=self.families[family]
        )
        assert row is not None
        return str(row["unite"])

    # What machines do

    def spoil(self, how: str, which: int) -> None:
        """Do to one bundle what shares, keys and file syncs do."""
        lots = sorted(self.monde.espace.rglob("*.lot"))
        if not lots:
            return
        self.done[how] += 1
        lot = lots[which % len(lots)]
        data = lot.read_bytes()
        if how == "lose":
            lot.unlink()
        elif how == "cut":
            lot.write_bytes(data[: len(data) // 2])
        elif how == "alter":
            lot.write_bytes(data[:-70] + bytes([data[-70] ^ 1]) + data[-69:])
        elif how == "swap":
            other = lots[(which * 7 + 1) % len(lots)]
            mine, theirs = lot.read_bytes(), other.read_bytes()
            lot.write_bytes(theirs)
            other.write_bytes(mine)
        else:
            lot.with_name(f"{int(lot.stem) + 1:08d}.lot").write_bytes(data)

    def back_up(self, name: str) -> None:
        self.session(name).close()
        copy = self.monde.racine / f"sauvegarde-{name}"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self.monde.racine / name, copy)
        self.backups[name] = copy
        self.done["back_up"] += 1
        _hurry(self.monde.rouvrir(name))

    def restore(self, name: str) -> None:
        """Put the backup back. What was only on this post since then died with its disk."""
        copy = self.backups.get(name)
        if copy is None:
            return
        self.gather()
        dead = keys(self.session(name).store)
        self.session(name).close()
        shutil.rmtree(self.monde.racine / name)
        shutil.copytree(copy, self.monde.racine / name)
        _hurry(self.monde.rouvrir(name))
        alive: set[Key] = keys(self.monde.siege.store)
        for other in self.names:
            alive |= keys(self.session(other).store)
        self.expected -= dead - alive
        self.done["restore"] += 1

    # What must hold

    def end(self) -> None:
        """Everybody synchronises until nothing moves; then nothing may be lost or doubled."""
        for _ in range(8):
            for name in self.names:
                self.sync(name)
            self.gather()
            if all(self._settled(self.session(name)) for name in self.names):
                break
        self._check()

    def close(self) -> None:
        self._patch.undo()
        self.monde.fermer()

    def _settled(self, session: Session) -> bool:
        store, siege = session.store, self.monde.siege.store
        here = families_of(siege, session)
        return (
            reprise.is_whole(store)
            and not reprise.is_due(store)
            and families_of(store) - held(store) == here
            and keys(store, here) == keys(siege, here)
        )

    def _check(self) -> None:
        siege = self.monde.siege.store
        listed = list_keys(siege)
        assert len(listed) == len(set(listed)), "a change is there twice"
        assert self.expected <= set(listed), "a change is lost"
        # There every family is; the posts are compared with it below.
        assert lost_values(siege) == [], "a value that nobody replaced is to be seen nowhere"
        for session in (self.monde.siege, *map(self.session, self.names)):
            store = session.store
            assert state_problems(store) == []
            assert gap_problems(store, own_devices(store)) == []
            assert tables.chain_problems(store) == []
            strange = "device LIKE '%.prive' AND device <> :own"
            assert (
                store.query(f"SELECT 1 FROM op WHERE {strange}", own=f"{store.device}.prive") == []
            )
        for session in map(self.session, self.names):
            store, unite = session.store, session.agent.unite
            here = families_of(siege, session)
            assert families_of(store) - held(store) == here, "a post holds other families"
            assert keys(store, here) == keys(siege, here), "somebody lacks a change"
            assert empreinte(store, unite) == empreinte(siege, unite), "two states differ"
            assert waiting(store, here) == waiting(siege, here), "it waits for some, not for all"

    def _remember(self, session: Session) -> None:
        self.expected |= keys(session.store)


def families_of(store: Store, seen_by: Session | None = None) -> set[str]:
    """The families in a store, or those among them that a post is to hold."""
    unite = None if seen_by is None else seen_by.agent.unite
    rows = store.query("SELECT id FROM foyer WHERE :u IS NULL OR unite = :u", u=unite)
    return {row["id"] for row in rows}


def held(store: Store) -> set[str]:
    """The families that left and that a personal note keeps here for a while (L08)."""
    rows = store.query(
        "SELECT r.foyer_id FROM retrait r JOIN contact c ON c.foyer_id = r.foyer_id "
        "WHERE r.fait_le IS NULL AND c.zone = 'personnel' AND c.supprime IS NULL"
    )
    return {row["foyer_id"] for row in rows}


def list_keys(store: Store, families: set[str] | None = None) -> list[Key]:
    """What each shared change (of these families, or of none) says, without the name it bears."""
    return [
        tuple(row)[1:]
        for row in store.query(
            'SELECT foyer_id, hlc, "table", row_id, fields FROM op '
            "WHERE device NOT LIKE '%.prive'"
        )
        if families is None or row["foyer_id"] is None or row["foyer_id"] in families
    ]


def waiting(store: Store, families: set[str]) -> set[tuple[str, str]]:
    """The fields of these families whose decision was taken back."""
    return {
        (row["row_id"], champ)
        for row in conflits.taken_back(store)
        if row["row_id"] in families
        for ops in [journal.row_ops(store, row["table"], row["row_id"])]
        for champ in fields_to_decide_again(merge(ops), ops)
    }


def keys(store: Store, families: set[str] | None = None) -> set[Key]:
    return set(list_keys(store, families))


def _hurry(session: Session) -> Any:
    session.store.conn.execute("PRAGMA synchronous = OFF")
    return session
