"""One field in conflict: before, here, there; what is kept; and the result, as it will read."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.domain.catalogue import Catalogue
from fieldapp.domain.conflit import TEXTES, Conflit, Decision, GroupeConflits, Version, keep_all
from fieldapp.domain.fusion import SUPPRIME
from fieldapp.domain.journal import Valeur
from fieldapp.domain.reunion import AJOUT, EGAL, Morceau, differences
from fieldapp.ui.champs import en_clair, nom_champ
from fieldapp.ui.conflits.version_box import VersionBox, marked
from fieldapp.ui.synchronisation.wording import nature_fr
from fieldapp.ui.texte import jour_et_heure
from fieldapp.ui.widgets.folding import FoldingRow
from fieldapp.ui.widgets.icon_label import IconLabel
from fieldapp.ui.widgets.segmented import Option, SegmentedControl
from fieldapp.ui.widgets.text import Text
from fieldapp.ui.widgets.text_area import TextArea

LES_DEUX = "tout"


class ChampPanel(QWidget):
    """Every version is kept until another choice is made. `choice` is the segmented control."""

    def __init__(self, groupe: GroupeConflits, conflit: Conflit, catalogue: Catalogue) -> None:
        super().__init__()
        self.conflit = conflit
        self._catalogue, self._noms = catalogue, groupe.noms
        self._labels = _labels(conflit)
        self._proposed = ""
        name = nom_champ(conflit.champ)
        self._title = f"{name} — {groupe.noms.get(conflit.row_id) or nature_fr(conflit.table)}"
        both = "Garder les deux" if len(conflit.versions) == 2 else "Tout garder"
        icons = ["laptop" if version.ici else "building-2" for version in conflit.versions]
        self.choice = SegmentedControl(
            f"Que garder\u00a0: {name}",
            [
                Option(LES_DEUX, both if conflit.champ != SUPPRIME else "Garder", "merge"),
                *(Option(str(rank), label, icon)
                  for rank, (label, icon) in enumerate(zip(self._labels, icons, strict=True))),
            ],
        )  # fmt: skip
        self.choice.changed.connect(lambda _key: self._show_result())
        self._result = Text("", wrap=True)
        self._result.setTextFormat(Qt.TextFormat.RichText)
        self.text = TextArea(3)
        self.text.setAccessibleName(f"Résultat, {name}, modifiable")
        self._build()
        self._show_result()
        self.setFocusProxy(self.choice)

    def choose(self, key: str) -> None:
        """Choose by key: `LES_DEUX`, or the rank of a version."""
        if key == LES_DEUX or int(key) < len(self.conflit.versions):
            self.choice.set_value(key)
            self._show_result()

    def decision(self) -> Decision:
        """Return what is kept, as it was chosen or written."""
        if self._is_text and self.text.toPlainText() != self._proposed:
            return Decision(self.conflit, self.text.text() or None)
        key = self.choice.value()
        if key == LES_DEUX:
            kept = keep_all(self.conflit)
            return Decision(self.conflit, kept.valeur, kept.autres if kept.notees else ())
        return Decision(self.conflit, self.conflit.versions[int(key)].valeur)

    @property
    def _is_text(self) -> bool:
        return self.conflit.champ in TEXTES

    def _build(self) -> None:
        head = FoldingRow(10)
        head.add(Text(self._title, "fort"), 1)
        head.add(self.choice)
        boxes = FoldingRow(10)
        avant = self.conflit.avant
        before = "" if avant is None else jour_et_heure(avant.moment.isoformat())
        old = self._words(None if avant is None else avant.valeur)
        boxes.add(VersionBox("history", "Avant", before, (Morceau(old, EGAL),), strong=False), 2)
        for label, version in zip(self._labels, self.conflit.versions, strict=True):
            icon = "laptop" if version.ici else "building-2"
            boxes.add(VersionBox(icon, label, _who(version), self._pieces(version), strong=True), 3)
        result = QHBoxLayout()
        result.setSpacing(8)
        result.addWidget(IconLabel("arrow-right", "primaire", 18), 0, Qt.AlignmentFlag.AlignTop)
        result.addWidget(Text("Résultat", "fort"), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(6)
        words.addWidget(self._result)
        words.addWidget(self.text)
        result.addLayout(words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(10)
        column.addWidget(head)
        column.addWidget(boxes)
        column.addLayout(result)
        # Not before it has its place: shown without one, a widget is a window of its own.
        self.text.setVisible(self._is_text)

    def _pieces(self, version: Version) -> tuple[Morceau, ...]:
        avant = self.conflit.avant
        if self._is_text and avant is not None and avant.valeur:
            return differences(str(avant.valeur), str(version.valeur or ""))
        return (Morceau(self._words(version.valeur), AJOUT),)

    def _words(self, valeur: Valeur) -> str:
        return en_clair(self.conflit.champ, valeur, self._catalogue, self._noms)

    def _show_result(self) -> None:
        key = self.choice.value()
        kept = keep_all(self.conflit)
        valeur = kept.valeur if key == LES_DEUX else self.conflit.versions[int(key)].valeur
        if self._is_text:
            pieces = kept.morceaux if key == LES_DEUX else ()
            self._result.setText(marked(pieces))
            self._result.setVisible(bool(pieces))
            self.text.setPlainText(str(valeur or ""))
            # A field shows unbreakable spaces as plain ones: untouched, the text is kept as it was.
            self._proposed = self.text.toPlainText()
            return
        text = self._words(valeur)
        if key == LES_DEUX and kept.autres:
            others = " et ".join(self._words(value) for value in kept.autres)
            text += (
                f" (préféré) et {others}"
                if kept.notees
                else f". L’autre version ({others}) reste dans l’historique."
            )
        self._result.setText(text)


def _labels(conflit: Conflit) -> list[str]:
    """« Ici » and « Là-bas »; by name when there are more, or when none is from here."""
    here = [version.ici for version in conflit.versions]
    if here == [True, False]:
        return ["Ici", "Là-bas"]
    return ["Ici" if version.ici else version.auteur for version in conflit.versions]


def _who(version: Version) -> str:
    who = "vous" if version.ici else version.auteur
    return f"{who}, {jour_et_heure(version.moment.isoformat())}"
