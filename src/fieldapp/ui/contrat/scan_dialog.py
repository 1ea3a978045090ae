"""The signed paper that comes later: the scan of a version already noted as signed on paper."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from fieldapp.domain.contrat import Contrat
from fieldapp.domain.dates import format_date
from fieldapp.services import contrats_papier
from fieldapp.services.session import Session
from fieldapp.ui.contrat.dialogs import ContratForm
from fieldapp.ui.contrat.scan_field import AIDE, ScanField, read_scan
from fieldapp.ui.form import FormRow
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks


class ScanDialog(ContratForm):
    """One field: the scan."""

    CHANGES: ClassVar[frozenset[str]] = ContratForm.CHANGES | {"document"}

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        navigator: Navigator,
        contrat: Contrat,
        parent: QWidget | None = None,
    ) -> None:
        title = f"Papier signé, version {contrat.version}"
        super().__init__(session, tasks, navigator, title, "Joindre", parent)
        self._contrat = contrat
        self.scan = ScanField(tasks)
        le = format_date(contrat.signe_le or "")
        row = FormRow(
            f"&Papier signé le {le}" if le else "&Papier signé",
            self.scan,
            aide=AIDE,
            necessaire=True,
            check=self.scan.error,
        )
        self.scan.changed.connect(row.validate)
        self.take_rows(scan=row)
        self.scan.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.scan.paste()
        else:
            super().keyPressEvent(event)

    def save(self) -> None:
        session, contrat_id, taken = self._session, self._contrat.id, self.scan.source()
        if taken is not None:
            self.run(
                lambda: contrats_papier.attach_scan(session, contrat_id, read_scan(taken)),
                "Papier signé gardé dans les documents.",
            )
