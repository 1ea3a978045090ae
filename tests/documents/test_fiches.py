"""What leaves for a structure, and what a family takes home, is what the family agreed to."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.documents.lecture import heard_text, open_pdf, read_aloud, read_pages, seen_text, squeeze
from tests.documents.modeles import FICHE, PETITS_GALETS

from fieldapp.documents import fiche_famille, fiche_liaison
from fieldapp.documents.texte import paragraphs, printable
from fieldapp.domain.ecrits import Entete, FicheFamille, FicheLiaison, Lieu, limit_to_accord

LAEP = ("enfant_moins_6_ans", "acces_libre_anonyme", "pas_de_fiche_nominative")
TEXTES = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=300)


def _liaison(accord: str, regles: tuple[str, ...] = (), contact_sur: bool = False) -> bytes:
    fiche = limit_to_accord(FICHE, accord, regles, contact_sur)
    assert isinstance(fiche, FicheLiaison)
    return fiche_liaison.build(fiche)


def _famille(accord: str, regles: tuple[str, ...] = ()) -> bytes:
    fiche = limit_to_accord(FICHE, accord, regles)
    assert isinstance(fiche, FicheFamille)
    return fiche_famille.build(fiche)


def test_the_full_sheet_holds_in_one_page_in_the_order_of_the_screen() -> None:
    content = _liaison("FICHE")
    assert len(read_pages(content)) == 1
    heard = squeeze(heard_text(content))
    order = [
        "Caf du Pas-de-Calais", "Fiche de liaison — accueil insertion en crèche", "Jade, 14 mois",
        "Mme Delattre", "06 12 34 56 42", "Les Petits Galets", "04/12/2026", "Motifs",
        "Formation du parent", "Ce que chacun attend", "Deux matinées", "Accord recueilli",
        "Le 24/11/2026, la famille a accepté", "Nadia Lemaire", "Votre réponse",
        "Date, nom et signature",
    ]  # fmt: skip
    places = [heard.find(squeeze(text)) for text in order]
    assert -1 not in places
    assert places == sorted(places)


def test_the_agreement_is_never_called_a_consent() -> None:
    heard = heard_text(_liaison("FICHE")).lower()
    assert "consentement" not in heard
    assert "rgpd" not in heard
    assert "secret professionnel" in heard


def test_under_a_safe_contact_the_structure_passes_through_the_service() -> None:
    seen = seen_text(_liaison("FICHE", contact_sur=True))
    assert "Mme Delattre, par le service" in seen
    assert "06 12" not in seen


def test_when_the_structure_may_only_call_the_reasons_stay() -> None:
    seen = seen_text(_liaison("APPEL"))
    assert "Jade" in seen
    assert "06 12 34 56 42" in seen
    for kept in ("14 mois", "Formation du parent", "Deux matinées"):
        assert kept not in seen


def test_an_adult_is_reached_without_anyone_between() -> None:
    adult = replace(FICHE, personne="Mme Aurélie Delattre", age="", enfant=False, contact="")
    heard = [lu.texte for lu in read_aloud(fiche_liaison.build(adult))]
    assert heard[heard.index("Pour joindre la personne") + 1] == "06 12 34 56 42"
    assert "Parent à contacter" not in heard


@pytest.mark.parametrize(
    ("accord", "regles"), [("FICHE", LAEP), ("APPEL", LAEP), ("INFORMATION", ())]
)
def test_the_sheet_of_a_family_names_nobody(accord: str, regles: tuple[str, ...]) -> None:
    content = _famille(accord, regles)
    seen = seen_text(content)
    for name in ("Jade", "Delattre", "Hennebelle", "Lemaire", "Caudron", "06 12", "0412345"):
        assert name not in seen
    for useful in ("Les Petits Galets", "3 rue des Tilleuls", "03 21 00 00 00", "9 h à 12 h"):
        assert useful in seen
    with open_pdf(content) as pdf:
        assert "Lemaire" not in str(dict(pdf.docinfo.items()))


def test_the_sheet_of_a_laep_says_that_it_is_free_and_anonymous() -> None:
    heard = heard_text(_famille("FICHE", LAEP))
    assert "Personne ne vous demande votre nom." in heard
    assert "C’est gratuit." in heard


def test_the_sheet_of_a_family_is_in_large_type_to_the_last_word() -> None:
    for page in read_pages(_famille("INFORMATION")):
        assert min(page.sizes) >= 14


def test_a_paper_about_violence_shows_no_address_and_no_subject() -> None:
    content = _famille("INFORMATION", ("contact_sur", "adresse_masquee"))
    seen = seen_text(content)
    assert "Tilleuls" not in seen
    assert "moins de 6 ans" not in seen
    assert "03 21 00 00 00" in seen


def test_fuller_expectations_still_hold_in_one_page() -> None:
    text = "Deux matinées par semaine, pendant la formation de Madame. " * 15
    assert len(read_pages(fiche_liaison.build(replace(FICHE, attentes=text)))) == 1


def test_long_expectations_push_the_slip_whole_to_the_next_page() -> None:
    text = "Deux matinées par semaine, pendant la formation. " * 60
    content = fiche_liaison.build(replace(FICHE, attentes=text))
    pages = read_pages(content)
    assert len(pages) == 2
    last = "".join(pages[-1].marked.values())
    assert last.index("Votre réponse") < last.index("Date, nom et signature")
    assert "Votre réponse" not in "".join(pages[0].marked.values())


@pytest.mark.parametrize("bloc", ["qui", "motifs", "attentes", "accord"])
def test_the_block_being_typed_is_tinted_and_nothing_else_changes(bloc: str) -> None:
    plain, tinted = fiche_liaison.build(FICHE), fiche_liaison.build(FICHE, bloc)
    assert plain != tinted
    assert read_aloud(plain) == read_aloud(tinted)


def test_an_empty_sheet_is_still_a_sheet() -> None:
    content = fiche_liaison.build(FicheLiaison(Entete(""), "", "Jade"))
    assert len(read_pages(content)) == 1
    assert "Motifs" not in heard_text(content)
    family = fiche_famille.build(FicheFamille(Entete("Caf"), "Une adresse pour vous", Lieu("")))
    assert "Quand ?" not in heard_text(family)


def test_the_same_sheet_gives_the_same_bytes() -> None:
    assert fiche_liaison.build(FICHE) == fiche_liaison.build(FICHE)
    assert _famille("INFORMATION") == _famille("INFORMATION")


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texte=TEXTES, motifs=st.lists(TEXTES, min_size=1, max_size=3))
def test_whatever_is_typed_is_printed_and_read(texte: str, motifs: list[str]) -> None:
    content = fiche_liaison.build(replace(FICHE, attentes=texte, motifs=tuple(motifs)))
    heard = squeeze(heard_text(content))
    for text in (texte, *motifs):
        assert squeeze(printable(text)) in heard
    place = replace(PETITS_GALETS, nom=texte, horaires=texte)
    family = fiche_famille.build(FicheFamille(FICHE.entete, "Une adresse", place))
    for line in paragraphs(texte):
        assert squeeze(printable(line)) in squeeze(heard_text(family))
