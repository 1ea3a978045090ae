"""A synthèse that an institution signs: everyone can read it, whatever was typed in the file."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.documents.lecture import heard_text, open_pdf, read_aloud, read_pages, seen_text, squeeze
from tests.documents.modeles import SYNTHESE

from fieldapp.documents.synthese import build
from fieldapp.documents.texte import paragraphs, printable
from fieldapp.domain.ecrits import ADRESSE_MASQUEE, Echange, Entete, Membre, Orientee, Synthese

LONG = "Madame explique sa situation en détail ; elle a fait les démarches demandées. " * 40


def test_it_reads_from_the_letterhead_to_the_signature() -> None:
    heard = squeeze(heard_text(build(SYNTHESE)))
    order = [
        "Caf du Pas-de-Calais", "Confidentiel – équipe", "Nadia Lemaire", "Responsable d’antenne",
        "Synthèse de situation", "Objet", "Delattre – Hennebelle", "Composition du foyer",
        "Jade Hennebelle", "Origine de la demande", "Visite à domicile", "Situation par domaine",
        "Objectifs", "Orientations et suites", "Analyse du travailleur social",
        "Point de vue de la famille", "Suites envisagées", "Fait à", "secret professionnel",
    ]  # fmt: skip
    places = [heard.find(squeeze(text)) for text in order]
    assert -1 not in places
    assert places == sorted(places)


def test_a_screen_reader_is_told_what_each_thing_is() -> None:
    heard = read_aloud(build(SYNTHESE))
    assert [lu.texte for lu in heard if lu.tag == "H1"] == ["Synthèse de situation"]
    assert [lu.texte for lu in heard if lu.tag == "H2"] == ["Éléments de fait", "Analyse et suites"]
    heads = [lu.texte for lu in heard if lu.tag == "TH"]
    assert heads[:4] == ["Prénom et nom", "Place", "Naissance", "Âge"]
    cells = [lu.texte for lu in heard if lu.tag == "TD"]
    assert cells[:4] == ["Aurélie Delattre", "Demandeuse", "14/03/1991", "35 ans"]
    labels = {lu.texte: nxt.texte for lu, nxt in pairwise(heard)}
    assert labels["Famille"] == "Delattre – Hennebelle"
    assert all(lu.chemin[-2:] == ("L", "LI") for lu in heard if lu.tag == "Lbl")


def test_facts_come_before_the_analysis() -> None:
    heard = heard_text(build(SYNTHESE))
    assert heard.index("Visite à domicile") < heard.index("Madame est mobilisée")


def test_the_file_names_its_title_its_language_and_its_standard() -> None:
    with open_pdf(build(SYNTHESE)) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Synthèse de situation"
        assert str(pdf.Root.Lang) == "fr-FR"
        assert bool(pdf.Root.MarkInfo.Marked)
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        with pdf.open_metadata() as xmp:
            assert xmp["pdfuaid:part"] == "1"
            assert xmp["dc:title"] == "Synthèse de situation"


def test_every_font_travels_with_the_file() -> None:
    with open_pdf(build(SYNTHESE)) as pdf:
        fonts = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/BaseFont" in o]
        assert fonts
        for font in fonts:
            assert "Atkinson" in str(font.BaseFont)
            assert "/FontFile2" in font.FontDescriptor


def test_nothing_is_printed_that_is_neither_read_nor_decoration() -> None:
    for page in read_pages(build(SYNTHESE)):
        assert page.unmarked == ""


def test_the_tree_and_the_pages_point_at_each_other() -> None:
    content = build(replace(SYNTHESE, analyse=LONG))
    pages = read_pages(content)
    with open_pdf(content) as pdf:
        numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
        for rank, page in enumerate(pdf.pages):
            parents = numbers[2 * rank + 1]
            assert int(page.obj.StructParents) == numbers[2 * rank] == rank
            assert len(parents) == len(pages[rank].marked)


def test_each_page_says_its_class_its_recipient_who_printed_it_and_its_number() -> None:
    pages = read_pages(build(replace(SYNTHESE, analyse=LONG, point_de_vue=LONG)))
    assert len(pages) > 1
    for rank, page in enumerate(pages, start=1):
        foot = "".join(page.artifacts)
        assert "Confidentiel – équipe · Responsable d’antenne" in foot
        assert "Imprimé par Marc Caudron le 24/11/2026" in foot
        assert f"page {rank}/{len(pages)}" in foot


def test_an_ordinary_situation_holds_in_two_pages() -> None:
    assert len(read_pages(build(SYNTHESE))) <= 2


def test_a_masked_address_is_said_to_be_masked() -> None:
    masked = replace(SYNTHESE, adresse=(ADRESSE_MASQUEE,), telephone="Par le service")
    seen = seen_text(build(masked))
    assert "Adresse masquée" in seen
    assert "Gaulle" not in seen


def test_the_same_content_gives_the_same_bytes() -> None:
    assert build(SYNTHESE) == build(SYNTHESE)


def test_french_typography_is_set_by_the_printer_not_by_the_worker() -> None:
    heard = heard_text(build(SYNTHESE))
    assert "garde d’enfants" in heard
    assert "Dit : « je tiens bon »." in heard
    assert "24 novembre 2026" in heard


def test_without_its_view_the_family_finds_lines_to_write_it() -> None:
    assert "À compléter avec la personne" in heard_text(build(SYNTHESE))
    said = replace(SYNTHESE, point_de_vue="Je veux réussir.")
    assert "À compléter" not in heard_text(build(said))


def test_an_empty_file_still_makes_a_letter() -> None:
    empty = build(Synthese(Entete("Caf du Pas-de-Calais"), "Delattre"))
    assert len(read_pages(empty)) == 1
    assert "Point de vue de la famille" in heard_text(empty)


def test_twelve_children_and_long_stories_flow_over_pages_and_are_read_once() -> None:
    children = tuple(
        Membre(f"Enfant {n} Vandenbroucke-Delannoy", "Enfant", f"2014-01-{n:02d}", "12 ans")
        for n in range(1, 13)
    )
    stories = tuple(Echange("2026-11-20", f"Visite {n}", "", LONG) for n in range(3))
    oriented = tuple(Orientee("2026-11-20", LONG[:900], "Jade", "Proposée") for _ in range(6))
    content = build(
        replace(SYNTHESE, composition=children, echanges=stories, orientations=oriented)
    )
    heard = read_aloud(content)
    assert [lu.texte for lu in heard].count("Prénom et nom") == 1
    assert sum(lu.texte.startswith("Enfant ") for lu in heard) == 12
    assert squeeze(heard_text(content)).count(squeeze(printable(LONG))) == 3


def test_no_heading_is_left_alone_at_the_foot_of_a_page() -> None:
    for lines in range(1, 60, 3):
        content = build(replace(SYNTHESE, origine="\n".join(["Un fait."] * lines)))
        heard = {lu.texte: lu.tag for lu in read_aloud(content)}
        for page in read_pages(content)[:-1]:
            last = max(page.marked)
            assert heard.get(page.marked[last].strip()) not in ("H1", "H2", "H3", "TH")


def test_signs_that_the_font_lacks_leave_a_visible_mark() -> None:
    odd = replace(
        SYNTHESE, famille="Şahin 😀👩‍👩‍👧 Łukasz", analyse="→ ≥ 3 ﬁn <b>&</b> \x00\ud83d !"
    )
    heard = heard_text(build(odd))
    assert "Şahin · Łukasz" in heard
    assert "-> >= 3 fin <b>&</b> · !" in heard


TEXTES = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs", "Cc", "Mn")), max_size=400
)


@pytest.mark.parametrize("champ", ["famille", "objet", "origine", "analyse", "point_de_vue"])
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texte=TEXTES)
def test_whatever_is_typed_is_printed_and_read(champ: str, texte: str) -> None:
    typed: dict[str, Any] = {champ: texte}
    content = build(replace(SYNTHESE, **typed))
    heard = squeeze(heard_text(content))
    for line in paragraphs(texte):
        assert squeeze(printable(line)) in heard


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texte=TEXTES, words=st.lists(TEXTES, min_size=1, max_size=4))
def test_whatever_is_typed_in_a_table_is_printed_and_read(texte: str, words: list[str]) -> None:
    membres = tuple(Membre(word, texte, texte, word) for word in words)
    orientations = tuple(Orientee(texte, word, word, texte, texte) for word in words)
    content = build(replace(SYNTHESE, composition=membres, orientations=orientations))
    heard = squeeze(heard_text(content))
    for text in (texte, *words):
        assert squeeze(printable(text)) in heard
