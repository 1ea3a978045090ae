"""Running the command line inside a test, as a shell would: arguments in, code and outputs out."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from fieldapp.cli import main

PHRASE = "quatre mots sans rapport"


@dataclass(frozen=True)
class Fait:
    """What a command answered."""

    code: int
    sortie: str
    erreur: str

    @property
    def json(self) -> Any:
        """The output read as JSON; the command must have been done."""
        assert self.code == 0, self.erreur
        return json.loads(self.sortie)


class Ligne:
    """The command line on one data folder."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], data: Path
    ) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys
        self.data = data
        monkeypatch.setenv("FIELDAPP_PASSPHRASE", PHRASE)

    def at(self, data: Path) -> Ligne:
        """The same command line on another data folder."""
        return Ligne(self._monkeypatch, self._capsys, data)

    def __call__(self, *words: object, stdin: object = None) -> Fait:
        """Run one command; `stdin` is sent as JSON."""
        content = stdin if isinstance(stdin, bytes) else json.dumps(stdin).encode()
        with self._monkeypatch.context() as patch:
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
            self._capsys.readouterr()
            code = main(["--data", str(self.data), *(str(word) for word in words)])
            written = self._capsys.readouterr()
        return Fait(code, written.out, written.err)

    def json(self, *words: object, stdin: object = None) -> Any:
        """Run one command with --json and return what it says."""
        return self(*words, "--json", stdin=stdin).json


def lines(text: str) -> Sequence[str]:
    """The lines of an output that are not empty."""
    return [line for line in text.splitlines() if line.strip()]
