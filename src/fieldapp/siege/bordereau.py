"""The bordereau of an export: what it holds, and the fingerprints of its files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from fieldapp.siege.sheets import whole

BORDEREAU, BORDEREAU_PDF = "bordereau.json", "bordereau.pdf"

# Who may read a file: lines of families stay with those entitled, synthesis tables may circulate.
RESTREINTE, LIBRE = "restreinte", "libre"


class Fichier(msgspec.Struct, frozen=True):
    """A file of the export, as the bordereau lists it; `lignes` counts rows without headers."""

    nom: str
    lignes: int
    octets: int
    sha256: str
    diffusion: str


class Contenu(msgspec.Struct, frozen=True):
    """A table of the export: its name and meaning, its rows, how many of its cells are masked, who
    may read it, whether it is whole or holds only what changed."""

    nom: str
    contenu: str
    lignes: int
    cases_masquees: int
    diffusion: str
    entiere: bool


class Suite(msgspec.Struct, frozen=True):
    """The export that this one follows, and how many of its lines are to be taken out."""

    numero: int
    etabli_le: str
    suppressions: int


class Bordereau(msgspec.Struct, frozen=True):
    """What an export holds, with the fingerprints of its files.

    `numero` counts the exports of its mode; `suite_de` is None when it covers everything. `pertes`
    says in words what was lost with a post, and is in no figure.
    """

    organisme: str
    mode: str
    numero: int
    suite_de: Suite | None
    formats: list[str]
    etabli_le: str
    logiciel: str
    seuil_secret: int
    conflits_ouverts: int
    tables: list[Contenu]
    fichiers: list[Fichier]
    pertes: list[str] = []


def read_bordereau(folder: Path) -> Bordereau | None:
    """Return the bordereau that lies in a folder; None when there is none that can be read."""
    try:
        return msgspec.json.decode((folder / BORDEREAU).read_bytes(), type=Bordereau)
    except (OSError, msgspec.DecodeError):
        return None


def write_bordereau(folder: Path, bordereau: Bordereau) -> None:
    """Leave the bordereau beside the files, for programs."""
    with whole(folder / BORDEREAU) as part:
        part.write_bytes(msgspec.json.format(msgspec.json.encode(bordereau), indent=2))


def list_files(paths: Iterable[Path], tables: Iterable[Contenu]) -> list[Fichier]:
    """Describe the files of an export: one that bears the name of a table holds it alone."""
    known: Mapping[str, Contenu] = {table.nom: table for table in tables}
    total = sum(table.lignes for table in known.values())
    return [_file(path, known.get(path.stem), total) for path in paths]


def _file(path: Path, table: Contenu | None, total: int) -> Fichier:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Fichier(
        path.name,
        total if table is None else table.lignes,
        path.stat().st_size,
        digest,
        RESTREINTE if table is None else table.diffusion,
    )
