"""The demonstration holds at least one example of each table and of each notion of the file."""

from __future__ import annotations

from typing import Final

import pytest

from fieldapp.db.sync_tables import open_quarantine
from fieldapp.db.tables import TABLES
from fieldapp.demonstration.figures import (
    ECHU,
    JUMEAUX,
    MERE,
    PROCHE,
    SEMBLABLE,
    SEMBLABLE_BIS,
    find_figure,
    people_of,
)
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.services import (
    aujourdhui,
    conflits,
    conservation,
    contacts,
    doublons,
    evaluations,
    feuille_route,
    foyers,
    fusions,
    historique,
    publics,
    reports,
    transferts,
)
from fieldapp.services.session import Session

# What a family file is made of, notion by notion: each of these must find a row.
NOTIONS: Final = {
    "a dated membership": "SELECT 1 FROM appartenance WHERE debut IS NOT NULL AND fin IS NOT NULL",
    "a child in two households": (
        "SELECT 1 FROM appartenance WHERE part = 50 AND semaines IS NOT NULL AND fin IS NULL "
        "AND supprime IS NULL GROUP BY personne_id HAVING count(DISTINCT foyer_id) = 2"
    ),
    "somebody outside who matters": "SELECT 1 FROM appartenance WHERE part = 0",
    "a death": "SELECT 1 FROM personne WHERE deces IS NOT NULL",
    "a separation": "SELECT 1 FROM lien WHERE genre = 'COUPLE' AND etat = 'SEPARATION'",
    "a couple of one sex": (
        "SELECT 1 FROM lien l JOIN personne a ON a.id = l.personne_id "
        "JOIN personne b ON b.id = l.autre_id "
        "WHERE l.genre = 'COUPLE' AND l.etat = 'MARIAGE' AND a.civilite = b.civilite"
    ),
    "twins": "SELECT 1 FROM lien WHERE genre = 'JUMEAUX'",
    "an unknown father": "SELECT 1 FROM lien WHERE inconnu = 'M'",
    "an adoption": "SELECT 1 FROM lien WHERE genre = 'PARENT_ADOPTIF'",
    "several addresses over time": (
        "SELECT 1 FROM adresse WHERE genre = 'PRINCIPALE' AND fin IS NOT NULL "
        "GROUP BY foyer_id HAVING count(*) > 1"
    ),
    "a second address": "SELECT 1 FROM adresse WHERE genre = 'HEBERGEMENT'",
    "a phone shared by a couple": (
        "SELECT 1 FROM coordonnee WHERE genre = 'TELEPHONE' AND json_array_length(personnes) = 2"
    ),
    "an e-mail shared by a couple": "SELECT 1 FROM coordonnee WHERE genre = 'COURRIEL'",
    "a family without a number": "SELECT 1 FROM foyer WHERE numero IS NULL AND supprime IS NULL",
    "a number in another system": "SELECT 1 FROM foyer WHERE autre_numero IS NOT NULL",
    "a language and an interpreter": "SELECT 1 FROM foyer WHERE langue <> '' AND interprete = 1",
    "somebody ill at ease with writing": "SELECT 1 FROM foyer WHERE ecrit_difficile = 1",
    "a safe contact": "SELECT 1 FROM contact_sur WHERE plages IS NOT NULL",
    "a family under violence": "SELECT 1 FROM foyer WHERE violence = 1",
    "a restricted note": "SELECT 1 FROM contact WHERE zone = 'restreint'",
    "a restricted document": "SELECT 1 FROM document WHERE zone = 'restreint'",
    "a welcome without identity": "SELECT 1 FROM accueil WHERE foyer_id IS NULL AND prenom IS NULL",
    "a welcome turned into a file": (
        "SELECT 1 FROM accueil a JOIN foyer f ON f.id = a.foyer_id JOIN contact c "
        "ON c.foyer_id = f.id AND c.moment = a.moment"
    ),
    "a place of itinérance": "SELECT 1 FROM accueil WHERE lieu IS NOT NULL",
    "a life event and its offer": "SELECT 1 FROM proposition WHERE fait_generateur IS NOT NULL",
    "an offer agreed to": (
        "SELECT 1 FROM proposition p JOIN accompagnement a ON a.id = p.accompagnement_id"
    ),
    "an offer refused": "SELECT 1 FROM proposition WHERE reponse = 'REFUS'",
    "an offer without an answer": "SELECT 1 FROM proposition WHERE reponse = 'SANS_REPONSE'",
    "an offer that waits": "SELECT 1 FROM proposition WHERE reponse IS NULL",
    "a local offer": "SELECT 1 FROM proposition WHERE socle = 0",
    "a national offer": "SELECT 1 FROM proposition WHERE socle = 1",
    "a planned end and a review": (
        "SELECT 1 FROM accompagnement WHERE fin_prevue IS NOT NULL AND revue_le IS NOT NULL"
    ),
    "the reason of an end": "SELECT 1 FROM accompagnement WHERE motif_sortie IS NOT NULL",
    "a colleague invited": "SELECT 1 FROM co_intervenant WHERE fin IS NULL OR fin > date('now')",
    "an invitation that ended": "SELECT 1 FROM co_intervenant WHERE fin <= date('now', '+1 day')",
    "an assessment of twelve chapters": (
        "SELECT 1 FROM evaluation_chapitre GROUP BY evaluation_id "
        "HAVING count(DISTINCT chapitre) = 12"
    ),
    "the part of the professional": (
        "SELECT 1 FROM evaluation_chapitre WHERE part = 'PROFESSIONNELLE'"
    ),
    "the family's own words": "SELECT 1 FROM evaluation_chapitre WHERE paroles IS NOT NULL",
    "a contract linked to its scan": (
        "SELECT 1 FROM contrat c JOIN document d ON d.id = c.document_id "
        "WHERE c.signature_mode = 'PAPIER'"
    ),
    "a contract signed on screen": "SELECT 1 FROM contrat WHERE signature_mode = 'ECRAN'",
    "a review of a contract": "SELECT 1 FROM contrat WHERE revision_le IS NOT NULL",
    "a promise of each party": (
        "SELECT 1 FROM engagement GROUP BY contrat_id HAVING count(DISTINCT partie) > 1"
    ),
    "a promise kept": "SELECT 1 FROM engagement WHERE etat = 'FAIT'",
    "a step taken from a contact": "SELECT 1 FROM demarche WHERE contact_id IS NOT NULL",
    "an appointment taken from a contact": (
        "SELECT 1 FROM rendezvous r JOIN contact c ON c.foyer_id = r.foyer_id AND c.suite = r.motif"
    ),
    "a late step": ("SELECT 1 FROM demarche WHERE echeance < date('now') AND faite_le IS NULL"),
    "papers to bring": "SELECT 1 FROM demarche WHERE pieces IS NOT NULL",
    "a recurring appointment": "SELECT 1 FROM rendezvous WHERE recurrence IS NOT NULL",
    "an appointment of another calendar": "SELECT 1 FROM rendezvous WHERE origine = 'ICS'",
    "an interrupted note": "SELECT 1 FROM brouillon WHERE ecran = 'contact'",
    "an interrupted form": "SELECT 1 FROM brouillon WHERE ecran = 'orienter'",
    "a file united to another": "SELECT 1 FROM fusion WHERE genre = 'foyer' AND statut = 'REUNIS'",
    "two files parted": "SELECT 1 FROM fusion WHERE genre = 'foyer' AND statut = 'SEPARES'",
    "two people judged distinct": "SELECT 1 FROM fusion WHERE statut = 'DISTINCTS'",
    "a change taken back": "SELECT 1 FROM op WHERE kind = 'undo'",
    "a secretary": "SELECT 1 FROM agent WHERE role = 'SECRETAIRE'",
}

# Codes of which the demonstration shows every one, and where they stand.
COMPLETS: Final = {
    "contrat.statut": (
        "BROUILLON", "PROPOSE", "SIGNE", "REVISE", "ATTEINT", "PARTIEL", "ABANDONNE",
    ),
    "demarche.etat": ("PREVUE", "EN_COURS", "EN_ATTENTE", "FAITE", "ABANDONNEE"),
    "demarche.qui": ("FAMILLE", "TS", "PARTENAIRE"),
    "rendezvous.statut": ("A_VENIR", "HONORE", "EXCUSE", "NON_EXCUSE", "ANNULE_SERVICE"),
    "contact.zone": ("equipe", "institution", "restreint", "personnel"),
    "accompagnement.niveau": ("PONCTUEL", "SOCIAL"),
}  # fmt: skip


@pytest.mark.parametrize("table", sorted(TABLES))
def test_each_table_has_an_example(nadia: Session, table: str) -> None:
    assert nadia.store.one(f"SELECT 1 AS x FROM {table} WHERE supprime IS NULL") is not None


@pytest.mark.parametrize("notion", NOTIONS)
def test_each_notion_of_the_family_file_has_an_example(nadia: Session, notion: str) -> None:
    assert nadia.store.one(NOTIONS[notion]) is not None, notion


@pytest.mark.parametrize("place", COMPLETS)
def test_each_state_has_an_example(nadia: Session, place: str) -> None:
    table, column = place.split(".")
    rows = nadia.store.query(f"SELECT DISTINCT {column} AS x FROM {table} WHERE supprime IS NULL")
    assert {row["x"] for row in rows} >= set(COMPLETS[place])


def test_one_pair_of_files_that_look_alike_is_left_to_find(nadia: Session) -> None:
    (pair,) = doublons.list_doublons(nadia, nadia.store)
    found = {pair.foyer_id, pair.autre_foyer_id}
    assert found == {find_figure(nadia, SEMBLABLE), find_figure(nadia, SEMBLABLE_BIS)}
    (union,) = fusions.list_fusions(nadia)
    assert fusions.lead(nadia, union.absorbe_id) == union.garde_id


def test_a_private_note_is_near_its_end(nadia: Session) -> None:
    assert len(aujourdhui.brouillons_a_effacer(nadia)) == 1


def test_a_call_is_half_reported_elsewhere(nadia: Session) -> None:
    halves = [one for one in reports.list_a_reporter(nadia) if one.faites]
    assert len(halves) == 1


def test_a_family_came_from_arras_and_arras_wrote_after(nadia: Session) -> None:
    (row,) = nadia.store.query("SELECT foyer_id FROM transfert")
    (moved,) = transferts.list_transferts(nadia, row["foyer_id"])
    assert moved.entre_antennes
    late = [c for c in contacts.list_contacts(nadia, row["foyer_id"]) if c.tardif]
    assert len(late) == 1


def test_a_conflict_waits_here_and_a_bundle_is_refused_there(
    nadia: Session, siege: Session
) -> None:
    assert len(conflits.list_conflits(nadia)) == 1
    assert len(open_quarantine(siege.store)) == 1


def test_two_versions_of_the_assessment_compare_and_the_day_has_visits(nadia: Session) -> None:
    (row,) = nadia.store.query("SELECT DISTINCT foyer_id FROM evaluation")
    assert len(evaluations.list_evaluations(nadia, row["foyer_id"])) == 2
    assert evaluations.evolution(nadia, row["foyer_id"])
    assert feuille_route.make_feuille(nadia, aujourd_hui()).visites


def test_publics_are_computed_and_the_history_tells_the_former_value(nadia: Session) -> None:
    mere = find_figure(nadia, MERE)
    assert publics.list_publics(nadia, mere)
    someone = people_of(nadia, find_figure(nadia, JUMEAUX))["Sophie"]
    assert historique.history(nadia, "personne", someone)
    assert foyers.get_dossier(nadia, mere).foyer.autre_systeme == "DEPARTEMENT"


def test_a_family_is_past_its_term_and_another_near_it(nadia: Session, marc: Session) -> None:
    page = conservation.list_conservation(nadia)
    assert [ligne.foyer_id for ligne in page.lignes] == [
        find_figure(nadia, ECHU), find_figure(nadia, PROCHE),
    ]  # fmt: skip
    assert page.comptes == {"tous": 2, "echus": 1, "proches": 1}
    assert conservation.list_conservation(marc).lignes == page.lignes, "the head of the antenna"
