"""The signed paper that comes later: the scan of a version already noted as signed on paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from fieldapp.domain.brouillon import Fichier
from fieldapp.domain.contrat import Contrat
from fieldapp.domain.dates import format_date
from fieldapp.services import contrats_papier
from fieldapp.services.session import Session
from fieldapp.ui.contrat.dialogs import ContratForm
from fieldapp.ui.contrat.scan_field import AIDE, ScanField, read_scan
from fieldapp.ui.form import FormRow
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks


class ScanForm(ContratForm):
    """A form that takes the scan of a signed paper, and keeps it while it is interrupted."""

    CHANGES: ClassVar[frozenset[str]] = ContratForm.CHANGES | {"document"}
    scan: ScanField

    def make_scan(self) -> ScanField:
        """Make the field; what is chosen in it is kept with what is typed."""
        self.scan = ScanField(self._session, self._tasks)
        self.scan.changed.connect(self._scan_changed)
        return self.scan

    def keep_files(self) -> None:
        """Keep the scan with what is typed: no interruption asks for it again."""
        self.scan.keep()

    def draft_files(self) -> list[dict[str, object]]:
        """Return the scan as a draft holds it."""
        return self.scan.files()

    def show_files(self, files: Sequence[Fichier]) -> None:
        """Show the scan that an interrupted form held."""
        self.scan.show_files(files)

    def drop_files(self) -> None:
        """Let the scan go: the form begins without any."""
        self.scan.show_files(())

    def _scan_changed(self) -> None:
        if self._kept is not None:
            self._kept.touched()


class ScanDialog(ScanForm):
    """One field: the scan."""

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
        self.make_scan()
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
