"""The pieces that a page is laid out from: tagged paragraphs, tables, bars, lines to write on."""

from __future__ import annotations

from typing import Any

from reportlab.lib.colors import Color
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Paragraph, Table
from reportlab.platypus.paraparser import ParaFrag

from fieldapp.documents.styles import load_colours
from fieldapp.documents.tagging import Element


def _plain(text: str, style: ParagraphStyle) -> ParaFrag:
    """Return a text as reportlab holds it once parsed: nothing a worker types is markup."""
    return ParaFrag(
        text=text,
        fontName=style.fontName,
        fontSize=style.fontSize,
        textColor=style.textColor,
        bold=0,
        italic=0,
        rise=0,
        greek=0,
        link=[],
        us_lines=[],
    )


class Paragraphe(Paragraph):  # type: ignore[misc]  # reportlab publishes no types
    """A paragraph that belongs to a structure element, on as many pages as it needs.

    `puce`: the element of its bullet, drawn before it. `case`: a box to tick in its place.
    `barre`: the colour of a bar at its left.
    """

    def __init__(
        self,
        text: str | None,
        style: ParagraphStyle,
        bulletText: str | None = None,  # noqa: N803 - reportlab's own name
        frags: Any = None,
        *,
        element: Element | None = None,
        puce: Element | None = None,
        case: bool = False,
        barre: Color | None = None,
    ) -> None:
        if frags is None:
            frags = [_plain(text or "", style)]
        super().__init__(None, style, bulletText=bulletText, frags=frags)
        self.element = element
        self.puce = puce
        self.case = case
        self.barre = barre
        self._wrapped: tuple[float, tuple[float, float]] | None = None

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: N803
        """Break the lines once for a width: a table asks for it several times per cell."""
        # A split that fails throws the broken lines away.
        if self._wrapped is None or self._wrapped[0] != availWidth or not hasattr(self, "blPara"):
            self._wrapped = (availWidth, super().wrap(availWidth, availHeight))
        return self._wrapped[1]

    def split(self, availWidth: float, availHeight: float) -> list[Paragraphe]:  # noqa: N803
        """Split where the page ends; both halves belong to the same element."""
        parts: list[Paragraphe] = super().split(availWidth, availHeight)
        for rank, part in enumerate(parts):
            part.element, part.barre = self.element, self.barre
            if rank == 0:
                part.puce, part.case = self.puce, self.case
        return parts

    def draw(self) -> None:
        """Draw the bar and the bullet, then the text, each marked for what it is."""
        canvas, style = self.canv, self.style
        if self.barre is not None:
            with canvas.artifact():
                canvas.setFillColor(self.barre)
                # Reaches over the space between two paragraphs, so that the bar is one.
                below = style.spaceAfter
                canvas.rect(0, -below, 2.2, self.height + below, stroke=0, fill=1)
        if self.case:
            with canvas.artifact():
                canvas.setStrokeColor(style.textColor)
                canvas.setLineWidth(0.8)
                side = style.fontSize * 0.82
                canvas.rect(0, self.height - style.fontSize - 0.5, side, side)
        if self.puce is not None:
            with canvas.marked(self.puce):
                canvas.setFont(style.fontName, style.fontSize)
                canvas.setFillColor(style.textColor)
                canvas.drawString(style.leftIndent * 0.25, self.height - style.fontSize, "•")
        self._space_lines()
        if self.element is None:
            super().draw()
        else:
            self._add_bookmark()
            with canvas.marked(self.element):
                super().draw()

    def _add_bookmark(self) -> None:
        """List a heading in the contents that readers show beside the page."""
        element = self.element
        if element is None or element.tag not in ("H1", "H2", "H3") or element.kids:
            return
        key = f"{element.tag}-{len(self.canv.bookmarks)}"
        self.canv.bookmarks.append(key)
        self.canv.bookmarkHorizontal(key, 0, self.height)
        text = self.frags[0].text
        self.canv.addOutlineEntry(text, key, level=int(element.tag[1]) - 1, closed=False)

    def _space_lines(self) -> None:
        """End each line with a space, or a screen reader glues its last word to the next one."""
        lines = self.blPara.lines
        for rank, (room, words) in enumerate(lines):
            # reportlab marks the pieces of a word too long for a line: no space inside it.
            if words and words[-1] and type(words[-1]).__name__ != "_SplitWord":
                lines[rank] = (room, [*words, ""])


def _mark_decoration(table: Any, step: str, *_: Any) -> None:
    """Called by reportlab while it draws a table: grounds and rules are not content."""
    if step in ("startBG", "startLines"):
        table.canv.addLiteral("/Artifact <</Type /Layout>> BDC")
    elif step in ("endBG", "endLines"):
        table.canv.addLiteral("EMC")


def make_table(
    rows: list[list[Any]], widths: list[float], style: list[Any], head: int = 0
) -> Table:
    """Return a reportlab table whose rows, if need be, go on over the page; `head` rows repeat."""
    return Table(
        rows,
        colWidths=widths,
        style=style,
        repeatRows=head,
        splitByRow=1,
        splitInRow=1,
        hAlign="LEFT",
        renderCB=_mark_decoration,
    )


class Filet(Flowable):  # type: ignore[misc]
    """A horizontal rule over the whole width, or dashed where a slip is cut off."""

    def __init__(self, colour: Color, thickness: float, after: float, dashed: bool = False) -> None:
        super().__init__()
        self.colour, self.thickness, self.after, self.dashed = colour, thickness, after, dashed

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: ARG002, N803
        """Take the whole width."""
        self.width = availWidth
        return availWidth, self.thickness + self.after

    def draw(self) -> None:
        """Draw the rule as decoration."""
        with self.canv.artifact():
            self.canv.setStrokeColor(self.colour)
            self.canv.setLineWidth(self.thickness)
            if self.dashed:
                self.canv.setDash(3, 3)
            self.canv.line(0, self.after, self.width, self.after)


class AuPied(Flowable):  # type: ignore[misc]
    """Pieces set at the foot of what is left of the page; they go to the next one together."""

    def __init__(self, pieces: list[Flowable]) -> None:
        super().__init__()
        self.pieces = pieces

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: N803
        """Take all the height that is left, or ask for more than there is."""
        self.width = availWidth
        self.sizes = [
            piece.wrapOn(self.canv, availWidth, availHeight)[1] + piece.getSpaceAfter()
            for piece in self.pieces
        ]
        self.height = max(sum(self.sizes), availHeight)
        return availWidth, self.height

    def split(self, availWidth: float, availHeight: float) -> list[Flowable]:  # noqa: ARG002, N803
        """On a fresh page where even that is too small, let the pieces flow like any others."""
        fresh = availHeight >= self.canv._doctemplate.frame._height - 1
        return self.pieces if fresh else []

    def draw(self) -> None:
        """Draw the pieces one under another, the last one on the ground."""
        top = sum(self.sizes)
        for piece, size in zip(self.pieces, self.sizes, strict=True):
            piece.drawOn(self.canv, 0, top - size + piece.getSpaceAfter())
            top -= size


class Pictogramme(Flowable):  # type: ignore[misc]
    """A drawing that repeats what the words beside it say, for whoever reads with difficulty."""

    def __init__(self, sujet: str, side: float) -> None:
        super().__init__()
        self.sujet, self.width, self.height = sujet, side, side

    def draw(self) -> None:
        """Draw on a grid of 24 units; decoration, since the heading beside it says the same."""
        canvas = self.canv
        with canvas.artifact():
            canvas.scale(self.width / 24, self.height / 24)
            canvas.setStrokeColor(load_colours()["primaire"])
            canvas.setLineWidth(2)
            canvas.setLineCap(1)
            canvas.setLineJoin(1)
            getattr(self, f"_draw_{self.sujet}")(canvas)

    def _draw_lieu(self, canvas: Any) -> None:
        path = canvas.beginPath()
        path.moveTo(4, 14)
        path.curveTo(4, 18.4, 7.6, 22, 12, 22)
        path.curveTo(16.4, 22, 20, 18.4, 20, 14)
        path.curveTo(20, 9, 14.5, 4, 12, 2)
        path.curveTo(9.5, 4, 4, 9, 4, 14)
        path.close()
        canvas.drawPath(path)
        canvas.circle(12, 14, 3)

    def _draw_heure(self, canvas: Any) -> None:
        canvas.circle(12, 12, 10)
        canvas.lines([(12, 18, 12, 12), (12, 12, 16, 10)])

    def _draw_telephone(self, canvas: Any) -> None:
        canvas.roundRect(6, 2, 12, 20, 2.5)
        canvas.line(11, 5.5, 13, 5.5)

    def _draw_savoir(self, canvas: Any) -> None:
        canvas.circle(12, 12, 10)
        canvas.lines([(8, 12, 11, 9), (11, 9, 16, 15)])


class Mention(Paragraphe):
    """A short text in a tinted box at the right of the page: the class of confidentiality."""

    def draw(self) -> None:
        """Draw the box round the longest line, then the text."""
        room = min((room for room, _ in self.blPara.lines), default=0)
        couleurs, canvas = load_colours(), self.canv
        left = room - self.style.rightIndent
        with canvas.artifact():
            canvas.setFillColor(couleurs["reserve_doux"])
            canvas.setStrokeColor(couleurs["reserve"])
            canvas.setLineWidth(0.6)
            canvas.roundRect(left, -3.5, self.width - left, self.height + 5, 3, fill=1)
        super().draw()


class LignesAEcrire(Flowable):  # type: ignore[misc]
    """Ruled lines to write on by hand."""

    def __init__(self, number: int, gap: float) -> None:
        super().__init__()
        self.number, self.gap = number, gap

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: ARG002, N803
        """Take the whole width."""
        self.width = availWidth
        return availWidth, self.number * self.gap

    def draw(self) -> None:
        """Draw the lines as decoration."""
        with self.canv.artifact():
            self.canv.setStrokeColor(load_colours()["trait_fort"])
            self.canv.setLineWidth(0.6)
            for rank in range(self.number):
                self.canv.line(0, rank * self.gap + 1, self.width, rank * self.gap + 1)
