"""The line above the agenda: which period, whose, drawn or listed, and what can be done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from fieldapp.ui.widgets.buttons import Button, IconButton
from fieldapp.ui.widgets.combo import CodeCombo
from fieldapp.ui.widgets.flow import FlowLayout
from fieldapp.ui.widgets.segmented import Option, SegmentedControl


class AgendaHead(QWidget):
    """Signals: `view_chosen(str)`, `agent_chosen(str)`, `list_chosen(bool)`, `stepped(int)`,
    `today_asked()`, `new_asked()`, `print_asked()`, `return_asked()`, `import_asked()`,
    `export_asked()`.
    """

    view_chosen = Signal(str)
    agent_chosen = Signal(str)
    list_chosen = Signal(bool)
    stepped = Signal(int)
    today_asked = Signal()
    new_asked = Signal()
    print_asked = Signal()
    return_asked = Signal()
    import_asked = Signal()
    export_asked = Signal()

    def __init__(self, may_print: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Période")
        self.views = SegmentedControl(
            "Vue",
            (Option("jour", "Jour"), Option("semaine", "Semaine"), Option("mois", "Mois")),
        )
        self.views.set_value("semaine")
        self.agent = CodeCombo()
        self.agent.setMinimumContentsLength(12)
        self.agent.setAccessibleName("Agenda de")
        self.agent.hide()
        self.list_button = Button("Liste", "list")
        self.list_button.setToolTip("Ctrl+Maj+T")
        self.list_button.setCheckable(True)
        self.print_button = Button("Feuille de route", "printer", ("Ctrl", "P"))
        if not may_print:
            self.print_button.hide()
        self.new_button = Button("Rendez-vous", "calendar-plus", (), "primary")
        self.new_button.setToolTip("Ctrl+Maj+N")
        self.new_button.setAccessibleName("Nouveau rendez-vous, Ctrl Maj N")
        self.more = IconButton("ellipsis-vertical", "Autres actions de l’agenda")
        self._may_print = may_print
        self._build()

    def view(self) -> str:
        """Return the period chosen: `jour`, `semaine` or `mois`."""
        return self.views.value()

    def set_view(self, view: str) -> None:
        """Choose a period; nothing is emitted."""
        self.views.set_value(view)

    def agent_id(self) -> str:
        """Return whose agenda is chosen, or "" for one's own."""
        return self.agent.code()

    def set_agents(self, agents: Sequence[tuple[str, str]]) -> None:
        """Offer these agendas; the first is one's own."""
        chosen = self.agent.code() or (agents[0][0] if agents else "")
        self.agent.set_options(agents)
        self.agent.set_code(chosen)
        self.agent.setVisible(len(agents) > 1)

    def list_wanted(self) -> bool:
        """Whether the list is chosen rather than the drawing."""
        return self.list_button.isChecked()

    def set_list(self, on: bool) -> None:
        """Choose the list or the drawing; nothing is emitted."""
        self.list_button.blockSignals(True)
        self.list_button.setChecked(on)
        self.list_button.blockSignals(False)
        self._name_list()

    def _build(self) -> None:
        before = IconButton("chevron-left", "Période précédente (Ctrl+Page préc.)")
        before.clicked.connect(lambda: self.stepped.emit(-1))
        after = IconButton("chevron-right", "Période suivante (Ctrl+Page suiv.)")
        after.clicked.connect(lambda: self.stepped.emit(1))
        today = Button("Aujourd’hui")
        today.clicked.connect(self.today_asked)
        row = FlowLayout(self)
        for widget in (
            self.views,
            before,
            today,
            after,
            self.agent,
            self.list_button,
            self.print_button,
            self.new_button,
            self.more,
        ):
            row.addWidget(widget)
        self.views.changed.connect(self.view_chosen)
        self.agent.chosen.connect(self.agent_chosen)
        self.list_button.toggled.connect(self._list_toggled)
        self.print_button.clicked.connect(self.print_asked)
        self.new_button.clicked.connect(self.new_asked)
        self.more.clicked.connect(self.open_menu)

    def open_menu(self) -> None:
        """Show the acts that are done less often."""
        menu = QMenu(self)
        menu.setAccessibleName("Agenda")
        if self._may_print:
            menu.addAction("Au retour des visites…", self.return_asked.emit)
        menu.addAction("Importer un agenda (.ics)…", self.import_asked.emit)
        menu.addAction("Exporter l’agenda (.ics)…", self.export_asked.emit)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height())))

    def _list_toggled(self, on: bool) -> None:
        self._name_list()
        self.list_chosen.emit(on)

    def _name_list(self) -> None:
        self.list_button.setAccessibleName(
            "Voir le dessin, Ctrl Maj T" if self.list_wanted() else "Voir la liste, Ctrl Maj T"
        )
