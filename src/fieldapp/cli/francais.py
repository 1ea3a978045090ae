"""The sentences of argparse, in French: whoever types a command reads no English."""

from __future__ import annotations

import argparse
import re
from typing import NoReturn

_SENTENCES = {
    "usage: ": "utilisation\u00a0: ",
    "positional arguments": "arguments\u00a0",
    "options": "options\u00a0",
    "show this help message and exit": "affiche cette aide",
    "show program's version number and exit": "affiche la version du programme",
    "%(prog)s: error: %(message)s\n": "%(prog)s\u00a0: erreur\u00a0: %(message)s\n",
    "argument %(argument_name)s: %(message)s": "argument %(argument_name)s\u00a0: %(message)s",
    "unrecognized arguments: %s": "arguments inconnus\u00a0: %s",
    "the following arguments are required: %s": "il manque\u00a0: %s",
    "one of the arguments %s is required": "il manque l’un de ces arguments\u00a0: %s",
    "not allowed with argument %s": "incompatible avec %s",
    "ignored explicit argument %r": "ne prend pas de valeur (%r)",
    "expected one argument": "une valeur est attendue",
    "expected at most one argument": "une valeur au plus est attendue",
    "expected at least one argument": "une valeur au moins est attendue",
    "expected %s argument": "%s valeur est attendue",
    "expected %s arguments": "%s valeurs sont attendues",
    "ambiguous option: %(option)s could match %(matches)s": (
        "option ambiguë\u00a0: %(option)s peut être %(matches)s"
    ),
    "unexpected option string: %s": "option inattendue\u00a0: %s",
    "invalid %(type)s value: %(value)r": "valeur refusée\u00a0: %(value)r",
    "invalid choice: %(value)r (choose from %(choices)s)": (
        "choix inconnu\u00a0: %(value)r (parmi %(choices)s)"
    ),
    "invalid choice: %(value)r, maybe you meant %(closest)r? (choose from %(choices)s)": (
        "choix inconnu\u00a0: %(value)r, peut-être %(closest)r\u00a0? (parmi %(choices)s)"
    ),
    "unknown parser %(parser_name)r (choices: %(choices)s)": (
        "commande inconnue\u00a0: %(parser_name)r (parmi %(choices)s)"
    ),
    "can't open '%(filename)s': %(error)s": "%(filename)s ne s’ouvre pas\u00a0: %(error)s",
    " (default: %(default)s)": " (sinon %(default)s)",
    "subcommands": "commandes",
    "default: %(default)s": "sinon\u00a0: %(default)s",
}


_QUOTED = re.compile(r"""(['"])(.*?)\1""")


class Parser(argparse.ArgumentParser):
    """Says what is wrong between French quotation marks: argparse writes Python's."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with a command, and end."""
        super().error(_QUOTED.sub("«\u00a0\\2\u00a0»", message))


def translate(sentence: str) -> str:
    """Return a sentence of argparse in French; one that is not known is given back."""
    return _SENTENCES.get(sentence, sentence)


def _translate_number(singular: str, plural: str, number: int) -> str:
    return translate(singular if number < 2 else plural)


def speak_french() -> None:
    """Make argparse speak French in this process.

    It has no other door: it asks `gettext` for catalogues of a language chosen by the
    environment, and a worker's screen is French whatever the environment says.
    """
    vars(argparse).update(_=translate, ngettext=_translate_number)
