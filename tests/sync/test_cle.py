"""A key carried by hand: absent is normal, another one in its place is told, its letter changes."""

from __future__ import annotations

import os
import shutil
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from tests.sync.monde import Monde, foyer

from fieldapp.domain.errors import OfflineError
from fieldapp.siege.ingest import ingest
from fieldapp.sync import cle
from fieldapp.sync.adresse import way_of
from fieldapp.sync.engine import synchronise
from fieldapp.sync.folder import AbsentError, FolderError
from fieldapp.sync.space import folder_of, known_space
from fieldapp.sync.transport import KeyTransport, transport_of


def choisir(monde: Monde, nom: str, dossier: Path) -> cle.Cle:
    store = monde.postes[nom].store
    space = known_space(store)
    assert space is not None
    return cle.choose_key(store, dossier, space)


def noms(monde: Monde) -> set[str]:
    return {row["nom"] for row in monde.siege.store.query("SELECT nom FROM foyer")}


def test_a_key_goes_between_post_and_headquarters_and_is_known_when_it_comes_back(
    monde: Monde, tmp_path: Path
) -> None:
    nadia = monde.poste("Nadia")
    prise, poche = tmp_path / "prise", tmp_path / "poche"
    shutil.copytree(monde.espace, prise)
    chosen = choisir(monde, "Nadia", prise)
    assert way_of(nadia.store) == prise
    assert isinstance(transport_of(nadia.store, None), KeyTransport)
    foyer(nadia, "Delattre")
    assert synchronise(nadia.store).envoyes > 0

    # In a pocket: offline, which is normal and silent.
    prise.rename(poche)
    with pytest.raises(AbsentError, match="n’est pas branchée") as absent:
        synchronise(nadia.store)
    assert isinstance(absent.value, OfflineError)
    prise.mkdir()  # a system that keeps the place where it mounts
    with pytest.raises(AbsentError, match="n’est pas branchée"):
        synchronise(nadia.store)
    prise.rmdir()

    # Headquarters takes it in, answers on it, and it comes back.
    ingest(monde.siege, poche)
    assert "Delattre" in noms(monde)
    poche.rename(prise)
    synchronise(nadia.store)
    assert cle.read_mark(prise) == chosen.id
    assert nadia.store.query("SELECT 1 FROM envoi WHERE recu_le IS NOT NULL") != []


def test_another_key_in_its_place_is_told_and_left_untouched(monde: Monde, tmp_path: Path) -> None:
    nadia = monde.poste("Nadia")
    prise, autre = tmp_path / "prise", tmp_path / "autre"
    shutil.copytree(monde.espace, prise)
    shutil.copytree(monde.espace, autre)
    choisir(monde, "Nadia", autre)
    choisir(monde, "Nadia", prise)
    foyer(nadia, "Delattre")
    shutil.rmtree(prise)
    autre.rename(prise)
    before = sorted(prise.rglob("*"))
    with pytest.raises(FolderError, match="Une autre clé d’échange") as told:
        synchronise(nadia.store)
    assert not isinstance(told.value, OfflineError)
    assert sorted(prise.rglob("*")) == before
    shutil.rmtree(prise)
    prise.mkdir()
    (prise / "vacances.jpg").write_bytes(b"x")
    with pytest.raises(FolderError, match="pas une clé d’échange"):
        synchronise(nadia.store)
    # The worker takes this one instead, once it is an exchange key.
    shutil.rmtree(prise)
    shutil.copytree(monde.espace, prise)
    choisir(monde, "Nadia", prise)
    assert synchronise(nadia.store).envoyes > 0


def test_a_copy_of_the_folder_chosen_as_a_folder_asks_for_no_key(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    choisir(monde, "Nadia", monde.espace)
    synchronise(nadia.store, monde.racine / "espace")
    assert cle.key_in_use(nadia.store) is not None
    assert folder_of(nadia.store) is not None  # the folder of the invitation is still known


def test_a_key_that_cannot_be_written_is_not_chosen(
    monde: Monde, monkeypatch: pytest.MonkeyPatch
) -> None:
    nadia = monde.poste("Nadia")

    def refuse(*_args: object) -> None:
        raise PermissionError(13, "read-only")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(FolderError, match="protégé"):
        choisir(monde, "Nadia", monde.espace)
    monkeypatch.undo()
    assert cle.key_of(nadia.store) is None


def test_the_key_is_found_under_another_letter_or_name(
    monde: Monde, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters = list(cle.other_places(PureWindowsPath(r"E:\Fieldapp\espace")))
    assert PureWindowsPath(r"F:\Fieldapp\espace") in letters
    assert PureWindowsPath(r"E:\Fieldapp\espace") not in letters
    assert list(cle.other_places(PureWindowsPath(r"\\serveur\partage\espace"))) == []
    assert list(cle.other_places(PurePosixPath("/home/nadia/espace"))) == []

    monkeypatch.setattr(cle, "_MOUNTS", ((tmp_path.parts, len(tmp_path.parts)),))
    nadia = monde.poste("Nadia")
    first, second = tmp_path / "CLE" / "espace", tmp_path / "CLE1" / "espace"
    shutil.copytree(monde.espace, first)
    choisir(monde, "Nadia", first)
    first.parent.rename(second.parent)
    foyer(nadia, "Delattre")
    assert synchronise(nadia.store).envoyes > 0
    assert way_of(nadia.store) == second
