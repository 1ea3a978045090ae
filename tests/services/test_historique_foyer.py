"""The history of a household: every notion of it, who changed what, with the former value."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.services.conftest import Colleague
from tests.services.test_fuites import Famille, famille

from fieldapp.db.tables import PRIVATE_TABLES, TABLES
from fieldapp.domain.coordonnee import SaisieCoordonnee
from fieldapp.domain.foyer import Foyer, SaisieContactSur
from fieldapp.domain.historique import NOMS, Changement
from fieldapp.domain.lien import FRATRIE, SaisieLien
from fieldapp.services import (
    appartenances,
    contact_sur,
    coordonnees,
    foyers,
    historique,
    liens,
    personnes,
)
from fieldapp.services.historique_foyer import TABLES as FOYER
from fieldapp.services.historique_foyer import history_of_family
from fieldapp.services.session import Session
from fieldapp.ui.champs import en_clair, nom_champ

__all__ = ["famille"]


def _members(session: Session, foyer_id: str) -> list[str]:
    return [m.appartenance_id for m in foyers.get_dossier(session, foyer_id).membres]


def _person(session: Session, foyer_id: str, rank: int = 0) -> str:
    return foyers.get_dossier(session, foyer_id).membres[rank].personne.id


ACTS: dict[str, tuple[Callable[[Session, str], object], tuple[str, object, object]]] = {
    "foyer": (
        lambda s, f: foyers.update_foyer(s, f, {"langue": "polonais"}),
        ("langue", None, "polonais"),
    ),
    "personne": (
        lambda s, f: personnes.update_personne(s, _person(s, f), {"prenom": "Orélie"}),
        ("prenom", "Aurélie", "Orélie"),
    ),
    "appartenance": (
        lambda s, f: appartenances.update_appartenance(s, _members(s, f)[1], {"part": "40"}),
        ("part", None, 40),
    ),
    "coordonnee": (
        lambda s, f: coordonnees.save_coordonnee(
            s, f, SaisieCoordonnee("jade@exemple.fr", preferee=True)
        ),
        ("valeur", None, "jade@exemple.fr"),
    ),
    "contact_sur": (
        lambda s, f: contact_sur.save_contact_sur(s, f, SaisieContactSur(plages="le soir")),
        ("plages", None, "le soir"),
    ),
    "lien": (
        lambda s, f: liens.add_lien(s, f, SaisieLien(FRATRIE, _person(s, f, 1), _person(s, f))),
        ("personne_id", None, "Aurélie Delattre"),
    ),
}


@pytest.mark.parametrize("table", ACTS)
def test_each_change_of_a_household_is_told_and_taken_back(
    nadia: Session, foyer: Foyer, table: str
) -> None:
    act, expected = ACTS[table]
    act(nadia, foyer.id)

    def told() -> list[Changement]:
        found = history_of_family(nadia, foyer.id)
        assert list(found) == sorted(found, key=lambda one: one.moment, reverse=True)
        return [one for one in found if one.table == table]

    assert expected in [(one.champ, one.avant, one.apres) for one in told()]
    assert all(one.sujet and one.auteur == "Nadia Lemaire" for one in told())
    before = len(told())
    historique.undo_last(nadia)
    assert len(told()) > before, "taking back is told too"


def test_every_table_of_the_trade_has_its_name_and_its_history(
    nadia: Session, famille: Famille
) -> None:
    assert NOMS.keys() == TABLES.keys() - PRIVATE_TABLES
    read_elsewhere = {
        "foyer", "personne", "contact", "orientation", "demarche", "document", "evaluation",
        "evaluation_chapitre", "contrat", "objectif", "engagement", "rendezvous", "accueil",
        "transfert", "fusion", "report",
    }  # fmt: skip
    of_a_family = {table for table, names in TABLES.items() if "foyer_id" in names}
    assert of_a_family - PRIVATE_TABLES | {"foyer", "personne"} == read_elsewhere | {*FOYER}
    for table, row_id in famille.rows:
        assert historique.history(nadia, table, row_id), table


def test_the_history_is_in_words(nadia: Session, famille: Famille) -> None:
    for one in history_of_family(nadia, famille.foyer_id):
        assert nom_champ(one.champ) != one.champ.replace("_", " ").lower()
        shown = en_clair(one.champ, one.apres, nadia.catalogue)
        assert "_" not in shown, (one.table, one.champ, shown)
        assert shown.upper() != shown or not shown.isalpha() or len(shown) < 4, (one, shown)


def test_each_reads_of_it_what_may_be_read(
    nadia: Session, colleague: Colleague, famille: Famille
) -> None:
    tables = {one.table for one in history_of_family(nadia, famille.foyer_id)}
    assert {"situation", "proposition", "accompagnement", "adresse"} <= tables
    secretary = {one.table for one in history_of_family(colleague("SECRETAIRE"), famille.foyer_id)}
    assert not secretary & {"situation", "proposition"}
    places = str(history_of_family(nadia, famille.foyer_id))
    assert "Zrue" not in places
    assert "Zcachette" not in places, "the safe contact masks it in the past too"
