"""Opening the files that people send: CSV of any alphabet, XLSX, and a word for all the others."""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from fieldapp.domain.errors import KnownError
from fieldapp.domain.tableau import Rangee, decode, read_text

# Far above any caseload, far below what would stop the program.
MAX_BYTES = 50 * 1024 * 1024
MAX_UNPACKED = 300 * 1024 * 1024
MAX_ROWS = 200_000

ABSENT = (
    "Le fichier «\u00a0{nom}\u00a0» est introuvable. Rien n’a été importé. Vérifiez son "
    "emplacement, puis réessayez."
)
A_FOLDER = (
    "«\u00a0{nom}\u00a0» est un dossier. Rien n’a été importé. Donnez le fichier qui s’y trouve."
)
LOCKED = (
    "Le fichier «\u00a0{nom}\u00a0» ne peut pas être lu\u00a0: il est protégé ou ouvert dans un "
    "autre programme. Rien n’a été importé. Fermez-le, puis réessayez."
)
TOO_BIG = (
    "Le fichier «\u00a0{nom}\u00a0» est trop volumineux pour être un fichier d’usagers. Rien n’a "
    "été importé. Partagez-le en plusieurs fichiers de 50\u00a0Mo au plus."
)
OTHER_FORMAT = (
    "Le fichier «\u00a0{nom}\u00a0» est {genre}. Rien n’a été importé. Depuis le tableur, "
    "enregistrez-le au format .xlsx ou .csv, sans mot de passe, puis réessayez."
)
DAMAGED = (
    "Le classeur «\u00a0{nom}\u00a0» est abîmé et ne peut pas être lu jusqu’au bout. Rien n’a été "
    "importé. Rouvrez-le dans un tableur, enregistrez-le de nouveau, puis réessayez."
)
_KINDS = (
    (b"\xd0\xcf\x11\xe0", "un ancien classeur (.xls) ou un classeur protégé par un mot de passe"),
    (b"%PDF", "un document PDF"),
    (b"\x89PNG", "une image"),
    (b"\xff\xd8\xff", "une image"),
    (b"\x1f\x8b", "une archive compressée"),
    (b"7z\xbc\xaf", "une archive compressée"),
    (b"{\\rtf", "un document de texte"),
)


@dataclass(frozen=True, slots=True)
class Tableau:
    """The rows of a file, and French sentences about the parts that were not read."""

    rangees: tuple[Rangee, ...]
    remarques: tuple[str, ...] = ()


def read_table(path: Path, score: Callable[[Sequence[Rangee]], int]) -> Tableau:
    """Read a CSV or XLSX file; `score` says how good a header the first rows hold.

    Of a workbook, the sheet with the best header is read. Raises KnownError for any file that
    cannot be read whole: nothing is guessed about the rest.
    """
    contenu = read_bytes(path)
    if contenu.startswith(b"PK"):
        return _read_workbook(contenu, path, score)
    for sign, kind in _KINDS:
        if contenu.startswith(sign):
            raise KnownError(OTHER_FORMAT.format(nom=path.name, genre=kind))
    rows: list[Rangee] = []
    for row in read_text(decode(contenu), score):
        rows.append(row)
        _check_length(rows, path)
    return Tableau(tuple(rows))


def read_bytes(path: Path) -> bytes:
    """The content of a file of reasonable size; raises KnownError when it cannot be had."""
    if path.is_dir():
        raise KnownError(A_FOLDER.format(nom=path.name))
    try:
        if path.stat().st_size > MAX_BYTES:
            raise KnownError(TOO_BIG.format(nom=path.name))
        return path.read_bytes()
    except FileNotFoundError as error:
        raise KnownError(ABSENT.format(nom=path.name)) from error
    except OSError as error:  # protected, or locked by a spreadsheet
        raise KnownError(LOCKED.format(nom=path.name)) from error


def _check_length(rows: Sequence[Rangee], path: Path) -> None:
    if len(rows) > MAX_ROWS:
        raise KnownError(TOO_BIG.format(nom=path.name))


def _read_workbook(contenu: bytes, path: Path, score: Callable[[Sequence[Rangee]], int]) -> Tableau:
    from openpyxl import load_workbook  # slow to load, and seldom needed

    _check_archive(contenu, path)
    try:
        with warnings.catch_warnings():
            # What openpyxl leaves out (styles, validations) is nothing that an import reads.
            warnings.simplefilter("ignore")
            book = load_workbook(
                io.BytesIO(contenu), read_only=True, data_only=True, keep_links=False
            )
            try:
                sheets = [(sheet.title, _sheet_rows(sheet, path)) for sheet in book.worksheets]
            finally:
                book.close()
    except (
        AttributeError, EOFError, IndexError, KeyError, OSError, SyntaxError, TypeError,
        ValueError, zipfile.BadZipFile, zlib.error,
    ) as error:  # fmt: skip
        raise KnownError(DAMAGED.format(nom=path.name)) from error
    if not sheets:
        return Tableau(())
    best = max(range(len(sheets)), key=lambda rank: (score(sheets[rank][1]), -rank))
    others = [title for rank, (title, rows) in enumerate(sheets) if rank != best and rows]
    remarks = [f"La feuille «\u00a0{title}\u00a0» n’a pas été lue." for title in others]
    return Tableau(tuple(sheets[best][1]), tuple(remarks))


def _sheet_rows(sheet: object, path: Path) -> list[Rangee]:
    """The rows of a sheet that hold something, with their line; empty ones are many."""
    rows: list[Rangee] = []
    # The size that a sheet announces is often wrong; without it, rows are read as they come.
    sheet.reset_dimensions()  # type: ignore[attr-defined]
    cells = sheet.iter_rows(values_only=True)  # type: ignore[attr-defined]
    for ligne, values in enumerate(cells, start=1):
        row = Rangee(ligne, tuple(values))
        if not row.vide:
            rows.append(row)
            _check_length(rows, path)
    return rows


def _check_archive(contenu: bytes, path: Path) -> None:
    """Refuse what is no workbook, and one that would fill the memory once unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
            names = set(archive.namelist())
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise KnownError(DAMAGED.format(nom=path.name)) from error
    if unpacked > MAX_UNPACKED:
        raise KnownError(TOO_BIG.format(nom=path.name))
    if "xl/workbook.xml" not in names:
        kind = (
            "un classeur OpenDocument (.ods)"
            if "content.xml" in names
            else ("une archive, pas un classeur")
        )
        raise KnownError(OTHER_FORMAT.format(nom=path.name, genre=kind))
