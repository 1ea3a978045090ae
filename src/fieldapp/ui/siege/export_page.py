"""« Export central »: what leaves for the statisticians or the entitled, and what was written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from fieldapp.domain.dates import format_moment
from fieldapp.domain.droits import EXPORTER
from fieldapp.domain.errors import KnownError
from fieldapp.services import droits
from fieldapp.services.session import Session
from fieldapp.ui.form import FormRow
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.page import Page
from fieldapp.ui.siege.acts import NOMINATIF, STATISTIQUE, Exported, Previous, SiegeActs
from fieldapp.ui.siege.export_table import WIDTHS, ExportModel
from fieldapp.ui.siege.format_choice import FormatChoice
from fieldapp.ui.siege.two_panes import TwoPanes
from fieldapp.ui.siege.work_row import WorkRow
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.texte import plural
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.card import Card
from fieldapp.ui.widgets.empty_state import EmptyState
from fieldapp.ui.widgets.inset import Inset
from fieldapp.ui.widgets.option_card import OptionCard
from fieldapp.ui.widgets.table import Table
from fieldapp.ui.widgets.text import Text


class _Mode(NamedTuple):
    """A mode of export, as it is explained before it is chosen."""

    titre: str
    second: str
    icone: str
    contenu: str
    lecteurs: str


MODES: Final = {
    STATISTIQUE: _Mode(
        "Statistique",
        "Sans nom, ni adresse, ni texte",
        "chart-column",
        "Une ligne par famille, acte et projet, sous pseudonymes stables. Tables de "
        "synthèse où les nombres de 1 à 4 sont masqués, sans pouvoir être retrouvés.",
        "Les lignes\u00a0: les personnes chargées des statistiques. Les tables de synthèse, "
        "l’annuaire et le dictionnaire peuvent circuler.",
    ),
    NOMINATIF: _Mode(
        "Nominatif",
        "Noms, adresses, notes d’équipe",
        "contact-round",
        "Noms, coordonnées et notes d’équipe et d’institution. Jamais les brouillons personnels ni "
        "les notes restreintes\u00a0; les adresses protégées sont vides.",
        "Seulement les personnes habilitées par l’organisme, pour une finalité déclarée. Cet "
        "export est inscrit au journal des accès.",
    ),
}
ENTITLED = "Le destinataire est ha&bilité à lire des données nominatives"
TICK = "Cochez que le destinataire est habilité, ou choisissez l’export statistique."
SINCE = (
    "Les lignes nouvelles ou changées, et la liste de celles à retirer. Les synthèses et les "
    "nomenclatures restent entières."
)
NO_FORMAT = "Cochez un format au moins."
NO_FOLDER = "Choisissez le dossier où écrire l’export."


class ExportPage(Page):
    """Mode, format, folder, then what was written."""

    key = "export"
    titre = "Export central"
    icone = "file-output"
    raccourci = "3"

    @classmethod
    def allowed(cls, session: Session) -> bool:
        return droits.may(session, EXPORTER)

    def __init__(
        self, session: Session, tasks: Tasks, navigator: Navigator, acts: SiegeActs
    ) -> None:
        super().__init__(session, tasks, navigator)
        self._acts = acts
        self._written: Path | None = None
        self.modes = {key: OptionCard(mode.titre, mode.second, mode.icone)
                      for key, mode in MODES.items()}  # fmt: skip
        self._group = QButtonGroup(self)
        self._content = Text("", wrap=True)
        self._readers = Text("", wrap=True)
        self.entitled = QCheckBox(ENTITLED)
        self.formats = FormatChoice()
        self.format_row = FormRow("For&mats", self.formats)
        self.since = QCheckBox()
        self.path = QLineEdit()
        self.path.setReadOnly(True)
        self.path.setPlaceholderText("Aucun dossier choisi")
        self.pick = Button("C&hoisir…", "folder-open")
        self.pick.clicked.connect(self._pick)
        self.folder_row = FormRow(
            "&Dossier",
            self.path,
            aide="L’export y reçoit un dossier à lui, au nom du mode et de l’heure.",
        )
        self.work = WorkRow(
            Button("Produire l’export", "file-output", ("Ctrl", "↵"), "primary"),
            "Avancement de l’export",
        )
        self.results = ExportModel()
        self.table = Table("Ce qui a été écrit")
        self.summary = Text("", "second", wrap=True)
        self.show_folder = Button("&Ouvrir le dossier", "folder-open")
        self._nothing = EmptyState("Les tables écrites paraîtront ici, avec leurs lignes.")
        self._build()
        self._connect()
        self.choose_mode(STATISTIQUE)
        self._show_result(False)

    def _connect(self) -> None:
        for mode, card in self.modes.items():
            self._group.addButton(card)
            card.toggled.connect(lambda on, mode=mode: self._explain(mode) if on else None)
        self.work.asked.connect(self.export_now)
        self.entitled.toggled.connect(lambda _on: self.bar.hide())
        self.show_folder.clicked.connect(self._open_folder)

    def _build(self) -> None:
        card = Card("Ce qui sort")
        for option in self.modes.values():
            card.body.addWidget(option)
        inset = Inset()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Text("Ce qu’il contient", "legende_fort"))
        words.addWidget(self._content)
        words.addSpacing(4)
        words.addWidget(Text("Qui peut le lire", "legende_fort"))
        words.addWidget(self._readers)
        inset.row.addLayout(words, 1)
        card.body.addWidget(inset)
        card.body.addWidget(self.entitled)
        card.body.addWidget(self.format_row)
        card.body.addWidget(self.since)
        chosen = QHBoxLayout()
        chosen.setSpacing(8)
        chosen.addWidget(self.folder_row, 1)
        chosen.addWidget(self.pick, 0, Qt.AlignmentFlag.AlignVCenter)
        card.body.addLayout(chosen)
        card.body.addSpacing(4)
        card.body.addWidget(self.work)
        card.body.addStretch(1)
        self._left = card
        self.content.addWidget(TwoPanes(card, self._result_card()), 1)

    def _result_card(self) -> Card:
        self.table.setModel(self.results)
        self.table.set_widths(WIDTHS)
        self.table.setMinimumHeight(theme().px(220))
        card = Card("Ce qui a été écrit", flush=True)
        card.aside.addWidget(self.show_folder)
        self._summary = QWidget()
        line = QHBoxLayout(self._summary)
        line.setContentsMargins(15, 8, 15, 8)
        line.addWidget(self.summary)
        card.body.addWidget(self._summary)
        card.body.addWidget(self.table, 1)
        card.body.addWidget(self._nothing, 1)
        return card

    def open(self, **_where: str) -> None:
        if not self.work.running:
            self.modes[self.mode()].setFocus()
            self._look_back()

    def commands(self) -> Mapping[str, Callable[[], None]]:
        return {"valider": self.export_now}

    def panes(self) -> tuple[QWidget, ...]:
        return (self._left, self.table)

    def mode(self) -> str:
        """Return the mode chosen."""
        return next(mode for mode, card in self.modes.items() if card.isChecked())

    def choose_mode(self, mode: str) -> None:
        """Choose a mode."""
        self.modes[mode].setChecked(True)
        self._explain(mode)

    def use_folder(self, folder: Path) -> None:
        """Write the next exports in a folder."""
        self.path.setText(str(folder))
        self.folder_row.set_error("")

    def export_now(self) -> None:
        """Write the export, on the writer thread."""
        if self.work.running:
            return
        mode, formats = self.mode(), self.formats.values()
        self.format_row.set_error("" if formats else NO_FORMAT)
        if not formats:
            self.formats.setFocus()
            return
        if not self.path.text():
            self.folder_row.set_error(NO_FOLDER)
            self.pick.setFocus()
            return
        if mode == NOMINATIF and not self.entitled.isChecked():
            self.bar.show_message(TICK, "warn")
            self.entitled.setFocus()
            return
        since = not self.since.isHidden() and self.since.isChecked()
        out = Path(self.path.text()) / folder_name(mode, since, datetime.now().astimezone())
        self.bar.hide()
        self.work.start("Export")
        session, acts, tell, stopped = self.session, self._acts, self.work.tell, self.work.stopped
        self.tasks.run(
            lambda: acts.export(session, mode, formats, out, since, tell, stopped),
            lambda exported: self._done(exported, out),
            self._failed,
        )

    def stop_now(self) -> None:
        """Have an export under way end after the table being written; nothing of it is left."""
        self.work.stop_now()

    def _done(self, exported: Exported, out: Path) -> None:
        self._written = out
        # Each nominative export is a decision of its own.
        self.entitled.setChecked(False)
        self.work.finish()
        self.results.set_export(exported)
        masked = sum(table.cases_masquees for table in exported.tables)
        self.summary.setText(
            f"{out}\n{plural(len(exported.fichiers), 'fichier')}, "
            f"{plural(len(exported.tables), 'table')}, {masked} cases masquées."
            + _open_conflicts(exported.conflits_ouverts)
        )
        self._show_result(True)
        self._look_back()
        self.bar.show_message(
            f"Export écrit, avec son dictionnaire et son bordereau\u00a0: {out.name}.", "ok"
        )
        self.table.setFocus()

    def _failed(self, error: KnownError) -> None:
        stopped = self.work.stopped()
        self.work.finish()
        self.bar.show_message(error.message, "info" if stopped else "late")

    def _show_result(self, shown: bool) -> None:
        for widget in (self._summary, self.table, self.show_folder):
            widget.setVisible(shown)
        self._nothing.setVisible(not shown)

    def _explain(self, mode: str) -> None:
        self._content.setText(MODES[mode].contenu)
        self._readers.setText(MODES[mode].lecteurs)
        self.entitled.setVisible(mode == NOMINATIF)
        self.entitled.setChecked(False)
        self._look_back()

    def _look_back(self) -> None:
        """Offer to complete the last export of this mode, if there is one."""
        mode, session, acts = self.mode(), self.session, self._acts
        self.since.hide()
        self.tasks.run(
            lambda: acts.last_export(session, mode),
            lambda found: self._offer(mode, found),
            lambda error: self.bar.show_message(error.message, "late"),
        )

    def _offer(self, mode: str, found: Previous | None) -> None:
        if mode != self.mode() or found is None:
            return
        le = format_moment(datetime.fromisoformat(found.etabli_le).astimezone())
        self.since.setText(f"Seulement ce qui a chan&gé depuis l’export n° {found.numero} du {le}")
        self.since.setToolTip(SINCE)
        self.since.setAccessibleDescription(SINCE)
        self.since.setChecked(False)
        self.since.show()

    def _pick(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Dossier de l’export", self.path.text())
        if chosen:
            self.use_folder(Path(chosen))

    def _open_folder(self) -> None:
        if self._written is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._written)))


def folder_name(mode: str, since: bool, moment: datetime) -> str:
    """Return the name of the folder of one export: two never share one."""
    return f"export-{mode}{'-suite' if since else ''}-{moment:%Y-%m-%d-%H%M%S}"


def _open_conflicts(count: int) -> str:
    if not count:
        return ""
    return (
        f" {plural(count, 'conflit')} attend{'ent' if count > 1 else ''} une décision des postes."
    )
