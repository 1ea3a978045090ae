"""Reads a tagged PDF as a screen reader does, so that tests can say what is heard."""

import io
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pikepdf

_PAIR = re.compile(r"<([0-9A-F]{2})> <([0-9A-F]{4})>")


@dataclass(frozen=True)
class Lu:
    """One structure element that holds text itself: its tag, its text, the tags above it."""

    tag: str
    texte: str
    chemin: tuple[str, ...]


def open_pdf(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(content))


def _alphabet(font: pikepdf.Object) -> dict[int, str]:
    cmap = font.ToUnicode.read_bytes().decode("ascii")
    return {int(code, 16): chr(int(char, 16)) for code, char in _PAIR.findall(cmap)}


class Page:
    """The texts of one page: those of each marked content, those of artifacts, all of them."""

    def __init__(self, page: pikepdf.Page) -> None:
        self.marked: dict[int, str] = {}
        self.artifacts: list[str] = []
        self.unmarked = ""
        self.sizes: set[float] = set()
        fonts: Any = page.Resources.Font
        alphabets = {str(name): _alphabet(fonts[name]) for name in fonts}
        stack: list[int | None] = []
        letters: dict[int, str] = {}
        size = 0.0
        for instruction in pikepdf.parse_content_stream(page):
            operands: Any = instruction.operands
            name = str(instruction.operator)
            if name == "BDC":
                properties: Any = operands[1]
                mcid = properties.get("/MCID")
                stack.append(None if mcid is None else int(mcid))
                if mcid is None:
                    self.artifacts.append("")
                else:
                    self.marked[int(mcid)] = ""
            elif name == "EMC":
                stack.pop()
            elif name == "Tf":
                letters, size = alphabets[str(operands[0])], float(Decimal(str(operands[1])))
            elif name == "Tj":
                text = "".join(letters[code] for code in bytes(operands[0]))
                self._add(stack, text)
                if text.strip():
                    self.sizes.add(size)
        assert not stack, "a marked content is left open"

    def _add(self, stack: list[int | None], text: str) -> None:
        if not stack:
            self.unmarked += text
        elif stack[-1] is None:
            self.artifacts[-1] += text
        else:
            self.marked[stack[-1]] += text


def read_pages(content: bytes) -> list[Page]:
    with open_pdf(content) as pdf:
        return [Page(page) for page in pdf.pages]


def read_aloud(content: bytes) -> list[Lu]:
    """Every element that holds text, in the order of the structure tree."""
    pages = read_pages(content)
    heard: list[Lu] = []
    with open_pdf(content) as pdf:
        numbers = {page.obj.objgen: rank for rank, page in enumerate(pdf.pages)}

        def visit(node: Any, above: tuple[str, ...]) -> None:
            tag = str(node.S).lstrip("/")
            kids: Any = node.get("/K", [])
            kids = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
            text, own = "", False
            for kid in kids:
                if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                    visit(kid, (*above, tag))
                    continue
                marked = isinstance(kid, pikepdf.Dictionary)
                page = numbers[(kid if marked else node).Pg.objgen]
                text += pages[page].marked[int(kid.MCID if marked else kid)]
                own = True
            if own:
                heard.append(Lu(tag, text.strip(), above))

        visit(pdf.Root.StructTreeRoot.K[0], ())
    return heard


def heard_text(content: bytes) -> str:
    return "\n".join(lu.texte for lu in read_aloud(content))


def seen_text(content: bytes) -> str:
    """All that is printed, heads and feet of pages included."""
    pages = read_pages(content)
    return "\n".join(
        "\n".join([*page.marked.values(), *page.artifacts, page.unmarked]) for page in pages
    )


def squeeze(texte: str) -> str:
    """The text without any space: where a line is broken does not matter."""
    return "".join(texte.split())
