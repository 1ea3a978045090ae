"""`siege serve` and those who ask: its posts for their own files, nobody for anything else."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.siege.demandeur import Demandeur, raison
from tests.siege.serveur import Serveur, servir
from tests.sync.atelier import Atelier
from tests.sync.monde import PHRASE, Monde, contact, device, foyer, tout

from fieldapp.db import postes as postes_db
from fieldapp.db import sync_tables as tables
from fieldapp.services.session import Session
from fieldapp.siege.renewal import renew
from fieldapp.siege.revocation import revoke
from fieldapp.sync.bundle import MAX_FILE
from fieldapp.sync.engine import synchronise
from fieldapp.sync.enrolment import DEMANDE, join
from fieldapp.sync.folder import POSTES, SIEGE
from fieldapp.sync.revocation import revocation_of
from fieldapp.sync.transport import RefusedError
from fieldapp.sync.wire import CHUNK, file_path


@pytest.fixture
def monde(tmp_path: Path) -> Iterator[Monde]:
    """Whatever headquarters stores in, it listens in the same way (tests/sync/test_voies.py)."""
    monde = Monde(tmp_path)
    yield monde
    monde.fermer()


def etat(monde: Monde) -> tuple[str, dict[str, str]]:
    """All that a refused request must leave as it was: the store, and every file of the space."""
    files = {
        str(path.relative_to(monde.espace)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in monde.espace.rglob("*")
        if path.is_file()
    }
    return tout(monde.siege.store), files


@contextmanager
def demandeur(serveur: Serveur, session: Session) -> Iterator[Demandeur]:
    asking = Demandeur(serveur.adresse, session)
    with closing(asking._link):
        yield asking


@pytest.fixture
def nadia(monde: Monde) -> Session:
    """A post that headquarters knows, with work to send."""
    session = monde.poste("Nadia")
    monde.tournee()
    foyer(session, "Delattre")
    return session


def test_a_request_played_again_is_refused_in_its_session_and_after_a_restart(
    monde: Monde, nadia: Session
) -> None:
    target = file_path(SIEGE, device(nadia))
    with servir(monde) as serveur, demandeur(serveur, nadia) as asking:
        header = {"Authorization": asking.signer("GET", target)}
        assert asking.nu("GET", target, headers=header).status == 200
        assert asking.nu("GET", target, headers=header).status == 401
        earlier = asking.compteur
        asking.demander("GET", target)
        asking.compteur = earlier - 1
        assert asking.demander("GET", target).status == 401
    with servir(monde, port=serveur.pret.port) as serveur, demandeur(serveur, nadia) as again:
        assert again.nu("GET", target, headers=header).status == 401


def test_a_session_serves_one_post_only(monde: Monde, nadia: Session) -> None:
    marc = monde.poste("Marc")
    monde.tournee()
    target = file_path(SIEGE, device(marc))
    with servir(monde) as serveur, demandeur(serveur, nadia) as asking:
        assert asking.demander("GET", file_path(SIEGE, device(nadia))).status == 200
        with demandeur(serveur, marc) as other:
            other._seance, other.compteur = asking.seance, 50
            assert other.demander("GET", target).status == 401


@pytest.mark.parametrize("side", [POSTES, SIEGE])
def test_the_branch_of_a_colleague_is_none_of_a_post(
    monde: Monde, nadia: Session, side: str
) -> None:
    marc = monde.poste("Marc")
    monde.tournee()
    before = etat(monde)
    with servir(monde) as serveur, demandeur(serveur, nadia) as asking:
        for name in ("", "00000001.lot", "certificat.json"):
            answer = asking.demander("GET", file_path(side, device(marc), name))
            assert answer.status == 401
            assert b"lot" not in answer.body
        data = Atelier(monde, nadia).bundle()
        assert asking.deposer("00000009.lot", data, device(marc)).status == 401
        # In the name of the colleague, with one's own keys.
        target = file_path(side, device(marc))
        header = asking.signer("GET", target, device=device(marc))
        assert asking.nu("GET", target, headers={"Authorization": header}).status == 403
    assert etat(monde) == before


def test_a_signature_covers_the_method_the_path_and_the_body(monde: Monde, nadia: Session) -> None:
    data = Atelier(monde, nadia).bundle()
    digest = hashlib.sha256(data).hexdigest()
    place = file_path(POSTES, device(nadia), "00000002.lot")
    target = f"{place}?de=0&sur={len(data)}&empreinte={digest}"
    before = etat(monde)
    with servir(monde) as serveur, demandeur(serveur, nadia) as asking:
        header = {"Authorization": asking.signer("PUT", target, data)}
        assert asking.nu("PUT", target, data[:-1] + b"x", header).status == 403
        assert asking.nu("PUT", f"{target}&x=1", data, header).status == 403
        assert asking.nu("GET", place, b"", header).status == 403
        for header_ in ("", "Fieldapp", "Bearer x", "Fieldapp a:b:c:d", "Fieldapp " + "é" * 3):
            value = {"Authorization": header_.encode().decode("latin-1")}
            assert asking.nu("PUT", target, data, value).status == 401
    assert etat(monde) == before


TRICKS = (
    "/1/postes/{d}/../{d}/00000001.lot",
    "/1/postes/{d}/..%2f..%2fESPACE.json",
    "/1/postes/{d}/%2e%2e/ESPACE.json",
    "/1/postes/..%2fsiege/{d}/",
    "/1/siege/{d}/..",
    "/1/siege/{d}/.",
    "/1/siege/{d}/%00.lot",
    "/1/siege/{d}/00000001.lot%00.json",
    "/1/siege/{d}/.00000001.lot.part",
    "/1/siege/{d}//etc/passwd",
    "//1/siege/{d}/00000001.lot",
    "/1/siege/{d}/00000001.LOT",
    "/1/siege/{d}/C:\\windows.json",
    "/1/siege/{d}\\00000001.lot",
    "/1/autre/{d}/00000001.lot",
    "/1/./siege/{d}/00000001.lot",
    "/1/siege/../../siege/{d}/00000001.lot",
)


@pytest.mark.parametrize("trick", TRICKS)
def test_no_path_leads_out_of_the_branch_of_a_post(
    monde: Monde, nadia: Session, trick: str
) -> None:
    (monde.espace.parent / "secret.json").write_text("secret")
    target = trick.format(d=device(nadia))
    before = etat(monde)
    with servir(monde) as serveur, demandeur(serveur, nadia) as asking:
        for method in ("GET", "PUT"):
            put = f"?de=0&sur=1&empreinte={hashlib.sha256(b'x').hexdigest()}"
            body = b"x" if method == "PUT" else b""
            answer = asking.demander(method, target + (put if body else ""), body)
            assert answer.status in (400, 401, 404, 405), answer
    assert etat(monde) == before


def test_there_are_no_other_routes(monde: Monde, nadia: Session) -> None:
    with servir(monde) as serveur, demandeur(serveur, nadia) as asking:
        health = asking.nu("GET", "/sante")
        assert (health.status, health.body) == (200, b'{"etat":"ok"}')
        assert "server" not in health.headers
        for path in (
            "/",
            "/1",
            "/1/",
            "/docs",
            "/sante/",
            "/ESPACE.json",
            "/1/espace",
            "/1/siege/",
        ):
            assert asking.nu("GET", path).status == 404
        for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
            assert asking.nu(method, "/sante").status == 405
        target = file_path(SIEGE, device(nadia), "00000001.lot")
        assert asking.demander("DELETE", target).status == 405
        assert asking.demander("PUT", target).status == 405


BAD_FILES: dict[str, Callable[[Atelier], bytes]] = {
    "rubbish": lambda _: b"x" * 500,
    "empty": lambda _: b"",
    "cut": lambda a: a.bundle()[:-30],
    "changed": lambda a: a.bundle().replace(b'"nombre":1', b'"nombre":2'),
    "another space": lambda a: a.bundle(header=a.header(espace="0" * 36)),
    "another sender": lambda a: a.bundle(header=a.header(de="0123456789ab")),
    "another recipient": lambda a: a.bundle(header=a.header(a="0123456789ab")),
    "another number": lambda a: a.bundle(header=a.header(numero=99)),
    "a newer format": lambda a: a.bundle(header=a.header(format=9)),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bundle_that_is_not_one_of_this_post_never_reaches_the_space(
    monde: Monde, nadia: Session, name: str
) -> None:
    atelier = Atelier(monde, nadia)
    place = atelier.place().name
    before = etat(monde)
    with servir(monde) as serveur, demandeur(serveur, nadia) as asking:
        answer = asking.deposer(place, BAD_FILES[name](atelier))
        assert answer.status == 422
        assert "rien n’a changé" in raison(answer)
    assert etat(monde) == before


def test_a_bundle_of_another_post_is_refused_even_whole(monde: Monde, nadia: Session) -> None:
    marc = monde.poste("Marc")
    monde.tournee()
    other = Atelier(monde, marc)
    with servir(monde) as serveur, demandeur(serveur, nadia) as asking:
        before = etat(monde)
        assert asking.deposer(other.place().name, other.bundle()).status == 422
        assert etat(monde) == before


def test_a_bundle_never_replaces_another_sound_one(monde: Monde, nadia: Session) -> None:
    atelier = Atelier(monde, nadia)
    place, first, second = atelier.place(), atelier.bundle(), atelier.bundle()
    with servir(monde) as serveur, demandeur(serveur, nadia) as asking:
        assert asking.deposer(place.name, first).status == 201
        assert asking.deposer(place.name, first).status == 200
        answer = asking.deposer(place.name, second)
        assert answer.status == 422
        assert "ancienne sauvegarde" in raison(answer)
        assert place.read_bytes() == first
        # A copy that a synchronised folder damaged is replaced.
        place.write_bytes(first[:100])
        assert asking.deposer(place.name, first).status == 201
    assert place.read_bytes() == first


def test_what_is_too_large_is_refused_before_it_is_read(monde: Monde, nadia: Session) -> None:
    digest = "0" * 64
    place = file_path(POSTES, device(nadia), "00000002.lot")
    with servir(monde) as serveur, demandeur(serveur, nadia) as asking:
        asking.demander("GET", file_path(SIEGE, device(nadia)))  # its answer lies there
        before = etat(monde)
        for total in (MAX_FILE + 1, 10**11):
            answer = asking.demander("PUT", f"{place}?de=0&sur={total}&empreinte={digest}", b"x")
            assert answer.status == 413
        for query in ("", "?de=0", "?de=-1&sur=5&empreinte=" + digest, "?de=0&sur=5&empreinte=z"):
            assert asking.demander("PUT", place + query, b"x").status == 400
    with servir(monde) as serveur, demandeur(serveur, nadia) as asking:
        large = b"x" * (CHUNK + 1)
        target = f"{place}?de=0&sur={len(large)}&empreinte={digest}"
        assert asking.demander("PUT", target, large).status == 413
    assert etat(monde) == before


def test_a_piece_that_does_not_follow_is_told_where_to_go_on(monde: Monde, nadia: Session) -> None:
    atelier = Atelier(monde, nadia)
    place, data = atelier.place(), atelier.bundle()
    digest = hashlib.sha256(data).hexdigest()
    target = file_path(POSTES, device(nadia), place.name)

    def piece(start: int, end: int, said: str = digest) -> tuple[int, bytes]:
        query = f"?de={start}&sur={len(data)}&empreinte={said}"
        answer = asking.demander("PUT", target + query, data[start:end])
        return answer.status, answer.body

    with servir(monde) as serveur, demandeur(serveur, nadia) as asking:
        assert piece(0, 10)[0] == 202
        for start, end in ((0, 10), (5, 20), (11, 20)):
            status, body = piece(start, end)
            assert status == 409
            assert b'"recu":10' in body
        assert piece(10, 20)[0] == 202
        assert not place.exists()
        assert piece(20, len(data))[0] == 201
        assert place.read_bytes() == data
        # A file that is not what was said starts again from nothing.
        assert piece(0, 50, "1" * 64)[0] == 202
        assert b'"recu":0' in piece(50, len(data), "1" * 64)[1]
    assert not list(monde.espace.rglob(".*"))


def test_the_pieces_that_a_post_leaves_unfinished_are_few(monde: Monde, nadia: Session) -> None:
    with servir(monde) as serveur, demandeur(serveur, nadia) as asking:
        for numero in range(2, 12):
            target = file_path(POSTES, device(nadia), f"{numero:08d}.lot")
            asking.demander("PUT", f"{target}?de=0&sur=9&empreinte={numero:064d}", b"x")
    assert len(list(monde.espace.rglob(".*.recu"))) == 3


def test_an_invitation_admits_one_laptop_by_https(monde: Monde) -> None:
    with servir(monde) as serveur:
        out = monde.inviter("Nadia")
        first = join(monde.racine / "un", out, PHRASE).store
        second = join(monde.racine / "deux", out, PHRASE).store
        assert not synchronise(first).en_attente
        # Its last bundle, a receipt, is taken in after it was answered: the next run waits for it.
        synchronise(first)
        before = etat(monde)
        with pytest.raises(RefusedError, match="déjà servi"):
            synchronise(second)
        assert etat(monde) == before
        assert not (monde.espace / POSTES / second.device).exists()
        assert serveur.pret.port
    first.close()
    second.close()


def test_a_request_without_an_invitation_writes_nothing(monde: Monde) -> None:
    stranger = Monde(monde.racine / "autre")
    zoe = stranger.poste("Zoé")
    stranger.synchroniser(zoe)
    asked = (stranger.espace / POSTES / device(zoe) / DEMANDE).read_bytes()
    before = etat(monde)
    with servir(monde) as serveur, demandeur(serveur, zoe) as asking:
        answer = asking.deposer(DEMANDE, asked)
        assert answer.status == 403
        assert "autre espace" in raison(answer)
        assert asking.deposer(DEMANDE, b"{}").status == 403
        assert asking.deposer("00000001.lot", b"x").status == 401
        assert asking.demander("GET", file_path(POSTES, device(zoe), DEMANDE)).status == 401
    assert etat(monde) == before
    stranger.fermer()


def test_a_revoked_post_brings_its_work_then_is_refused_and_still_gets_its_order(
    monde: Monde, nadia: Session
) -> None:
    marc = monde.poste("Marc")
    monde.tournee()
    foyer(marc, "Thorel")
    revoke(monde.siege, device(nadia), "départ de l’agent")
    revoke(monde.siege, device(marc), "poste perdu")
    with servir(monde) as serveur:
        assert serveur.synchroniser(nadia).revoque
        assert serveur.synchroniser(nadia).effacer
        past = (datetime.now(UTC) - timedelta(days=1)).isoformat(timespec="seconds")
        monde.siege.store.execute("UPDATE revocation SET jusque = :j", j=past)
        with pytest.raises(RefusedError, match="retiré ce poste"):
            serveur.synchroniser(marc)
    noms = {row["nom"] for row in monde.siege.store.query("SELECT nom FROM foyer")}
    assert "Delattre" in noms
    assert "Thorel" not in noms
    assert revocation_of(marc.store) is not None


def test_an_expired_certificate_is_said_and_renewed_by_https(monde: Monde, nadia: Session) -> None:
    past = (datetime.now(UTC) - timedelta(days=1)).isoformat(timespec="seconds")
    postes_db.prolong(monde.siege.store, device(nadia), past)
    with servir(monde) as serveur:
        with pytest.raises(RefusedError, match="a expiré le"):
            serveur.synchroniser(nadia)
        renew(monde.siege, device(nadia))
        assert serveur.synchroniser(nadia).refuses == ()
    assert tables.acknowledged_seq(nadia.store, device(monde.siege))[0] >= 1


def test_the_log_names_neither_people_nor_addresses(
    monde: Monde, nadia: Session, caplog: pytest.LogCaptureFixture
) -> None:
    contact(nadia, foyer(nadia, "Vandenbroucke"), "Une note.")
    with caplog.at_level(logging.DEBUG), servir(monde) as serveur:
        serveur.synchroniser(nadia)
        with demandeur(serveur, nadia) as asking:
            asking.nu("GET", "/1/siege/secret-dans-le-chemin/x")
            asking.deposer("00000009.lot", b"x")
    assert f"reçu 00000002.lot de {device(nadia)}" in caplog.text
    for word in ("Nadia", "Vandenbroucke", "127.0.0.1", "secret-dans-le-chemin", "espace/"):
        assert word not in caplog.text
