"""Titles of documents in the one search box: found with slips, within the zones and the rights."""

from __future__ import annotations

from tests import fichiers
from tests.services.conftest import ARRAS, Colleague
from tests.services.test_recherche import family, note

from fieldapp.db import search_query, search_words
from fieldapp.domain.document import Document, SaisieDocument
from fieldapp.domain.foyer import Foyer
from fieldapp.services import documents_joints as service
from fieldapp.services import historique
from fieldapp.services.recherche import search
from fieldapp.services.session import Session


def _add(
    session: Session, foyer: Foyer, titre: str, zone: str = "equipe", date: str = "2026-11-12"
) -> Document:
    saisie = SaisieDocument(foyer.id, titre, "LOGEMENT", date, zone)
    return service.add_document(session, saisie, fichiers.pdf())


def _titles(session: Session, texte: str) -> list[str]:
    return [found.libelle for found in search(session, texte) if found.type == "document"]


def test_a_title_is_found_whatever_its_accents_and_slips_and_says_whose_it_is(
    nadia: Session, foyer: Foyer
) -> None:
    kept = _add(nadia, foyer, "Quittances de loyer d’août")
    for typed in ("quittance", "QUITTANCES AOUT", "loyer quitt", "quitances"):
        assert _titles(nadia, typed) == ["Quittances de loyer d’août"], typed
    (found,) = [one for one in search(nadia, "quittance") if one.type == "document"]
    assert (found.foyer_id, found.objet_id) == (foyer.id, kept.id)
    assert found.detail == f"{foyer.nom} · Logement · 12/11/2026"
    assert _titles(nadia, '"quittance') == [], "this prefix asks for notes alone"


def test_the_most_recent_come_first(nadia: Session, foyer: Foyer) -> None:
    for day in ("03", "20", "11"):
        _add(nadia, foyer, f"Bail {day}", date=f"2026-11-{day}")
    assert _titles(nadia, "bail") == ["Bail 20", "Bail 11", "Bail 03"]


def test_a_title_follows_what_is_corrected_removed_and_taken_back(
    nadia: Session, foyer: Foyer
) -> None:
    kept = _add(nadia, foyer, "Attestation")
    service.update_document(nadia, kept.id, {"titre": "Ordonnance du juge"})
    assert (_titles(nadia, "attestation"), _titles(nadia, "ordonnance")) == (
        [], ["Ordonnance du juge"]
    )  # fmt: skip
    service.delete_document(nadia, kept.id)
    assert _titles(nadia, "ordonnance") == []
    historique.undo_last(nadia)
    assert _titles(nadia, "ordonnance") == ["Ordonnance du juge"]


def test_titles_obey_the_zones_and_the_rights(
    nadia: Session, foyer: Foyer, colleague: Colleague
) -> None:
    for zone in ("personnel", "equipe", "institution", "restreint"):
        _add(nadia, foyer, f"zoneteste {zone}", zone)

    def seen_by(session: Session) -> set[str]:
        return {titre.split()[-1] for titre in _titles(session, "zoneteste")}

    assert seen_by(nadia) == {"personnel", "equipe", "institution", "restreint"}
    assert seen_by(colleague("TS")) == {"institution"}
    assert seen_by(colleague("RESP_ADS")) == {"equipe", "institution", "restreint"}
    assert seen_by(colleague("SECRETAIRE")) == set()
    assert seen_by(colleague("TS", ARRAS)) == set()


def test_documents_take_a_sixth_of_the_places(nadia: Session, foyer: Foyer) -> None:
    for rank in range(14):
        family(nadia, "Mission", f"Locale{rank}")
        note(nadia, foyer, f"mission locale {rank}")
        _add(nadia, foyer, f"Courrier mission locale {rank}")
    types = [result.type for result in search(nadia, "mission locale")]
    assert types.count("document") == 2
    assert len(types) == 12


def test_nothing_can_be_read_back_from_the_index(nadia: Session, foyer: Foyer) -> None:
    _add(nadia, foyer, "Jugement du tribunal")
    (row,) = nadia.store.query("SELECT * FROM texte_document")
    assert row["titre"] is None
    words = search_words.beginning_with(nadia.store, search_words.DOCUMENTS, "jug", 5)
    assert words == ["jugement"]
    assert search_query.note_word(nadia.store, "jugem", last=True) is None, "no word of notes"
