"""The central export: tables, syntheses, dictionary and bordereau, nominative or statistical."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from fieldapp import __version__
from fieldapp.db import conflits, traces
from fieldapp.db.opening import meta, set_meta
from fieldapp.db.store import Store
from fieldapp.domain.droits import EXPORTER
from fieldapp.domain.errors import KnownError
from fieldapp.domain.horloge import instant
from fieldapp.services.droits import require
from fieldapp.services.session import Session
from fieldapp.siege import dictionary, syntheses
from fieldapp.siege.columns import (
    MODES,
    NOMINATIF,
    STATISTIQUE,
    Cell,
    Column,
    Pseudonyms,
    Table,
    converter,
)
from fieldapp.siege.masking import THRESHOLD
from fieldapp.siege.sheets import Sheet, csv_files, whole, workbook
from fieldapp.siege.tables import (
    ACCOMPAGNEMENTS,
    CONTACTS,
    FOYERS,
    NOMENCLATURES,
    PERSONNES,
    STRUCTURES,
    orientations,
)

CSV, XLSX = "csv", "xlsx"
FORMATS = (CSV, XLSX)
BORDEREAU = "bordereau.json"
STOPPED = (
    "L’export est arrêté à votre demande. Il n’en reste rien dans le dossier et les données du "
    "siège sont intactes. Recommencez quand vous voulez."
)
_META_KEY = "siege.pseudonymes"

# Who may read a file: lines of families stay with those entitled, synthesis tables may circulate.
RESTREINTE, LIBRE = "restreinte", "libre"

Progress = Callable[[str, int, int], None]
Stop = Callable[[], bool]


class Fichier(msgspec.Struct, frozen=True):
    """A file of the export, as the bordereau lists it; `lignes` counts rows without headers."""

    nom: str
    lignes: int
    octets: int
    sha256: str
    diffusion: str


class Contenu(msgspec.Struct, frozen=True):
    """A table of the export: its name, its rows, how many of its cells are masked."""

    nom: str
    lignes: int
    cases_masquees: int


class Bordereau(msgspec.Struct, frozen=True):
    """What an export holds, with the fingerprints of its files."""

    organisme: str
    mode: str
    format: str
    etabli_le: str
    logiciel: str
    seuil_secret: int
    conflits_ouverts: int
    tables: list[Contenu]
    fichiers: list[Fichier]


@dataclass(frozen=True, slots=True)
class _Plan:
    """A table to write, and whether it may circulate."""

    sheet: Sheet
    description: str
    masquees: int
    diffusion: str


def export(
    session: Session,
    *,
    mode: str = STATISTIQUE,
    fmt: str = CSV,
    out_dir: Path,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Bordereau:
    """Write the central export in a folder and return its bordereau, also left there.

    `stop` is asked between two tables. Raises KnownError: not the right role, unknown mode or
    format, a folder that holds something else than an earlier export of the same kind, a full or
    read-only disk, an export that was stopped (nothing of it is left then).
    """
    require(session, EXPORTER)
    if mode not in MODES or fmt not in FORMATS:
        raise KnownError(
            f"L’export se fait en mode {' ou '.join(MODES)}, au format {' ou '.join(FORMATS)}. "
            "Rien n’a été écrit."
        )
    try:
        _prepare_folder(out_dir, mode, fmt)
        return _write(session, mode, fmt, out_dir, progress, stop)
    except OSError as error:
        raise KnownError(
            "L’export n’a pas pu être écrit (disque plein ou dossier protégé). Les données du "
            "siège sont intactes. Libérez de la place ou choisissez un autre dossier, puis "
            "recommencez."
        ) from error


def pseudonyms(store: Store) -> Pseudonyms:
    """Return the pseudonyms of this headquarters; their key never leaves its store."""
    with store.atomic():
        key = meta(store, _META_KEY)
        if key is None:
            key = secrets.token_hex(32)
            set_meta(store, _META_KEY, key)
    return Pseudonyms(bytes.fromhex(key))


def _write(
    session: Session,
    mode: str,
    fmt: str,
    out_dir: Path,
    progress: Progress | None,
    stop: Stop | None,
) -> Bordereau:
    contents = []
    diffusion = {}
    workbook_path = out_dir / f"export_{mode}.xlsx"
    # One transaction: all the tables show the same instant.
    with (
        session.store.atomic(),
        csv_files(out_dir) if fmt == CSV else workbook(workbook_path) as writer,
    ):
        plans = _plans(session, mode)
        for done, plan in enumerate(plans, start=1):
            if stop is not None and stop():
                if fmt == CSV:
                    _withdraw(out_dir)
                raise KnownError(STOPPED)
            contents.append(Contenu(plan.sheet.nom, writer.write(plan.sheet), plan.masquees))
            diffusion[plan.sheet.nom] = plan.diffusion
            if progress is not None:
                progress(plan.sheet.nom, done, len(plans))
        traces.add(session.store, session.agent.id, "export", f"{mode} {fmt}")
    lines = {content.nom: content.lignes for content in contents}
    bordereau = Bordereau(
        organisme=session.agent.organisme,
        mode=mode,
        format=fmt,
        etabli_le=instant(),
        logiciel=f"Fieldapp {__version__}",
        seuil_secret=THRESHOLD,
        conflits_ouverts=conflits.count_conflits(session.store),
        tables=contents,
        fichiers=[
            _file(path, lines.get(path.stem, sum(lines.values())),
                  diffusion.get(path.stem, RESTREINTE))
            for path in writer.paths
        ],
    )  # fmt: skip
    with whole(out_dir / BORDEREAU) as part:
        part.write_bytes(msgspec.json.format(msgspec.json.encode(bordereau), indent=2))
    return bordereau


def _withdraw(out_dir: Path) -> None:
    """Remove the tables of a stopped export: a half may hold names, and nobody would know.

    The folder was found to hold nothing else. A workbook gets its name once whole: none is there.
    """
    for path in out_dir.iterdir():
        if path.is_file():
            path.unlink()


def _plans(session: Session, mode: str) -> list[_Plan]:
    """Every table of an export, in the order of its sheets, the dictionary first."""
    store, catalogue = session.store, session.catalogue
    restricted = tuple(kind.code for kind in catalogue.types_orientation if kind.restreinte)
    tables = [
        table
        for table in (
            FOYERS, PERSONNES, ACCOMPAGNEMENTS, CONTACTS, orientations(restricted), STRUCTURES,
            NOMENCLATURES,
        )
        if mode in table.modes
    ]  # fmt: skip
    names = pseudonyms(store)
    plans = [
        _Plan(
            Sheet(table.nom, table.in_mode(mode), _lines(store, table, mode, names)),
            table.description,
            0,
            LIBRE if table in (STRUCTURES, NOMENCLATURES) else RESTREINTE,
        )
        for table in tables
    ]
    plans += [
        _Plan(
            Sheet(synthese.nom, syntheses.COLUMNS, synthese.rows),
            synthese.description,
            synthese.masquees,
            LIBRE,
        )
        for synthese in syntheses.syntheses(store, catalogue)
    ]
    files: list[tuple[str, str, Sequence[Column]]] = [
        (plan.sheet.nom, plan.description, plan.sheet.columns) for plan in plans
    ]
    about = "Une ligne par colonne de chaque fichier"
    files.insert(0, ("dictionnaire", about, dictionary.COLUMNS))
    rows = dictionary.dictionary(files, mode)
    return [_Plan(Sheet("dictionnaire", dictionary.COLUMNS, rows), about, 0, LIBRE), *plans]


def _lines(store: Store, table: Table, mode: str, names: Pseudonyms) -> Iterator[tuple[Cell, ...]]:
    """Read a table row by row: half a million contacts never stand in memory together."""
    convert = [
        converter(column, mode, names, _shown(store, table, column, mode))
        for column in table.in_mode(mode)
    ]
    for row in store.stream(table.query(mode)):
        yield tuple(change(value) for change, value in zip(convert, row, strict=True))


def _shown(store: Store, table: Table, column: Column, mode: str) -> frozenset[object] | None:
    """The values that enough rows share to be shown, where a rare one could name a family."""
    if mode == NOMINATIF or not column.rare:
        return None
    rows = store.query(
        f"SELECT {column.sql} AS valeur FROM {table.filtered(mode)} "
        f"GROUP BY 1 HAVING count(*) >= {THRESHOLD:d}"
    )
    return frozenset(row["valeur"] for row in rows)


def _prepare_folder(out_dir: Path, mode: str, fmt: str) -> None:
    """Take a new or empty folder, or one that holds an export of the same kind: mixing a
    statistical export with names left by another would undo it."""
    out_dir.mkdir(parents=True, exist_ok=True)
    present = {path.name for path in out_dir.iterdir()}
    if not present:
        return
    if BORDEREAU in present:
        try:
            earlier = msgspec.json.decode((out_dir / BORDEREAU).read_bytes(), type=Bordereau)
        except msgspec.DecodeError:
            earlier = None
        if earlier is not None and (earlier.mode, earlier.format) == (mode, fmt):
            known = {BORDEREAU, *(file.nom for file in earlier.fichiers)}
            if present <= known:
                return
    raise KnownError(
        "Ce dossier contient déjà autre chose que le même export. Rien n’y a été écrit ni effacé. "
        "Choisissez un dossier vide."
    )


def _file(path: Path, lignes: int, diffusion: str) -> Fichier:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Fichier(path.name, lignes, path.stat().st_size, digest, diffusion)
