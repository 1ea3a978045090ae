"""A refusal said to somebody whose form is kept, and to somebody who has none."""

from __future__ import annotations

from fieldapp.domain.errors import GARDE, SaisieError


def test_what_is_kept_is_said_by_whoever_shows_the_refusal() -> None:
    refused = SaisieError("La fin est avant le début.", "Corrigez l’une des dates.", champ="fin")
    assert refused.message == f"La fin est avant le début. {GARDE} Corrigez l’une des dates."
    assert refused.with_kept("Rien n’a changé.") == (
        "La fin est avant le début. Rien n’a changé. Corrigez l’une des dates."
    )
    assert SaisieError("Il manque la relation.").with_kept("") == "Il manque la relation."
    other = refused.about("jusque")
    assert (other.message, other.champ, refused.champ) == (refused.message, "jusque", "fin")
