"""What of the files goes on tomorrow's road sheet, and what stays."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from tests.services.agenda_monde import Monde, make_monde

from fieldapp.domain.contact import SaisieContact
from fieldapp.domain.contrat import (
    FAMILLE,
    PAPIER,
    TS,
    SaisieContrat,
    SaisieEngagement,
    SaisieObjectif,
)
from fieldapp.domain.demarche import FAMILLE as QUI_FAMILLE
from fieldapp.domain.demarche import SaisieDemarche
from fieldapp.domain.errors import KnownError
from fieldapp.domain.feuille_route import OptionsFeuille
from fieldapp.domain.foyer import SaisieContactSur
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.orientation import SaisieOrientation
from fieldapp.domain.rendezvous import ANNULE_SERVICE, SaisieRendezVous
from fieldapp.services import (
    contact_sur,
    contacts,
    contrats,
    demarches,
    feuille_route,
    integrite,
    objectifs,
    orientations,
    rendezvous,
)

HIER = (aujourd_hui() - timedelta(days=1)).isoformat()
DEMAIN = (aujourd_hui() + timedelta(days=1)).isoformat()


@pytest.fixture
def monde(tmp_path: Path) -> Iterator[Monde]:
    made = make_monde(tmp_path / "poste")
    for day, note, zone in (
        ("2026-09-01", "Vue il y a longtemps.", "equipe"),
        ("2026-10-01", "Le bailleur accepte un échéancier.", "equipe"),
        (HIER, "Je la trouve fatiguée.", "personnel"),
        ("2026-10-03", "Plainte déposée.", "restreint"),
        ("2026-10-05", "Bail reçu.", "institution"),
        ("2026-10-06", "Rappeler mardi.", "equipe"),
    ):
        contacts.save_contact(
            made.nadia,
            SaisieContact(
                made.foyer_id, "VAD", f"{day}T10:00", note=note, zone=zone,
                suite="Déposer le FSL" if day == "2026-10-05" else None,
                suite_le="2026-11-27" if day == "2026-10-05" else None,
            ),
        )  # fmt: skip
    rendezvous.create_rendezvous(
        made.nadia, SaisieRendezVous(f"{DEMAIN}T10:00", "VAD", made.foyer_id, papiers="Bail")
    )
    yield made
    made.nadia.close()


def test_a_visit_holds_address_people_three_facts_and_what_is_due(monde: Monde) -> None:
    orientations.save_orientation(
        monde.nadia, SaisieOrientation(monde.foyer_id, "MEDIATION", "FICHE", ("conflit",))
    )
    (visite,) = feuille_route.make_feuille(monde.nadia).visites
    assert (visite.heure, visite.qui, visite.papiers) == ("10:00", "Delattre", "Bail")
    assert "14 rue du Général-de-Gaulle" in visite.lieu
    assert visite.presents[0].startswith("Aurélie (")
    assert [fact.partition(" : ")[2] for fact in visite.faits] == [
        "Rappeler mardi.", "Bail reçu.", "Le bailleur accepte un échéancier.",
    ]  # fmt: skip
    assert "Déposer le FSL (le 27/11/2026)" in visite.a_faire
    assert any(line.startswith("Orientation : Médiation") for line in visite.a_faire)


def test_what_is_to_be_done_comes_from_the_whole_file_the_soonest_first(monde: Monde) -> None:
    nadia, foyer_id = monde.nadia, monde.foyer_id
    demarches.save_demarche(
        nadia, SaisieDemarche(foyer_id, "Dossier MDPH", QUI_FAMILLE, echeance="2026-11-25")
    )
    demarches.save_demarche(
        nadia, SaisieDemarche(foyer_id, "Main courante", echeance="2026-11-24", zone="restreint")
    )
    contrat = contrats.create_contrat(nadia, SaisieContrat(foyer_id, revision_le="2026-11-26"))
    made = objectifs.add_objectif(nadia, SaisieObjectif(contrat.id, "Garder le logement"))
    goal = made.objectifs[0].id
    objectifs.add_engagement(
        nadia, SaisieEngagement(goal, "Payer 50 € par mois", FAMILLE, echeance="2026-12-05")
    )
    objectifs.add_engagement(nadia, SaisieEngagement(goal, "Écrire au bailleur", TS))
    contrats.propose_contrat(nadia, contrat.id)
    contrats.sign_contrat(nadia, contrat.id, PAPIER)
    (visite,) = feuille_route.make_feuille(nadia).visites
    assert visite.a_faire == (
        "Démarche (famille) : Dossier MDPH (le 25/11/2026)",
        "Point sur le contrat (le 26/11/2026)",
        "Déposer le FSL (le 27/11/2026)",
        "Famille : Payer 50 € par mois (le 05/12/2026)",
        "Travailleur social : Écrire au bailleur",
    )
    for number in range(2):
        demarches.save_demarche(nadia, SaisieDemarche(foyer_id, f"Plus tard {number}"))
    (visite,) = feuille_route.make_feuille(nadia).visites
    assert visite.a_faire[5:] == ("et 2 autres au dossier",)


def test_under_a_safe_contact_the_address_is_nowhere(monde: Monde) -> None:
    contact_sur.save_contact_sur(monde.nadia, monde.foyer_id, SaisieContactSur("0612345642"))
    (visite,) = feuille_route.make_feuille(monde.nadia).visites
    assert visite.lieu == "Adresse masquée"
    assert visite.prudence.startswith("Contact sûr")
    assert "Gaulle" not in str(visite)
    assert "0612345642" not in str(visite)


def test_what_was_cancelled_is_not_on_it(monde: Monde) -> None:
    made = rendezvous.create_rendezvous(
        monde.nadia, SaisieRendezVous(f"{DEMAIN}T14:00", "REUNION", motif="Commission")
    )
    assert len(feuille_route.make_feuille(monde.nadia).visites) == 2
    rendezvous.set_statut(monde.nadia, made.id, ANNULE_SERVICE)
    assert len(feuille_route.make_feuille(monde.nadia).visites) == 1


def test_printing_leaves_a_trace_and_looking_does_not(monde: Monde) -> None:
    def traces() -> int:
        rows = monde.nadia.store.query("SELECT * FROM trace WHERE acte = 'impression'")
        return len(rows)

    shown = feuille_route.feuille_apercu(monde.nadia, options=OptionsFeuille(masquer_noms=True))
    assert shown.startswith(b"%PDF")
    assert traces() == 0
    feuille_route.feuille_pdf(monde.nadia)
    assert traces() == 1
    assert integrite.verify(monde.nadia) == []


def test_the_secretary_prints_no_road_sheet(monde: Monde) -> None:
    with pytest.raises(KnownError, match="ne permet pas"):
        feuille_route.make_feuille(monde.sylvie)
