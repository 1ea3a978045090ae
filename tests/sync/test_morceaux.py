"""The contents of documents travel once, after what names them, as far as the file does."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from tests.sync.monde import ARRAS, Monde, device, foyer

from fieldapp.db import documents_joints as documents_db
from fieldapp.db import journal, morceaux
from fieldapp.domain.document import MORCEAU_MAX, fingerprint, join, read_names
from fieldapp.services.session import Session
from fieldapp.sync import bundle, chunks, engine, reprise
from fieldapp.sync.folder import POSTES

MO = 1024 * 1024


def contenu(taille: int, graine: int = 1) -> bytes:
    return random.Random(graine).randbytes(taille)


def joindre(session: Session, foyer_id: str, octets: bytes, zone: str = "equipe") -> str:
    with session.store.atomic():
        names = documents_db.add_chunks(session.store, octets)
        fields: dict[str, str | int | float | None] = {
            "foyer_id": foyer_id, "titre": "Bail", "nature": "LOGEMENT", "date": "2026-11-20",
            "zone": zone, "type_mime": "application/pdf", "taille": len(octets),
            "empreinte": fingerprint(octets), "morceaux": "\n".join(names),
            "auteur_id": session.agent.id, "produit_ici": 0,
        }  # fmt: skip
        return journal.write(
            session.store, "document", fields, author=session.agent.id, foyer_id=foyer_id,
            prive=zone == "personnel",
        )  # fmt: skip


def lu(session: Session, document_id: str) -> bytes | None:
    """What a person who opens the document gets, None while its content is elsewhere."""
    document = documents_db.get_document(session.store, document_id)
    if document is None or not document.present:
        return None
    return join(documents_db.read_chunks(session.store, document.morceaux), document.empreinte)


def ici(session: Session) -> int:
    row = session.store.one("SELECT count(*) AS n FROM morceau")
    return 0 if row is None else int(row["n"])


def poids(monde: Monde) -> int:
    return sum(lot.stat().st_size for lot in monde.espace.rglob("*.lot"))


def test_a_document_reaches_headquarters_and_the_colleagues_of_the_file(monde: Monde) -> None:
    nadia, marc = monde.poste("Nadia"), monde.poste("Marc")
    ailleurs = monde.poste("Inès", ARRAS)
    monde.tournee()
    famille = foyer(nadia, "Delattre")
    octets = contenu(3 * MO + 12_345)
    bail = joindre(nadia, famille, octets)
    monde.tournee()
    monde.tournee()
    assert lu(monde.siege, bail) == octets
    assert lu(marc, bail) == octets
    assert lu(ailleurs, bail) is None
    assert ici(ailleurs) == 0


def test_a_content_travels_once_however_many_documents_hold_it(monde: Monde) -> None:
    nadia, marc = monde.poste("Nadia"), monde.poste("Marc")
    famille = foyer(nadia, "Delattre")
    octets = contenu(2 * MO)
    joindre(nadia, famille, octets)
    monde.tournee()
    monde.tournee()
    avant = poids(monde)
    copie = joindre(nadia, famille, octets)
    retour = joindre(marc, famille, octets)
    monde.tournee()
    monde.tournee()
    assert poids(monde) - avant < 100_000
    assert lu(marc, copie) == lu(nadia, retour) == lu(monde.siege, retour) == octets


def test_what_is_personal_never_leaves(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    famille = foyer(nadia, "Delattre")
    joindre(nadia, famille, contenu(MO), zone="personnel")
    monde.tournee()
    monde.tournee()
    assert ici(monde.siege) == 0


def test_until_it_comes_the_document_says_where_it_is(monde: Monde) -> None:
    nadia, marc = monde.poste("Nadia"), monde.poste("Marc")
    monde.tournee()
    famille = foyer(nadia, "Delattre")
    bail = joindre(nadia, famille, contenu(MO))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunks, "_MOST_WAITING", -1)
        monde.tournee()
    document = documents_db.get_document(marc.store, bail)
    assert document is not None
    assert not document.present
    monde.tournee()
    monde.tournee()
    assert lu(marc, bail) is not None


def test_each_bundle_stays_within_its_limits(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    monde.tournee()
    famille = foyer(nadia, "Delattre")
    bail = joindre(nadia, famille, contenu(12 * MO))
    monde.synchroniser(nadia)
    lots = [lot.stat().st_size for lot in (monde.espace / POSTES / device(nadia)).glob("*.lot")]
    assert max(lots) < bundle.MAX_FILE
    assert sum(size > MORCEAU_MAX for size in lots) == 3
    monde.recueillir()
    assert lu(monde.siege, bail) is not None


def test_a_cut_between_two_chunks_resumes_where_it_was(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    monde.tournee()
    famille = foyer(nadia, "Delattre")
    bail = joindre(nadia, famille, contenu(12 * MO))
    calls = iter([False, False, False, True])
    engine.synchronise(nadia.store, monde.espace, stop=lambda: next(calls, True))
    monde.recueillir()
    assert lu(monde.siege, bail) is None
    assert 0 < ici(monde.siege) < 12
    monde.synchroniser(nadia)
    monde.recueillir()
    assert lu(monde.siege, bail) is not None


def test_a_content_goes_with_its_document_and_may_come_again(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    famille = foyer(nadia, "Delattre")
    octets = contenu(MO)
    bail = joindre(nadia, famille, octets)
    monde.tournee()
    monde.tournee()
    assert ici(monde.siege) == 1
    journal.delete(nadia.store, "document", bail, author=nadia.agent.id, foyer_id=famille)
    monde.tournee()
    demain = (datetime.now(UTC) + timedelta(days=1)).isoformat(timespec="seconds")
    for session in (nadia, monde.siege):
        documents_db.remove_orphans(session.store, demain)
        assert ici(session) == 0
    encore = joindre(nadia, famille, octets)
    monde.tournee()
    assert lu(monde.siege, encore) == octets


def test_an_older_correspondent_is_sent_no_chunk(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    monde.tournee()
    morceaux.note_schema(nadia.store, device(monde.siege), 1)
    famille = foyer(nadia, "Delattre")
    joindre(nadia, famille, contenu(MO))
    assert monde.synchroniser(nadia).envoyes == 2
    assert morceaux.is_due(nadia.store, device(monde.siege))


def test_a_false_chunk_is_refused_and_changes_nothing(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    monde.tournee()
    famille = foyer(nadia, "Delattre")
    bail = joindre(nadia, famille, contenu(MO))
    document = documents_db.get_document(nadia.store, bail)
    assert document is not None
    (name,) = read_names("\n".join(document.morceaux))
    nadia.store.execute("UPDATE morceau SET octets = :o WHERE empreinte = :n", o=b"x", n=name)
    monde.synchroniser(nadia)
    (refus,) = monde.recueillir().refuses
    assert "morceau de document abîmé" in refus.raison
    assert ici(monde.siege) == 0


def test_the_space_of_a_post_restored_gets_the_contents_back(monde: Monde) -> None:
    nadia, marc = monde.poste("Nadia"), monde.poste("Marc")
    famille = foyer(nadia, "Delattre")
    octets = contenu(2 * MO)
    bail = joindre(nadia, famille, octets)
    monde.tournee()
    monde.tournee()
    marc.store.execute("DELETE FROM morceau")
    reprise.take_up(marc.store)
    monde.tournee()
    monde.tournee()
    assert lu(marc, bail) == octets
