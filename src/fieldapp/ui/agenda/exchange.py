"""Giving one's agenda to another calendar, and taking appointments from one (.ics files)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFileDialog, QWidget

from fieldapp.domain.errors import KnownError
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.ics_lecture import RapportCalendrier
from fieldapp.services import calendrier
from fieldapp.services.session import Session
from fieldapp.ui.capture.form_dialog import FormDialog
from fieldapp.ui.form import FormRow
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.texte import plural
from fieldapp.ui.widgets.date_field import DateField
from fieldapp.ui.widgets.text import Text

FILTER = "Agenda (*.ics)"
_AHEAD = 90


class ExportDialog(FormDialog):
    """What leaves is said before it leaves."""

    def __init__(
        self, session: Session, tasks: Tasks, tell: Callable[[str], None], parent: QWidget | None
    ) -> None:
        super().__init__("Exporter l’agenda", "Enregistrer le fichier", parent)
        self._session, self._tasks, self._tell = session, tasks, tell
        self.debut, self.fin = DateField(), DateField()
        self.debut.set_value(aujourd_hui())
        self.fin.set_value(aujourd_hui() + timedelta(days=_AHEAD))
        self.initiales = QCheckBox("Ajouter les initiales des familles")
        rows = {
            "debut": FormRow("&Du", self.debut, check=self.debut.error),
            "fin": FormRow("&Au", self.fin, check=self.fin.error),
        }
        self.set_rows(**rows)
        self.body.addWidget(
            Text(
                "Sortent\u00a0: les heures, la nature, le lieu. Restent ici\u00a0: les noms, les "
                "motifs, les papiers, les notes, et tout lieu sous un contact sûr.",
                "second",
                wrap=True,
            )
        )
        for row in rows.values():
            self.body.addWidget(row)
        self.body.addWidget(self.initiales)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.show_form()

    def save(self) -> None:
        name = f"agenda-{aujourd_hui().isoformat()}.ics"
        chosen, _ = QFileDialog.getSaveFileName(self, "Exporter l’agenda", name, FILTER)
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, path: Path) -> None:
        """Write the calendar file."""
        first, last = self.debut.value(), self.fin.value()
        if first is None or last is None:
            return
        session, initials = self._session, self.initiales.isChecked()

        def write() -> None:
            content = calendrier.export_ics(session, first, last + timedelta(days=1), initials)
            try:
                path.write_bytes(content)
            except OSError as error:
                raise KnownError(
                    "L’agenda n’a pas pu être enregistré à cet endroit. Rien n’a changé. "
                    "Choisissez un autre dossier."
                ) from error

        self.working()
        self._tasks.run(write, lambda _none: self._written(path), self.refused, owner=self)

    def _written(self, path: Path) -> None:
        self._tell(f"Agenda enregistré\u00a0: {path.name}.")
        self.accept()


def ask_import(parent: QWidget) -> Path | None:
    """Ask which calendar file to read."""
    chosen, _ = QFileDialog.getOpenFileName(parent, "Importer un agenda", "", FILTER)
    return Path(chosen) if chosen else None


def report_text(report: RapportCalendrier) -> str:
    """« 12 rendez-vous lus\u00a0: 10 ajoutés, 2 déjà là. »"""
    parts = [
        plural(report.crees, "ajouté"),
        plural(report.mis_a_jour, "modifié") if report.mis_a_jour else "",
        plural(report.retires, "retiré") if report.retires else "",
        f"{report.inchanges + report.propres} déjà là" if report.inchanges + report.propres else "",
    ]
    return f"{report.lus} rendez-vous lus\u00a0: {', '.join(part for part in parts if part)}."
