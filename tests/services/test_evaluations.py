"""Social assessments: versions, shared and professional parts, what changed, what is printed."""

import pytest
from tests.documents.lecture import heard_text, read_pages
from tests.services.conftest import Colleague

from fieldapp.domain.errors import KnownError
from fieldapp.domain.evaluation import (
    AJOUT,
    EGAL,
    RETRAIT,
    Chapitre,
    Evaluation,
    compare_texts,
)
from fieldapp.domain.foyer import Foyer, SaisieContactSur, SaisiePersonne
from fieldapp.services import (
    conflits,
    contact_sur,
    evaluations,
    foyers,
    historique,
    integrite,
    personnes,
)
from fieldapp.services.session import Session

MOBILITE = Chapitre(
    "MOBILITE",
    etat="Pas de voiture, un bus le matin.",
    besoins=("MOBILITE", "ISOLEMENT"),
    freins=("Pas de permis",),
    appuis=("Une voisine conduit", "Vélo"),
    paroles="Je me débrouille, mais l’hiver c’est long.",
    analyse="Isolement plus marqué que ce qui en est dit.",
)


@pytest.fixture
def evaluation(nadia: Session, foyer: Foyer) -> Evaluation:
    started = evaluations.start_evaluation(nadia, foyer.id)
    return evaluations.save_chapitre(nadia, started.id, MOBILITE)


def test_an_assessment_begins_empty_and_nothing_is_needed(nadia: Session, foyer: Foyer) -> None:
    started = evaluations.start_evaluation(nadia, foyer.id)
    assert (started.version, dict(started.chapitres), started.auteur) == (1, {}, "Nadia Lemaire")
    same = evaluations.save_chapitre(nadia, started.id, Chapitre("LOGEMENT"))
    assert dict(same.chapitres) == {}


def test_a_chapter_is_found_again_as_it_was_written(nadia: Session, evaluation: Evaluation) -> None:
    assert evaluation.chapitre("MOBILITE") == MOBILITE
    assert integrite.verify(nadia) == []


def test_an_emptied_chapter_goes_away_and_undo_brings_it_back(
    nadia: Session, evaluation: Evaluation
) -> None:
    assert evaluations.save_chapitre(nadia, evaluation.id, Chapitre("MOBILITE")).chapitres == {}
    historique.undo_last(nadia)
    assert evaluations.get_evaluation(nadia, evaluation.id).chapitre("MOBILITE") == MOBILITE


def test_a_chapter_undone_can_be_written_again(nadia: Session, evaluation: Evaluation) -> None:
    assert "chapitre" in historique.undo_last(nadia)
    assert evaluations.get_evaluation(nadia, evaluation.id).chapitres == {}
    again = evaluations.save_chapitre(nadia, evaluation.id, MOBILITE)
    assert again.chapitre("MOBILITE") == MOBILITE
    assert conflits.list_conflits(nadia) == ()
    assert integrite.verify(nadia) == []


@pytest.mark.usefixtures("evaluation")
def test_a_new_version_begins_with_the_words_of_the_one_before(
    nadia: Session, foyer: Foyer
) -> None:
    second = evaluations.start_evaluation(nadia, foyer.id)
    assert (second.version, second.chapitre("MOBILITE")) == (2, MOBILITE)
    blank = evaluations.start_evaluation(nadia, foyer.id, reprendre=False)
    assert (blank.version, dict(blank.chapitres)) == (3, {})
    assert [e.version for e in evaluations.list_evaluations(nadia, foyer.id)] == [3, 2, 1]


def test_a_former_version_is_not_rewritten(
    nadia: Session, foyer: Foyer, evaluation: Evaluation
) -> None:
    evaluations.start_evaluation(nadia, foyer.id)
    with pytest.raises(KnownError, match="close depuis la version 2"):
        evaluations.save_chapitre(nadia, evaluation.id, Chapitre("LOGEMENT", "x"))


@pytest.mark.parametrize(
    ("chapitre", "champ"),
    [(Chapitre("ASTROLOGIE", "x"), "chapitre"), (Chapitre("BUDGET", besoins=("OR",)), "besoins")],
)
def test_unknown_chapters_and_needs_are_refused(
    nadia: Session, evaluation: Evaluation, chapitre: Chapitre, champ: str
) -> None:
    with pytest.raises(KnownError) as refused:
        evaluations.save_chapitre(nadia, evaluation.id, chapitre)
    assert refused.value.champ == champ


def test_two_versions_are_compared_word_by_word_and_need_by_need(
    nadia: Session, foyer: Foyer, evaluation: Evaluation
) -> None:
    second = evaluations.start_evaluation(nadia, foyer.id)
    evaluations.save_chapitre(
        nadia,
        second.id,
        Chapitre("MOBILITE", "Pas de voiture, un bus le soir.", ("MOBILITE", "BUDGET")),
    )
    (mobilite,) = evaluations.compare_evaluations(nadia, evaluation.id, second.id)
    etat, besoins, *rest = mobilite.champs
    assert [s.texte for s in etat.avant if s.genre == RETRAIT] == ["matin."]
    assert [s.texte for s in etat.apres if s.genre == AJOUT] == ["soir."]
    assert {s.texte: s.genre for s in besoins.avant} == {"Mobilité": EGAL, "Isolement": RETRAIT}
    assert {s.texte: s.genre for s in besoins.apres} == {"Mobilité": EGAL, "Budget": AJOUT}
    assert [c.champ for c in rest] == ["freins", "appuis", "paroles", "analyse"]
    assert mobilite.change


def test_what_did_not_change_is_not_marked() -> None:
    before, after = compare_texts("Rien à signaler.", "Rien à signaler.")
    assert {s.genre for s in (*before, *after)} == {EGAL}
    assert compare_texts("", "") == ((), ())


def test_words_that_come_back_thousands_of_times_are_compared_at_once() -> None:
    before, after = "la maman dit. " * 800, "la dit maman " * 900
    left, right = compare_texts(before, after)
    assert "".join(s.texte for s in left) == before
    assert "".join(s.texte for s in right) == after


def test_a_word_changed_in_ten_thousand_letters_is_the_only_one_marked() -> None:
    text = " ".join(
        f"Le {n}, la maman dit que le bailleur de la cité est venu." for n in range(190)
    )
    left, right = compare_texts(text, text.replace("Le 95, la maman", "Le 95, la voisine"))
    assert [s.texte.strip() for s in left if s.genre == RETRAIT] == ["maman"]
    assert [s.texte.strip() for s in right if s.genre == AJOUT] == ["voisine"]


def test_an_assessment_is_not_dated_to_come(nadia: Session, evaluation: Evaluation) -> None:
    with pytest.raises(KnownError) as refused:
        evaluations.set_date(nadia, evaluation.id, "2099-01-01")
    assert refused.value.champ == "date"


@pytest.mark.usefixtures("evaluation")
def test_the_evolution_counts_needs_and_gives_no_score(nadia: Session, foyer: Foyer) -> None:
    second = evaluations.start_evaluation(nadia, foyer.id, reprendre=False)
    evaluations.save_chapitre(nadia, second.id, Chapitre("BUDGET", besoins=("BUDGET",)))
    series = evaluations.evolution(nadia, foyer.id)
    assert [(s.version, dict(s.nombres)) for s in series] == [
        (1, {"MOBILITE": 2}),
        (2, {"BUDGET": 1}),
    ]


def test_the_family_reads_its_own_words_and_never_the_professional_part(
    nadia: Session, evaluation: Evaluation
) -> None:
    heard = heard_text(evaluations.evaluation_pdf(nadia, evaluation.id))
    assert "Évaluation sociale partagée" in heard
    assert "Je me débrouille" in heard
    assert "Une voisine conduit" in heard
    assert "Pas de permis" in heard
    assert "plus marqué" not in heard
    (trace,) = nadia.store.query("SELECT objet FROM trace WHERE acte = 'impression'")
    assert trace["objet"] == evaluation.id


def test_a_professional_part_alone_prints_nothing(nadia: Session, foyer: Foyer) -> None:
    started = evaluations.start_evaluation(nadia, foyer.id)
    evaluations.save_chapitre(nadia, started.id, Chapitre("ANALYSE", analyse="À voir en équipe."))
    with pytest.raises(KnownError, match="rien à imprimer"):
        evaluations.evaluation_pdf(nadia, started.id)


def test_who_reads_with_difficulty_gets_large_type(
    nadia: Session, foyer: Foyer, evaluation: Evaluation
) -> None:
    foyers.update_foyer(nadia, foyer.id, {"ecrit_difficile": True})
    for page in read_pages(evaluations.evaluation_pdf(nadia, evaluation.id)):
        assert min(page.sizes) >= 14


def test_under_a_contact_sur_one_adult_alone_is_named(
    nadia: Session, foyer: Foyer, evaluation: Evaluation
) -> None:
    personnes.add_personne(nadia, foyer.id, SaisiePersonne("Hennebelle", "Kévin", role="CONJOINT"))
    assert "Kévin" in heard_text(evaluations.evaluation_apercu(nadia, evaluation.id))
    contact_sur.save_contact_sur(nadia, foyer.id, SaisieContactSur("0612345642"))
    heard = heard_text(evaluations.evaluation_apercu(nadia, evaluation.id))
    assert "Aurélie Delattre" in heard
    assert "Hennebelle" not in heard


def test_only_those_who_follow_the_family_and_their_manager_read_it(
    foyer: Foyer, evaluation: Evaluation, colleague: Colleague
) -> None:
    assert evaluations.get_evaluation(colleague("RESP_ADS"), evaluation.id) == evaluation
    for other in (
        colleague("SECRETAIRE"),
        colleague("CESF"),
        colleague("RESP_ADS", "62-ADS-ARRAS"),
    ):
        for act in (
            lambda s=other: evaluations.list_evaluations(s, foyer.id),
            lambda s=other: evaluations.save_chapitre(s, evaluation.id, MOBILITE),
            lambda s=other: evaluations.start_evaluation(s, foyer.id),
            lambda s=other: evaluations.evaluation_pdf(s, evaluation.id),
            lambda s=other: historique.history(s, "evaluation", evaluation.id),
        ):
            with pytest.raises(KnownError):
                act()


def test_every_field_of_a_chapter_has_its_history(nadia: Session, evaluation: Evaluation) -> None:
    evaluations.save_chapitre(nadia, evaluation.id, Chapitre("MOBILITE", etat="Permis obtenu."))
    row = nadia.store.one("SELECT id FROM evaluation_chapitre WHERE part = 'PARTAGEE'")
    assert row is not None
    fields = {c.champ: c for c in historique.history(nadia, "evaluation_chapitre", row["id"])[:5]}
    assert fields["etat"].avant == MOBILITE.etat
    assert fields["etat"].apres == "Permis obtenu."
