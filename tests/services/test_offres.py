"""From an offer to a follow-up: proposition, free answer, co-intervenants, planned end, review."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from tests.services.conftest import Colleague

from fieldapp.domain.accompagnement import (
    ADHESION,
    REFUS,
    SANS_REPONSE,
    SaisieAccompagnement,
    SaisieProposition,
)
from fieldapp.domain.echeance import REVUE
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import Foyer
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.services import accompagnements, aujourdhui, evaluations, foyers, historique
from fieldapp.services.session import Session

HIER = (aujourd_hui() - timedelta(days=1)).isoformat()


def test_an_offer_keeps_the_life_event_the_day_and_the_way(nadia: Session, foyer: Foyer) -> None:
    made = accompagnements.propose_offre(
        nadia,
        SaisieProposition(
            foyer.id, "SEPARATION", "Départ du conjoint", "2026-10-01", HIER, "COURRIER"
        ),
    )
    assert (made.fait_generateur, made.fait_le) == ("Départ du conjoint", "2026-10-01")
    assert (made.propose_le, made.mode, made.socle) == (HIER, "COURRIER", True)
    assert made.reponse is None
    # A proposal is not a follow-up yet.
    assert foyers.get_dossier(nadia, foyer.id).accompagnements == ()


def test_an_adhesion_opens_the_follow_up_and_undo_takes_both_back(
    nadia: Session, foyer: Foyer
) -> None:
    made = accompagnements.propose_offre(nadia, SaisieProposition(foyer.id, "IMPAYE"))
    answered = accompagnements.answer_proposition(
        nadia, made.id, ADHESION, suivi=SaisieAccompagnement(foyer.id, "SOCIAL")
    )
    (suivi,) = accompagnements.list_accompagnements(nadia, foyer.id)
    assert answered.accompagnement_id == suivi.id
    assert (suivi.niveau, suivi.offre, suivi.domaine) == ("SOCIAL", "IMPAYE", "LOGEMENT")
    assert (suivi.socle, suivi.debut) == (True, aujourd_hui().isoformat())
    with pytest.raises(KnownError, match="déjà adhéré"):
        accompagnements.answer_proposition(nadia, made.id, REFUS)
    historique.undo_last(nadia)
    assert accompagnements.list_accompagnements(nadia, foyer.id) == ()
    assert accompagnements.get_proposition(nadia, made.id) == made


@pytest.mark.parametrize("reponse", [REFUS, SANS_REPONSE])
def test_a_family_may_refuse_or_stay_silent_then_agree(
    nadia: Session, foyer: Foyer, reponse: str
) -> None:
    made = accompagnements.propose_offre(
        nadia, SaisieProposition(foyer.id, "VACANCES", propose_le=HIER)
    )
    answered = accompagnements.answer_proposition(nadia, made.id, reponse, HIER)
    assert (answered.reponse, answered.reponse_le, answered.socle) == (reponse, HIER, False)
    assert accompagnements.list_accompagnements(nadia, foyer.id) == ()
    assert accompagnements.answer_proposition(nadia, made.id, ADHESION).accompagnement_id


@pytest.mark.parametrize(
    ("saisie", "champ"),
    [
        ({"offre": ""}, "offre"),
        ({"offre": "LUNE"}, "offre"),
        ({"offre": "IMPAYE", "mode": "PIGEON"}, "mode"),
        ({"offre": "IMPAYE", "propose_le": "hier"}, "propose_le"),
        ({"offre": "IMPAYE", "propose_le": "2099-01-01"}, "propose_le"),
        ({"offre": "IMPAYE", "fait_le": "2099-01-01"}, "fait_le"),
        ({"offre": "IMPAYE", "fait_generateur": "né 1 85 03 62 498 123 48"}, "fait_generateur"),
    ],
)
def test_a_bad_offer_is_refused_at_its_field(
    nadia: Session, foyer: Foyer, saisie: dict[str, str], champ: str
) -> None:
    with pytest.raises(KnownError) as refused:
        accompagnements.propose_offre(nadia, SaisieProposition(foyer.id, **saisie))
    assert refused.value.champ == champ


def test_the_answer_is_one_of_three(nadia: Session, foyer: Foyer) -> None:
    made = accompagnements.propose_offre(nadia, SaisieProposition(foyer.id, "IMPAYE"))
    with pytest.raises(KnownError) as refused:
        accompagnements.answer_proposition(nadia, made.id, "")
    assert refused.value.champ == "reponse"


def test_a_review_and_a_planned_end_come_when_they_are_due(nadia: Session, foyer: Foyer) -> None:
    suivi = accompagnements.open_accompagnement(
        nadia, SaisieAccompagnement(foyer.id, "SOCIAL", debut=HIER, revue_le="2030-01-01")
    )
    assert aujourdhui.en_retard(nadia) == ()
    planned = accompagnements.plan_accompagnement(
        nadia, suivi.id, {"fin_prevue": HIER, "revue_le": "2030-06-01"}
    )
    assert (planned.fin_prevue, planned.revue_le) == (HIER, "2030-06-01")
    (due,) = aujourdhui.en_retard(nadia)
    assert (due.genre, due.le, due.objet_id) == (REVUE, HIER, suivi.id)
    accompagnements.close_accompagnement(nadia, suivi.id, "OBJECTIFS")
    assert aujourdhui.en_retard(nadia) == ()


def test_a_colleague_sees_the_file_while_invited(
    nadia: Session, foyer: Foyer, colleague: Colleague
) -> None:
    arras = colleague("CESF", "62-ADS-ARRAS", "Julie Caudron")
    suivi = accompagnements.open_accompagnement(nadia, SaisieAccompagnement(foyer.id, "SOCIAL"))
    evaluation = evaluations.start_evaluation(nadia, foyer.id)
    with pytest.raises(KnownError, match="autre antenne"):
        foyers.get_dossier(arras, foyer.id)
    assert arras.agent in accompagnements.list_colleagues(nadia)
    invited = accompagnements.invite_colleague(nadia, suivi.id, arras.agent.id)
    assert invited.agent == "Julie Caudron"
    assert foyers.get_dossier(arras, foyer.id).foyer.id == foyer.id
    assert evaluations.get_evaluation(arras, evaluation.id) == evaluation
    with pytest.raises(KnownError, match="déjà co-intervenante"):
        accompagnements.invite_colleague(nadia, suivi.id, arras.agent.id)
    accompagnements.end_invitation(nadia, invited.id)
    with pytest.raises(KnownError, match="autre antenne"):
        foyers.get_dossier(arras, foyer.id)


def test_the_file_closes_to_the_invited_when_the_follow_up_ends(
    nadia: Session, foyer: Foyer, colleague: Colleague
) -> None:
    julie = colleague("CESF")
    suivi = accompagnements.open_accompagnement(nadia, SaisieAccompagnement(foyer.id, "SOCIAL"))
    accompagnements.invite_colleague(nadia, suivi.id, julie.agent.id)
    evaluations.list_evaluations(julie, foyer.id)
    accompagnements.close_accompagnement(nadia, suivi.id, "RELAIS")
    with pytest.raises(KnownError, match="co-intervenants"):
        evaluations.list_evaluations(julie, foyer.id)
    with pytest.raises(KnownError, match="clos"):
        accompagnements.invite_colleague(nadia, suivi.id, julie.agent.id)


def test_the_secretary_makes_no_offer_and_reads_none(
    nadia: Session, foyer: Foyer, colleague: Colleague
) -> None:
    sylvie = colleague("SECRETAIRE")
    made = accompagnements.propose_offre(nadia, SaisieProposition(foyer.id, "IMPAYE"))
    for act in (
        lambda: accompagnements.propose_offre(sylvie, SaisieProposition(foyer.id, "IMPAYE")),
        lambda: accompagnements.list_propositions(sylvie, foyer.id),
        lambda: accompagnements.answer_proposition(sylvie, made.id, REFUS),
        lambda: historique.history(sylvie, "proposition", made.id),
    ):
        with pytest.raises(KnownError):
            act()


def test_dates_that_cannot_be_are_refused_at_their_field(
    nadia: Session, foyer: Foyer, colleague: Colleague
) -> None:
    suivi = accompagnements.open_accompagnement(nadia, SaisieAccompagnement(foyer.id, "SOCIAL"))
    made = accompagnements.propose_offre(nadia, SaisieProposition(foyer.id, "IMPAYE"))
    julie = colleague("CESF").agent.id
    acts: dict[str, Callable[[], object]] = {
        "revue_le": lambda: accompagnements.plan_accompagnement(
            nadia, suivi.id, {"revue_le": HIER}
        ),
        "fin_prevue": lambda: accompagnements.open_accompagnement(
            nadia, SaisieAccompagnement(foyer.id, "SOCIAL", fin_prevue=HIER)
        ),
        "le": lambda: accompagnements.answer_proposition(nadia, made.id, REFUS, HIER),
        "motif_sortie": lambda: accompagnements.close_accompagnement(nadia, suivi.id, ""),
        "fin": lambda: accompagnements.close_accompagnement(nadia, suivi.id, "RELAIS", HIER),
    }
    for champ, act in acts.items():
        with pytest.raises(KnownError) as refused:
            act()
        assert refused.value.champ == champ
    with pytest.raises(KnownError) as refused:
        accompagnements.invite_colleague(nadia, suivi.id, julie, HIER)
    assert refused.value.champ == "fin"
    assert accompagnements.list_accompagnements(nadia, foyer.id) == (suivi,)
