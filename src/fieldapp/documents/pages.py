"""Pages photographed one by one, put together as one PDF of A4 sheets."""

from __future__ import annotations

import io
from collections.abc import Sequence

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from fieldapp.domain.document import Photo


def assemble(pages: Sequence[Photo], titre: str) -> bytes:
    """Return a PDF with one page for each photograph, in their order.

    A photograph wider than high lies on a sheet that is too; each fills its sheet as far as its
    shape allows. The JPEG goes into the file as it is: the PDF weighs what its pages weigh.
    """
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, lang="fr-FR")
    canvas.setTitle(titre)
    for page in pages:
        sheet = landscape(A4) if page.largeur > page.hauteur else A4
        scale = min(sheet[0] / page.largeur, sheet[1] / page.hauteur)
        width, height = page.largeur * scale, page.hauteur * scale
        canvas.setPageSize(sheet)
        canvas.drawImage(
            ImageReader(io.BytesIO(page.jpeg)),
            (sheet[0] - width) / 2,
            (sheet[1] - height) / 2,
            width,
            height,
        )
        canvas.showPage()
    canvas.save()
    return out.getvalue()
