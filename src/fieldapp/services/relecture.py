"""The check of free text before it is saved, with the list of words that ships with the program."""

import json
from functools import cache

from fieldapp.config import resource
from fieldapp.domain.relecture import ListeDeMots, Remarque, Vocabulaire, prepare
from fieldapp.domain.relecture import relire as relire_avec


@cache
def _vocabulaire() -> Vocabulaire:
    listes = json.loads(resource("catalogue", "mots_a_relire.json").read_text(encoding="utf-8"))
    return prepare(
        ListeDeMots(liste["code"], liste["remarque"], tuple(liste["mots"])) for liste in listes
    )


def relire(texte: str) -> tuple[Remarque, ...]:
    """What the worker may want to write otherwise; never blocking, never kept.

    No session is needed: the text does not leave the screen that shows it.
    """
    return relire_avec(texte, _vocabulaire())
