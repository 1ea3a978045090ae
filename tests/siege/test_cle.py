"""A key prepared at headquarters, for posts without network nor share: it goes, and comes back."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.ligne import Ligne
from tests.sync.monde import ARRAS, Monde, device, empreinte, foyer

from fieldapp.domain.errors import KnownError
from fieldapp.domain.siege import phrase_cle
from fieldapp.services.session import Session
from fieldapp.siege.agents import add_agent
from fieldapp.siege.cle import prepare_key
from fieldapp.siege.founding import init_space
from fieldapp.siege.suivi import etat_siege
from fieldapp.sync.adresse import way_of
from fieldapp.sync.cle import choose_key
from fieldapp.sync.engine import synchronise
from fieldapp.sync.folder import ESPACE, POSTES, SIEGE
from fieldapp.sync.space import DOSSIER, folder_of, known_space


def noms(session: Session) -> list[str]:
    return [row["nom"] for row in session.store.query("SELECT nom FROM foyer ORDER BY nom")]


def agents(session: Session) -> set[str]:
    return {row["nom"] for row in session.store.query("SELECT nom FROM agent")}


def prendre(session: Session, cle: Path) -> None:
    """The worker chooses the key, and synchronises."""
    space = known_space(session.store)
    assert space is not None
    choose_key(session.store, cle, space)
    synchronise(session.store)


@pytest.fixture
def cle(tmp_path: Path) -> Path:
    """A key that carries other files too."""
    folder = tmp_path / "CLE_USB"
    folder.mkdir()
    (folder / "photo.jpg").write_bytes(b"vacances")
    return folder


@contextmanager
def failing(monkeypatch: pytest.MonkeyPatch, code: int) -> Iterator[None]:
    """Every write and every new folder fails."""

    def fail(*_args: object, **_more: object) -> int:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patch:
        patch.setattr("fieldapp.sync.folder.os.write", fail)
        patch.setattr(Path, "mkdir", fail)
        yield


def test_a_post_that_has_only_the_key_joins_sends_and_receives_by_it(
    monde: Monde, cle: Path
) -> None:
    done = prepare_key(monde.siege, cle)
    place = cle / DOSSIER
    assert (done.dossier, done.pour, done.lots) == (place, (), 0)
    assert "Rien n’attend sur la clé" in phrase_cle(done)

    # A laptop that was never on the network asks to join, and brings its work, by the key.
    nadia = monde.poste("Nadia")
    prendre(nadia, place)
    foyer(nadia, "Delattre")
    synchronise(nadia.store)
    back = prepare_key(monde.siege, cle)
    assert back.bilan.postes == ("Nadia",)
    assert noms(monde.siege) == ["Delattre"]
    assert back.pour == ("Nadia",)
    synchronise(nadia.store)
    assert nadia.store.one("SELECT 1 FROM envoi WHERE recu_le IS NOT NULL") is not None

    # What headquarters keeps for all comes by the key too.
    add_agent(monde.siege, nom="Marc Duquesne", role="ASS", unite="62-ADS-LENS")
    again = prepare_key(monde.siege, cle, [device(nadia)])
    assert (again.pour, again.lots) == (("Nadia",), 1)
    assert "1 envoi attend sur la clé, pour le poste de Nadia." in phrase_cle(again)
    synchronise(nadia.store)
    assert "Marc Duquesne" in agents(nadia)
    assert empreinte(nadia.store) == empreinte(monde.siege.store)

    # The exchange folder is the one in use still, and the other files of the key are untouched.
    assert folder_of(monde.siege.store) == monde.espace
    assert (cle / "photo.jpg").read_bytes() == b"vacances"
    assert {path.name for path in cle.iterdir()} == {"photo.jpg", DOSSIER}


def test_a_key_serves_those_it_is_prepared_for_and_those_who_put_something_on_it(
    monde: Monde, cle: Path
) -> None:
    nadia, marc, ines = monde.poste("Nadia"), monde.poste("Marc"), monde.poste("Inès", ARRAS)
    monde.tournee()
    foyer(nadia, "Delattre")
    monde.tournee()
    foyer(marc, "Roux")
    prepare_key(monde.siege, cle, [device(nadia)])
    place = cle / DOSSIER
    assert not (place / SIEGE / device(ines)).exists()
    prendre(marc, place)
    done = prepare_key(monde.siege, cle, [device(nadia)])
    assert done.pour == ("Marc", "Nadia")
    assert "les postes de Marc, Nadia" in phrase_cle(done)
    assert noms(monde.siege) == ["Delattre", "Roux"]
    assert not (place / SIEGE / device(ines)).exists()
    prendre(nadia, place)
    assert noms(nadia) == ["Delattre", "Roux"]
    everybody = prepare_key(monde.siege, cle)
    assert (place / SIEGE / device(ines)).exists()
    assert everybody.dossier == place


def test_what_was_received_leaves_the_key_and_the_folder_alike(monde: Monde, cle: Path) -> None:
    nadia = monde.poste("Nadia")
    monde.tournee()
    for nom in ("Un", "Deux", "Trois"):
        foyer(nadia, nom)
        prepare_key(monde.siege, cle)
        prendre(nadia, cle)  # the key itself: its folder of exchange is meant
        assert way_of(nadia.store) == cle / DOSSIER
    prepare_key(monde.siege, cle)
    synchronise(nadia.store)
    prepare_key(monde.siege, cle)
    by_key = cle / DOSSIER / SIEGE / device(nadia)
    assert len(list(by_key.glob("*.lot"))) <= 2
    assert len(list((cle / DOSSIER / POSTES / device(nadia)).glob("*.lot"))) <= 2
    monde.tournee()  # the folder again: what lay there twice is tidied there too
    assert len(list((monde.espace / SIEGE / device(nadia)).glob("*.lot"))) <= 2
    synchronise(nadia.store, monde.espace)
    assert noms(monde.siege) == ["Deux", "Trois", "Un"]
    assert empreinte(nadia.store) == empreinte(monde.siege.store)


def test_a_key_that_is_missing_full_protected_or_taken_out_is_told_and_loses_nothing(
    monde: Monde, cle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nadia = monde.poste("Nadia")
    monde.tournee()
    prepare_key(monde.siege, cle)
    prendre(nadia, cle / DOSSIER)
    with pytest.raises(KnownError, match="n’est pas branchée"):
        prepare_key(monde.siege, cle.parent / "ailleurs")
    wrong = ((errno.ENOSPC, "est pleine"), (errno.EROFS, "est protégée"), (errno.EIO, "retirée"))
    for place, (code, words) in enumerate(wrong):
        foyer(nadia, f"Famille {place}")
        synchronise(nadia.store)
        with failing(monkeypatch, code), pytest.raises(KnownError, match=words) as told:
            prepare_key(monde.siege, cle)
        assert "Rien n’est perdu" in told.value.message
    # Put right, the same act does the rest; the key may be a fresh one.
    shutil.rmtree(cle)
    cle.mkdir()
    done = prepare_key(monde.siege, cle)
    assert done.dossier == cle  # an empty folder is taken as it is
    prendre(nadia, cle)
    prepare_key(monde.siege, cle)
    assert noms(monde.siege) == ["Famille 0", "Famille 1", "Famille 2"]
    prendre(nadia, cle)
    assert empreinte(nadia.store) == empreinte(monde.siege.store)


def test_a_key_of_others_a_damaged_one_and_the_folder_itself_are_refused(
    monde: Monde, cle: Path, tmp_path: Path
) -> None:
    other = init_space(tmp_path / "autre", cle / DOSSIER, "CAF62", "phrase de passe")
    other.session.close()
    before = sorted(cle.rglob("*"))
    with pytest.raises(KnownError, match="d’un autre organisme"):
        prepare_key(monde.siege, cle)
    assert sorted(cle.rglob("*")) == before
    shutil.rmtree(cle / DOSSIER)
    prepare_key(monde.siege, cle)
    mark = cle / DOSSIER / ESPACE
    mark.write_bytes(mark.read_bytes()[:50])
    with pytest.raises(KnownError, match="est abîmé"):
        prepare_key(monde.siege, cle)
    with pytest.raises(KnownError, match="dossier d’échange du siège"):
        prepare_key(monde.siege, monde.espace)
    # A preparation that was cut before the end is taken up.
    mark.unlink()
    assert prepare_key(monde.siege, cle / DOSSIER).dossier == cle / DOSSIER
    assert etat_siege(monde.siege).refus == ()


def test_the_same_from_the_command_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, cle: Path
) -> None:
    siege = Ligne(monkeypatch, capsys, tmp_path / "siège")
    espace = tmp_path / "espace"
    siege.json("siege", "init", espace, "--organisme", "CAF62")
    invitation = tmp_path / "nadia.json"
    siege.json(
        "siege", "invite", espace, "--agent", "Nadia Lemaire", "--role", "ASS", "--unite",
        "62-ADS-LENS", "--out", invitation,
    )  # fmt: skip
    nadia = Ligne(monkeypatch, capsys, tmp_path / "nadia")
    nadia.json("join", invitation)
    assert siege.json("siege", "cle", cle)["lots"] == 0
    nadia.json("sync", "--cle", cle / DOSSIER)
    told = siege("siege", "cle", cle)
    assert "Poste accepté\u00a0: Nadia Lemaire." in told.sortie
    assert "pour le poste de Nadia Lemaire. Vous pouvez retirer la clé" in told.sortie
    assert siege.json("siege", "cle", cle, "Nadia Lemaire")["pour"] == ["Nadia Lemaire"]
    lost = siege("siege", "cle", cle / "absente")
    assert lost.code == 1
    assert "n’est pas branchée" in lost.erreur
