"""Reading files handed to the dossier: thumbnails without bombs, a drop of too many."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage
from tests import fichiers

from fieldapp.domain.document_type import JPEG, PDF, PNG, TIFF
from fieldapp.domain.errors import KnownError
from fieldapp.ui.documents import dessin
from fieldapp.ui.documents.reading import Source, examine, sources_of


def test_thumbnails_are_small_and_bombs_are_not_opened(qapp: object) -> None:
    assert qapp
    for contenu, mime in ((fichiers.pdf(), PDF.mime), (fichiers.png(900, 700), PNG.mime),
                          (fichiers.tiff(), TIFF.mime)):  # fmt: skip
        image = QImage.fromData(dessin.make_vignette(contenu, mime))
        assert 0 < max(image.width(), image.height()) <= dessin.VIGNETTE
    bomb = fichiers.png(60_000, 60_000, lines=1)
    assert dessin.make_vignette(bomb, PNG.mime) == b""
    with pytest.raises(KnownError) as refusal:
        dessin.decode_image(bomb)
    assert refusal.value.message == dessin.TOO_LARGE
    assert dessin.make_vignette(b"\xff\xd8\xff" + b"\0" * 30, JPEG.mime) == b""
    long_page = fichiers.pdf().replace(b"[0 0 595 842]", b"[0 0 2 14000]")
    assert dessin.make_vignette(long_page, PDF.mime) == b""
    with pytest.raises(KnownError):
        dessin.check_pdf(long_page)


def test_a_drop_of_too_many_files_takes_the_first_ones(tmp_path: Path, qapp: object) -> None:
    assert qapp
    path = tmp_path / "note.txt"
    path.write_text("Bonjour", encoding="utf-8")
    lot = examine([Source("note.txt", path)] * 21)
    assert len(lot.acceptes) == 20
    assert "20 documents à la fois" in lot.refus[0]
    assert sources_of(QMimeData()) == ()
