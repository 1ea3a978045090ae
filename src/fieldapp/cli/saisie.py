"""What a command takes: JSON of a file or the standard input, made the inputs of services."""

from __future__ import annotations

import argparse
import dataclasses
import re
import sys
import types
import typing
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from fieldapp.cli.arguments import UsageError
from fieldapp.domain.errors import EcritureError, KnownError, SaisieError
from fieldapp.domain.texte import NBSP, initiale_minuscule

T = TypeVar("T")

MAX_BYTES = 16 * 1024 * 1024
NOTHING = "Rien n’a été enregistré."

_ARRAY = "array"
_KINDS = {
    "str": "un texte",
    "int": "un nombre entier",
    "float": "un nombre",
    "bool": "true ou false",
    _ARRAY: "une liste",
    "object": "un objet",
    "null": "null",
}
_EXPECTED = re.compile(r"Expected `(.+?)`, got `(.+?)`(?: - at `(.+)`)?")
_MISSING = re.compile(r"Object missing required field `(.+?)`(?: - at `(.+)`)?")
_BYTE = re.compile(r"\(byte (\d+)\)")


def read_input(args: argparse.Namespace, kind: type[T]) -> T:
    """Read and check what a command takes.

    Raises UsageError when no file is named, KnownError when it cannot be read, is not JSON, or
    holds a field that does not exist or has the wrong type.
    """
    if args.fichier is None:
        raise UsageError("il manque FICHIER (un fichier JSON, ou - pour l’entrée standard)")
    data = _bytes_of(args.fichier)
    try:
        raw = msgspec.json.decode(data)
        value = msgspec.convert(raw, kind)
    except UnicodeDecodeError as error:
        raise KnownError(
            f"Ce fichier n’est pas du JSON en UTF-8. {NOTHING} Enregistrez-le en UTF-8."
        ) from error
    except RecursionError as error:
        raise KnownError(
            f"Ce JSON a trop de niveaux imbriqués. {NOTHING} Voyez l’option --schema."
        ) from error
    except msgspec.ValidationError as error:
        raise KnownError(_refusal(str(error))) from error
    except msgspec.DecodeError as error:
        place = _BYTE.search(str(error))
        where = f" (octet {place[1]})" if place else ""
        raise KnownError(f"Ce n’est pas du JSON complet{where}. {NOTHING} Corrigez-le.") from error
    unknown = _unknown_fields(raw, kind, "")
    if unknown:
        names = ", ".join(unknown)
        raise KnownError(
            f"Champs inconnus{NBSP}: {names}. {NOTHING} L’option --schema donne la liste des "
            "champs acceptés."
        )
    return value


def _bytes_of(name: str) -> bytes:
    try:
        if name == "-":
            data = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with Path(name).open("rb") as stream:
                data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise KnownError(
            f"Le fichier {name} n’a pas pu être lu. {NOTHING} Vérifiez son nom et vos droits."
        ) from error
    if len(data) > MAX_BYTES:
        raise KnownError(f"Ce fichier est trop grand (16 Mo au plus). {NOTHING}")
    return data.removeprefix(b"\xef\xbb\xbf")


def _refusal(text: str) -> str:
    """Say in French what msgspec says of a value."""
    found = _MISSING.match(text)
    if found:
        return f"Il manque le champ «{NBSP}{_path(found[2], found[1])}{NBSP}». {NOTHING}"
    found = _EXPECTED.match(text)
    if found:
        kinds = found[1].split(" | ")
        wanted = " ou ".join(_KINDS.get(kind, kind) for kind in kinds)
        agreed = "attendue" if kinds[0] == _ARRAY else "attendu"
        got = _KINDS.get(found[2], found[2])
        said = f"{wanted} est {agreed}, pas {got}. {NOTHING}"
        return _in_field(_path(found[3]), said) if found[3] else said[:1].upper() + said[1:]
    return f"Cette saisie n’est pas celle qui est attendue. {NOTHING} Voyez l’option --schema."


def refusal(args: argparse.Namespace, error: KnownError) -> str:
    """Return why a command was refused, with the field or the option that is at fault.

    What was given is nowhere but in the file or the words of the command: nothing of it is kept.
    """
    said = error.message
    if isinstance(error, SaisieError):
        said = error.with_kept("" if isinstance(error, EcritureError) else NOTHING)
        if error.champ in vars(args) and not hasattr(args, "schema"):
            return f"--{error.champ}{NBSP}: {initiale_minuscule(said)}"
    if error.champ is None or not hasattr(args, "schema") or f"«{NBSP}{error.champ}{NBSP}»" in said:
        return said
    return _in_field(error.champ, said)


def _in_field(name: str, said: str) -> str:
    return f"Champ «{NBSP}{name}{NBSP}»{NBSP}: {initiale_minuscule(said)}"


def _path(path: str | None, field: str = "") -> str:
    """« $.personnes[0].nom » as « personnes[0].nom »."""
    parts = [(path or "").removeprefix("$").removeprefix("."), field]
    return ".".join(part for part in parts if part)


def _unknown_fields(raw: object, kind: Any, path: str) -> list[str]:
    """The paths of what was given and that the input does not have, at any depth."""
    if isinstance(raw, list):
        inner = typing.get_args(kind)[0] if typing.get_args(kind) else None
        return [
            name
            for rank, item in enumerate(raw)
            for name in _unknown_fields(item, inner, f"{path}[{rank}]")
        ]
    known = _fields(kind)
    if not isinstance(raw, dict) or known is None:
        return []
    found = []
    for name, item in raw.items():
        where = f"{path}.{name}" if path else name
        if name not in known:
            found.append(where)
        else:
            found += _unknown_fields(item, known[name], where)
    return found


def _fields(kind: Any) -> dict[str, Any] | None:
    """The fields of an input with the type that matters in each; None for a plain value."""
    if not (dataclasses.is_dataclass(kind) or hasattr(kind, "__struct_fields__")):
        return None
    hints = typing.get_type_hints(kind)
    return {name: _without_none(hint) for name, hint in hints.items()}


def _without_none(hint: Any) -> Any:
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        real = [arm for arm in typing.get_args(hint) if arm not in _ABSENT]
        return real[0] if real else None
    return hint


_ABSENT = (type(None), msgspec.UnsetType)
