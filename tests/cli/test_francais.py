"""The command line speaks French: its help, its refusals, and what argparse says of itself."""

from __future__ import annotations

import argparse
import ast
import inspect
import re
from collections.abc import Iterator

import pytest
from tests.ligne import Ligne

from fieldapp.cli.arguments import parser
from fieldapp.cli.francais import translate

# Sentences that only somebody who writes code can meet.
_DU_PROGRAMMEUR = re.compile(
    r"not defined|conflicting|cannot merge|invalid argument for positionals|invalid option string|"
    r"dest= is required|invalid conflict_resolution|must be optional|cannot have multiple|"
    r"not callable|argument \"-\" with mode|deprecated"
)
# What French parts by a space that does not break.
TYPOGRAPHIE = re.compile(r" [;:!?»]|« |[^\W\d]:$", re.MULTILINE)
ANGLAIS = re.compile(
    r"\b(usage|show this|error|required|invalid|choose|positional|expected|unrecognized|default)\b"
)


def _sentences() -> Iterator[str]:
    """Every text that argparse of this Python hands to gettext."""
    for node in ast.walk(ast.parse(inspect.getsource(argparse))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        if node.func.id in ("_", "ngettext"):
            texts = [a.value for a in node.args[:2] if isinstance(a, ast.Constant)]
            yield from (text for text in texts if isinstance(text, str))


def _commands(one: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield one
    for action in one._actions:
        if isinstance(action, argparse._SubParsersAction):
            for under in action.choices.values():
                yield from _commands(under)


def test_every_sentence_of_argparse_has_its_french() -> None:
    met = [text for text in _sentences() if not _DU_PROGRAMMEUR.search(text)]
    assert len(met) > 10
    left = [text for text in met if translate(text) == text]
    assert left == []


@pytest.mark.parametrize("command", list(_commands(parser())), ids=lambda c: c.prog)
def test_the_help_of_every_command_is_french(command: argparse.ArgumentParser) -> None:
    text = command.format_help()
    assert text.startswith("utilisation\u00a0: ")
    assert ANGLAIS.search(text.replace("--default", "")) is None, text
    assert TYPOGRAPHIE.search(text) is None, text
    assert command.description
    for action in command._actions:
        if not isinstance(action, argparse._SubParsersAction):
            assert action.help, f"{command.prog}: {action.option_strings or action.dest}"


@pytest.mark.parametrize(
    "words",
    [
        ("bidon",),
        ("foyer",),
        ("foyer", "bidon"),
        ("foyer", "add"),
        ("foyer", "list", "--limite", "douze"),
        ("foyer", "list", "--limite", "-1"),
        ("foyer", "list", "--limite"),
        ("foyer", "list", "--tri", "humeur"),
        ("foyer", "show"),
        ("foyer", "show", "a", "b"),
        ("foyer", "set", "abc"),
        ("orientation", "set"),
        ("init",),
        ("search", ""),
        ("search", " ", "#"),
        ("siege", "serve", "--ouvriers", "l’an 2"),
        ("synthese", "abc"),
        ("siege", "export", "x", "--mode", "secret", "--format", "csv", "--out", "y"),
        ("--inconnu",),
        ("--json=oui",),
    ],
)
def test_a_badly_asked_command_says_why_in_french_and_exits_2(
    ligne: Ligne, words: tuple[str, ...]
) -> None:
    done = ligne(*words)
    assert done.code == 2
    assert "erreur\u00a0: " in done.erreur
    assert ANGLAIS.search(done.erreur) is None, done.erreur
    assert "'" not in done.erreur
    assert TYPOGRAPHIE.search(done.erreur) is None, done.erreur
    assert done.sortie == ""
    assert not ligne.data.exists()


def test_help_and_version_are_done(ligne: Ligne) -> None:
    assert ligne("--help").code == 0
    version = ligne("--version")
    assert (version.code, version.sortie.split()[0]) == (0, "fieldapp")
