"""Files as they come: workbooks, damaged files, bombs; what is refused is said, nothing written."""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook
from tests.services.reprise import CELINE, PIOTR, counts, dossier, ops

from fieldapp.domain.errors import KnownError
from fieldapp.services import tableur
from fieldapp.services.session import Session
from fieldapp.services.usagers import import_usagers


def workbook(path: Path, rows: Sequence[Sequence[object]], title: str = "Usagers") -> Path:
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    notice = book.create_sheet("Notice")
    notice.append(["Mode d’emploi"])
    book.save(path)
    return path


def test_a_workbook_is_read_by_its_sheet_of_people(nadia: Session, tmp_path: Path) -> None:
    born = datetime.datetime(1985, 2, 16)  # noqa: DTZ001
    path = workbook(
        tmp_path / "usagers.xlsx",
        [[], ["Liste", None], ["Nom", "Prénom", "Date de\nnaissance", "N° CAF", "Tél"],
         ["NOWAK", "Céline", born, 27004, 612345678.0], [None] * 5, ["CARON", "Paul", 29252]],
    )  # fmt: skip
    done = import_usagers(nadia, path)
    assert counts(done) == (2, 2, 0, 0, 0, 0)
    assert any("Notice" in remark for remark in done.remarques)
    found = dossier(nadia, "nowak")
    assert found.foyer.numero == "0027004"
    assert found.membres[0].personne.telephone == "+33612345678"
    assert dossier(nadia, "caron").membres[0].personne.naissance == "1980-02-01"


def spoil_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * 4096)


def archive(name: str) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with zipfile.ZipFile(path, "w") as made:
            made.writestr(name, "x")

    return write


BAD_FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "empty": (lambda path: path.write_bytes(b""), "est vide"),
    "only titles elsewhere": (lambda path: path.write_text("a;b\n1;2\n"), "ligne de titres"),
    "binary": (lambda path: path.write_bytes(bytes(range(256)) * 9), "n’est pas un tableau"),
    "old workbook": (lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0" * 9), "mot de passe"),
    "pdf": (lambda path: path.write_bytes(b"%PDF-1.7 ..."), "PDF"),
    "image": (lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n"), "image"),
    "opendocument": (archive("content.xml"), ".ods"),
    "any archive": (archive("photo.jpg"), "archive"),
    "spoilt archive": (lambda path: path.write_bytes(b"PK\x03\x04" + b"x" * 50), "abîmé"),
    "spoilt workbook": (spoil_zip, "abîmé"),
    "endless cell": (lambda path: path.write_text("Nom;Prénom\nDurand;" + "x" * 10**7), "ligne 2"),
    "folder": (lambda path: path.mkdir(), "est un dossier"),
    "absent": (lambda path: path, "introuvable"),
}  # fmt: skip


@pytest.mark.parametrize("kind", BAD_FILES)
def test_a_bad_file_is_said_in_french_and_nothing_is_written(
    nadia: Session, tmp_path: Path, kind: str
) -> None:
    make, words = BAD_FILES[kind]
    path = tmp_path / "fichier.csv"
    make(path)
    before = ops(nadia)
    with pytest.raises(KnownError, match=words) as refused:
        import_usagers(nadia, path)
    assert "Rien n’a été importé" in refused.value.message
    assert ops(nadia) == before


def test_a_workbook_that_would_fill_the_memory_is_refused(
    nadia: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tableur, "MAX_UNPACKED", 1000)
    path = tmp_path / "bombe.xlsx"
    bomb(path)
    with pytest.raises(KnownError, match="trop volumineux"):
        import_usagers(nadia, path)


def test_a_file_that_is_too_big_or_too_long_is_refused(
    nadia: Session, write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tableur, "MAX_ROWS", 2)
    with pytest.raises(KnownError, match="trop volumineux"):
        import_usagers(nadia, write(CELINE + PIOTR))
    monkeypatch.setattr(tableur, "MAX_BYTES", 10)
    with pytest.raises(KnownError, match="trop volumineux"):
        import_usagers(nadia, write(CELINE))
