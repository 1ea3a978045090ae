"""A family's drawing on paper: one figure, told in words where it would be too small to read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.documents.lecture import open_pdf, read_aloud, read_pages, seen_text
from tests.documents.modeles import ENTETE, SYNTHESE
from tests.fixtures.familles import FAMILLES, JOUR

from fieldapp.documents import genogramme, synthese
from fieldapp.domain.genogramme.dessin import Figure
from fieldapp.domain.genogramme.famille import FamilleLiee
from fieldapp.domain.lien_deduit import complete


def _figure(nom: str) -> Figure:
    story = FAMILLES[nom]()
    membres = tuple(story.membres)
    return FamilleLiee("f", membres, complete(membres, story.liens), JOUR).figure()


def _figures(content: bytes) -> list[Any]:
    found: list[Any] = []
    with open_pdf(content) as pdf:

        def visit(node: Any) -> None:
            if str(node.S) == "/Figure":
                found.append((str(node.Alt), [float(x) for x in node.A.BBox]))
            kids = node.get("/K", [])
            for kid in kids if hasattr(kids, "append") else [kids]:
                if hasattr(kid, "keys") and "/S" in kid:
                    visit(kid)

        visit(pdf.Root.StructTreeRoot.K[0])
    return found


@pytest.mark.parametrize("nom", FAMILLES)
def test_every_family_prints_as_one_figure_told_in_words(nom: str) -> None:
    figure = _figure(nom)
    content = genogramme.build(ENTETE, "Delattre", figure)
    ((alt, box),) = _figures(content)
    assert alt.startswith("Génogramme de ")
    assert 0 < box[0] < box[2] < 596
    assert 0 < box[1] < box[3] < 842
    assert len(read_pages(content)) == 1
    assert read_pages(content)[0].unmarked.strip() == ""
    assert content == genogramme.build(ENTETE, "Delattre", figure), "the same bytes each time"


def test_the_names_and_signs_are_text_not_a_picture() -> None:
    content = genogramme.build(ENTETE, "Delattre", _figure("deux_foyers"))
    seen = seen_text(content)
    for words in ("Aurélie", "séparés, 09/2026", "Foyer de Julien", "semaines paires"):
        assert words in seen
    with open_pdf(content) as pdf:
        assert "/XObject" not in pdf.pages[0].Resources or not pdf.pages[0].Resources.XObject


def test_a_synthese_may_hold_the_drawing() -> None:
    content = synthese.build(replace(SYNTHESE, genogramme=_figure("deux_foyers")))
    assert len(_figures(content)) == 1
    tags = [lu.tag for lu in read_aloud(content)]
    assert tags.index("Figure") > tags.index("TD")
    assert not _figures(synthese.build(SYNTHESE))


def test_a_drawing_too_wide_for_a_synthese_is_told_instead() -> None:
    content = synthese.build(replace(SYNTHESE, genogramme=_figure("douze")))
    assert not _figures(content)
    assert "Génogramme de 14 personnes" in seen_text(content).replace("\n", " ")
    assert "s’imprime à part" in seen_text(content)
