"""« Préparer une clé »: which folder of a key, and for which posts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from fieldapp.domain.siege import PosteSuivi
from fieldapp.ui.capture.form_dialog import FormDialog
from fieldapp.ui.form import FormRow
from fieldapp.ui.verrouillage.entry_panel import beside
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.combo import CodeCombo
from fieldapp.ui.widgets.text import Text

WHAT = (
    "Pour les postes sans réseau ni dossier partagé. Ce qu’ils ont déposé sur la clé est pris, ce "
    "qui les attend y est écrit, chiffré pour chacun."
)
FOLDER = "L’échange y tient dans un dossier «\u00a0Fieldapp\u00a0»."
WHO = "Une même clé peut servir à plusieurs postes, l’un après l’autre."
EVERYBODY: Final = "*"


class KeyDialog(FormDialog):
    """Gathers what is to be done; the page does it."""

    def __init__(
        self,
        postes: Sequence[PosteSuivi],
        folder: Path | None,
        prepare: Callable[[Path, Collection[str]], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Préparer une clé", "Préparer", parent)
        self._prepare = prepare
        self.folder = QLineEdit("" if folder is None else str(folder))
        self.pick = Button("C&hoisir…", "folder-open")
        self.pick.clicked.connect(self._pick)
        self.who = CodeCombo(
            [
                (EVERYBODY, "Tous les postes"),
                *(
                    (one.device, f"{one.nom} ({one.device})")
                    for one in sorted(postes, key=lambda one: one.nom.casefold())
                    if one.efface_le is None
                ),
            ]
        )
        self.who.set_code(EVERYBODY)
        rows = {
            "dossier": FormRow("&Clé, ou dossier de la clé", self.folder, aide=FOLDER,
                               necessaire=True),
            "poste": FormRow("&Pour", self.who, aide=WHO),
        }  # fmt: skip
        self.set_rows(**rows)
        self.body.addWidget(Text(WHAT, wrap=True))
        self.body.addLayout(beside(rows["dossier"], self.pick, Qt.AlignmentFlag.AlignVCenter))
        self.body.addWidget(rows["poste"])
        self.folder.setFocus()

    def save(self) -> None:
        who = self.who.code()
        folder = Path(self.folder.text().strip()).expanduser()
        self.accept()
        self._prepare(folder, () if who == EVERYBODY else (who,))

    def _pick(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Clé", self.folder.text())
        if chosen:
            self.folder.setText(chosen)
            self.form["dossier"].set_error("")
