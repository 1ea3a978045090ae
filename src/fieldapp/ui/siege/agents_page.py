"""« Agents »: who works here, in which role and unit, since when, and the end of their work."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

from fieldapp.domain.agent import Agent, AgentTenu
from fieldapp.domain.catalogue import Catalogue
from fieldapp.domain.dates import format_date
from fieldapp.domain.droits import TENIR_CATALOGUE
from fieldapp.domain.texte import tokens
from fieldapp.services import droits
from fieldapp.services.session import Session
from fieldapp.ui.delegates.paint import BadgeSpec
from fieldapp.ui.form import Form, FormRow
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.siege.acts import SiegeActs
from fieldapp.ui.siege.kept_page import AT_NEXT, KeptPage
from fieldapp.ui.siege.offers import offer_again, units_of
from fieldapp.ui.siege.reason_dialog import ReasonDialog
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.texte import plural
from fieldapp.ui.theme import theme
from fieldapp.ui.verrouillage.alone import roles
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.combo import CodeCombo
from fieldapp.ui.widgets.date_field import DateField
from fieldapp.ui.widgets.item_model import ItemModel
from fieldapp.ui.widgets.row_table import add_act

Index = QModelIndex | QPersistentModelIndex
WIDTHS = (0, 150, 150, 106, 70, 104)
ACTIVE = BadgeSpec("En poste", "ok", "check")
GONE = BadgeSpec("Parti", "neutre", "circle-x")
HOW = (
    "Un changement de rôle ou d’unité suit l’agent sur ses postes, avec les familles qu’il peut "
    "voir. Un rôle qui lit moins met fin à ses postes, leur travail repris d’abord."
)
LEAVING = (
    "Ce jour-là, cet agent n’est plus proposé nulle part. Ses postes sont révoqués\u00a0: ils "
    "envoient d’abord ce qu’ils n’avaient pas envoyé, puis détruisent leurs données."
)
WHEN = "Vide\u00a0: dès maintenant. Avant ce jour, rien ne change pour l’agent."
KEPT = "Ses notes, ses dossiers et l’historique restent à son nom."


class AgentsModel(ItemModel[AgentTenu]):
    """Rows of `AgentTenu`."""

    HEADERS: ClassVar[tuple[str, ...]] = ("Agent", "Rôle", "Unité", "Depuis le", "Postes", "État")

    def __init__(self, catalogue: Catalogue, parent: QWidget) -> None:
        super().__init__(parent)
        self.catalogue = catalogue

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, column = self._rows[index.row()], index.column()
        agent = row.agent
        badge = _badge(agent)
        texts = (
            agent.nom, self.catalogue.libelle("roles", agent.role),
            place(self.catalogue, agent.unite), format_date(row.depuis) if row.depuis else "",
            str(row.postes) if row.postes else "", badge.text,
        )  # fmt: skip
        if role == Qt.ItemDataRole.DisplayRole:
            return texts[column]
        if role == Qt.ItemDataRole.ToolTipRole:
            left = f", {'part' if agent.actif else 'parti'} le " if row.parti_le else ""
            left += format_date(row.parti_le) if row.parti_le else ""
            posts = f", {plural(row.postes, 'poste')}" if row.postes else ""
            return f"{', '.join(texts[:3])}{posts}{left}"
        if role == Qt.ItemDataRole.UserRole and column == AgentsPage.STATE_COLUMN:
            return badge
        if role == Qt.ItemDataRole.FontRole:
            return theme().font("corps_fort" if column == 0 else "corps")
        if role == Qt.ItemDataRole.ForegroundRole and not agent.actif:
            return theme().color("encre_2")
        return None


class AgentsPage(KeptPage[AgentTenu]):
    """The workers that headquarters knows."""

    key = "agents"
    titre = "Agents"
    icone = "users"
    raccourci = "5"
    FOLDED, SPARE = (3,), (4,)
    STATE_COLUMN = 5

    @classmethod
    def allowed(cls, session: Session) -> bool:
        return droits.may(session, TENIR_CATALOGUE)

    def __init__(
        self, session: Session, tasks: Tasks, navigator: Navigator, acts: SiegeActs
    ) -> None:
        super().__init__(session, tasks, navigator)
        self.top.set_title(self.titre, "qui travaille ici, dans quel rôle et quelle unité")
        self._acts = acts
        self._all: tuple[AgentTenu, ...] = ()
        self._listed = AgentsModel(session.catalogue, self)
        self.model = self._listed
        self.nom = QLineEdit()
        self.nom.setPlaceholderText("Prénom et nom")
        self.role = CodeCombo(roles(session.catalogue), placeholder="Choisir")
        self.unite = CodeCombo(search=True, placeholder="Arras, Lens…")
        self.leave = Button("&Fin d’activité…", "user-x")
        self.leave.clicked.connect(self._leave_current)
        self.make(
            "Agents", WIDTHS,
            Form(
                nom=FormRow("&Agent", self.nom, necessaire=True),
                role=FormRow("&Rôle", self.role, necessaire=True),
                unite=FormRow("&Unité", self.unite, necessaire=True),
            ),
            HOW, self.leave,
        )  # fmt: skip
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._follow())

    def fill_menu(self, menu: QMenu, found: AgentTenu) -> None:
        add_act(menu, "Modifier", "F2", lambda: self.take_up(found))
        if found.agent.actif:
            add_act(menu, "Fin d’activité…", "", lambda: self.end(found))
            add_act(menu, "Inviter son poste", "", lambda: self.navigator.go("invitations"))
            if found.agent.parti_le:
                add_act(menu, "Ne part plus", "", lambda: self.resume(found))
        else:
            add_act(menu, "Reprend son activité", "", lambda: self.resume(found))

    def show_item(self, found: AgentTenu | None) -> None:
        agent = None if found is None else found.agent
        self.nom.setText(agent.nom if agent else "")
        self.role.set_code(agent.role if agent else "")
        self.unite.set_code(agent.unite if agent else "")

    def first_field(self) -> QWidget:
        return self.nom

    def open(self, **where: str) -> None:
        self.set_catalogue(self.session.catalogue)
        super().open(**where)

    def set_catalogue(self, catalogue: Catalogue) -> None:
        """Offer the roles and the units of today; what is chosen or typed stays."""
        self._listed.catalogue = catalogue
        self.table.viewport().update()
        offer_again(self.role, roles(catalogue))
        offer_again(self.unite, units_of(catalogue, self.session.agent.organisme))

    def submit(self) -> None:
        if not self.save.isEnabled() or not self.form.validate():
            return
        session, acts, current = self.session, self._acts, self.current
        nom, role, unite = self.nom.text(), self.role.code(), self.unite.code()
        if current is None:
            self.run(
                lambda: acts.add_agent(session, nom, role, unite),
                f"{nom} est ajouté. Invitez son poste.", "agent",
            )  # fmt: skip
        else:
            self.run(
                lambda: acts.set_agent(session, current.agent.id, nom, role, unite),
                f"{nom} est modifié.", "agent",
            )  # fmt: skip

    def end(self, found: AgentTenu) -> None:
        """Ask why somebody no longer works here."""
        session, acts, agent = self.session, self._acts, found.agent
        dialog = LeaveDialog(
            agent, self.tasks, lambda motif, le: acts.end_agent(session, agent.id, motif, le),
            self._ended, self.window(),
        )  # fmt: skip
        self._dialog = dialog
        dialog.show_form()

    def resume(self, found: AgentTenu) -> None:
        """Note that somebody works here again, or will not leave after all."""
        session, acts, agent = self.session, self._acts, found.agent
        said = f"{agent.nom} est de nouveau en activité. Invitez son poste."
        if agent.actif:
            said = f"Le départ de {agent.nom} est annulé."
        self.run(lambda: acts.resume_agent(session, agent.id), said, "agent")

    def refresh(self, kinds: frozenset[str]) -> None:
        if self.isVisible() and kinds & {"agent", "poste", "invitation"}:
            self.read()

    def read(self) -> None:
        session, acts = self.session, self._acts
        self.tasks.run(lambda: acts.agents(session), self._show)

    def _show(self, found: tuple[AgentTenu, ...]) -> None:
        words = tokens(self.search.text())
        catalogue = self.session.catalogue
        rows = [one for one in found if _bears(one.agent, words, catalogue)]
        active = sum(one.agent.actif for one in found)
        self.show_rows(rows, f"{plural(len(rows), 'agent')}, {active} en poste")
        self._follow()

    def _follow(self) -> None:
        found = self.table.current()
        self.leave.setEnabled(found is not None and found.agent.actif)

    def _leave_current(self) -> None:
        found = self.table.current()
        if found is not None:
            self.end(found)

    def _ended(self, agent: Agent) -> None:
        said = f"{agent.nom} n’est plus en activité."
        if agent.actif:
            said = f"{agent.nom} part le {format_date(agent.parti_le or '')}."
        self.bar.show_message(f"{said} {AT_NEXT}", "ok")
        self.clear()


class LeaveDialog(ReasonDialog[Agent]):
    """Ends the work of an agent, now or on a day to come; posts change too."""

    CHANGES = frozenset({"agent", "poste"})

    def __init__(
        self,
        agent: Agent,
        tasks: Tasks,
        end: Callable[[str, str | None], Agent],
        said: Callable[[Agent], None],
        parent: QWidget | None = None,
    ) -> None:
        self._end = end
        self.le = DateField()
        day = FormRow(
            "À &partir du", self.le, precision="facultatif", aide=WHEN, check=self.le.error
        )
        super().__init__(
            f"Fin d’activité de {agent.nom}", "Mettre fin", (LEAVING, KEPT),
            "Départ en retraite, mutation…", tasks, lambda motif: end(motif, None), said, parent,
            others={"le": day},
        )  # fmt: skip
        self.le.set_value(agent.parti_le)

    def asked(self) -> Callable[[], Agent]:
        end, motif, le = self._end, self.motif.text(), self.le.iso()
        return lambda: end(motif, le)


def _badge(agent: Agent) -> BadgeSpec:
    if not agent.actif:
        return GONE
    if agent.parti_le is None:
        return ACTIVE
    return BadgeSpec(f"Part le {format_date(agent.parti_le)[:5]}", "info", "clock")


def place(catalogue: Catalogue, code: str) -> str:
    """Return the name of a unit, its code when it is not known."""
    unite = catalogue.unite(code)
    return unite.nom if unite is not None else code


def _bears(agent: Agent, words: list[str], catalogue: Catalogue) -> bool:
    where = place(catalogue, agent.unite)
    text = " ".join(tokens(f"{agent.nom} {where} {catalogue.libelle('roles', agent.role)}"))
    return all(word in text for word in words)
