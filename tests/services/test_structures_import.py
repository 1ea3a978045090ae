"""The national directory is taken in once; the same file again changes nothing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from fieldapp.db import journal
from fieldapp.domain.errors import KnownError
from fieldapp.domain.rapport import Rapport
from fieldapp.domain.structure import Structure
from fieldapp.services import historique, structures_import
from fieldapp.services.session import Session
from fieldapp.services.structures import list_structures, save_structure
from fieldapp.services.structures_import import import_structures

Write = Callable[..., Path]
LAEP: Mapping[str, object] = {
    "source": "dora", "id": "dora--1", "nom": "LAEP LES P'TITS PAS", "date_maj": "2026-06-01",
    "commune": "LENS CEDEX", "code_postal": "62307", "telephone": "03.21.00.00.01",
    "adresse": "1 rue Basse", "longitude": 2.83, "latitude": 50.43, "score_qualite": 0.8,
}  # fmt: skip


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file of entries."""

    def make(*entrees: object, wrapped: str = "") -> Path:
        path = tmp_path / "annuaire.json"
        content: object = {wrapped: entrees} if wrapped else entrees
        path.write_text(json.dumps(content), encoding="utf-8-sig")
        return path

    return make


def counts(rapport: Rapport) -> tuple[int, int, int, int, int, int]:
    return (
        rapport.lus, rapport.crees, rapport.mis_a_jour, rapport.inchanges, rapport.doublons,
        len(rapport.rejetes),
    )  # fmt: skip


def only(session: Session) -> Structure:
    (structure,) = list_structures(session)
    return structure


def test_the_thousand_structures_of_the_national_directory(nadia: Session, shared: Path) -> None:
    path = shared / "data" / "structures.json"
    tried = import_structures(nadia, path, dry_run=True)
    assert list_structures(nadia) == ()
    done = import_structures(nadia, path)
    assert done == tried
    assert counts(done) == (1003, 1003, 0, 0, 0, 0)
    before = journal.last_seq(nadia.store, nadia.store.device)
    assert counts(import_structures(nadia, path)) == (1003, 0, 0, 1003, 0, 0)
    assert journal.last_seq(nadia.store, nadia.store.device) == before
    taken = list_structures(nadia, limit=2000)
    assert Counter(s.type for s in taken)["MISSION_LOCALE"] == 31
    known = {entree.code for entree in nadia.catalogue.entrees("types_structure")}
    assert {s.type for s in taken} <= known
    (arras,) = [s for s in taken if s.nom == "Mission Locale - Arras"]
    assert (arras.commune, arras.code_insee) == ("Arras", "62041")
    assert arras.telephone == "+33311452459"
    assert arras.a_confirmer
    assert sum(s.code_insee is not None for s in taken) > 950


def test_one_structure_in_detail(nadia: Session, write: Write) -> None:
    done = import_structures(nadia, write(LAEP))
    assert done.colonnes_ignorees == ("score_qualite",)
    taken = only(nadia)
    assert (taken.nom, taken.type, taken.commune, taken.code_insee) == (
        "LAEP les P’Tits Pas", "LAEP", "Lens", "62498",
    )  # fmt: skip
    assert (taken.telephone, taken.latitude) == ("+33321000001", 50.43)
    assert not taken.a_confirmer


@pytest.mark.parametrize("wrapped", ["", "structures", "items"])
def test_the_list_may_be_wrapped(nadia: Session, write: Write, wrapped: str) -> None:
    assert import_structures(nadia, write(LAEP, wrapped=wrapped)).crees == 1


def test_a_newer_file_updates_and_an_older_one_does_not_undo(nadia: Session, write: Write) -> None:
    import_structures(nadia, write(LAEP))
    newer = {**LAEP, "telephone": "0321999999", "date_maj": "2026-10-01"}
    assert counts(import_structures(nadia, write(newer))) == (1, 0, 1, 0, 0, 0)
    assert only(nadia).telephone == "+33321999999"
    older = {**LAEP, "telephone": "0321888888"}
    assert counts(import_structures(nadia, write(older))) == (1, 0, 0, 1, 0, 0)
    assert only(nadia).telephone == "+33321999999"


def test_what_a_worker_confirmed_stays_confirmed(nadia: Session, write: Write) -> None:
    old = {**LAEP, "date_maj": "2020-01-01"}
    import_structures(nadia, write(old))
    assert only(nadia).a_confirmer
    save_structure(nadia, replace(only(nadia), a_confirmer=False, telephone="+33321777777"))
    assert counts(import_structures(nadia, write(old))) == (1, 0, 0, 1, 0, 0)
    assert not only(nadia).a_confirmer
    assert only(nadia).telephone == "+33321777777"


def test_the_address_of_a_shelter_is_masked(nadia: Session, write: Write) -> None:
    import_structures(nadia, write({**LAEP, "nom": "Hébergement de femmes « L’Envol »"}))
    assert only(nadia).type == "HEBERGEMENT_VIF"
    assert only(nadia).adresse_masquee


def test_entries_that_say_too_little_are_refused_one_by_one(nadia: Session, write: Write) -> None:
    done = import_structures(
        nadia,
        write(LAEP, {**LAEP, "nom": " "}, {**LAEP, "id": None}, dict(LAEP), {**LAEP, "id": "2"}),
    )
    assert counts(done) == (5, 2, 0, 0, 1, 2)
    assert [(line.ligne, line.raison) for line in done.rejetes] == [
        (2, "Il manque\u00a0: nom."), (3, "Il manque\u00a0: id."),
    ]  # fmt: skip


def test_odd_values_are_left_out_and_said(nadia: Session, write: Write) -> None:
    odd = {
        **LAEP, "telephone": "voir site", "latitude": 400, "longitude": "2",
        "siret": 12345678901234, "date_maj": "hier", "reseaux_porteurs": "caf",
        "description": ["x"],
    }  # fmt: skip
    done = import_structures(nadia, write(odd))
    taken = only(nadia)
    assert (taken.telephone, taken.latitude, taken.longitude, taken.description) == (None,) * 4
    assert taken.siret == "12345678901234"
    assert taken.a_confirmer
    assert len(done.remarques) == 2


def test_services_are_left_out_politely(nadia: Session, write: Write) -> None:
    service = {"source": "dora", "id": "s1", "structure_id": "dora--1", "nom": "Accueil"}
    done = import_structures(nadia, write(service, service))
    assert counts(done) == (0, 0, 0, 0, 0, 0)
    assert done.remarques == ("2 services non repris\u00a0: l’annuaire contient des structures.",)


@pytest.mark.parametrize(
    "content", ["", "{", "[1, 2]", '{"a": 1}', '[{"x": 1}]', '"texte"', "\xff"]
)
def test_another_file_is_said_in_french_and_nothing_is_written(
    nadia: Session, tmp_path: Path, content: str
) -> None:
    path = tmp_path / "autre.json"
    path.write_bytes(content.encode("latin-1"))
    with pytest.raises(KnownError, match="Rien n’a été importé"):
        import_structures(nadia, path)
    assert list_structures(nadia) == ()


def test_a_directory_stopped_half_way_keeps_what_is_written_and_can_be_taken_back(
    nadia: Session, write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(structures_import, "_BATCH", 1)
    path = write(LAEP, {**LAEP, "id": "autre", "nom": "Laep des Tilleuls"})
    seen: list[tuple[int, int]] = []
    done = import_structures(
        nadia, path, progress=lambda n, total: seen.append((n, total)), stop=lambda: bool(seen)
    )
    assert (seen, counts(done)) == ([(1, 2)], (1, 1, 0, 0, 0, 0))
    assert "1\u00a0structure n’a pas été écrite" in done.remarques[0]
    historique.undo_import(nadia, done)
    assert counts(import_structures(nadia, path)) == (2, 2, 0, 0, 0, 0)
