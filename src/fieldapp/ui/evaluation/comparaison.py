"""Two versions side by side: what came is underlined after « + », what went struck after « − »."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from fieldapp.domain.catalogue import Catalogue
from fieldapp.domain.evaluation import (
    AJOUT,
    CHAMPS,
    EGAL,
    EcartChamp,
    EcartChapitre,
    Evaluation,
    Segment,
)
from fieldapp.ui.evaluation.defilement import Defilement
from fieldapp.ui.evaluation.versions import version_words
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.card import Card, line
from fieldapp.ui.widgets.combo import CodeCombo
from fieldapp.ui.widgets.flow import FlowLayout
from fieldapp.ui.widgets.text import Text

LISTES = ("besoins", "freins", "appuis")
NOTHING = "Rien ne diffère entre ces deux versions."


class ComparaisonView(QWidget):
    """Signals: `asked(str, str)`, the ids of the two versions to compare."""

    asked = Signal(str, str)

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__()
        self._catalogue = catalogue
        self._ecarts: tuple[EcartChapitre, ...] = ()
        self.avant, self.apres = CodeCombo(), CodeCombo()
        self.avant.setAccessibleName("Version de gauche")
        self.apres.setAccessibleName("Version de droite")
        for combo in (self.avant, self.apres):
            combo.setMinimumContentsLength(17)
            combo.chosen.connect(lambda _code: self.ask())
        self.only = QCheckBox("Seulement ce qui change")
        self.only.setChecked(True)
        self.only.toggled.connect(lambda _on: self._show())
        self._inside = QWidget()
        self._scroll = Defilement()
        self._scroll.setAccessibleName("Comparaison des deux versions")
        inner = QWidget()
        head = FlowLayout(inner, gap=10)
        for widget in (self.avant, self.apres, self.only):
            head.addWidget(widget)
        edge = QHBoxLayout()
        edge.setContentsMargins(15, 10, 15, 8)
        edge.addWidget(inner)
        card = Card(flush=True)
        card.body.addLayout(edge)
        card.body.addWidget(line())
        card.body.addWidget(self._scroll, 1)
        foot = Text("+ et souligné\u00a0: ajouté · − et barré\u00a0: retiré", "legende")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(card, 1)
        column.addWidget(foot)

    def show_versions(self, evaluations: tuple[Evaluation, ...]) -> None:
        """Offer the versions, the two newest chosen at first."""
        options = [(e.id, version_words(e)) for e in evaluations]
        self.avant.set_options(options)
        self.apres.set_options(options)
        if not self.apres.code() and evaluations:
            self.apres.set_code(evaluations[0].id)
        if not self.avant.code() and len(evaluations) > 1:
            self.avant.set_code(evaluations[1].id)

    def ask(self) -> None:
        """Ask for the comparison of what is chosen."""
        if self.avant.code() and self.apres.code():
            self.asked.emit(self.avant.code(), self.apres.code())

    def show_ecarts(self, ecarts: tuple[EcartChapitre, ...]) -> None:
        """Show a comparison."""
        self._ecarts = ecarts
        self._show()

    def text(self) -> str:
        """Return all that is shown, as it is read."""
        return "\n".join(
            label.text()
            if label.textFormat() is not Qt.TextFormat.RichText
            else str(label.property("lu"))
            for label in self._inside.findChildren(QLabel)
        )

    def _show(self) -> None:
        shown = [e for e in self._ecarts if e.change or not self.only.isChecked()]
        inside = QWidget()
        inside.setProperty("level", "transparent")
        grid = QGridLayout(inside)
        grid.setContentsMargins(15, 10, 15, 12)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        for column, stretch in ((0, 2), (1, 5), (2, 5)):
            grid.setColumnStretch(column, stretch)
        row = 0
        if not shown:
            grid.addWidget(Text(NOTHING, "second", wrap=True), 0, 0, 1, 3)
        for ecart in shown:
            title = self._catalogue.libelle("chapitres_evaluation", ecart.code)
            grid.addWidget(Text(title, "sous_titre", wrap=True), row, 0, 1, 3)
            row += 1
            for champ in ecart.champs:
                if self.only.isChecked() and not champ.change:
                    continue
                self._add_field(grid, row, champ)
                row += 1
            rule = QFrame()
            rule.setProperty("level", "line")
            grid.addWidget(rule, row, 0, 1, 3)
            row += 1
        grid.setRowStretch(row, 1)
        self._inside = inside
        self._scroll.setWidget(inside)

    def _add_field(self, grid: QGridLayout, row: int, champ: EcartChamp) -> None:
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(Text(CHAMPS[champ.champ], "legende_fort", wrap=True), row, 0, top)
        listed = champ.champ in LISTES
        for column, segments in ((1, champ.avant), (2, champ.apres)):
            label = QLabel()
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.RichText)
            label.setText(rich(segments, listed=listed))
            words = plain(segments, listed=listed)
            label.setAccessibleName(words)
            label.setProperty("lu", words)
            grid.addWidget(label, row, column, top)


def plain(segments: tuple[Segment, ...], *, listed: bool) -> str:
    """Return the words with their marks: « + soir », « − matin », « rien » when there are none."""
    if not segments:
        return "rien"
    marked = [f"{_sign(s)}{s.texte.strip() if s.genre != EGAL else s.texte}" for s in segments]
    return " · ".join(marked) if listed else " ".join("".join(_spaced(marked, segments)).split())


def rich(segments: tuple[Segment, ...], *, listed: bool) -> str:
    """Return the same with lines under or through the words, and a tint as the third sign."""
    if not segments:
        return f'<span style="color:{theme().color("encre_3").name()}">rien</span>'
    parts = [_tinted(segment) for segment in segments]
    return "<br>".join(parts) if listed else " ".join(parts)


def _spaced(marked: list[str], segments: tuple[Segment, ...]) -> list[str]:
    return [
        f" {word} " if segment.genre != EGAL else word
        for word, segment in zip(marked, segments, strict=True)
    ]


def _sign(segment: Segment) -> str:
    return "" if segment.genre == EGAL else ("+ " if segment.genre == AJOUT else "− ")


def _tinted(segment: Segment) -> str:
    words = escape(segment.texte.strip()).replace("\n", "<br>")
    if segment.genre == EGAL:
        return words
    added = segment.genre == AJOUT
    ink, ground = ("reussite", "reussite_doux") if added else ("retard", "retard_doux")
    line_ = "underline" if added else "line-through"
    colour, back = theme().color(ink).name(), theme().color(ground).name()
    return (
        f'<span style="color:{colour};background-color:{back}"><b>{_sign(segment).strip()}</b> '
        f'<span style="text-decoration:{line_}">{words}</span></span>'
    )
