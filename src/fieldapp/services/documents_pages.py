"""Photographs of the pages of one paper, kept as one document of the family."""

from __future__ import annotations

from collections.abc import Sequence

from fieldapp.domain.document import (
    TAILLE_MAX,
    Document,
    Photo,
    SaisieDocument,
    check_titre,
    taille_fr,
)
from fieldapp.domain.errors import KnownError, SaisieError
from fieldapp.services.documents_joints import Progress, add_document
from fieldapp.services.session import Session

PAGES_MAX = 40
# What a page adds to its photograph in the file.
_CADRE = 1024


def weight(pages: Sequence[Photo]) -> int:
    """Return the size in bytes of the document that these pages make, to within some kilobytes."""
    return sum(len(page.jpeg) + _CADRE for page in pages)


def check_pages(pages: Sequence[Photo]) -> None:
    """Raise KnownError when these pages make no document, or too large a one."""
    if not pages:
        raise SaisieError("Il n’y a aucune page.", "Ajoutez une photo.", champ="pages")
    if len(pages) > PAGES_MAX or weight(pages) > TAILLE_MAX:
        raise KnownError(
            f"{len(pages)} pages font {taille_fr(weight(pages))}. La limite est de 25\u00a0Mo et "
            f"de {PAGES_MAX} pages. Rien n’a été ajouté. Retirez des pages, et faites-en un second "
            "document.",
            champ="pages",
        )


def add_pages(
    session: Session,
    saisie: SaisieDocument,
    pages: Sequence[Photo],
    *,
    vignette: bytes = b"",
    progress: Progress | None = None,
) -> Document:
    """Keep photographs as one PDF, in their order; raises KnownError as `add_document` does."""
    # Late: reportlab takes 0.4 s to import, and most sessions begin without it.
    from fieldapp.documents.pages import assemble

    check_pages(pages)
    contenu = assemble(pages, check_titre(saisie.titre))
    return add_document(session, saisie, contenu, vignette=vignette, progress=progress)
