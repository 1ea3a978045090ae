"""What makes a PDF readable aloud: structure elements, marked content, and their final tree."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from reportlab.pdfgen.canvas import Canvas


@dataclass(frozen=True, slots=True)
class Marque:
    """A piece of the content of one page (counted from 0) that belongs to an element."""

    page: int
    mcid: int


@dataclass(eq=False, slots=True)
class Element:
    """A node of the structure tree: a PDF tag (`H1`, `P`, `TD`…), its attributes, its children.

    `once`: when the same thing is drawn again on a later page (the head of a long table), the
    repetition is decoration and is not read a second time. `alt` is what is read in the place of a
    drawing, and `boite` its left, bottom, right and top on the page, in points.
    """

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    once: bool = False
    kids: list[Element | Marque] = field(default_factory=list)
    alt: str = ""
    boite: tuple[float, float, float, float] | None = None

    def child(self, tag: str, once: bool = False, **attributes: str) -> Element:
        """Add an element at the end of this one and return it."""
        element = Element(tag, attributes, once)
        self.kids.append(element)
        return element


class TaggedCanvas(Canvas):  # type: ignore[misc]  # reportlab publishes no types
    """A reportlab canvas that marks what it draws, and numbers its pages « 1/3 » at the end.

    `frame_page(canvas, page, pages)` draws the head and foot of each page once their number is
    known.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.frame_page = kwargs.pop("frame_page", None)
        self._waiting: list[dict[str, Any]] = []
        self._next_mcid = 0
        self.bookmarks: list[str] = []
        super().__init__(*args, **kwargs)

    @contextmanager
    def marked(self, element: Element) -> Iterator[None]:
        """Draw the content of an element."""
        page = self.getPageNumber() - 1
        if element.once and any(isinstance(k, Marque) and k.page != page for k in element.kids):
            with self.artifact():
                yield
            return
        element.kids.append(Marque(page, self._next_mcid))
        self.addLiteral(f"/{element.tag} <</MCID {self._next_mcid}>> BDC")
        self._next_mcid += 1
        yield
        self.addLiteral("EMC")

    @contextmanager
    def artifact(self, pagination: str = "") -> Iterator[None]:
        """Draw something that is not read aloud; `pagination` is `Header` or `Footer`."""
        kind = f"/Type /Pagination /Subtype /{pagination}" if pagination else "/Type /Layout"
        self.addLiteral(f"/Artifact <<{kind}>> BDC")
        yield
        self.addLiteral("EMC")

    def showPage(self) -> None:  # noqa: N802 - reportlab's own name
        """Keep the page aside: how many there are is known only at the end."""
        self._waiting.append(dict(self.__dict__))
        self._startPage()
        self._next_mcid = 0

    def save(self) -> None:
        """Draw the head and foot of every page, then close the document."""
        pages = self._waiting
        for number, state in enumerate(pages, start=1):
            self.__dict__.update(state)
            if self.frame_page is not None:
                self.frame_page(self, number, len(pages))
            super().showPage()
        super().save()


@dataclass(frozen=True, slots=True)
class Metadonnees:
    """What a reader is told of the document before it opens it; `date` is YYYY-MM-DD."""

    titre: str
    auteur: str
    sujet: str
    date: str


def tag(content: bytes, racine: Element, meta: Metadonnees) -> bytes:
    """Return the PDF with its structure tree, language, title and PDF/UA mark.

    The same input gives the same bytes: no clock and no random id enters the file.
    """
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        _write_structure(pdf, racine)
        pdf.Root.Lang = pikepdf.String("fr-FR")
        pdf.Root.MarkInfo = pikepdf.Dictionary(Marked=True)
        pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        _write_metadata(pdf, meta)
        pdf.save(out, deterministic_id=True, min_version="1.7")
    return out.getvalue()


def _write_structure(pdf: pikepdf.Pdf, racine: Element) -> None:
    pages = [page.obj for page in pdf.pages]
    parents: list[dict[int, pikepdf.Object]] = [{} for _ in pages]
    root = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot))

    def write(element: Element, parent: pikepdf.Object) -> pikepdf.Object:
        node = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.StructElem, S=pikepdf.Name(f"/{element.tag}"), P=parent
            )
        )
        if element.attributes:
            node.A = _attributes(element.attributes)
        if element.alt:
            node.Alt = pikepdf.String(element.alt)
        if element.boite is not None:
            node.A = pikepdf.Dictionary(
                O=pikepdf.Name.Layout, BBox=pikepdf.Array([round(x, 2) for x in element.boite])
            )
        kids: list[pikepdf.Object | int] = []
        for kid in element.kids:
            if isinstance(kid, Element):
                kids.append(write(kid, node))
                continue
            parents[kid.page][kid.mcid] = node
            if "/Pg" not in node:
                node.Pg = pages[kid.page]
            if node.Pg == pages[kid.page]:
                kids.append(kid.mcid)
            else:
                kids.append(
                    pikepdf.Dictionary(Type=pikepdf.Name.MCR, Pg=pages[kid.page], MCID=kid.mcid)
                )
        node.K = kids[0] if len(kids) == 1 else pikepdf.Array(kids)
        return node

    root.K = pikepdf.Array([write(racine, root)])
    numbers = pikepdf.Array()
    for rank, page in enumerate(pages):
        page.StructParents = rank
        page.Tabs = pikepdf.Name.S
        marks = parents[rank]
        numbers.append(rank)
        numbers.append(pdf.make_indirect(pikepdf.Array([marks[m] for m in sorted(marks)])))
    root.ParentTree = pdf.make_indirect(pikepdf.Dictionary(Nums=numbers))
    root.ParentTreeNextKey = len(pages)
    pdf.Root.StructTreeRoot = root


def _attributes(attributes: dict[str, str]) -> pikepdf.Dictionary:
    owner = "Table" if "Scope" in attributes else "List"
    written = pikepdf.Dictionary(O=pikepdf.Name(f"/{owner}"))
    for name, value in attributes.items():
        written[f"/{name}"] = pikepdf.Name(f"/{value}")
    return written


def _write_metadata(pdf: pikepdf.Pdf, meta: Metadonnees) -> None:
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
        xmp.register_xml_namespace("http://www.aiim.org/pdfua/ns/id/", "pdfuaid")
        xmp["pdfuaid:part"] = "1"
        xmp["dc:title"] = meta.titre
        xmp["dc:language"] = ["fr-FR"]
        if meta.auteur:
            xmp["dc:creator"] = [meta.auteur]
        if meta.sujet:
            xmp["dc:description"] = meta.sujet
        xmp["pdf:Producer"] = "Fieldapp"
        if meta.date:
            xmp["xmp:CreateDate"] = meta.date
    day = meta.date.replace("-", "")
    info = {
        "/Title": meta.titre,
        "/Author": meta.auteur,
        "/Subject": meta.sujet,
        "/Producer": "Fieldapp",
        "/CreationDate": f"D:{day}" if day else "",
    }
    pdf.docinfo = pdf.make_indirect(
        pikepdf.Dictionary({key: pikepdf.String(value) for key, value in info.items() if value})
    )
