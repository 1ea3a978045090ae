"""Twelve ways a shared folder fails: a clear sentence, entry goes on, nothing lost nor deleted."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.sync.monde import Monde, contact, device, empreinte, foyer

from fieldapp.db import sync_tables as tables
from fieldapp.domain.errors import OfflineError
from fieldapp.sync.folder import ESPACE, POSTES, SIEGE, FolderError


@pytest.fixture
def monde(tmp_path: Path) -> Iterator[Monde]:
    """A folder fails in the same way whatever headquarters stores in."""
    monde = Monde(tmp_path)
    yield monde
    monde.fermer()


Panne = Callable[[Monde, pytest.MonkeyPatch], None]
LOIN = "ailleurs"


def _vanished(monde: Monde, _: pytest.MonkeyPatch) -> None:
    monde.espace.rename(monde.racine / LOIN)


def _a_file_instead(monde: Monde, patch: pytest.MonkeyPatch) -> None:
    _vanished(monde, patch)
    monde.espace.write_text("")


def _empty(monde: Monde, patch: pytest.MonkeyPatch) -> None:
    _vanished(monde, patch)
    monde.espace.mkdir()


def _foreign(monde: Monde, patch: pytest.MonkeyPatch) -> None:
    _empty(monde, patch)
    (monde.espace / "photos").mkdir()


def _of_others(monde: Monde, patch: pytest.MonkeyPatch) -> None:
    _vanished(monde, patch)
    other = Monde(monde.racine / "autre")
    shutil.copytree(other.espace, monde.espace)
    other.fermer()


def _half_copied(monde: Monde, patch: pytest.MonkeyPatch) -> None:
    """The copy of the folder has not come to the side of headquarters yet."""
    _empty(monde, patch)
    shutil.copy(monde.racine / LOIN / ESPACE, monde.espace / ESPACE)
    shutil.copytree(monde.racine / LOIN / POSTES, monde.espace / POSTES)


def _card_cut(monde: Monde, patch: pytest.MonkeyPatch) -> None:
    _vanished(monde, patch)
    shutil.copytree(monde.racine / LOIN, monde.espace)
    (monde.espace / ESPACE).write_bytes((monde.espace / ESPACE).read_bytes()[:100])


def _card_changed(monde: Monde, patch: pytest.MonkeyPatch) -> None:
    _vanished(monde, patch)
    shutil.copytree(monde.racine / LOIN, monde.espace)
    text = (monde.espace / ESPACE).read_text()
    (monde.espace / ESPACE).write_text(text.replace("CAF62", "CD42"))


def _failing(names: tuple[str, ...], code: int, first: int = 0) -> Panne:
    """The system refuses these calls about files of the folder, from the first-th on."""

    def panne(_: Monde, patch: pytest.MonkeyPatch) -> None:
        calls = iter(range(1_000_000))

        def wrap(real: Callable[..., Any]) -> Callable[..., Any]:
            def call(*args: Any, **kwargs: Any) -> Any:
                if next(calls) >= first:
                    raise OSError(code, os.strerror(code))
                return real(*args, **kwargs)

            return call

        for name in names:
            owner = os if name in ("write", "fsync") else Path
            patch.setattr(owner, name, wrap(getattr(owner, name)))

    return panne


PANNES: dict[str, tuple[Panne, str]] = {
    "vanished": (_vanished, "introuvable"),
    "a file instead": (_a_file_instead, "introuvable"),
    "empty": (_empty, "vide"),
    "foreign": (_foreign, "pas un espace d’échange"),
    "of another headquarters": (_of_others, "autre organisme ou d’un autre siège"),
    "half copied": (_half_copied, "incomplet"),
    "its card cut": (_card_cut, "abîmé"),
    "its card changed": (_card_changed, "abîmé"),
    "unreadable": (_failing(("is_dir",), errno.EACCES), "protégé"),
    "read-only": (_failing(("write", "mkdir", "replace"), errno.EROFS), "protégé"),
    "full": (_failing(("write", "fsync"), errno.ENOSPC), "plein"),
    "gone in the middle": (_failing(("lstat",), errno.EIO, 2), "ne répond pas"),
}
WRITING = {"read-only", "full"}
# Normal for a laptop: what runs by itself says nothing of it.
SILENT = {"vanished", "a file instead", "gone in the middle"}


@contextmanager
def panne(monde: Monde, patch: pytest.MonkeyPatch, name: str) -> Iterator[None]:
    """Spoil the folder, then give it back as it was."""
    with patch.context() as during:
        PANNES[name][0](monde, during)
        yield
    if (monde.racine / LOIN).exists():
        if monde.espace.is_dir():
            shutil.rmtree(monde.espace)
        monde.espace.unlink(missing_ok=True)
        (monde.racine / LOIN).rename(monde.espace)


@pytest.mark.parametrize("name", PANNES)
def test_a_folder_that_fails_is_said_and_costs_nothing(
    monde: Monde, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    reason = PANNES[name][1]
    nadia, marc = monde.poste("Nadia"), monde.poste("Marc")
    famille = foyer(nadia, "Delattre")
    monde.tournee()
    contact(nadia, famille, "Avant la panne.")
    files = {path: path.read_bytes() for path in monde.espace.rglob("*.*")}

    with panne(monde, monkeypatch, name):
        for turn in range(2):
            with pytest.raises(FolderError, match=reason) as caught:
                monde.synchroniser(nadia)
            assert isinstance(caught.value, OfflineError) == (name in SILENT)
            assert "reste sur ce poste" in caught.value.message
            assert "rien n’a été effacé" in caught.value.message
            contact(nadia, famille, f"Pendant la panne {turn}.")
        if name in WRITING:
            monde.recueillir()  # headquarters has nothing to write: nothing to say
        else:
            with pytest.raises(FolderError, match=reason):
                monde.recueillir()
    assert {path: path.read_bytes() for path in files} == files

    monde.tournee()
    notes = [row["note"] for row in marc.store.query("SELECT note FROM contact ORDER BY note")]
    assert notes == ["Avant la panne.", "Pendant la panne 0.", "Pendant la panne 1."]
    assert empreinte(nadia.store) == empreinte(marc.store) == empreinte(monde.siege.store)
    assert tables.chain_problems(monde.siege.store) == []
    assert not list(monde.espace.rglob(".*.part"))


def test_a_bundle_half_copied_waits_and_is_put_again(monde: Monde) -> None:
    """The file synchronisation of the house has brought the first bytes of a bundle only."""
    nadia = monde.poste("Nadia")
    monde.tournee()
    foyer(nadia, "Delattre")
    monde.synchroniser(nadia)
    lot = max((monde.espace / POSTES / device(nadia)).glob("*.lot"))
    whole = lot.read_bytes()
    for size in (0, 5, 200, len(whole) - 1):
        lot.write_bytes(whole[:size])
        (refus,) = monde.recueillir().refuses
        assert "incomplet" in refus.raison or "abîmé" in refus.raison
    monde.synchroniser(nadia)
    assert lot.read_bytes() == whole
    assert monde.recueillir().recus == 1
    assert (monde.espace / SIEGE).is_dir()
