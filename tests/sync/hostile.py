"""A hostile world: wrong clocks, bad folders, restored backups, posts of another version.

It remembers every change that must survive, and says at the end what is missing. Used by the
properties (hypothesis) and by the endurance run.
"""

from __future__ import annotations

import itertools
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.sync.monde import Monde, contact, empreinte, foyer

from fieldapp.db import journal
from fieldapp.db import sync_tables as tables
from fieldapp.db.integrite import gap_problems, own_devices, state_problems
from fieldapp.db.store import Store
from fieldapp.domain.journal import SCHEMA_VERSION, Op
from fieldapp.services.session import Session
from fieldapp.sync import reprise

DAY = 86_400
SKEWS = (0, 0, 0, -400 * DAY, 400 * DAY, -3600, 3600)
FIELDS = ("adresse", "commune", "langue")
Key = tuple[object, ...]


def make_model(racine: Path, names: tuple[str, ...], families: int) -> None:
    """Enrolled posts of one unit that share some families, closed and ready to be copied."""
    monde = Monde(racine)
    for name in names:
        monde.poste(name)
    for number in range(families):
        foyer(monde.postes[names[0]], f"Famille {number}")
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
        rows = self.session(names[0]).store.query("SELECT id FROM foyer ORDER BY id")
        self.families = [row["id"] for row in rows]
        self.expected: set[Key] = keys(self.session(names[0]).store)
        self.backups: dict[str, Path] = {}
        self._numbers = itertools.count(1)
        self.taken_up = 0

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
        with self.at(name) as session:
            journal.write(
                session.store, "foyer", {field: f"valeur {value}"},
                row_id=self.families[family], author=session.agent.id,
            )  # fmt: skip
            self._remember(session)

    def note(self, name: str, family: int) -> None:
        with self.at(name) as session:
            contact(session, self.families[family], f"Note {next(self._numbers)}.")
            contact(session, self.families[family], "Pour moi.", zone="personnel")
            self._remember(session)

    def delete(self, name: str, family: int) -> None:
        with self.at(name) as session:
            journal.delete(session.store, "foyer", self.families[family], author=session.agent.id)
            self._remember(session)

    def decide(self, name: str) -> None:
        """Settle the first conflict that this post shows."""
        with self.at(name) as session:
            row = session.store.one(
                "SELECT * FROM conflit WHERE champ <> 'supprime' ORDER BY row_id, champ LIMIT 1"
            )
            if row is not None:
                journal.settle(
                    session.store, row["table"], row["row_id"], row["champ"],
                    f"décidé {next(self._numbers)}", author=session.agent.id,
                    foyer_id=row["foyer_id"],
                )  # fmt: skip
                self._remember(session)

    def from_a_newer_version(self, name: str, family: int) -> None:
        """A post of a newer version writes in a table and a field that nobody here knows."""
        with self.at(name) as session:
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
            self._remember(session)

    def sync(self, name: str) -> None:
        """Synchronise; a restored post is taken up, as its agent is told to do."""
        with self.at(name) as session:
            try:
                self.monde.synchroniser(session)
            except reprise.RestoredError:
                reprise.take_up(session.store)
                self.taken_up += 1
                self.monde.synchroniser(session)

    def gather(self) -> None:
        self.monde.recueillir()

    # What machines do

    def spoil(self, how: str, which: int) -> None:
        """Do to one bundle what shares, keys and file syncs do."""
        lots = sorted(self.monde.espace.rglob("*.lot"))
        if not lots:
            return
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

    # What must hold

    def end(self) -> None:
        """Everybody synchronises until nothing moves; then nothing may be lost or doubled."""
        for _ in range(6):
            for name in self.names:
                self.sync(name)
            self.gather()
            if self._settled():
                break
        self._check()

    def close(self) -> None:
        self._patch.undo()
        self.monde.fermer()

    def _settled(self) -> bool:
        wanted = keys(self.monde.siege.store)
        return all(
            reprise.is_whole(self.session(name).store)
            and not reprise.is_due(self.session(name).store)
            and keys(self.session(name).store) == wanted
            for name in self.names
        )

    def _check(self) -> None:
        siege = self.monde.siege.store
        listed = list_keys(siege)
        assert len(listed) == len(set(listed)), "a change is there twice"
        assert self.expected <= set(listed), "a change is lost"
        digest = empreinte(siege)
        for session in (self.monde.siege, *map(self.session, self.names)):
            store = session.store
            assert keys(store) == set(listed), "somebody lacks a change"
            assert empreinte(store) == digest, "two states differ"
            assert state_problems(store) == []
            assert gap_problems(store, own_devices(store)) == []
            assert tables.chain_problems(store) == []

    def _remember(self, session: Session) -> None:
        self.expected |= keys(session.store)


def list_keys(store: Store) -> list[Key]:
    """What each shared change says, without the name it bears."""
    return [
        tuple(row)
        for row in store.query(
            "SELECT hlc, \"table\", row_id, fields FROM op WHERE device NOT LIKE '%.prive'"
        )
    ]


def keys(store: Store) -> set[Key]:
    return set(list_keys(store))


def _hurry(session: Session) -> Any:
    session.store.conn.execute("PRAGMA synchronous = OFF")
    return session
