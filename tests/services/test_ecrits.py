"""From the file to the paper: nothing confidential follows, and every print leaves a trace."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.documents.lecture import heard_text, read_pages, seen_text

from fieldapp.domain.agent import Agent
from fieldapp.domain.contact import SaisieContact
from fieldapp.domain.ecrits import OptionsSynthese
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import Dossier, SaisieContactSur, SaisieFoyer, SaisiePersonne
from fieldapp.domain.horloge import aujourd_hui, maintenant
from fieldapp.domain.orientation import SaisieOrientation
from fieldapp.domain.structure import Structure
from fieldapp.services import (
    contact_sur,
    contacts,
    ecrits,
    foyers,
    orientations,
    personnes,
    structures,
)
from fieldapp.services.session import Session, create_session


@dataclass(frozen=True)
class Monde:
    """A worker, the file of a family with a baby, and a crèche of the directory."""

    session: Session
    dossier: Dossier
    creche: Structure

    @property
    def foyer_id(self) -> str:
        return self.dossier.foyer.id

    def personne(self, prenom: str) -> str:
        return next(m.personne.id for m in self.dossier.membres if m.personne.prenom == prenom)

    def saisie(self, type_: str = "EAJE_INSERTION", accord: str = "FICHE") -> SaisieOrientation:
        return SaisieOrientation(
            foyer_id=self.foyer_id,
            type=type_,
            accord=accord,
            motifs=("Formation du parent",),
            personne_id=self.personne("Jade"),
            structure_id=self.creche.id,
            attentes="Deux matinées par semaine.",
        )

    def traces(self) -> list[str]:
        rows = self.session.store.query("SELECT objet FROM trace WHERE acte = 'impression'")
        return [row["objet"] for row in rows]


@pytest.fixture
def monde(tmp_path: Path) -> Iterator[Monde]:
    session, _ = create_session(
        tmp_path / "poste",
        "quatre mots pour une phrase",
        nom="Nadia Lemaire",
        role="ASS",
        unite="62-ADS-LENS",
    )
    baby = aujourd_hui() - timedelta(days=430)
    foyer = foyers.create_foyer(
        session,
        SaisieFoyer(
            numero="0412345",
            adresse="14 rue du Général-de-Gaulle",
            code_postal="62300",
            commune="Lens",
            personnes=(
                SaisiePersonne(
                    "Delattre", "Aurélie", civilite="MME", naissance="1991-03-14",
                    telephone="0612345642",
                ),
                SaisiePersonne("Hennebelle", "Jade", naissance=baby.isoformat(), role="ENFANT"),
            ),
        ),
    )  # fmt: skip
    creche = structures.save_structure(
        session,
        Structure(
            "", "Les Petits Galets", "EAJE", adresse="3 rue des Tilleuls", code_postal="62300",
            commune="Lens", telephone="0321000000", horaires="Mo-Fr 08:30-12:00",
        ),
    )  # fmt: skip
    yield Monde(session, foyers.get_dossier(session, foyer.id), creche)
    session.close()


def _note(monde: Monde, note: str, zone: str, **more: object) -> None:
    saisie = SaisieContact(monde.foyer_id, "VAD", "2026-01-10T10:00", note=note, zone=zone)
    contacts.save_contact(monde.session, replace(saisie, **more))  # type: ignore[arg-type]


def test_a_synthesis_gathers_the_file(monde: Monde) -> None:
    _note(monde, "Madame cherche une garde.", "equipe", besoins=("GARDE",), suite="Appeler")
    orientations.save_orientation(monde.session, monde.saisie())
    heard = heard_text(ecrits.synthese_pdf(monde.session, monde.foyer_id))
    for text in (
        "Caf du Pas-de-Calais", "Antenne de Lens", "Assistant de service social", "0412345",
        "14 rue du Général-de-Gaulle", "06 12 34 56 42", "Demandeuse", "Jade Hennebelle",
        "Madame cherche une garde.", "Mode de garde", "Accueil insertion en crèche",
        "Les Petits Galets", "Appeler", "Responsable d’antenne", "Confidentiel – équipe",
    ):  # fmt: skip
        assert text in heard


def test_personal_and_restricted_notes_are_never_printed(monde: Monde) -> None:
    today = maintenant()
    _note(monde, "brouillon pour moi", "personnel", besoins=("LOGEMENT",), moment=today)
    _note(monde, "information préoccupante", "restreint", besoins=("RELATIONS",))
    seen = seen_text(ecrits.synthese_pdf(monde.session, monde.foyer_id))
    for hidden in ("brouillon", "préoccupante", "Logement", "10/01/2026"):
        assert hidden not in seen


def test_a_team_note_stays_out_of_a_synthesis_for_the_institution(monde: Monde) -> None:
    _note(monde, "note de travail", "equipe")
    _note(monde, "point institutionnel", "institution")
    options = OptionsSynthese(confidentialite="INSTITUTION")
    seen = seen_text(ecrits.synthese_pdf(monde.session, monde.foyer_id, options))
    assert "note de travail" not in seen
    assert "point institutionnel" in seen
    assert "Confidentiel – institution" in seen


@pytest.mark.parametrize("why", ["contact_sur", "violence"])
def test_someone_in_danger_is_not_found_by_a_paper(monde: Monde, why: str) -> None:
    if why == "violence":
        foyers.update_foyer(monde.session, monde.foyer_id, {"violence": True})
    else:
        saisie = SaisieContactSur("0699887766", "de 9 h à 15 h")
        contact_sur.save_contact_sur(monde.session, monde.foyer_id, saisie)
    orientation = orientations.save_orientation(monde.session, monde.saisie())
    for content in (
        ecrits.synthese_pdf(monde.session, monde.foyer_id),
        ecrits.fiche_pdf(monde.session, orientation.id),
    ):
        seen = seen_text(content).lower()
        assert "par le service" in seen
        for hidden in ("gaulle", "06 12", "06 99", "contact sûr", "violence"):
            assert hidden not in seen
    assert "Adresse masquée" in seen_text(ecrits.synthese_pdf(monde.session, monde.foyer_id))


def test_orientations_about_violence_are_not_in_a_synthesis(monde: Monde) -> None:
    orientations.save_orientation(monde.session, monde.saisie("VIF_VICTIME"))
    assert "victime" not in seen_text(ecrits.synthese_pdf(monde.session, monde.foyer_id))


def test_a_synthesis_never_says_who_goes_to_a_laep(monde: Monde) -> None:
    told = orientations.save_orientation(monde.session, monde.saisie("LAEP"))
    orientations.set_statut(monde.session, told.id, "REALISEE", suite="Ils y vont le mardi")
    seen = seen_text(ecrits.synthese_pdf(monde.session, monde.foyer_id))
    assert "Lieu d’accueil enfants-parents" in seen
    assert "Réalisée" not in seen
    assert "mardi" not in seen


def test_the_words_for_this_recipient_are_printed_and_not_kept(monde: Monde) -> None:
    options = OptionsSynthese(
        destinataire="Commission d’aide", objet="Aide à la garde", analyse="Le projet tient.",
        point_de_vue="Je veux réussir.", objectifs=("Trouver une garde",),
    )  # fmt: skip
    content = ecrits.synthese_pdf(monde.session, monde.foyer_id, options)
    for text in ("Commission d’aide", "Aide à la garde", "Le projet tient.", "Trouver une garde"):
        assert text in heard_text(content)
    assert "Le projet tient." not in heard_text(ecrits.synthese_pdf(monde.session, monde.foyer_id))


def test_a_long_note_is_quoted_by_its_beginning_and_says_so(monde: Monde) -> None:
    _note(monde, "Elle explique longuement la situation. " * 40 + "FIN", "equipe")
    heard = heard_text(ecrits.synthese_pdf(monde.session, monde.foyer_id))
    assert "[…]" in heard
    assert "FIN" not in heard


def test_the_sheet_of_a_child_names_the_child_and_one_parent(monde: Monde) -> None:
    orientation = orientations.save_orientation(monde.session, monde.saisie())
    seen = seen_text(ecrits.fiche_pdf(monde.session, orientation.id))
    for text in ("Jade, 14 mois", "Mme Delattre", "06 12 34 56 42", "Formation du parent"):
        assert text in seen
    assert "Jade Hennebelle" not in seen
    assert "Gaulle" not in seen


def test_a_laep_never_gets_a_nominative_sheet(monde: Monde) -> None:
    orientation = orientations.save_orientation(monde.session, monde.saisie("LAEP"))
    seen = seen_text(ecrits.fiche_pdf(monde.session, orientation.id))
    for name in ("Jade", "Delattre", "Hennebelle", "Lemaire", "Aurélie"):
        assert name not in seen
    assert "3 rue des Tilleuls" in seen
    assert "Du lundi au vendredi : de 8 h 30 à 12 h" in seen


def test_a_refusal_is_kept_and_nothing_is_printed(monde: Monde) -> None:
    refused = orientations.save_orientation(monde.session, monde.saisie(accord="REFUS"))
    agreed = orientations.save_orientation(monde.session, monde.saisie())
    orientations.set_statut(monde.session, agreed.id, "REFUSEE_FAMILLE")
    cancelled = orientations.save_orientation(monde.session, monde.saisie())
    orientations.set_statut(monde.session, cancelled.id, "ANNULEE")
    for orientation in (refused, agreed, cancelled):
        with pytest.raises(KnownError):
            ecrits.fiche_pdf(monde.session, orientation.id)
    assert monde.traces() == []


def test_the_preview_is_the_paper(monde: Monde) -> None:
    orientation = orientations.save_orientation(monde.session, monde.saisie())
    shown = ecrits.fiche_apercu(
        monde.session, replace(monde.saisie(), relance_le=orientation.relance_le)
    )
    assert shown == ecrits.fiche_pdf(monde.session, orientation.id)


def test_a_print_leaves_a_trace_and_a_preview_none(monde: Monde) -> None:
    orientation = orientations.save_orientation(monde.session, monde.saisie())
    ecrits.fiche_apercu(monde.session, monde.saisie())
    ecrits.synthese_apercu(monde.session, monde.foyer_id)
    assert monde.traces() == []
    ecrits.synthese_pdf(monde.session, monde.foyer_id)
    ecrits.fiche_pdf(monde.session, orientation.id)
    assert monde.traces() == [monde.foyer_id, orientation.id]


def test_the_screen_says_what_leaves_while_one_types(monde: Monde) -> None:
    sort, reste = ecrits.ce_qui_sort(monde.session, monde.saisie())
    assert "Prénom et âge de Jade" in sort
    assert "Les autres membres du foyer" in reste
    for accord in ("", "REFUS"):
        sort, _ = ecrits.ce_qui_sort(monde.session, monde.saisie(accord=accord))
        assert sort == ("Rien",)
    sort, _ = ecrits.ce_qui_sort(monde.session, monde.saisie("LAEP"))
    assert sort[0] == "Rien vers la structure"


def test_a_number_that_nobody_verified_is_not_printed(monde: Monde) -> None:
    structures.save_structure(monde.session, replace(monde.creche, a_confirmer=True))
    seen = seen_text(ecrits.fiche_apercu(monde.session, monde.saisie("LAEP")))
    assert "03 21" not in seen


def test_a_shelter_keeps_its_address(monde: Monde) -> None:
    structures.save_structure(monde.session, replace(monde.creche, adresse_masquee=True))
    for accord in ("FICHE", "INFORMATION"):
        seen = seen_text(ecrits.fiche_apercu(monde.session, monde.saisie(accord=accord)))
        assert "Tilleuls" not in seen


def test_without_a_structure_the_place_is_the_kind_of_action(monde: Monde) -> None:
    saisie = replace(monde.saisie(accord="INFORMATION"), structure_id=None)
    heard = heard_text(ecrits.fiche_apercu(monde.session, saisie))
    assert "Accueil insertion en crèche" in heard


def test_an_adult_answers_for_himself(monde: Monde) -> None:
    personnes.add_personne(
        monde.session,
        monde.foyer_id,
        SaisiePersonne("Hennebelle", "Kevin", civilite="M", role="CONJOINT"),
    )
    dossier = foyers.get_dossier(monde.session, monde.foyer_id)
    saisie = replace(
        monde.saisie(), personne_id=Monde(monde.session, dossier, monde.creche).personne("Kevin")
    )
    seen = seen_text(ecrits.fiche_apercu(monde.session, saisie))
    assert "M. Kevin Hennebelle" in seen
    assert "Par le service" in seen
    assert "Delattre" not in seen


@pytest.mark.parametrize("role", ["SECRETAIRE", "SIEGE", "DPO"])
def test_who_may_not_read_notes_prints_nothing(monde: Monde, role: str) -> None:
    agent = Agent("autre", "Paul Dubois", role, "62-ADS-LENS", "CAF62")
    other = replace(monde.session, agent=agent)
    orientation = orientations.save_orientation(monde.session, monde.saisie())
    with pytest.raises(KnownError, match="ne permet pas"):
        ecrits.synthese_pdf(other, monde.foyer_id)
    with pytest.raises(KnownError, match="ne permet pas"):
        ecrits.fiche_pdf(other, orientation.id)
    with pytest.raises(KnownError, match="ne permet pas"):
        ecrits.fiche_apercu(other, monde.saisie())


def test_another_antenna_prints_nothing(monde: Monde) -> None:
    agent = Agent("autre", "Paul Dubois", "TS", "62-ADS-ARRAS", "CAF62")
    with pytest.raises(KnownError, match="autre antenne"):
        ecrits.synthese_pdf(replace(monde.session, agent=agent), monde.foyer_id)


def test_who_prints_and_who_wrote_are_both_named(monde: Monde) -> None:
    orientation = orientations.save_orientation(monde.session, monde.saisie())
    boss = Agent("autre", "Marc Caudron", "RESP_ADS", "62-ADS-LENS", "CAF62")
    content = ecrits.fiche_pdf(replace(monde.session, agent=boss), orientation.id)
    assert "Nadia Lemaire" in heard_text(content)
    assert "Imprimé par Marc Caudron" in "".join(read_pages(content)[0].artifacts)


def test_an_unknown_class_of_confidentiality_is_refused(monde: Monde) -> None:
    with pytest.raises(KnownError) as caught:
        ecrits.synthese_pdf(
            monde.session, monde.foyer_id, OptionsSynthese(confidentialite="PUBLIC")
        )
    assert caught.value.champ == "confidentialite"
