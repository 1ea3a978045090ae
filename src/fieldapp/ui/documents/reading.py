"""What a drop, a paste or a choice of files brings, examined before anything is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage

from fieldapp.domain.document import names_of
from fieldapp.domain.document_type import PDF, TypeDocument
from fieldapp.domain.errors import KnownError
from fieldapp.domain.nir import find_nir, mask_nir
from fieldapp.services import documents_joints
from fieldapp.ui.documents.dessin import encode, pdf_text

FILES_MAX = 20
IMAGE_COLLEE = "Image collée"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a content comes from: a file, or bytes that were pasted.

    Once examined, it knows its size in bytes and the chunks that its content makes.
    """

    nom: str
    path: Path | None = None
    octets: bytes = b""
    taille: int = 0
    morceaux: tuple[str, ...] = ()

    def read(self) -> bytes:
        """Return the content; raises KnownError when the file cannot be read."""
        return self.octets if self.path is None else documents_joints.read_file(self.path)


@dataclass(frozen=True, slots=True)
class Accepte:
    """A source that may be kept, its type, its size in bytes, the title proposed.

    `nir` tells that a social security number stands in its text.
    """

    source: Source
    type: TypeDocument
    taille: int
    titre: str
    nir: bool


@dataclass(frozen=True, slots=True)
class Lot:
    """What came of examining sources; `refus` are sentences, one per source refused."""

    acceptes: tuple[Accepte, ...]
    refus: tuple[str, ...]


def holds_documents(data: QMimeData) -> bool:
    """Tell whether something that is dragged may be dropped as a document."""
    return data.hasImage() or any(url.isLocalFile() for url in data.urls())


def sources_of(data: QMimeData) -> tuple[Source, ...]:
    """Return the local files, or else the image, that a drop or the clipboard holds."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    if paths:
        return tuple(Source(path.name, path) for path in paths)
    if data.hasImage():
        image = data.imageData()
        if isinstance(image, QImage) and not image.isNull():
            return (Source(f"{IMAGE_COLLEE}.png", octets=encode(image, b"png")),)
    return ()


def examine(sources: Sequence[Source]) -> Lot:
    """Read every source once and tell which may be kept; nothing is stored."""
    acceptes: list[Accepte] = []
    refus: list[str] = []
    if len(sources) > FILES_MAX:
        refus.append(f"{FILES_MAX} documents à la fois au plus\u00a0: les suivants sont laissés.")
    for source in sources[:FILES_MAX]:
        try:
            contenu = source.read()
            found = documents_joints.examine(contenu, source.nom)
        except KnownError as error:
            refus.append(f"«\u00a0{source.nom}\u00a0»\u00a0: {error.message}")
            continue
        nir = found.nir or (found.type is PDF and bool(find_nir(pdf_text(contenu))))
        titre = mask_nir(Path(source.nom).stem.replace("_", " ")).strip()
        known = replace(source, taille=found.taille, morceaux=names_of(contenu))
        acceptes.append(Accepte(known, found.type, found.taille, titre, nir))
    return Lot(tuple(acceptes), tuple(refus))
