"""Two files made one with a choice per field, and parted a week later with nothing lost."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from tests.services.conftest import ARRAS, LENS, Colleague

from fieldapp.db import fusions as fusions_db
from fieldapp.db import journal
from fieldapp.db.fusions import FOYERS, PERSONNES
from fieldapp.db.identifiants import resolve_id
from fieldapp.db.tables import TABLES
from fieldapp.domain import doublon_fusion
from fieldapp.domain.accompagnement import SaisieAccompagnement
from fieldapp.domain.contact import SaisieContact
from fieldapp.domain.demarche import SaisieDemarche
from fieldapp.domain.doublon_fusion import AUTRE, GARDE, ChoixFusion, DossierReuni
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import Filtre, Foyer, SaisieContactSur, SaisieFoyer, SaisiePersonne
from fieldapp.domain.lien import SaisieLien
from fieldapp.domain.orientation import SaisieOrientation
from fieldapp.services import (
    accompagnements,
    brouillons,
    contact_sur,
    contacts,
    demarches,
    foyers,
    fusions,
    fusions_comparaison,
    historique,
    integrite,
    liens,
    orientations,
    personnes,
    recherche,
)
from fieldapp.services.session import Session

Paire = tuple[Foyer, Foyer]


@pytest.fixture
def paire(nadia: Session) -> Paire:
    """« Dubois Marie, née Lefèvre » at Lens, and the file opened again as « Lefevre-Dubois »."""
    first = foyers.create_foyer(
        nadia,
        SaisieFoyer(
            personnes=(
                SaisiePersonne("Dubois", "Marie", "Lefèvre", "MME", "1988-04-12",
                               telephone="06 12 34 56 78"),
                SaisiePersonne("Dubois", "Léo", naissance="2019-05-30", role="ENFANT"),
            ),
            commune="Lens", adresse="3 rue des Lombards", numero="4182307",
        ),
    )  # fmt: skip
    second = foyers.create_foyer(
        nadia,
        SaisieFoyer(
            personnes=(
                SaisiePersonne("Lefevre-Dubois", "Marie", naissance="1988-04-12",
                               courriel="marie@exemple.fr"),
                SaisiePersonne("Dubois", "Léo", naissance="2019-05-30", role="ENFANT"),
                SaisiePersonne("Dubois", "Zoé", naissance="2024-01-15", role="ENFANT"),
            ),
            commune="Liévin", adresse="8 rue Basse", numero="5290011", langue="polonais",
        ),
    )  # fmt: skip
    for foyer, note in ((first, "Au bureau"), (second, "Au téléphone"), (second, "À domicile")):
        contacts.save_contact(nadia, SaisieContact(foyer.id, "VAD", note=note))
    return first, second


def _choice(session: Session, paire: Paire, **champs: str) -> ChoixFusion:
    """Each person made one with the one proposed."""
    found = fusions_comparaison.compare_foyers(session, paire[0].id, paire[1].id)
    people: dict[str, tuple[str, dict[str, str]]] = {
        one.comparaison.autre.id: (one.comparaison.garde.id, {})
        for one in found.personnes
        if one.probable
    }
    return ChoixFusion(champs, people)


def _notes(session: Session, foyer_id: str) -> set[str]:
    return {contact.note or "" for contact in contacts.list_contacts(session, foyer_id)}


def test_every_column_is_chosen_or_follows_a_rule() -> None:
    """A column added to a family or a person must say what becomes of it."""
    for genre, champs in doublon_fusion.CHAMPS.items():
        chosen = {name for champ in champs for name in champ.colonnes}
        assert chosen | doublon_fusion.HORS_CHOIX >= TABLES[genre].keys(), genre


def test_every_table_that_names_a_family_or_a_person_follows() -> None:
    for table, columns in TABLES.items():
        if table == "fusion":
            continue
        named = {name for name in columns if name in ("foyer_id", "personne_id", "autre_id")}
        assert named == {*FOYERS.get(table, ()), *PERSONNES.get(table, ())}, table


def test_two_files_side_by_side(nadia: Session, paire: Paire) -> None:
    found = fusions_comparaison.compare_foyers(nadia, paire[0].id, paire[1].id)
    champs = {champ.cle: champ for champ in found.champs}
    assert (champs["adresse"].garde, champs["adresse"].autre) == (
        "3 rue des Lombards, 62300 Lens", "8 rue Basse, 62800 Liévin",
    )  # fmt: skip
    assert champs["langue"].propose == AUTRE, "the side that says something"
    assert champs["numero"].propose == GARDE
    assert not champs["notice"].differe
    marie, leo = found.personnes
    assert "même date de naissance" in marie.raisons
    assert marie.comparaison.autre.titre == "Marie Lefevre-Dubois"
    assert leo.comparaison.garde.titre == "Léo Dubois"
    assert "2 contacts" in found.autre.faits


def test_one_file_holds_everything_with_the_choices_made(nadia: Session, paire: Paire) -> None:
    choix = _choice(nadia, paire, adresse=AUTRE, numero=GARDE)
    fusions.unite_foyers(nadia, paire[0].id, paire[1].id, choix)

    dossier = foyers.get_dossier(nadia, paire[0].id)
    assert (dossier.foyer.adresse, dossier.foyer.commune) == ("8 rue Basse", "Liévin")
    assert (dossier.foyer.numero, dossier.foyer.langue) == ("4182307", "polonais")
    names = sorted(m.personne.nom_complet for m in dossier.membres)
    assert names == ["Léo Dubois", "Marie Dubois", "Zoé Dubois"]
    marie = next(m.personne for m in dossier.membres if m.personne.prenom == "Marie")
    assert (marie.nom_naissance, marie.courriel) == ("Lefèvre", "marie@exemple.fr")
    assert _notes(nadia, paire[0].id) == {"Au bureau", "Au téléphone", "À domicile"}
    assert foyers.list_foyers(nadia, Filtre("unite")).total == 1
    assert integrite.verify(nadia) == []


def test_the_old_id_leads_to_the_kept_file(nadia: Session, paire: Paire) -> None:
    fusions.unite_foyers(nadia, paire[0].id, paire[1].id)
    with pytest.raises(DossierReuni) as led:
        foyers.get_dossier(nadia, paire[1].id)
    assert led.value.vers == paire[0].id
    assert fusions.lead(nadia, paire[1].id) == paire[0].id
    assert resolve_id(nadia.store, "foyer", paire[1].id) == paire[0].id


def test_a_draft_begun_on_the_absorbed_file_is_found_on_the_kept_one(
    nadia: Session, paire: Paire
) -> None:
    brouillons.save_brouillon(nadia, "note", paire[1].id, {"note": "Elle dit que"})
    fusions.unite_foyers(nadia, paire[0].id, paire[1].id)
    kept = brouillons.get_brouillon(nadia, "note", paire[0].id)
    assert kept is not None
    assert kept.contenu == {"note": "Elle dit que"}


def test_a_week_later_everything_is_where_it_was(nadia: Session, paire: Paire) -> None:
    before = [_portrait(nadia, foyer.id) for foyer in paire]
    choix = _choice(nadia, paire, adresse=AUTRE)
    union = fusions.unite_foyers(nadia, paire[0].id, paire[1].id, choix)
    # Work goes on: a note, a new number.
    contacts.save_contact(nadia, SaisieContact(paire[0].id, "VAD", note="Depuis"))
    foyers.update_foyer(nadia, paire[0].id, {"langue": "arabe"})

    bilan = fusions.separate(nadia, union.id)
    assert bilan.rendus > 0
    assert bilan.restes == ("langue (Dubois)",)
    after = [_portrait(nadia, foyer.id) for foyer in paire]
    assert after[1] == before[1]
    assert after[0]["notes"] == {"Au bureau", "Depuis"}
    assert after[0]["membres"] == before[0]["membres"]
    assert after[0]["adresse"] == before[0]["adresse"]
    assert integrite.verify(nadia) == []
    with pytest.raises(KnownError, match="déjà séparés"):
        fusions.separate(nadia, union.id)


def _portrait(session: Session, foyer_id: str) -> dict[str, object]:
    dossier = foyers.get_dossier(session, foyer_id)
    return {
        "nom": dossier.foyer.nom,
        "adresse": (dossier.foyer.adresse, dossier.foyer.commune, dossier.foyer.numero),
        "membres": {(m.personne, m.role, m.debut, m.fin) for m in dossier.membres},
        "notes": _notes(session, foyer_id),
        "liens": {lien.id for lien in liens.list_liens(session, foyer_id) if not lien.deduit},
        "suivis": {suivi.id for suivi in dossier.accompagnements},
        "contact_sur": dossier.contact_sur,
    }


def test_all_that_hangs_on_a_file_goes_and_comes_back(nadia: Session, paire: Paire) -> None:
    kept, other = paire
    dossier = foyers.get_dossier(nadia, other.id)
    marie, zoe = dossier.membres[0].personne, dossier.membres[-1].personne
    accompagnements.open_accompagnement(
        nadia, SaisieAccompagnement(other.id, "SOCIAL", "PARENTALITE", "SEPARATION")
    )
    orientations.save_orientation(
        nadia,
        SaisieOrientation(other.id, "MEDIATION", "FICHE", ("Séparation",), personne_id=marie.id,
                          date="2026-11-02"),
    )  # fmt: skip
    liens.add_lien(nadia, other.id, SaisieLien("PARENT", zoe.id, marie.id))
    demarches.save_demarche(nadia, SaisieDemarche(other.id, "Demander l’ASF"))
    journal.write(
        nadia.store, "contrat",
        {"foyer_id": other.id, "version": 1, "signataires": json.dumps([marie.id])},
        row_id="k1", author=nadia.agent.id, foyer_id=other.id,
    )  # fmt: skip
    before = _everything(nadia)
    union = fusions.unite_foyers(nadia, kept.id, other.id, _choice(nadia, paire))
    left = [
        f"{table}.{column}"
        for table, columns in {**FOYERS, **PERSONNES}.items()
        for column in columns
        for row in nadia.store.query(f"SELECT {column} AS v FROM {table} WHERE supprime IS NULL")
        if row["v"] in (other.id, marie.id)
    ]
    assert left == []
    contrat = fusions_db.row_of(nadia.store, "contrat", "k1")
    assert contrat is not None
    assert json.loads(contrat["signataires"]) != [marie.id]
    fusions.separate(nadia, union.id)
    assert _everything(nadia) == before


def _everything(session: Session) -> dict[str, list[dict[str, object]]]:
    return {
        table: [dict(row) for row in session.store.query(f"SELECT * FROM {table} ORDER BY id")]
        for table in TABLES
        if table != "fusion"
    }


def test_ctrl_z_right_after_takes_the_union_back(nadia: Session, paire: Paire) -> None:
    before = _everything(nadia)
    fusions.unite_foyers(nadia, paire[0].id, paire[1].id, _choice(nadia, paire))
    assert historique.undo_last(nadia) == "Annulé\u00a0: réunion de dossiers"
    assert _everything(nadia) == before
    assert fusions.list_fusions(nadia) == ()
    assert historique.redo_last(nadia) == "Rétabli\u00a0: réunion de dossiers"
    assert foyers.list_foyers(nadia, Filtre("unite")).total == 1
    (union,) = fusions.list_fusions(nadia)
    fusions.separate(nadia, union.id)
    assert _everything(nadia) == before


def test_side_by_side_nothing_tells_where_a_protected_family_is(
    nadia: Session, paire: Paire
) -> None:
    foyers.update_foyer(nadia, paire[0].id, {"adresse": "12 rue Basse"})
    contact_sur.save_contact_sur(nadia, paire[1].id, SaisieContactSur("0612345642", "le matin"))
    found = fusions_comparaison.compare_foyers(nadia, paire[0].id, paire[1].id)
    assert not re.search("rue Basse|06 ?12|Adresse : ", repr(found))


def test_the_stricter_protection_stands(nadia: Session, paire: Paire) -> None:
    contact_sur.save_contact_sur(nadia, paire[1].id, SaisieContactSur("0612345642", "le matin"))
    foyers.update_foyer(nadia, paire[1].id, {"violence": 1})
    found = fusions_comparaison.compare_foyers(nadia, paire[0].id, paire[1].id)
    assert len(found.attention) == 2
    union = fusions.unite_foyers(nadia, paire[0].id, paire[1].id, ChoixFusion({"adresse": GARDE}))
    dossier = foyers.get_dossier(nadia, paire[0].id)
    assert dossier.foyer.violence
    assert dossier.contact_sur is not None
    assert dossier.contact_sur.plages == "le matin"
    fusions.separate(nadia, union.id)
    assert foyers.get_dossier(nadia, paire[0].id).contact_sur is None
    assert not foyers.get_dossier(nadia, paire[0].id).foyer.violence


@pytest.mark.parametrize(("side", "hours"), [(GARDE, "le soir"), (AUTRE, "le matin")])
def test_of_two_safe_contacts_the_chosen_one_stands(
    nadia: Session, paire: Paire, side: str, hours: str
) -> None:
    contact_sur.save_contact_sur(nadia, paire[0].id, SaisieContactSur("0612345642", "le soir"))
    contact_sur.save_contact_sur(nadia, paire[1].id, SaisieContactSur("0612345643", "le matin"))
    union = fusions.unite_foyers(
        nadia, paire[0].id, paire[1].id, ChoixFusion({"contact_sur": side})
    )
    found = foyers.get_dossier(nadia, paire[0].id).contact_sur
    assert found is not None
    assert found.plages == hours
    fusions.separate(nadia, union.id)
    for foyer, own in zip(paire, ("le soir", "le matin"), strict=True):
        found = foyers.get_dossier(nadia, foyer.id).contact_sur
        assert found is not None
        assert found.plages == own


def test_two_people_of_two_households_become_one_child_of_both(
    nadia: Session, paire: Paire
) -> None:
    leo = [
        next(m.personne for m in foyers.get_dossier(nadia, f.id).membres if m.personne.prenom
             == "Léo") for f in paire
    ]  # fmt: skip
    union = fusions.unite_personnes(nadia, leo[0].id, leo[1].id, {"nom": GARDE})
    for foyer in paire:
        inside = [m.personne.id for m in foyers.get_dossier(nadia, foyer.id).membres]
        assert leo[0].id in inside
        assert leo[1].id not in inside
    assert resolve_id(nadia.store, "personne", leo[1].id) == leo[0].id
    fusions.separate(nadia, union.id)
    inside = [m.personne.id for m in foyers.get_dossier(nadia, paire[1].id).membres]
    assert leo[1].id in inside


def test_one_person_written_twice_in_a_family(nadia: Session, foyer: Foyer) -> None:
    first = foyers.get_dossier(nadia, foyer.id).membres[0].personne
    again = personnes.add_personne(nadia, foyer.id, SaisiePersonne("Delatre", "Aurélie"))
    contacts.save_contact(nadia, SaisieContact(foyer.id, "VAD", personne_id=again.id, note="Vue"))
    fusions.unite_personnes(nadia, first.id, again.id)
    dossier = foyers.get_dossier(nadia, foyer.id)
    assert [m.personne.prenom for m in dossier.membres] == ["Aurélie", "Jade"]
    assert [c.personne_id for c in contacts.list_contacts(nadia, foyer.id)] == [first.id]


def test_the_history_tells_it(nadia: Session, paire: Paire) -> None:
    union = fusions.unite_foyers(nadia, paire[0].id, paire[1].id)
    moved = contacts.list_contacts(nadia, paire[0].id)
    fusions.separate(nadia, union.id)
    for foyer in paire:
        lines = [c.apres for c in historique.history(nadia, "foyer", foyer.id)
                 if c.champ == "reunion"]  # fmt: skip
        assert [str(line).partition("\u00a0: ")[2] for line in lines] == ["séparés", "réunis"]
    for contact in moved:
        assert historique.history(nadia, "contact", contact.id)


def test_the_history_of_a_row_that_moved_can_be_read(nadia: Session, paire: Paire) -> None:
    fusions.unite_foyers(nadia, paire[0].id, paire[1].id)
    for contact in contacts.list_contacts(nadia, paire[0].id):
        champs = {change.champ for change in historique.history(nadia, "contact", contact.id)}
        assert "note" in champs


def test_what_was_absorbed_is_found_by_its_name(nadia: Session, paire: Paire) -> None:
    fusions.unite_foyers(nadia, paire[0].id, paire[1].id, _choice(nadia, paire))
    assert [r.foyer_id for r in recherche.search(nadia, "zoe dubois") if r.foyer_id] == [
        paire[0].id
    ]


def test_who_may(nadia: Session, paire: Paire, colleague: Colleague) -> None:
    for role, unite, allowed in (
        ("RESP_ADS", LENS, True), ("ASS", LENS, False), ("SECRETAIRE", LENS, False),
        ("RESP_ADS", ARRAS, False),
    ):  # fmt: skip
        other = colleague(role, unite)
        if allowed:
            union = fusions.unite_foyers(other, paire[0].id, paire[1].id)
            fusions.separate(other, union.id)
            continue
        with pytest.raises(KnownError):
            fusions.unite_foyers(other, paire[0].id, paire[1].id)
        with pytest.raises(KnownError):
            fusions_comparaison.compare_foyers(other, paire[0].id, paire[1].id)
    union = fusions.unite_foyers(nadia, paire[0].id, paire[1].id)
    for role in ("ASS", "SECRETAIRE"):
        with pytest.raises(KnownError):
            fusions.separate(colleague(role), union.id)
    assert fusions.list_fusions(colleague("ASS")) == ()


def test_never_across_organismes(nadia: Session, paire: Paire) -> None:
    journal.write(
        nadia.store, "foyer", {"organisme": "CAF42"}, row_id=paire[1].id, author=nadia.agent.id
    )
    with pytest.raises(KnownError, match="deux organismes"):
        fusions.unite_foyers(nadia, paire[0].id, paire[1].id)


def _same(paire: Paire) -> tuple[str, str]:
    return paire[0].id, paire[0].id


def _unknown(paire: Paire) -> tuple[str, str]:
    return paire[0].id, "inconnu"


@pytest.mark.parametrize("bad", [_same, _unknown])
def test_what_cannot_be_changes_nothing(
    nadia: Session, paire: Paire, bad: Callable[[Paire], tuple[str, str]]
) -> None:
    before = _everything(nadia)
    with pytest.raises(KnownError):
        fusions.unite_foyers(nadia, *bad(paire))
    with pytest.raises(KnownError):
        fusions.unite_foyers(nadia, paire[0].id, paire[1].id, ChoixFusion({"adresse": "?"}))
    with pytest.raises(KnownError):
        fusions.unite_foyers(
            nadia, paire[0].id, paire[1].id, ChoixFusion({}, {"inconnu": ("personne", {})})
        )
    assert _everything(nadia) == before
