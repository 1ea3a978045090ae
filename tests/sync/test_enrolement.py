"""Invitations: good once, for two weeks, for one space; a laptop proves that it holds one."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pyrage
import pytest
import zstandard
from tests.sync.monde import LENS, PHRASE, Monde, device, foyer

from fieldapp.db import postes as postes_db
from fieldapp.db.opening import create_store, open_store
from fieldapp.domain.errors import KnownError
from fieldapp.services.session import create_session, open_session
from fieldapp.siege.founding import init_space, open_siege
from fieldapp.siege.posts import invite
from fieldapp.sync.engine import synchronise
from fieldapp.sync.enrolment import (
    CERTIFICAT,
    DEMANDE,
    accept,
    certificate_of,
    join,
    read_invitation,
)
from fieldapp.sync.folder import POSTES, SIEGE, FolderError
from fieldapp.sync.identity import identity_of
from fieldapp.sync.space import known_space, read_space
from fieldapp.sync.statement import StatementError, sign


def test_an_invitation_makes_a_post_that_opens_like_any_other(monde: Monde) -> None:
    session = monde.poste("Nadia Lemaire")
    agent = session.agent
    assert (agent.nom, agent.role, agent.unite, agent.organisme) == (
        "Nadia Lemaire", "TS", LENS, "CAF62",
    )  # fmt: skip
    session.close()
    again = open_session(monde.racine / "Nadia Lemaire", PHRASE)
    assert again.agent == agent
    monde.postes["Nadia Lemaire"] = again
    # The row of the worker is the very row of headquarters: no conflict can come of it.
    monde.tournee()
    assert again.store.query("SELECT * FROM conflit") == []
    assert monde.siege.store.query("SELECT * FROM conflit") == []


def test_the_certificate_says_who_until_when(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    assert certificate_of(nadia.store) is None
    monde.tournee()
    certificat = certificate_of(nadia.store)
    assert certificat is not None
    assert (certificat.device, certificat.agent_id) == (device(nadia), nadia.agent.id)
    assert (certificat.role, certificat.unite, certificat.organisme) == ("TS", LENS, "CAF62")
    assert certificat.cle_signature == identity_of(nadia.store).cle_signature
    assert datetime.fromisoformat(certificat.valable_jusque) > datetime.now(UTC)


def test_neither_the_token_nor_a_private_key_lies_in_the_space(monde: Monde) -> None:
    out = monde.inviter("Nadia")
    jeton = read_invitation(out).jeton
    store = join(monde.racine / "Nadia", out, PHRASE).store
    synchronise(store, monde.espace)
    monde.recueillir()
    secrets = [
        jeton.encode(),
        identity_of(store).signing.private_bytes_raw().hex().encode(),
        str(identity_of(store).sealing).encode(),
    ]
    for path in monde.espace.rglob("*"):
        if path.is_file():
            assert not any(secret in path.read_bytes() for secret in secrets), path
    store.close()


def test_an_invitation_is_good_once(monde: Monde) -> None:
    out = monde.inviter("Nadia")
    first = join(monde.racine / "un", out, PHRASE).store
    second = join(monde.racine / "deux", out, PHRASE).store
    synchronise(first, monde.espace)
    synchronise(second, monde.espace)
    bilan = monde.recueillir()
    assert len(bilan.postes) == 1
    assert len(bilan.refuses) == 1
    assert "déjà servi" in bilan.refuses[0].raison
    assert len(postes_db.list_postes(monde.siege.store)) == 1
    waiting = [synchronise(store, monde.espace).en_attente for store in (first, second)]
    assert sorted(waiting) == [False, True]
    first.close()
    second.close()


def test_the_same_worker_may_have_two_laptops(monde: Monde) -> None:
    monde.poste("Nadia")
    out = monde.inviter("Nadia")
    store = join(monde.racine / "second", out, PHRASE).store
    synchronise(store, monde.espace)
    monde.tournee()
    postes = postes_db.list_postes(monde.siege.store)
    assert len({poste.device for poste in postes}) == 2
    assert len({poste.agent_id for poste in postes}) == 1
    store.close()


def test_an_expired_invitation_is_refused_here_and_there(
    monde: Monde, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = monde.inviter("Nadia")
    store = join(monde.racine / "Nadia", out, PHRASE).store
    synchronise(store, monde.espace)
    later = (datetime.now(UTC) + timedelta(days=15)).isoformat(timespec="seconds")
    monkeypatch.setattr("fieldapp.sync.enrolment.instant", lambda: later)
    with pytest.raises(StatementError, match="a expiré le"):
        join(monde.racine / "tard", out, PHRASE)
    assert not (monde.racine / "tard").exists()
    bilan = monde.recueillir()
    assert bilan.postes == ()
    assert "a expiré le" in bilan.refuses[0].raison
    store.close()


def test_a_changed_invitation_is_refused(monde: Monde) -> None:
    out = monde.inviter("Nadia")
    out.write_bytes(out.read_bytes().replace(b'"TS"', b'"SIEGE"'))
    with pytest.raises(StatementError, match="signature"):
        join(monde.racine / "Nadia", out, PHRASE)
    assert not (monde.racine / "Nadia").exists()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "abîmé"),
        (b"\xff\xfe", "abîmé"),
        (b'{"nature":"espace","corps":{},"signature":""}', "pas celui"),
        (b'{"nature":"invitation","corps":{},"signature":""}', "incomplet"),
        (b"[" * 100_000, "abîmé"),
        (b" " * 2_000_000, "trop gros"),
    ],
)
def test_a_file_that_is_no_invitation_is_refused(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "invitation.json"
    path.write_bytes(data)
    with pytest.raises(StatementError, match=reason):
        join(tmp_path / "poste", path, PHRASE)
    with pytest.raises(KnownError, match="n’a pas pu être lu"):
        join(tmp_path / "poste", tmp_path / "absent.json", PHRASE)
    assert not (tmp_path / "poste").exists()


def test_an_invitation_of_another_space_changes_nothing_here(monde: Monde, tmp_path: Path) -> None:
    other = Monde(tmp_path / "autre")
    stranger = join(tmp_path / "poste", other.inviter("Zoé"), PHRASE).store
    with pytest.raises(FolderError, match="autre organisme"):
        synchronise(stranger, monde.espace)
    # Even when its request is carried here by hand.
    synchronise(stranger, other.espace)
    shutil.copytree(
        other.espace / POSTES / stranger.device, monde.espace / POSTES / stranger.device
    )
    bilan = monde.recueillir()
    assert bilan.postes == ()
    assert "autre espace" in bilan.refuses[0].raison
    with pytest.raises(KnownError, match="déjà rattaché"):
        accept(stranger, read_invitation(monde.inviter("Zoé")))
    stranger.close()
    other.fermer()


def test_a_request_that_does_not_hold_the_token_is_refused(monde: Monde) -> None:
    """Whoever reads the request in the folder may copy it with keys of his own: in vain."""
    nadia = monde.poste("Nadia")
    monde.synchroniser(nadia)
    thief, _ = create_store(monde.racine / "voleur", PHRASE)
    identity = identity_of(thief)
    request = monde.espace / POSTES / device(nadia) / DEMANDE
    body = msgspec.json.decode(request.read_bytes())["corps"]
    stolen = msgspec.defstruct("Vol", [(name, object) for name in body])(
        **{**body, "cle_signature": identity.cle_signature, "device": thief.device}
    )
    place = monde.espace / POSTES / thief.device
    place.mkdir()
    (place / DEMANDE).write_bytes(sign("demande", stolen, identity.signing))
    bilan = monde.recueillir()
    assert bilan.postes == ("Nadia",)
    assert "ne prouve pas" in bilan.refuses[0].raison
    thief.close()


def test_a_certificate_of_someone_else_is_not_taken(monde: Monde) -> None:
    nadia, marc = monde.poste("Nadia"), monde.poste("Marc")
    monde.synchroniser(nadia)
    monde.synchroniser(marc)
    monde.recueillir()
    side = monde.espace / SIEGE
    shutil.copy(side / device(marc) / CERTIFICAT, side / device(nadia) / CERTIFICAT)
    bilan = monde.synchroniser(nadia)
    assert bilan.en_attente
    assert "pas celui de ce poste" in bilan.refuses[0].raison


def test_a_post_without_an_invitation_is_told_of(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    foyer(nadia, "Delattre")
    monde.synchroniser(nadia)
    (monde.espace / POSTES / device(nadia) / DEMANDE).unlink()
    bilan = monde.recueillir()
    assert (bilan.recus, bilan.postes) == (0, ())
    assert "n’est pas enrôlé" in bilan.refuses[0].raison
    # It asks again by itself, and then all it had sent is taken.
    monde.synchroniser(nadia)
    assert monde.recueillir().recus == 1


def test_a_store_without_headquarters_says_so(tmp_path: Path) -> None:
    session, _ = create_session(tmp_path / "seul", PHRASE, nom="Léa", role="TS", unite=LENS)
    with pytest.raises(KnownError, match="travaille seul"):
        synchronise(session.store, tmp_path)
    session.close()


def test_only_headquarters_invites(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    with pytest.raises(KnownError, match="ne permet pas"):
        invite(nadia, nom="Zoé", role="TS", unite=LENS, out=monde.racine / "x.json")
    with pytest.raises(KnownError, match="unité"):
        invite(monde.siege, nom="Zoé", role="TS", unite="LENS", out=monde.racine / "x.json")
    out = monde.inviter("Zoé")
    with pytest.raises(KnownError, match="déjà ce nom"):
        invite(monde.siege, nom="Zoé", role="TS", unite=LENS, out=out)


def test_the_founding_asks_for_an_empty_folder_and_a_known_organisme(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="catalogue"):
        init_space(tmp_path / "siege", tmp_path / "espace", "CAF99", PHRASE)
    (tmp_path / "plein").mkdir()
    (tmp_path / "plein" / "lettre.txt").write_text("bonjour")
    with pytest.raises(FolderError, match="déjà quelque chose"):
        init_space(tmp_path / "siege", tmp_path / "plein", "CAF62", PHRASE)
    assert not (tmp_path / "siege").exists()
    assert [path.name for path in (tmp_path / "plein").iterdir()] == ["lettre.txt"]


def test_headquarters_opens_again_with_what_it_founded(tmp_path: Path) -> None:
    fondation = init_space(tmp_path / "siege", tmp_path / "espace", "CAF62", PHRASE)
    space = known_space(fondation.session.store)
    fondation.session.close()
    again = open_siege(tmp_path / "siege", fondation.code_secours)
    assert (again.agent.role, again.agent.organisme) == ("SIEGE", "CAF62")
    assert known_space(again.store) == space == read_space(tmp_path / "espace")
    again.close()
    with pytest.raises(KnownError):
        open_store(tmp_path / "siege", PHRASE)


def test_the_offline_recovery_key_opens_what_was_sent_to_headquarters(monde: Monde) -> None:
    """With the age command line alone, without this program and without its store."""
    nadia = monde.poste("Nadia")
    foyer(nadia, "Delattre")
    monde.synchroniser(nadia)
    data = next((monde.espace / POSTES / device(nadia)).glob("*.lot")).read_bytes()
    payload = data[data.index(b"age-encryption.org") : -64]
    key = pyrage.x25519.Identity.from_str(monde.cle_secours)
    clear = zstandard.ZstdDecompressor().decompressobj().decompress(pyrage.decrypt(payload, [key]))
    assert b"Delattre" in clear
    own = identity_of(nadia.store).sealing
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(payload, [own])
