"""One field in conflict: before, here, there; what is kept; and the result, as it will read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.domain.catalogue import Catalogue
from fieldapp.domain.conflit import (
    TEXTES,
    Conflit,
    Decision,
    GroupeConflits,
    Masque,
    Version,
    keep_all,
)
from fieldapp.domain.ecrits import ADRESSE_MASQUEE
from fieldapp.domain.fusion import SUPPRIME
from fieldapp.domain.journal import Valeur
from fieldapp.domain.reunion import AJOUT, EGAL, Morceau, differences
from fieldapp.ui.champs import en_clair, nom_champ
from fieldapp.ui.conflits.version_box import VersionBox, marked
from fieldapp.ui.synchronisation.wording import nature_fr
from fieldapp.ui.texte import jour_et_heure
from fieldapp.ui.widgets.buttons import LinkButton
from fieldapp.ui.widgets.card import side_by_side
from fieldapp.ui.widgets.folding import FoldingRow
from fieldapp.ui.widgets.icon_label import IconLabel
from fieldapp.ui.widgets.safety_banner import SHOWN_MS
from fieldapp.ui.widgets.segmented import Option, SegmentedControl
from fieldapp.ui.widgets.text import Text
from fieldapp.ui.widgets.text_area import TextArea

LES_DEUX, DECIDE = "tout", "decide"


@dataclass(frozen=True, slots=True)
class Choix:
    """What was chosen and typed for a field, kept while the screen is read anew.

    `version` is the value and the moment of the version chosen, None for another choice; `texte`
    is what was typed over the result, None when nothing was.
    """

    cle: str
    version: tuple[Valeur, datetime] | None
    texte: str | None


class ChampPanel(QWidget):
    """Every version is kept until another choice is made. `choice` is the segmented control.

    Under a contact sûr the versions are told apart without being read; « Afficher » shows them for
    15 s. Signals: `revealed()`, to be traced.
    """

    revealed = Signal()

    def __init__(self, groupe: GroupeConflits, conflit: Conflit, catalogue: Catalogue) -> None:
        super().__init__()
        self.conflit = conflit
        self._catalogue, self._noms = catalogue, groupe.noms
        self._labels = _labels(conflit)
        self._proposed = ""
        self._masked = conflit.masque is not None
        self._clock = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._clock.timeout.connect(self._mask)
        self.reveal = LinkButton(_reveal_words(conflit.masque), "reserve")
        self.reveal.clicked.connect(self._show_whole)
        self._boxes: list[VersionBox] = []
        name = nom_champ(conflit.champ)
        self._title = f"{name} — {groupe.noms.get(conflit.row_id) or nature_fr(conflit.table)}"
        if conflit.quoi:
            self._title += f" «\u00a0{conflit.quoi}\u00a0»"
        both = "Garder les deux" if len(conflit.versions) == 2 else "Tout garder"
        icons = ["laptop" if version.ici else "building-2" for version in conflit.versions]
        self.choice = SegmentedControl(
            f"Que garder\u00a0: {name}",
            [
                *([Option(DECIDE, "Décision prise", "check")] if conflit.retenue else []),
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

    def choose_side(self, *, here: bool) -> None:
        """Choose by key what was written here, or there; the first or the second if none is."""
        sides = [version.ici for version in self.conflit.versions]
        told = any(sides) and not all(sides)
        self.choose(str(sides.index(here) if told else int(not here)))

    def choix(self) -> Choix:
        """Return what was chosen and typed, for `take_up`."""
        key = self.choice.value()
        version = self.conflit.versions[int(key)] if key.isdecimal() else None
        seen = None if version is None else (version.valeur, version.moment)
        return Choix(key, seen, self.text.toPlainText() if self._is_typed else None)

    def take_up(self, choix: Choix) -> None:
        """Choose again what was chosen, and put back what was typed."""
        ranks = {(v.valeur, v.moment): str(r) for r, v in enumerate(self.conflit.versions)}
        if choix.version is not None:
            self.choose(ranks.get(choix.version, LES_DEUX))
        elif choix.cle == LES_DEUX:
            self.choose(LES_DEUX)
        if choix.texte is not None:
            self.text.setPlainText(choix.texte)

    def decision(self) -> Decision | None:
        """Return what is kept, as it was chosen or written; None to leave a decision as it is."""
        if self._is_typed:
            return Decision(self.conflit, self.text.text() or None)
        key = self.choice.value()
        if key == DECIDE:
            return None
        if key == LES_DEUX:
            kept = keep_all(self.conflit)
            return Decision(self.conflit, kept.valeur, kept.autres if kept.notees else ())
        return Decision(self.conflit, self.conflit.versions[int(key)].valeur)

    @property
    def _is_text(self) -> bool:
        return self.conflit.champ in TEXTES

    @property
    def _is_typed(self) -> bool:
        return self._is_text and self.text.toPlainText() != self._proposed

    def _build(self) -> None:
        head = FoldingRow(10)
        head.add(Text(self._title, "fort"), 1)
        if self._masked:
            head.add(side_by_side(self.reveal))
        head.add(self.choice)
        boxes = FoldingRow(10)
        avant = self.conflit.avant
        before = "" if avant is None else jour_et_heure(avant.moment.isoformat())
        self._boxes.append(VersionBox("history", "Avant", before, (), strong=False))
        for label, version in zip(self._labels, self.conflit.versions, strict=True):
            icon = "laptop" if version.ici else "building-2"
            self._boxes.append(VersionBox(icon, label, _who(version), (), strong=True))
        for box in self._boxes:
            boxes.add(box, 2 if box is self._boxes[0] else 3)
        self._show_versions()
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

    def _show_versions(self) -> None:
        avant = self.conflit.avant
        old = None if avant is None else avant.valeur
        self._boxes[0].show_pieces((Morceau(self._read(old, self._mots), EGAL),))
        first = self.conflit.versions[0].valeur
        for box, version in zip(self._boxes[1:], self.conflit.versions, strict=True):
            # That the two differ is told, not what they are.
            mots = self._mots if version.valeur == first or not first else _other(self._mots)
            masked = (Morceau(self._read(version.valeur, mots), AJOUT),)
            box.show_pieces(masked if self._masked else self._pieces(version))

    def _show_whole(self) -> None:
        self._masked = False
        self._clock.start()
        self.revealed.emit()
        self._draw_again()
        self.choice.setFocus(Qt.FocusReason.OtherFocusReason)

    def _mask(self) -> None:
        self._masked = True
        self._draw_again()

    def _draw_again(self) -> None:
        self.reveal.setVisible(self._masked)
        self._show_versions()
        self._show_result()

    @property
    def _mots(self) -> str:
        return "" if self.conflit.masque is None else self.conflit.masque.mots

    def _read(self, valeur: Valeur, masked: str) -> str:
        """The words of a value, or what stands for them while they are masked."""
        return masked if self._masked and valeur else self._words(valeur)

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
        valeur = kept.valeur
        if key == DECIDE and self.conflit.retenue is not None:
            valeur = self.conflit.retenue.valeur
        elif key != LES_DEUX:
            valeur = self.conflit.versions[int(key)].valeur
        if self._is_text:
            pieces = kept.morceaux if key == LES_DEUX else ()
            self._result.setText(marked(pieces))
            self._result.setVisible(bool(pieces))
            self.text.setPlainText(str(valeur or ""))
            # A field shows unbreakable spaces as plain ones: untouched, the text is kept as it was.
            self._proposed = self.text.toPlainText()
            return
        text = self._read(valeur, self._whose(valeur))
        if key == LES_DEUX and kept.autres:
            others = " et ".join(self._read(value, self._whose(value)) for value in kept.autres)
            text += (
                f" (préféré) et {others}"
                if kept.notees
                else f". L’autre version ({others}) reste dans l’historique."
            )
        self._result.setText(text)

    def _whose(self, valeur: Valeur) -> str:
        """What stands for a masked value in the result: where it comes from."""
        found = [
            label
            for label, version in zip(self._labels, self.conflit.versions, strict=True)
            if version.valeur == valeur
        ]
        return f"{', '.join(found)}, {self._mots.lower()}"


def _reveal_words(masque: Masque | None) -> str:
    return f"Afficher {'l’adresse' if _is_address(masque) else 'le numéro'}"


def _is_address(masque: Masque | None) -> bool:
    return masque is not None and masque.mots == ADRESSE_MASQUEE


def _other(mots: str) -> str:
    return f"{mots}, différent{'e' if mots == ADRESSE_MASQUEE else ''}"


def _labels(conflit: Conflit) -> list[str]:
    """« Ici » and « Là-bas »; by name when there are more, or when none is from here."""
    here = [version.ici for version in conflit.versions]
    if sorted(here) == [False, True]:
        return ["Ici" if version.ici else "Là-bas" for version in conflit.versions]
    return ["Ici" if version.ici else version.auteur for version in conflit.versions]


def _who(version: Version) -> str:
    who = "vous" if version.ici else version.auteur
    return f"{who}, {jour_et_heure(version.moment.isoformat())}"
