"""Signing a contract: on the screen, one pad for each, or on the paper that was printed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.domain.contrat import (
    ECRAN,
    FAMILLE,
    MODES,
    NOTE_SANS_SANCTION,
    PAPIER,
    TS,
    Contrat,
    Signature,
)
from fieldapp.services import contrats, contrats_papier
from fieldapp.services.session import Session
from fieldapp.ui.contrat.scan_dialog import ScanForm
from fieldapp.ui.contrat.scan_field import AIDE, read_scan
from fieldapp.ui.contrat.signature_pad import HAUTEUR, SignaturePad
from fieldapp.ui.form import FormRow
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.date_field import DateField
from fieldapp.ui.widgets.folding import FoldingRow
from fieldapp.ui.widgets.segmented import Option, SegmentedControl
from fieldapp.ui.widgets.text import Text

_OUTDATED = (
    "Le contrat ou les signataires ont changé depuis les signatures interrompues. Faites signer de "
    "nouveau ce que vous voyez."
)


class SignatureDialog(ScanForm):
    """Every adult whom the contract binds, then the worker; or the scan of the signed paper."""

    WIDTH: ClassVar[int] = 950  # two signatures side by side

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        navigator: Navigator,
        contrat: Contrat,
        signataires: Sequence[tuple[str, str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(session, tasks, navigator, "Signer le contrat", "Signer", parent)
        self._contrat = contrat
        self.mode = SegmentedControl("Manière de signer", [Option(k, w) for k, w in MODES.items()])
        self.mode.set_value(ECRAN)
        self.mode.changed.connect(self._show_mode)
        self.le = DateField()
        names = [(FAMILLE, name) for _, name in signataires] or [(FAMILLE, "La famille")]
        names.append((TS, session.agent.nom))
        # A signature goes under the contract as it was read, never under what it became.
        self.pads = [(who, name, SignaturePad(name, repr(contrat))) for who, name in names]
        self._error = Text("", "erreur", wrap=True)
        self._pads = QWidget()
        column = QVBoxLayout(self._pads)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for first in range(0, len(self.pads), 2):
            row = FoldingRow()
            for _partie, name, pad in self.pads[first : first + 2]:
                row.add(_pad_block(name, pad), 1)
                pad.changed.connect(lambda: self._error.setText(""))
                pad.outdated.connect(lambda: self._error.setText(_OUTDATED))
            if first + 1 == len(self.pads):
                row.add(QWidget(), 1, only_beside=True)
            column.addWidget(row)
        self.body.addWidget(Text(" ".join(NOTE_SANS_SANCTION), "legende", wrap=True))
        mode_row = FormRow("&Manière de signer", self.mode)
        self._mode_row = mode_row
        self.body.addWidget(mode_row)
        self.body.addWidget(self._pads)
        self.body.addWidget(self._error)
        le_row = FormRow("&Signé le", self.le, aide="Vide\u00a0: aujourd’hui.", check=self.le.error)
        self.make_scan()
        scan_row = FormRow(
            "&Papier signé",
            self.scan,
            precision="facultatif",
            aide=f"{AIDE} Il peut aussi être joint plus tard.",
            check=self.scan.error,
        )
        self.scan.changed.connect(scan_row.validate)
        self._scan_row = scan_row
        self.body.addWidget(scan_row)
        self.body.addWidget(le_row)
        self.set_rows(mode=mode_row, scan=scan_row, le=le_row)
        self._show_mode(ECRAN)
        self.mode.setFocus()

    def save(self) -> None:
        session, contrat_id, mode, le = (
            self._session, self._contrat.id, self.mode.value(), self.le.iso(),
        )  # fmt: skip
        if mode == PAPIER:
            taken = self.scan.source()
            self.run(
                lambda: contrats_papier.sign_on_paper(
                    session, contrat_id, None if taken is None else read_scan(taken), le
                ),
                "Contrat signé." if taken is None else "Contrat signé, papier gardé.",
            )
            return
        missing = next(((n, pad) for _, n, pad in self.pads if pad.is_empty()), None)
        if missing is not None:
            self._error.setText(
                f"Il manque la signature de {missing[0]}. Les autres sont gardées. "
                "Faites signer, ou choisissez «\u00a0Sur papier\u00a0»."
            )
            missing[1].setFocus()
            return
        signatures = tuple(
            Signature(partie, name, pad.traits(), HAUTEUR) for partie, name, pad in self.pads
        )
        self.run(
            lambda: contrats.sign_contrat(session, contrat_id, mode, signatures, le),
            "Contrat signé.",
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste) and self.mode.value() == PAPIER:
            self.scan.paste()
        else:
            super().keyPressEvent(event)

    def error(self) -> str:
        """Return what is said under the pads, or ""."""
        return self._error.text()

    def _show_mode(self, mode: str) -> None:
        self._pads.setVisible(mode == ECRAN)
        self._error.setVisible(mode == ECRAN)
        self._scan_row.setVisible(mode == PAPIER)
        self._error.setText("")
        self._mode_row.set_help(
            "Imprimez les deux exemplaires, faites-les signer, gardez celui du service."
            if mode == PAPIER
            else "Le tracé est gardé dans la base chiffrée, et imprimé sur les exemplaires."
        )


def _pad_block(name: str, pad: SignaturePad) -> QWidget:
    again = Button("Recommencer", kind="petit")
    again.setAccessibleName(f"Recommencer la signature de {name}")
    again.setAutoDefault(False)
    again.clicked.connect(pad.clear)
    head = QHBoxLayout()
    head.addWidget(Text(name, "champ"), 1)
    head.addWidget(again)
    block = QWidget()
    column = QVBoxLayout(block)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    column.addLayout(head)
    column.addWidget(pad)
    return block
