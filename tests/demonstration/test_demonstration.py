"""The demonstration: fictional, plausible, the same for a seed, and sound to the last line."""

from __future__ import annotations

import hashlib
import json
import shutil
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from tests.demonstration.conftest import FOYERS, Report, silent

from fieldapp.db import keys
from fieldapp.db.sync_tables import open_quarantine
from fieldapp.db.tables import TABLES
from fieldapp.demonstration.creation import MARQUE, PHRASE, RAPPORT, make_demonstration
from fieldapp.demonstration.figures import extra_families
from fieldapp.demonstration.organisation import MARC, NADIA
from fieldapp.demonstration.pieces import make_letter
from fieldapp.demonstration.principale import main_family
from fieldapp.domain.contact import PERSONNEL
from fieldapp.domain.document_type import DOCX, PDF, PNG
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import Filtre
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.orientation import SUIVANTS
from fieldapp.domain.rendezvous import STATUTS
from fieldapp.services import (
    accueils,
    agenda,
    aujourdhui,
    brouillons,
    conflits,
    contacts,
    contrats,
    demarches,
    documents_joints,
    evaluations,
    foyers,
    integrite,
    recherche,
    structures,
)
from fieldapp.services.catalogue import shipped_catalogue
from fieldapp.services.communes import get_commune
from fieldapp.services.relecture import relire
from fieldapp.services.session import Session, open_session
from fieldapp.services.telephones import try_normalise
from fieldapp.siege.founding import open_siege
from fieldapp.siege.ingest import ingest
from fieldapp.sync.engine import synchronise


def test_the_agenda_has_a_past_a_day_and_a_week_to_come(nadia: Session) -> None:
    jour = aujourd_hui()
    found = agenda.list_rendezvous(nadia, jour - timedelta(days=10), jour + timedelta(days=10))
    assert {one.statut for one in found} == set(STATUTS)
    assert agenda.journee(nadia, jour).a_renseigner
    assert agenda.overlaps_between(nadia, jour, jour + timedelta(days=1))
    assert len(accueils.list_accueils(nadia, jour - timedelta(days=5), jour)) == 3


def test_the_report_says_what_was_made_and_where(report: Report) -> None:
    assert report["foyers"] == FOYERS
    assert [poste["agent"] for poste in report["postes"]] == [NADIA, MARC]
    more = extra_families()
    assert report["familles"] == FOYERS + more
    # Marc is invited beside Nadia to one of hers.
    assert [poste["familles"] for poste in report["postes"]] == [45 + more, 15 + 1]
    assert {poste["familles_accessibles"] for poste in report["postes"]} == {FOYERS + more}
    assert report["contacts"] > 400
    assert report["conflits"] == 1
    assert all(Path(path).stat().st_size > 0 for path in report["documents"] + report["exports"])
    assert all(Path(path).read_bytes().startswith(b"%PDF") for path in report["documents"])


def test_no_file_bears_the_name_of_a_family(report: Report, nadia: Session) -> None:
    names = {
        part.lower()
        for ligne in foyers.list_foyers(nadia, Filtre("unite")).lignes
        for part in ligne.nom.split(" – ")
    }
    files = [path.name.lower() for path in Path(report["dossier"]).rglob("*")]
    assert not [name for name in names for file in files if name in file]


def test_all_three_stores_are_whole(report: Report, nadia: Session, marc: Session) -> None:
    assert integrite.verify(nadia) == []
    assert integrite.verify(marc) == []
    siege = open_siege(Path(report["siege"]), PHRASE)
    assert integrite.verify(siege) == []
    siege.close()


def test_both_posts_show_the_same_antenne_once_the_cut_bundle_came_again(
    report: Report, tmp_path: Path
) -> None:
    """What the copy cut is refused, said, put again by its post, and lost to nobody."""
    folder = Path(shutil.copytree(report["dossier"], tmp_path / "copie"))
    nadia, marc = (open_session(folder / f"poste-{name}", PHRASE) for name in ("nadia", "marc"))
    siege = open_siege(folder / "siege", PHRASE)
    (refused,) = open_quarantine(siege.store)
    assert "incomplet" in refused.raison
    for session in (marc, nadia):
        synchronise(session.store, folder / "espace")
        ingest(siege, folder / "espace")
    synchronise(nadia.store, folder / "espace")
    assert open_quarantine(siege.store) == []
    assert _content(nadia) == _content(marc)
    for session in (nadia, marc, siege):
        session.close()


def test_the_family_of_the_story_is_found_with_mistakes(report: Report, nadia: Session) -> None:
    found = recherche.search(nadia, "delatre henebelle")
    assert found[0].foyer_id == report["famille_du_recit"]
    dossier = foyers.get_dossier(nadia, report["famille_du_recit"])
    assert (dossier.foyer.numero, dossier.nb_orientations) == ("4182307", 1)
    assert dossier.contact_sur is not None
    authors = {c.auteur for c in contacts.list_contacts(nadia, report["famille_du_recit"])}
    assert authors == {NADIA, MARC}


def test_there_is_work_for_today(nadia: Session, marc: Session) -> None:
    late = aujourdhui.en_retard(nadia)
    assert {"SUITE", "RELANCE"} <= {e.genre for e in late}
    assert 3 <= len(late) <= 40
    assert aujourdhui.cette_semaine(nadia)
    assert aujourdhui.en_retard(marc)
    assert {draft.ecran for draft in brouillons.list_brouillons(nadia)} == {"contact", "orienter"}
    assert brouillons.list_brouillons(marc) == ()


def test_a_conflict_waits_with_both_values(nadia: Session) -> None:
    (conflit,) = conflits.list_conflits(nadia)
    assert (conflit.table, conflit.champ, len(conflit.versions)) == ("personne", "telephone", 2)


def test_orientations_are_in_every_state(nadia: Session) -> None:
    rows = nadia.store.query("SELECT DISTINCT statut FROM orientation")
    assert {row["statut"] for row in rows} == set(SUIVANTS)


def test_the_directory_has_every_type_and_some_to_confirm(nadia: Session) -> None:
    found = structures.list_structures(nadia, limit=1000)
    types = {entree.code for entree in shipped_catalogue().entrees("types_structure")}
    assert {s.type for s in found} == types
    assert any(s.a_confirmer for s in found)
    assert all(s.adresse_masquee for s in found if s.type == "HEBERGEMENT_VIF")


def test_the_rules_of_the_trade_hold_in_what_is_made(nadia: Session) -> None:
    forbidden = {a.code for a in shipped_catalogue().actions() if not a.sur_famille}
    for row in nadia.store.query("SELECT * FROM orientation"):
        assert row["action_plan"] not in forbidden
        if row["type"] == "LAEP":
            assert row["statut"] not in ("TRANSMISE", "PRISE_EN_CHARGE")
            assert row["relance_le"] is None
        if row["statut"] == "NON_ABOUTIE":
            assert row["motif_non_aboutie"]
    flagged = nadia.store.query("SELECT id FROM foyer WHERE violence = 1")
    for row in flagged:
        assert foyers.get_dossier(nadia, row["id"]).contact_sur is not None


def test_people_and_places_are_plausible(nadia: Session) -> None:
    today = date.today().isoformat()  # noqa: DTZ011 - births are local dates
    for row in nadia.store.query("SELECT * FROM personne"):
        assert "1930" < row["naissance"] < today
        if row["telephone"]:
            # The ranges that Arcep keeps for fiction.
            assert row["telephone"].startswith("+3363998")
            assert try_normalise(row["telephone"]) == row["telephone"]
    for row in nadia.store.query("SELECT * FROM foyer"):
        commune = get_commune(row["code_insee"])
        assert commune is not None
        assert commune.departement == "62"
        assert row["code_postal"] in commune.codes_postaux
    for ligne in foyers.list_foyers(nadia, Filtre("unite")).lignes:
        _check_ages(nadia, ligne.foyer_id)


def _check_ages(session: Session, foyer_id: str) -> None:
    """Children are 18 to 43 years younger than a parent, and not born two at once."""
    membres = foyers.get_dossier(session, foyer_id).membres
    years = {role: [int((m.personne.naissance or "0")[:4]) for m in membres if m.role == role]
             for role in ("DEMANDEUR", "CONJOINT", "ENFANT")}  # fmt: skip
    for child in years["ENFANT"]:
        gaps = [child - parent for parent in years["DEMANDEUR"] + years["CONJOINT"]]
        assert any(17 <= gap <= 43 for gap in gaps), gaps
    prenoms = [m.personne.prenom for m in membres if m.role == "ENFANT"]
    assert len(set(prenoms)) == len(prenoms)


def test_notes_are_worded_as_a_family_could_read_them(nadia: Session) -> None:
    for row in nadia.store.query("SELECT note FROM contact WHERE note IS NOT NULL"):
        assert relire(row["note"]) == (), row["note"]
        assert "{" not in row["note"]
        assert " de a" not in row["note"].lower()


def test_a_family_is_not_told_the_same_thing_twice_in_a_row(nadia: Session) -> None:
    for ligne in foyers.list_foyers(nadia, limit=20).lignes:
        notes = [c.note for c in contacts.list_contacts(nadia, ligne.foyer_id)
                 if c.issue == "ECHANGE"]  # fmt: skip
        assert all(one != two for one, two in pairwise(notes))


def test_a_finished_demonstration_is_found_again(report: Report) -> None:
    folder = Path(report["dossier"])
    again = make_demonstration(folder, FOYERS, 62, PHRASE, silent)
    assert again["deja_faite"] is True
    assert again["famille_du_recit"] == report["famille_du_recit"]
    with pytest.raises(KnownError, match="autre démonstration"):
        make_demonstration(folder, FOYERS + 1, 62, PHRASE, silent)


def test_another_folder_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "lettre.txt").write_text("à garder", encoding="utf-8")
    with pytest.raises(KnownError, match="autre chose"):
        make_demonstration(tmp_path, 2, 62, PHRASE, silent)
    assert [path.name for path in tmp_path.iterdir()] == ["lettre.txt"]
    with pytest.raises(KnownError, match="pas un dossier"):
        make_demonstration(tmp_path / "lettre.txt", 2, 62, PHRASE, silent)


@pytest.fixture
def _quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(keys.ARGON2, "iterations", 1)
    monkeypatch.setitem(keys.ARGON2, "memory_cost", 1024)


@pytest.mark.usefixtures("_quick_keys")
def test_an_interrupted_demonstration_is_begun_anew(tmp_path: Path) -> None:
    folder = tmp_path / "demo"

    def interrupt(_label: str, _done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_demonstration(folder, 3, 62, PHRASE, interrupt)
    assert (folder / MARQUE).is_file()
    assert not (folder / RAPPORT).exists()
    assert make_demonstration(folder, 3, 62, PHRASE, silent)["deja_faite"] is False


@pytest.mark.usefixtures("_quick_keys")
def test_one_seed_gives_one_content_and_another_seed_another(tmp_path: Path) -> None:
    digests = []
    for name, seed in (("un", 7), ("deux", 7), ("trois", 8)):
        report = make_demonstration(tmp_path / name, 6, seed, PHRASE, silent)
        session = open_session(Path(report["postes"][0]["donnees"]), PHRASE)
        digests.append(_content(session))
        session.close()
    assert digests[0] == digests[1]
    assert digests[0] != digests[2]


# Columns that hold ids, or the moment of writing.
_OWN = ("id", "uid", "signataires", "lignes", "retirees", "fait_le", "faite_le", "separee_le",
        "separee_par")  # fmt: skip


def _content(session: Session) -> str:
    """What a store says of its families, whatever the ids and the moments of writing."""
    lines = []
    for table in sorted(set(TABLES) - {"brouillon", "agent"}):
        for row in session.store.query(f"SELECT * FROM {table} WHERE supprime IS NULL"):
            if table == "contact" and row["zone"] == PERSONNEL:
                continue  # it never leaves its post
            plain = {
                name: value for name, value in dict(row).items()
                if name not in _OWN and not name.endswith("_id")
            }  # fmt: skip
            # The call of the main job is dated by the clock, the day is enough.
            if table == "contact":
                plain["moment"] = str(plain["moment"])[:10]
            if table == "coordonnee":
                plain["personnes"] = len(json.loads(str(plain["personnes"] or "[]")))
            lines.append(json.dumps([table, plain], sort_keys=True, ensure_ascii=False))
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def test_the_main_family_is_followed_from_the_assessment_to_the_contract(
    report: Report, nadia: Session
) -> None:
    foyer_id = str(report["famille_du_recit"])
    assert [e.version for e in evaluations.list_evaluations(nadia, foyer_id)] == [2, 1]
    signed, revised = contrats.list_contrats(nadia, foyer_id)
    assert (signed.statut, revised.statut) == ("SIGNE", "REVISE")
    assert all(signature.traits for signature in signed.signatures)
    assert sum(1 for d in demarches.list_demarches(nadia, foyer_id) if d.ouverte) == 5
    due = {e.genre for e in (*aujourdhui.en_retard(nadia), *aujourdhui.cette_semaine(nadia))}
    assert {"DEMARCHE", "REVISION"} <= due


def test_documents_are_attached_signed_and_made_here(nadia: Session) -> None:
    main = main_family(nadia)
    kept = {d.titre.split(" du ")[0]: d for d in documents_joints.list_documents(nadia, main)}
    assert {d.type_mime for d in kept.values()} == {PDF.mime, PNG.mime, DOCX.mime}
    assert kept["Génogramme"].produit_ici
    assert kept["Convention parentale homologuée"].zone == "restreint"
    assert all(documents_joints.read_content(nadia, d.id) for d in kept.values())
    first = contrats.list_contrats(nadia, main)[-1]
    assert first.document_id == kept["Contrat signé, version 1"].id
    assert make_letter("Caf", "Lettre", ("Madame,",), date(2026, 11, 2)) == make_letter(
        "Caf", "Lettre", ("Madame,",), date(2026, 11, 2)
    )
