"""What a command writes: French lines for people, JSON for programs, refusals on the error side."""

from __future__ import annotations

import codecs
import contextlib
import dataclasses
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from fieldapp.domain.errors import KnownError

_PLAIN = {
    "’": "'", "‘": "'", "–": "-", "—": "-", "…": "...", "œ": "oe", "Œ": "OE", "\u00a0": " ",
    "«": '"', "»": '"', "→": "->", "≤": "<=", "✓": "ok",
}  # fmt: skip


def prepare_streams() -> None:
    """Let a terminal that knows no curly apostrophe show a straight one, and never fail on it."""
    codecs.register_error("fieldapp", _plain)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="fieldapp")


def _plain(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end]
    safe = "".join(_PLAIN.get(char, "?") for char in text)
    return safe, error.end


def say(*lines: str) -> None:
    """Write lines for a person."""
    for line in lines:
        print(line)


def tell_json(value: object) -> None:
    """Write a value as JSON: dataclasses as objects, tuples as lists, accents as they are."""
    # A machine that does not read UTF-8 gets escapes, which mean the same.
    ascii_only = (sys.stdout.encoding or "utf-8").lower().replace("-", "") != "utf8"
    print(json.dumps(plain(value), ensure_ascii=ascii_only, indent=2))


def plain(value: object) -> Any:
    """Return what JSON can hold of a value made of dataclasses, tuples, paths and dates."""
    if isinstance(value, msgspec.Struct):
        return msgspec.to_builtins(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    return value


def table(rows: Iterable[tuple[str, ...]]) -> None:
    """Write rows in aligned columns; the last one is not padded."""
    lines = list(rows)
    if not lines:
        return
    widths = [max(len(cell) for cell in column) for column in zip(*lines, strict=True)]
    for line in lines:
        padded = [cell.ljust(width) for cell, width in zip(line, widths, strict=True)]
        print("  ".join(padded).rstrip())


def count(number: int, singular: str) -> str:
    """Write « 1 ligne lue », « 2 lignes lues »: each word takes its s."""
    words = singular if number < 2 else " ".join(f"{word}s" for word in singular.split())
    return f"{number} {words}"


def day(iso: str | None) -> str:
    """Write an ISO date, or the day of a moment, as it is read in France; '' when unknown."""
    if not iso:
        return ""
    text = f"{iso[8:10]}/{iso[5:7]}/{iso[:4]}"
    return f"{text} {iso[11:16]}" if len(iso) > 10 else text


def complain(message: str) -> None:
    """Write why a command was refused, on the error side."""
    try:
        print(message, file=sys.stderr)
    except OSError:
        close_quietly()


def close_quietly() -> None:
    """Send what is left of the output nowhere, so that the interpreter does not complain again."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def check_new(path: Path) -> None:
    """Raise KnownError when a file may not be written under this name: nothing is ever replaced.

    Asked before the work begins, so that it is not done for nothing.
    """
    # Lexists: a link that leads nowhere is something too.
    if os.path.lexists(path) and not path.is_dir():
        raise KnownError(
            f"Un fichier porte déjà le nom {path}. Rien n’a été écrit ni remplacé. Choisissez un "
            "autre nom, ou supprimez d’abord ce fichier."
        )
    if path.is_dir() or not path.parent.is_dir():
        raise _unwritable(path)


@contextlib.contextmanager
def private() -> Iterator[None]:
    """Whatever is written meanwhile can be read by its owner alone: it may name families."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def write_file(path: Path, content: bytes) -> None:
    """Write a document whole, or not at all, for its owner alone.

    Raises KnownError when the folder does not exist or cannot be written, or the name is taken.
    """
    check_new(path)
    part = path.with_name(f".{path.name}.partiel")
    try:
        with private():
            part.unlink(missing_ok=True)
            part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise _unwritable(path) from error


def _unwritable(path: Path) -> KnownError:
    return KnownError(
        f"Le fichier {path} n’a pas pu être écrit. Rien n’a été produit. "
        "Choisissez un dossier qui existe et où vous avez le droit d’écrire."
    )
