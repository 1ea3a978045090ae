"""The help dialog: the chapters of the guide, and the map of the keys made from the one table."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import (
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextTable,
)
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from fieldapp.config import resource_root
from fieldapp.ui.actions import RACCOURCIS
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.card import Card
from fieldapp.ui.widgets.text import Text

_FRENCH_KEYS = {
    "Shift": "Maj",
    "Return": "Entrée",
    "Left": "←",
    "Right": "→",
    "PgDown": "Page suiv.",
    "PgUp": "Page préc.",
}


# The chapter that Maj+F1 opens on each page; the first chapter elsewhere.
CHAPTER_OF_PAGE = {
    "agenda": "agenda",
    "conservation": "securite",
    "dossier": "noter",
    "familles": "trouver",
    "orientations": "orienter",
    "orienter": "orienter",
    "synchronisation": "synchroniser",
    "reception": "siege",
    "invitations": "siege",
    "catalogue": "siege",
}


class HelpDialog(QDialog):
    """Chapters at the left, text at the right; `chapter` is the one to open first."""

    def __init__(self, chapter: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Fieldapp — Aide")
        self._chapters = chapters()
        self._list = QListWidget()
        self._list.setAccessibleName("Chapitres de l’aide")
        self._list.setProperty("level", "menu")
        self._list.setFixedWidth(theme().px(240))
        self._text = QTextBrowser()
        self._text.setAccessibleName("Texte de l’aide")
        self._text.setOpenExternalLinks(False)
        for key, (title, _body) in self._chapters.items():
            item = QListWidgetItem(title, self._list)
            item.setData(Qt.ItemDataRole.UserRole, key)
            item.setSizeHint(QSize(0, theme().px(36)))
        self._list.currentItemChanged.connect(self._show)
        card = Card(flush=False)
        card.body.addWidget(self._text)
        close = Button("Fermer", kind="primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        middle = QHBoxLayout()
        middle.setSpacing(16)
        middle.addWidget(self._list)
        middle.addWidget(card, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(Text("Aide", "titre"))
        column.addLayout(middle, 1)
        column.addLayout(foot)
        self.resize(920, 620)
        keys = list(self._chapters)
        self._list.setCurrentRow(keys.index(chapter) if chapter in keys else 0)
        self._list.setFocus()

    def _show(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        _title, body = self._chapters[str(item.data(Qt.ItemDataRole.UserRole))]
        document = self._text.document()
        document.setDefaultFont(theme().font())
        document.setMarkdown(body)
        lay_out(document)
        self._text.moveCursor(QTextCursor.MoveOperation.Start)


def lay_out(document: QTextDocument) -> None:
    """Give headings, paragraphs and tables the sizes and gaps of the design."""
    t = theme()
    block = document.begin()
    while block.isValid():
        cursor = QTextCursor(block)
        cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
        level = block.blockFormat().headingLevel()
        spacing = QTextBlockFormat()
        # A heading stands nearer to what it names than to what is before it.
        spacing.setBottomMargin(t.px(4 if level > 1 else 8))
        if block.textList() is not None:
            spacing.setBottomMargin(t.px(5))
        spacing.setTopMargin(t.px(18) if level > 1 else 0)
        if level:
            letters = QTextCharFormat()
            letters.setFont(t.font("titre" if level == 1 else "sous_titre"))
            cursor.setCharFormat(letters)
        if cursor.currentTable() is None:
            # Of this block only: what is selected begins with the end of the one before.
            QTextCursor(block).mergeBlockFormat(spacing)
        block = block.next()
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            shape = frame.format()
            shape.setCellPadding(t.px(5))
            shape.setBorder(0)
            shape.setCellSpacing(0)
            frame.setFormat(shape)


def chapters() -> dict[str, tuple[str, str]]:
    """Return key → (title, Markdown) of every chapter, in the order of the file names."""
    found: dict[str, tuple[str, str]] = {}
    for path in sorted((resource_root() / "aide").glob("*.md")):
        text = path.read_text(encoding="utf-8")
        title = text.splitlines()[0].lstrip("# ").strip()
        found[path.stem.partition("_")[2] or path.stem] = (title, text)
    found["clavier"] = ("Le clavier", keyboard_map())
    return found


def keyboard_map() -> str:
    """Return the map of the keys as a Markdown table."""
    rows = [
        f"| {_french(raccourci.keys[0])} | {raccourci.texte} |"
        for raccourci in RACCOURCIS
        if raccourci.keys and (not raccourci.name.startswith("page_") or raccourci.name == "page_1")
    ]
    head = (
        "# Le clavier\n\nTout se fait sans souris.\n\n| Touches | Ce qu’elles font |\n|---|---|\n"
    )
    table = "\n".join(rows)
    return head + table.replace("Page 1 de la navigation", "Aujourd’hui\u00a0; 2, Familles…")


def _french(keys: str) -> str:
    if keys.endswith("++"):
        return "Ctrl + +"
    return " + ".join(_FRENCH_KEYS.get(key, key) for key in keys.split("+"))
