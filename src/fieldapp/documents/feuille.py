"""One document being written: blocks are added in reading order, then rendered to a tagged PDF."""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    Indenter,
    KeepTogether,
    PageTemplate,
    Spacer,
)

from fieldapp.documents.flowables import (
    AuPied,
    Filet,
    LignesAEcrire,
    Mention,
    Paragraphe,
    make_table,
)
from fieldapp.documents.styles import (
    GRAS,
    LARGEUR,
    MARGE,
    MARGE_BASSE,
    MARGE_HAUTE,
    REGULIER,
    Styles,
    load_colours,
    make_styles,
)
from fieldapp.documents.tagging import Element, Metadonnees, TaggedCanvas, tag
from fieldapp.documents.texte import long_date, paragraphs, printable, short_date
from fieldapp.domain.ecrits import Entete

# How far a tint goes beyond the text on both sides, in points.
DEBORD = 8


class Feuille:
    """A document in the making. Every block goes both onto the page and into the structure."""

    def __init__(self, entete: Entete, corps: float, minimum: float = 8.5) -> None:
        self.entete = entete
        self.styles: Styles = make_styles(corps, minimum)
        self.corps = corps
        self.racine = Element("Document")
        self.story: list[Flowable] = []
        self.pages = 0  # known once rendered

    # -- pieces, to be placed by the caller -------------------------------------------------

    def piece(
        self, texte: str, style: ParagraphStyle, parent: Element | None = None, tag_: str = "P"
    ) -> Paragraphe:
        """Return a tagged paragraph of one line of text; an empty text is printed as a dash."""
        element = (parent or self.racine).child(tag_)
        return Paragraphe(printable(texte) or "–", style, element=element)

    # -- blocks -----------------------------------------------------------------------------

    def add_title(self, texte: str) -> None:
        """Add the title, the only H1 of a document."""
        self.story.append(self.piece(texte, self.styles.titre, tag_="H1"))

    def add_part(self, texte: str) -> None:
        """Add the heading of a part (H2) over a rule, never alone at the foot of a page."""
        self.story += [
            CondPageBreak(self.corps * 12),
            Spacer(0, self.corps),
            self.piece(texte, self.styles.partie, tag_="H2"),
            Filet(load_colours()["primaire"], 0.8, self.corps * 0.3),
        ]

    def add_section(self, texte: str, niveau: str = "H3") -> None:
        """Add the heading of a section, never alone at the foot of a page."""
        self.story += [
            CondPageBreak(self.corps * 9),
            Spacer(0, self.corps * 0.7),
            self.piece(texte, self.styles.section, tag_=niveau),
        ]

    def add_text(
        self, texte: str, style: ParagraphStyle | None = None, barre: bool = False
    ) -> None:
        """Add the paragraphs of a text; `barre` sets them apart with a bar at their left."""
        colour = load_colours()["primaire"] if barre else None
        for line in paragraphs(texte):
            self.story.append(
                Paragraphe(
                    printable(line),
                    style or self.styles.corps,
                    element=self.racine.child("P"),
                    barre=colour,
                )
            )

    def add_bullets(self, items: Sequence[str], cases: bool = False) -> None:
        """Add a list with bullets, or with boxes to tick."""
        items = [item for item in items if printable(item)]
        if not items:
            return
        liste = self.racine.child("L", ListNumbering="None" if cases else "Disc")
        for item in items:
            line = liste.child("LI")
            puce = None if cases else line.child("Lbl")
            self.story.append(
                Paragraphe(
                    printable(item),
                    self.styles.puce,
                    element=line.child("LBody"),
                    puce=puce,
                    case=cases,
                )
            )

    def add_entries(self, items: Sequence[tuple[str, str]]) -> None:
        """Add a list of dated entries: a bold line with a bullet, then what is noted of it."""
        liste = self.racine.child("L", ListNumbering="Disc")
        for head, text in items:
            line = liste.child("LI")
            puce, body = line.child("Lbl"), line.child("LBody")
            self.story.append(CondPageBreak(self.corps * 4))
            styles = self.styles
            self.story.append(
                Paragraphe(printable(head), styles.puce_forte, element=body.child("P"), puce=puce)
            )
            self.story += [self.piece(part, styles.puce, body) for part in paragraphs(text)]

    def add_pairs(self, pairs: Sequence[tuple[str, str]], columns: int = 2) -> None:
        """Add labels with their values under them, side by side; empty values are left out."""
        liste = self.racine.child("L", ListNumbering="None")
        cells: list[Any] = []
        for label, value in pairs:
            if not printable(value):
                continue
            line = liste.child("LI")
            head = self.piece(label, self.styles.etiquette, line, "Lbl")
            body = line.child("LBody")
            cells.append(
                [
                    head,
                    *(self.piece(part, self.styles.valeur, body) for part in paragraphs(value)),
                ]
            )
        if not cells:
            self.racine.kids.remove(liste)
            return
        cells += [""] * (-len(cells) % columns)
        rows = [cells[n : n + columns] for n in range(0, len(cells), columns)]
        self._add_layout(rows, [LARGEUR / columns] * columns)

    def add_table(
        self,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        shares: Sequence[float],
        nombres: Collection[int] = (),
    ) -> None:
        """Add a table with a head row, repeated on each page; `shares` part the width (sum 1).

        `nombres` are the ranks of the columns of numbers, whose units stand under each other.
        """
        styles = self.styles
        table = self.racine.child("Table")
        line = table.child("TR")
        content: list[list[Any]] = [
            [
                Paragraphe(
                    printable(head),
                    styles.entete_nombre if rank in nombres else styles.entete_colonne,
                    element=line.child("TH", once=True, Scope="Column"),
                )
                for rank, head in enumerate(heads)
            ]
        ]
        cells = (styles.cellule, styles.cellule_nombre)
        for row in rows:
            line = table.child("TR")
            content.append(
                [self.piece(c, cells[rank in nombres], line, "TD") for rank, c in enumerate(row)]
            )
        couleurs = load_colours()
        self.story.append(
            make_table(
                content,
                [LARGEUR * share for share in shares],
                [
                    ("VALIGN", (0, 0), (-1, -1), "TOP"),
                    ("FONTNAME", (0, 0), (-1, -1), REGULIER),
                    ("BACKGROUND", (0, 0), (-1, 0), couleurs["surface_2"]),
                    ("LINEABOVE", (0, 0), (-1, 0), 0.6, couleurs["trait_fort"]),
                    ("LINEBELOW", (0, 0), (-1, 0), 0.6, couleurs["trait_fort"]),
                    ("LINEBELOW", (0, 1), (-1, -1), 0.4, couleurs["trait"]),
                    ("TOPPADDING", (0, 0), (-1, -1), 2.5),
                    ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
                    ("LEFTPADDING", (0, 0), (-1, -1), 5),
                    ("RIGHTPADDING", (0, 0), (-1, -1), 5),
                ],
                head=1,
            )
        )
        self.story.append(Spacer(0, self.corps * 0.4))

    def add_rule(self) -> None:
        """Add a thin rule between two blocks."""
        self.story.append(Spacer(0, self.corps * 0.5))
        self.story.append(Filet(load_colours()["trait"], 0.6, self.corps * 0.2))

    def add_lines(self, number: int) -> None:
        """Add lines to write on by hand."""
        self.story.append(LignesAEcrire(number, self.corps * 2))

    def add_space(self, lines: float) -> None:
        """Add empty space, in lines of body text."""
        self.story.append(Spacer(0, self.corps * 1.4 * lines))

    def add_together(self, add: Callable[[], None], at_foot: bool = False) -> None:
        """Keep on one page all the blocks that `add` adds, at the foot of it if so asked."""
        before = len(self.story)
        add()
        pieces = self.story[before:]
        self.story[before:] = [AuPied(pieces) if at_foot else KeepTogether(pieces)]

    def add_tinted(self, add: Callable[[], None]) -> None:
        """Tint the blocks that `add` adds: on the screen, those that are being typed."""
        before = len(self.story)
        add()
        # Inside a cell there is no page to break.
        pieces = [p for p in self.story[before:] if not isinstance(p, CondPageBreak)]
        cell = ((0, 0), (-1, -1))
        style = [
            ("BACKGROUND", *cell, load_colours()["primaire_doux"]),
            ("LEFTPADDING", *cell, DEBORD),
            ("RIGHTPADDING", *cell, DEBORD),
        ]
        self.story[before:] = [Indenter(-DEBORD, -DEBORD)]
        self._add_layout([[pieces]], [LARGEUR + 2 * DEBORD], *style)
        self.story.append(Indenter(DEBORD, DEBORD))

    def add_letterhead(self, dated: bool = False) -> None:
        """Add the organisme, the unit and how to reach it; the class of confidentiality; a rule."""
        entete, styles = self.entete, self.styles
        left = [self.piece(entete.organisme, styles.fort)]
        left += [
            self.piece(line, styles.petit)
            for line in (entete.unite, *entete.coordonnees)
            if printable(line)
        ]
        right: list[Flowable] = []
        if printable(entete.confidentialite):
            element = self.racine.child("P")
            right.append(
                Mention(printable(entete.confidentialite), styles.reserve, element=element)
            )
        if dated:
            right.append(self.piece(place_and_date(entete), styles.droite))
        if right:
            self.add_columns(left, right, share=0.5)
        else:
            self.story += [*left, Spacer(0, self.corps * 0.35)]
        self.story.append(Filet(load_colours()["primaire"], 1.4, self.corps * 0.9))

    def add_columns(
        self, left: Sequence[Flowable], right: Sequence[Flowable], share: float = 0.5
    ) -> None:
        """Add two columns of pieces; the left one, read first, takes `share` of the width."""
        self._add_layout([[list(left), list(right)]], [LARGEUR * share, LARGEUR * (1 - share)])

    def _add_layout(self, rows: list[list[Any]], widths: list[float], *more: Any) -> None:
        self.story.append(
            make_table(
                rows,
                widths,
                [
                    ("VALIGN", (0, 0), (-1, -1), "TOP"),
                    ("FONTNAME", (0, 0), (-1, -1), REGULIER),
                    ("LEFTPADDING", (0, 0), (0, -1), 0),
                    ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
                    ("TOPPADDING", (0, 0), (-1, -1), 0),
                    ("BOTTOMPADDING", (0, 0), (-1, -1), self.corps * 0.5),
                    *more,
                ],
            )
        )

    # -- rendering --------------------------------------------------------------------------

    def render(self, titre: str) -> bytes:
        """Return the finished PDF; the same document gives the same bytes, every time."""
        out = io.BytesIO()
        template = BaseDocTemplate(
            out,
            pagesize=A4,
            leftMargin=MARGE,
            rightMargin=MARGE,
            topMargin=MARGE_HAUTE,
            bottomMargin=MARGE_BASSE,
            invariant=1,
            pageCompression=1,
            # Or Helvetica, never drawn with, would stand in the file without being embedded.
            initialFontName=REGULIER,
        )
        frame = Frame(
            MARGE,
            MARGE_BASSE,
            LARGEUR,
            A4[1] - MARGE_HAUTE - MARGE_BASSE,
            leftPadding=0,
            rightPadding=0,
            topPadding=0,
            bottomPadding=0,
        )
        template.addPageTemplates(PageTemplate("page", [frame]))
        template.build(
            self.story,
            canvasmaker=partial(TaggedCanvas, frame_page=partial(self._frame_page, titre)),
        )
        meta = Metadonnees(
            titre=printable(titre),
            auteur=printable(self.entete.auteur or self.entete.organisme),
            sujet=printable(self.entete.confidentialite),
            date=self.entete.date[:10],
        )
        return tag(out.getvalue(), self.racine, meta)

    def _foot_lines(self) -> tuple[str, str]:
        """Return what the foot of each page says: class and recipient, who printed it and when."""
        entete = self.entete
        printed = f"Imprimé par {entete.imprime_par}" if entete.imprime_par else ""
        if printed and entete.date:
            printed += f" le {short_date(entete.date)}"
        whom = " · ".join(
            printable(part)
            for part in (entete.confidentialite, entete.destinataire)
            if printable(part)
        )
        return whom, printable(printed)

    def _frame_page(self, titre: str, canvas: TaggedCanvas, page: int, pages: int) -> None:
        self.pages = pages
        size = self.styles.petit.fontSize
        couleurs = load_colours()
        with canvas.artifact("Footer"):
            canvas.saveState()
            canvas.setStrokeColor(couleurs["trait"])
            canvas.setLineWidth(0.6)
            canvas.line(MARGE, MARGE_BASSE - size, A4[0] - MARGE, MARGE_BASSE - size)
            canvas.setFillColor(couleurs["encre_2"])
            baseline = MARGE_BASSE - 2.3 * size
            canvas.setFont(REGULIER, size)
            whom, printed = self._foot_lines()
            canvas.drawString(MARGE, baseline, _shorten(whom, size, LARGEUR))
            if whom:
                baseline -= 1.35 * size
            canvas.drawString(MARGE, baseline, _shorten(printed, size, LARGEUR * 0.85))
            canvas.setFont(GRAS, size)
            canvas.drawRightString(A4[0] - MARGE, baseline, f"page {page}/{pages}")
            canvas.restoreState()
        if page > 1:
            self._draw_running_head(canvas, titre, size)

    def _draw_running_head(self, canvas: TaggedCanvas, titre: str, size: float) -> None:
        reference = f"N° {self.entete.reference}" if self.entete.reference else ""
        with canvas.artifact("Header"):
            canvas.saveState()
            canvas.setFillColor(load_colours()["encre_2"])
            canvas.setFont(REGULIER, size)
            head = " · ".join(p for p in (printable(titre), printable(reference)) if p)
            shown = _shorten(head, size, LARGEUR)
            canvas.drawString(MARGE, A4[1] - MARGE_HAUTE + size * 0.9, shown)
            canvas.restoreState()


def _shorten(line: str, size: float, room: float) -> str:
    """Return the line, cut with an ellipsis where it would leave the page."""
    if stringWidth(line, REGULIER, size) <= room:
        return line
    while line and stringWidth(line + "…", REGULIER, size) > room:
        line = line[:-1]
    return line.rstrip() + "…"


def place_and_date(entete: Entete) -> str:
    """Return « Lens, le 24 novembre 2026 », or what is known of it."""
    day = f"le {long_date(entete.date)}" if entete.date else ""
    return ", ".join(part for part in (entete.lieu, day) if part)
