"""The fields of one chapter: what is shared with the family, then what is professional."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.domain import droits
from fieldapp.domain.catalogue import Catalogue
from fieldapp.domain.evaluation import Chapitre
from fieldapp.ui.capture.besoins import BesoinsField
from fieldapp.ui.capture.checker import NoteChecker
from fieldapp.ui.capture.readers import Readers, readable_by
from fieldapp.ui.form import FormRow
from fieldapp.ui.widgets.card import line
from fieldapp.ui.widgets.icon_label import IconLabel
from fieldapp.ui.widgets.text import Text
from fieldapp.ui.widgets.text_area import TextArea


class ChapitreFields(QWidget):
    """Nothing here is mandatory. Signals: `changed()`, something was typed or chosen."""

    changed = Signal()

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__()
        self.etat = TextArea(2)
        self.besoins = BesoinsField(catalogue)
        self.freins = TextArea(2)
        self.appuis = TextArea(2)
        self.paroles = TextArea(2)
        self.analyse = TextArea(3)
        self.checkers = {
            "etat": NoteChecker(self.etat),
            "freins": NoteChecker(self.freins),
            "appuis": NoteChecker(self.appuis),
            "paroles": NoteChecker(self.paroles),
            "analyse": NoteChecker(self.analyse),
        }
        self._code = ""
        self._build()
        for area in (self.etat, self.freins, self.appuis, self.paroles, self.analyse):
            area.textChanged.connect(self._typed)
        self.besoins.changed.connect(self._typed)
        self.setFocusProxy(self.etat)

    def show_chapitre(self, chapitre: Chapitre) -> None:
        """Show a chapter as it is stored."""
        self._code = chapitre.code
        self.blockSignals(True)
        self.etat.setPlainText(chapitre.etat)
        self.besoins.set_value(chapitre.besoins)
        self.freins.setPlainText("\n".join(chapitre.freins))
        self.appuis.setPlainText("\n".join(chapitre.appuis))
        self.paroles.setPlainText(chapitre.paroles)
        self.analyse.setPlainText(chapitre.analyse)
        for checker in self.checkers.values():
            checker.reset()
        self.blockSignals(False)

    def chapitre(self) -> Chapitre:
        """Return the chapter as it is typed."""
        return Chapitre(
            self._code,
            self.etat.text(),
            self.besoins.value(),
            _lines(self.freins.text()),
            _lines(self.appuis.text()),
            self.paroles.text(),
            self.analyse.text(),
        )

    def content(self) -> dict[str, object]:
        """Return what is typed, as a draft keeps it."""
        return {
            "chapitre": self._code,
            "etat": self.etat.toPlainText(),
            "besoins": list(self.besoins.value()),
            "freins": self.freins.toPlainText(),
            "appuis": self.appuis.toPlainText(),
            "paroles": self.paroles.toPlainText(),
            "analyse": self.analyse.toPlainText(),
        }

    def restore(self, content: Mapping[str, object]) -> None:
        """Show what a draft kept."""
        needs = content.get("besoins")
        self.show_chapitre(
            Chapitre(
                str(content.get("chapitre") or ""),
                str(content.get("etat") or ""),
                tuple(str(code) for code in needs) if isinstance(needs, list | tuple) else (),
                tuple(str(content.get("freins") or "").split("\n")),
                tuple(str(content.get("appuis") or "").split("\n")),
                str(content.get("paroles") or ""),
                str(content.get("analyse") or ""),
            )
        )

    def show_readers(self, readers: Readers) -> None:
        """Say who reads the professional part in the family at hand."""
        words = readable_by(readers.get(droits.LIRE_EVALUATION, ""))
        self._readers.setText(words)
        self.analyse.setAccessibleDescription(words)

    def set_read_only(self, read_only: bool) -> None:
        """Former versions are read, never rewritten."""
        for area in (self.etat, self.freins, self.appuis, self.paroles, self.analyse):
            area.setReadOnly(read_only)
        self.besoins.setEnabled(not read_only)

    def _typed(self) -> None:
        # Programmatic fills block our signals; only real typing counts.
        if not self.signalsBlocked():
            self.changed.emit()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(10)
        column.addWidget(FormRow("&Situation", self.etat, precision="en une phrase"))
        column.addWidget(self.checkers["etat"])
        column.addWidget(FormRow("&Besoins", self.besoins))
        both = QHBoxLayout()
        both.setSpacing(12)
        both.addWidget(FormRow("Ce qui &gêne", self.freins, precision="un frein par ligne"))
        both.addWidget(FormRow("Ce qui ai&de", self.appuis, precision="un appui par ligne"))
        column.addLayout(both)
        column.addWidget(self.checkers["freins"])
        column.addWidget(self.checkers["appuis"])
        column.addWidget(FormRow("Avec les &mots de la famille", self.paroles))
        column.addWidget(self.checkers["paroles"])
        column.addWidget(line())
        column.addWidget(self._professional())
        column.addStretch(1)

    def _professional(self) -> QFrame:
        """The part that never leaves for the family, in the colour kept for confidentiality."""
        frame = QFrame()
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(IconLabel("lock", "reserve", 16))
        head.addWidget(Text("Jamais imprimée pour la famille.", "legende_fort", tone="reserve"))
        self._readers = Text("", "legende", wrap=True)
        head.addWidget(self._readers, 1)
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(6)
        inside.addLayout(head)
        inside.addWidget(FormRow("&Partie professionnelle", self.analyse))
        inside.addWidget(self.checkers["analyse"])
        return frame


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip(" -•\t") for line in text.splitlines() if line.strip(" -•\t"))
