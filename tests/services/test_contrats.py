"""The contract of mutual commitments: written, proposed, signed, revised, ended, printed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from tests.documents.lecture import heard_text, read_pages, seen_text, squeeze
from tests.services.conftest import Colleague

from fieldapp.domain.contrat import (
    ABANDONNE,
    ATTEINT,
    BROUILLON,
    ECRAN,
    FAIT,
    FAMILLE,
    PAPIER,
    PARTIEL,
    PROPOSE,
    REVISE,
    SIGNE,
    TS,
    Contrat,
    SaisieContrat,
    SaisieEngagement,
    SaisieObjectif,
    Signature,
)
from fieldapp.domain.demarche import SaisieDemarche
from fieldapp.domain.echeance import ENGAGEMENT, REVISION
from fieldapp.domain.ecrits import OptionsSynthese
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import Foyer, SaisiePersonne
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.services import (
    aujourdhui,
    contrats,
    demarches,
    foyers,
    historique,
    integrite,
    objectifs,
    personnes,
    synthese,
)
from fieldapp.services.session import Session

HIER = (aujourd_hui() - timedelta(days=1)).isoformat()
DEMAIN = (aujourd_hui() + timedelta(days=1)).isoformat()
PARAPHE = ((100, 150, 300, 50, 500, 200), (600, 100))


@pytest.fixture
def brouillon(nadia: Session, foyer: Foyer) -> Contrat:
    contrat = contrats.create_contrat(
        nadia, SaisieContrat(foyer.id, "INSERTION", fin="2027-06-30", revision_le=HIER)
    )
    contrat = objectifs.add_objectif(
        nadia, SaisieObjectif(contrat.id, "Entrer en formation", "Inscription faite", DEMAIN)
    )
    (objectif,) = contrat.objectifs
    objectifs.add_engagement(
        nadia, SaisieEngagement(objectif.id, "Appeler la mission locale", echeance=HIER)
    )
    return objectifs.add_engagement(
        nadia, SaisieEngagement(objectif.id, "Chercher une place en crèche", TS)
    )


@pytest.fixture
def signe(nadia: Session, brouillon: Contrat) -> Contrat:
    contrats.propose_contrat(nadia, brouillon.id)
    return contrats.sign_contrat(nadia, brouillon.id, PAPIER)


def test_a_draft_needs_only_the_family_and_binds_the_adults_who_live_there(
    nadia: Session, foyer: Foyer
) -> None:
    contrat = contrats.create_contrat(nadia, SaisieContrat(foyer.id))
    assert (contrat.version, contrat.statut, contrat.domaine) == (1, BROUILLON, None)
    assert [name for _, name in contrats.list_signataires(nadia, contrat.id)] == [
        "Aurélie Delattre"
    ]


@pytest.mark.usefixtures("brouillon")
def test_one_contract_at_a_time(nadia: Session, foyer: Foyer) -> None:
    with pytest.raises(KnownError, match="déjà ouvert"):
        contrats.create_contrat(nadia, SaisieContrat(foyer.id))


def test_five_objectives_at_most(nadia: Session, brouillon: Contrat) -> None:
    for number in range(2, 6):
        objectifs.add_objectif(nadia, SaisieObjectif(brouillon.id, f"Objectif {number}"))
    with pytest.raises(KnownError, match="5 objectifs au plus"):
        objectifs.add_objectif(nadia, SaisieObjectif(brouillon.id, "Un sixième"))
    assert [o.rang for o in contrats.get_contrat(nadia, brouillon.id).objectifs] == [1, 2, 3, 4, 5]


def test_words_are_needed_and_the_rest_is_said_field_by_field(
    nadia: Session, brouillon: Contrat
) -> None:
    (objectif,) = brouillon.objectifs
    acts: tuple[tuple[Callable[[], object], str], ...] = (
        (lambda: objectifs.add_objectif(nadia, SaisieObjectif(brouillon.id, " ")), "libelle"),
        (lambda: objectifs.add_engagement(nadia, SaisieEngagement(objectif.id, "")), "libelle"),
        (
            lambda: objectifs.add_engagement(nadia, SaisieEngagement(objectif.id, "x", "ROI")),
            "partie",
        ),
        (
            lambda: objectifs.update_objectif(nadia, objectif.id, {"echeance": "bientôt"}),
            "echeance",
        ),
        (lambda: contrats.update_contrat(nadia, brouillon.id, {"debut": "2028-01-01"}), "fin"),
        (lambda: contrats.update_contrat(nadia, brouillon.id, {"domaine": "MAGIE"}), "domaine"),
        (
            lambda: contrats.update_contrat(
                nadia, brouillon.id, {"debut": "2026-03-01", "revision_le": "2026-02-01"}
            ),
            "revision_le",
        ),
        (
            lambda: objectifs.update_objectif(
                nadia, objectif.id, {"critere": "1 85 03 62 498 123 48"}
            ),
            "critere",
        ),
        (
            lambda: objectifs.add_engagement(
                nadia, SaisieEngagement(objectif.id, "Donner 185036249812348")
            ),
            "libelle",
        ),
    )
    for act, champ in acts:
        with pytest.raises(KnownError) as refused:
            act()
        assert refused.value.champ == champ
    assert contrats.get_contrat(nadia, brouillon.id) == brouillon


def test_commitments_are_mutual_or_the_contract_is_not_proposed(
    nadia: Session, foyer: Foyer
) -> None:
    contrat = contrats.create_contrat(nadia, SaisieContrat(foyer.id))
    with pytest.raises(KnownError, match="Il manque un objectif"):
        contrats.propose_contrat(nadia, contrat.id)
    contrat = objectifs.add_objectif(nadia, SaisieObjectif(contrat.id, "Trouver un logement"))
    with pytest.raises(KnownError, match="engagement de la famille"):
        contrats.propose_contrat(nadia, contrat.id)
    objectif = contrat.objectifs[0].id
    objectifs.add_engagement(nadia, SaisieEngagement(objectif, "Déposer une demande"))
    with pytest.raises(KnownError, match="engagement du service"):
        contrats.propose_contrat(nadia, contrat.id)
    objectifs.add_engagement(nadia, SaisieEngagement(objectif, "Appuyer la demande", "ORGANISME"))
    proposed = contrats.propose_contrat(nadia, contrat.id)
    assert (proposed.statut, proposed.propose_le) == (PROPOSE, aujourd_hui().isoformat())


def test_a_proposed_text_does_not_change_until_it_is_a_draft_again(
    nadia: Session, brouillon: Contrat
) -> None:
    contrats.propose_contrat(nadia, brouillon.id)
    objectif = brouillon.objectifs[0]
    with pytest.raises(KnownError, match="Remettez-le en brouillon"):
        objectifs.update_objectif(nadia, objectif.id, {"libelle": "Autre chose"})
    contrats.reopen_brouillon(nadia, brouillon.id)
    changed = objectifs.update_objectif(nadia, objectif.id, {"libelle": "Autre chose"})
    assert changed.objectifs[0].libelle == "Autre chose"


def test_a_draft_is_not_signed_before_it_is_proposed(nadia: Session, brouillon: Contrat) -> None:
    with pytest.raises(KnownError, match="Proposez-le d’abord"):
        contrats.sign_contrat(nadia, brouillon.id, PAPIER)


def test_on_the_screen_the_family_and_the_worker_sign_and_the_strokes_are_kept(
    nadia: Session, brouillon: Contrat
) -> None:
    contrats.propose_contrat(nadia, brouillon.id)
    family = Signature(FAMILLE, "Aurélie Delattre", PARAPHE)
    with pytest.raises(KnownError) as refused:
        contrats.sign_contrat(nadia, brouillon.id, ECRAN, (family,))
    assert refused.value.champ == TS
    signed = contrats.sign_contrat(
        nadia, brouillon.id, ECRAN, (family, Signature(TS, "Nadia Lemaire", PARAPHE))
    )
    assert (signed.statut, signed.signature_mode) == (SIGNE, ECRAN)
    assert signed.signatures[0] == family
    assert signed.signe_le == signed.debut == aujourd_hui().isoformat()
    assert integrite.verify(nadia) == []


def test_a_signed_text_does_not_change_but_what_is_done_is_ticked(
    nadia: Session, signe: Contrat
) -> None:
    engagement = signe.engagements[0]
    with pytest.raises(KnownError, match="Faites une nouvelle version"):
        objectifs.update_engagement(nadia, engagement.id, {"libelle": "Moins"})
    ticked = objectifs.toggle_engagement(nadia, engagement.id)
    assert ticked.engagements[0].etat == FAIT
    assert objectifs.toggle_engagement(nadia, engagement.id) == signe
    reached = objectifs.update_objectif(nadia, signe.objectifs[0].id, {"etat": ATTEINT})
    assert reached.objectifs[0].etat == ATTEINT
    moved = contrats.update_contrat(nadia, signe.id, {"revision_le": DEMAIN})
    assert moved.revision_le == DEMAIN


def test_nothing_is_ticked_before_the_signature(nadia: Session, brouillon: Contrat) -> None:
    with pytest.raises(KnownError, match="Faites d’abord signer"):
        objectifs.toggle_engagement(nadia, brouillon.engagements[0].id)


def test_a_revision_keeps_the_signed_version_in_force_until_the_next_is_signed(
    nadia: Session, foyer: Foyer, signe: Contrat
) -> None:
    objectifs.toggle_engagement(nadia, signe.engagements[0].id)
    second = contrats.revise_contrat(nadia, signe.id)
    assert (second.version, second.statut, second.remplace_id) == (2, BROUILLON, signe.id)
    # What is done is not promised twice.
    assert [e.libelle for e in second.engagements] == ["Chercher une place en crèche"]
    assert contrats.get_contrat(nadia, signe.id).statut == SIGNE
    with pytest.raises(KnownError, match="déjà en préparation"):
        contrats.revise_contrat(nadia, signe.id)
    objectifs.add_engagement(
        nadia, SaisieEngagement(second.objectifs[0].id, "Visiter la crèche", FAMILLE)
    )
    contrats.propose_contrat(nadia, second.id)
    contrats.sign_contrat(nadia, second.id, PAPIER)
    assert [c.statut for c in contrats.list_contrats(nadia, foyer.id)] == [SIGNE, REVISE]
    historique.undo_last(nadia)
    assert [c.statut for c in contrats.list_contrats(nadia, foyer.id)] == [PROPOSE, SIGNE]


@pytest.mark.parametrize("fin", [ATTEINT, PARTIEL, ABANDONNE])
def test_a_signed_contract_ends_with_words_and_never_starts_again(
    nadia: Session, signe: Contrat, fin: str
) -> None:
    ended = contrats.end_contrat(nadia, signe.id, fin, "Formation commencée.")
    assert (ended.statut, ended.bilan) == (fin, "Formation commencée.")
    acts: tuple[Callable[[], Contrat], ...] = (
        lambda: contrats.end_contrat(nadia, signe.id, ATTEINT),
        lambda: contrats.revise_contrat(nadia, signe.id),
        lambda: contrats.sign_contrat(nadia, signe.id, PAPIER),
    )
    for act in acts:
        with pytest.raises(KnownError, match="nouvelle version"):
            act()


def test_a_draft_may_be_given_up_but_is_never_reached(nadia: Session, brouillon: Contrat) -> None:
    with pytest.raises(KnownError, match="ne peut pas passer"):
        contrats.end_contrat(nadia, brouillon.id, ATTEINT)
    assert contrats.end_contrat(nadia, brouillon.id, ABANDONNE).statut == ABANDONNE


def test_taking_an_objective_out_takes_its_commitments_and_undo_brings_all_back(
    nadia: Session, brouillon: Contrat
) -> None:
    assert objectifs.delete_objectif(nadia, brouillon.objectifs[0].id).objectifs == ()
    historique.undo_last(nadia)
    assert contrats.get_contrat(nadia, brouillon.id) == brouillon
    objectifs.delete_engagement(nadia, brouillon.engagements[0].id)
    assert len(contrats.get_contrat(nadia, brouillon.id).engagements) == 1


def test_commitments_and_reviews_come_when_they_are_due(
    nadia: Session, signe: Contrat, colleague: Colleague
) -> None:
    late = aujourdhui.en_retard(nadia)
    assert {(e.genre, e.texte) for e in late} == {
        (ENGAGEMENT, "Appeler la mission locale (famille)"),
        (REVISION, "revoir le contrat, version 1"),
    }
    (line,) = foyers.list_foyers(nadia).lignes
    assert (line.echeance, line.echeance_genre) == (HIER, "ENGAGEMENT")
    assert aujourdhui.en_retard(colleague("CESF")) == ()
    contrats.end_contrat(nadia, signe.id, ATTEINT)
    assert aujourdhui.en_retard(nadia) == ()


def test_both_copies_say_that_no_sanction_is_attached(nadia: Session, brouillon: Contrat) -> None:
    content = contrats.contrat_pdf(nadia, brouillon.id)
    heard = heard_text(content)
    for words in (
        "Contrat d’engagements réciproques",
        "Aucune sanction n’y est attachée",
        "Ce n’est pas le contrat d’engagement du RSA",
        "Appeler la mission locale",
        "Inscription faite",
    ):
        assert heard.count(words) == 2
    assert "Exemplaire de la famille" in heard
    assert "Exemplaire du service" in heard
    each = len(read_pages(content)) // 2
    assert squeeze(seen_text(content)).count(f"page1/{each}") == 2


def test_large_type_for_who_reads_with_difficulty(
    nadia: Session, foyer: Foyer, brouillon: Contrat
) -> None:
    foyers.update_foyer(nadia, foyer.id, {"ecrit_difficile": True})
    for page in read_pages(contrats.contrat_apercu(nadia, brouillon.id)):
        assert min(page.sizes) >= 14


def test_under_violence_the_author_is_not_a_party(nadia: Session, foyer: Foyer) -> None:
    personnes.add_personne(nadia, foyer.id, SaisiePersonne("Hennebelle", "Kévin", role="CONJOINT"))
    foyers.update_foyer(nadia, foyer.id, {"violence": True})
    contrat = contrats.create_contrat(nadia, SaisieContrat(foyer.id))
    assert [name for _, name in contrats.list_signataires(nadia, contrat.id)] == [
        "Aurélie Delattre"
    ]
    objectifs.add_objectif(nadia, SaisieObjectif(contrat.id, "Souffler"))
    assert "Hennebelle" not in seen_text(contrats.contrat_apercu(nadia, contrat.id))


def test_only_those_who_follow_the_family_and_their_manager_read_it(
    foyer: Foyer, signe: Contrat, colleague: Colleague
) -> None:
    assert contrats.get_contrat(colleague("RESP_ADS"), signe.id) == signe
    for other in (colleague("SECRETAIRE"), colleague("CESF"), colleague("TS", "62-ADS-ARRAS")):
        for act in (
            lambda s=other: contrats.list_contrats(s, foyer.id),
            lambda s=other: contrats.revise_contrat(s, signe.id),
            lambda s=other: objectifs.toggle_engagement(s, signe.engagements[0].id),
            lambda s=other: contrats.contrat_pdf(s, signe.id),
            lambda s=other: historique.history(s, "engagement", signe.engagements[0].id),
        ):
            with pytest.raises(KnownError):
                act()


@pytest.mark.usefixtures("signe")
def test_a_synthese_for_the_team_tells_objectives_and_steps_and_no_wider(
    nadia: Session, foyer: Foyer
) -> None:
    demarches.save_demarche(nadia, SaisieDemarche(foyer.id, "Relancer l’ASF"))
    demarches.save_demarche(nadia, SaisieDemarche(foyer.id, "Mise à l’abri", zone="restreint"))
    team = synthese.make_synthese(nadia, foyer.id, OptionsSynthese())
    assert team.objectifs == ("Entrer en formation (en cours)",)
    assert team.suites == ("Relancer l’ASF (service)",)
    wider = synthese.make_synthese(nadia, foyer.id, OptionsSynthese(confidentialite="INSTITUTION"))
    assert (wider.objectifs, wider.suites) == ((), ())
