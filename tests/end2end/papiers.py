"""Reading a printed paper as a person does: its words, and whether its page bears ink."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from PySide6.QtGui import QImage


def text_of(path: Path) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    read = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True
    )  # fmt: skip
    return plain(read.stdout.decode())


def plain(text: str) -> str:
    return " ".join(text.split())


def ink(path: Path) -> float:
    """The share of the first page that is not paper."""
    subprocess.run(
        ["pdftoppm", "-png", "-singlefile", "-r", "40", str(path), str(path.with_suffix(""))],
        check=True,
    )
    image = QImage(str(path.with_suffix(".png"))).convertToFormat(QImage.Format.Format_Grayscale8)
    assert image.height() > image.width() > 300
    data = bytes(image.constBits())
    return sum(value < 200 for value in data) / len(data)
