"""A shared folder that misbehaves: a clear sentence, entry goes on, nothing lost or deleted."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.sync.monde import PHRASE, Monde, contact, device, empreinte, foyer

from fieldapp.db import sync_tables as tables
from fieldapp.domain.errors import KnownError
from fieldapp.services.session import open_session
from fieldapp.sync.engine import synchronise
from fieldapp.sync.folder import ESPACE, POSTES, FolderError


def test_the_space_of_another_headquarters_is_refused(monde: Monde, tmp_path: Path) -> None:
    nadia = monde.poste("Nadia")
    other = Monde(tmp_path / "autre")
    with pytest.raises(FolderError, match="autre organisme ou d’un autre siège"):
        synchronise(nadia.store, other.espace)
    shutil.copy(other.espace / ESPACE, monde.espace / ESPACE)
    with pytest.raises(FolderError, match="autre organisme ou d’un autre siège"):
        monde.recueillir()
    other.fermer()


def test_the_folder_of_the_invitation_is_used_until_another_is_chosen(
    monde: Monde, tmp_path: Path
) -> None:
    """The same space carried by a key or seen under another letter is the same space."""
    nadia = monde.poste("Nadia")
    foyer(nadia, "Delattre")
    assert synchronise(nadia.store).envoyes == 1
    moved = tmp_path / "cle_usb"
    monde.espace.rename(moved)
    foyer(nadia, "Thorel")
    assert synchronise(nadia.store, moved).envoyes == 1
    foyer(nadia, "Caron")
    assert synchronise(nadia.store).envoyes == 1


@contextmanager
def faulty(monkeypatch: pytest.MonkeyPatch, code: int, nth: int) -> Iterator[list[str]]:
    """Every write to the shared folder fails from the nth call on, as a full disk does."""
    calls: list[str] = []

    def wrap(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            calls.append(name)
            if len(calls) >= nth:
                raise OSError(code, os.strerror(code))
            return real(*args, **kwargs)

        return call

    with monkeypatch.context() as patch:
        for name in ("write", "fsync"):
            patch.setattr(os, name, wrap(name, getattr(os, name)))
        for name in ("replace", "mkdir", "read_bytes"):
            patch.setattr(Path, name, wrap(name, getattr(Path, name)))
        yield calls


CAUSES = {errno.ENOSPC: "plein", errno.EROFS: "protégé", errno.EIO: "ne répond pas"}


@pytest.mark.parametrize("code", CAUSES)
def test_a_fault_at_every_write_of_the_folder_loses_and_doubles_nothing(
    monde: Monde, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    nadia, marc = monde.poste("Nadia"), monde.poste("Marc")
    nth = 0
    refused: list[str] = []
    while not nth or refused:
        nth += 1
        refused = []
        contact(nadia, foyer(nadia, f"Famille {nth}"), "Note.")
        for run in (
            lambda: monde.synchroniser(nadia), lambda: monde.synchroniser(marc), monde.recueillir,
        ):  # fmt: skip
            with faulty(monkeypatch, code, nth):
                try:
                    run()
                except KnownError as error:
                    refused.append(error.message)
        for message in refused:
            assert CAUSES[code] in message
            assert "reste sur ce poste" in message
    assert nth > 5
    monde.tournee()
    assert empreinte(nadia.store) == empreinte(marc.store) == empreinte(monde.siege.store)
    for session in (monde.siege, nadia, marc):
        assert tables.chain_problems(session.store) == []
    count = monde.siege.store.one("SELECT count(*) AS n FROM contact")
    assert count is not None
    assert count["n"] == nth
    # An interrupted write leaves at most its own unfinished file, taken up again later.
    assert not list(monde.espace.rglob(".*.part"))


def test_a_bundle_that_vanished_or_shrank_is_put_again(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    foyer(nadia, "Delattre")
    monde.synchroniser(nadia)
    foyer(nadia, "Thorel")
    monde.synchroniser(nadia)
    first, second = sorted((monde.espace / POSTES / device(nadia)).glob("*.lot"))
    whole = first.read_bytes(), second.read_bytes()
    first.unlink()

    waiting = monde.recueillir()
    assert waiting.recus == 0
    assert "n’est pas encore arrivé" in waiting.refuses[0].raison

    second.write_bytes(whole[1][:-10])
    monde.synchroniser(nadia)
    assert (first.read_bytes(), second.read_bytes()) == whole
    assert monde.recueillir().recus == 2
    assert tables.open_quarantine(monde.siege.store) == []


def test_a_post_restored_from_an_old_backup_is_stopped_before_it_overwrites(
    monde: Monde,
) -> None:
    nadia = monde.poste("Nadia")
    foyer(nadia, "Delattre")
    monde.synchroniser(nadia)
    data = monde.racine / "Nadia"
    nadia.store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copytree(data, monde.racine / "sauvegarde")
    foyer(nadia, "Thorel")
    monde.synchroniser(nadia)
    nadia.close()
    lots = {path: path.read_bytes() for path in monde.espace.rglob("*.lot")}

    data.rename(monde.racine / "vieux")
    (monde.racine / "sauvegarde").rename(data)
    monde.postes["Nadia"] = nadia = open_session(data, PHRASE)
    foyer(nadia, "Saisie d’après la restauration")
    with pytest.raises(KnownError, match="ancienne sauvegarde"):
        monde.synchroniser(nadia)
    assert {path: path.read_bytes() for path in monde.espace.rglob("*.lot")} == lots
    assert monde.recueillir().recus == 2


def test_files_of_the_neighbours_do_not_disturb(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    foyer(nadia, "Delattre")
    monde.synchroniser(nadia)
    side = monde.espace / POSTES
    (side / device(nadia) / "00000001 (copie en conflit).lot").write_bytes(b"x")
    (side / device(nadia) / "desktop.ini").write_bytes(b"x")
    (side / "Nouveau dossier").mkdir()
    (side / "..%2f..").mkdir()
    bilan = monde.recueillir()
    assert (bilan.recus, bilan.refuses) == (1, ())
