"""A table sent as text: which alphabet, which separator, which rows on which lines of the file."""

import codecs
import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from fieldapp.domain.errors import KnownError

Cellule = object  # str, int, float, bool, datetime, date or None, as a spreadsheet gives them

SEPARATEURS = (";", ",", "\t", "|")
_SAMPLE_LINES = 40
# A longer cell is a broken file (a quote never closed), not a caseload.
_MAX_CELL = 131_072

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

EMPTY_FILE = "Ce fichier est vide. Rien n’a été importé. Vérifiez l’export, puis réessayez."
NOT_A_TABLE = (
    "Ce fichier n’est pas un tableau de texte (CSV). Rien n’a été importé. Depuis le tableur, "
    "enregistrez-le au format .xlsx ou .csv, puis réessayez."
)
BROKEN_TABLE = (
    "Ce fichier est abîmé à partir de la ligne {ligne}\u00a0: une cellule n’en finit pas (souvent "
    "un guillemet oublié). Rien n’a été importé. Rouvrez-le dans un tableur, enregistrez-le de "
    "nouveau, puis réessayez."
)


@dataclass(frozen=True, slots=True)
class Rangee:
    """One row and the line of the file where it begins (the first line is 1)."""

    ligne: int
    cellules: tuple[Cellule, ...]

    @property
    def vide(self) -> bool:
        """Whether nothing is written on this row."""
        return all(cell is None or not str(cell).strip() for cell in self.cellules)


def decode(contenu: bytes) -> str:
    """The text of a file whose alphabet nobody wrote down.

    UTF-8 and UTF-16 with or without their mark, else Windows (cp1252). Raises KnownError when
    the file is empty or is no text at all.
    """
    if not contenu.strip(b" \t\r\n\x00"):
        raise KnownError(EMPTY_FILE)
    for bom, alphabet in _BOMS:
        if contenu.startswith(bom):
            return _decoded(contenu, alphabet)
    head = contenu[:4096]
    if head[1::2].count(0) > len(head) // 4:
        return _decoded(contenu, "utf-16-le")
    if head[0::2].count(0) > len(head) // 4:
        return _decoded(contenu, "utf-16-be")
    if _control_bytes(head) > len(head) // 50:
        raise KnownError(NOT_A_TABLE)
    try:
        return contenu.decode("utf-8")
    except UnicodeDecodeError:
        # Latin-1 last: it reads any byte, so that one odd character does not lose the file.
        return _decoded(contenu, "cp1252" if _is_cp1252(contenu) else "latin-1")


def _control_bytes(head: bytes) -> int:
    return sum(1 for byte in head if byte < 32 and byte not in b"\t\n\r\x0b\x0c\x1a")


def _is_cp1252(contenu: bytes) -> bool:
    return not any(byte in contenu for byte in b"\x81\x8d\x8f\x90\x9d")


def _decoded(contenu: bytes, alphabet: str) -> str:
    try:
        text = contenu.decode(alphabet)
    except UnicodeDecodeError as error:
        raise KnownError(NOT_A_TABLE) from error
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise KnownError(EMPTY_FILE)
    return text


def read_text(texte: str, score: Callable[[Sequence[Rangee]], int]) -> Iterator[Rangee]:
    """The rows of a text, cut at the separator for which `score` likes the first rows best.

    The separator is not guessed from its count: an address holds commas, a note semicolons.
    Raises KnownError, while being read, at a row that never ends.
    """
    hint, _, rest = texte.partition("\n")
    skipped = 0
    separators: Sequence[str] = SEPARATEURS
    if hint.strip().lower().startswith("sep=") and len(hint.strip()) == 5:
        separators, texte, skipped = (hint.strip()[4],), rest, 1
    sample = "\n".join(texte.split("\n", _SAMPLE_LINES)[:_SAMPLE_LINES])
    best = max(separators, key=lambda sep: score(_sample(sample, sep)))
    return _rows(texte, best, skipped)


def _sample(texte: str, separateur: str) -> list[Rangee]:
    rows: list[Rangee] = []
    try:
        rows.extend(_rows(texte, separateur, 0))
    except KnownError:
        return rows  # the sample may end in the middle of a cell
    return rows


def _rows(texte: str, separateur: str, skipped: int) -> Iterator[Rangee]:
    reader = csv.reader(io.StringIO(texte, newline=""), delimiter=separateur)
    ligne = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise KnownError(BROKEN_TABLE.format(ligne=ligne + skipped)) from error
        if any(len(cell) > _MAX_CELL for cell in cells):
            raise KnownError(BROKEN_TABLE.format(ligne=ligne + skipped))
        yield Rangee(ligne + skipped, tuple(cells))
        ligne = reader.line_num + 1
