"""« Invitations »: a worker gets a file that makes one laptop a post of the service."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from fieldapp.domain.agent import Agent
from fieldapp.domain.catalogue import Catalogue
from fieldapp.domain.dates import format_date
from fieldapp.domain.droits import INVITER
from fieldapp.domain.errors import KnownError
from fieldapp.domain.siege import InvitationOuverte
from fieldapp.services import droits
from fieldapp.services.session import Session
from fieldapp.ui.delegates.paint import BadgeSpec
from fieldapp.ui.delegates.row import Row
from fieldapp.ui.form import Form, FormRow
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.page import Page
from fieldapp.ui.siege.acts import SiegeActs
from fieldapp.ui.siege.offers import offer_again, units_of
from fieldapp.ui.siege.two_panes import TwoPanes
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.texte import jour_et_heure, plural
from fieldapp.ui.theme import theme
from fieldapp.ui.verrouillage.alone import roles
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.card import Card
from fieldapp.ui.widgets.combo import CodeCombo
from fieldapp.ui.widgets.rows import RowList
from fieldapp.ui.widgets.text import Text

WHERE = "Vide\u00a0: dans vos documents, au nom de l’agent."
EXPIRED = BadgeSpec("Expirée", "late", "clock-alert")
HOW = (
    "L’agent ouvre ce fichier sur son portable, au premier démarrage. Remettez-le de la main à la "
    "main\u00a0: il sert une fois, pendant 14 jours, et qui le détient peut prendre la place."
)


class InvitationsPage(Page):
    """A form, and the invitations that nobody used yet."""

    key = "invitations"
    titre = "Invitations"
    icone = "mail"
    raccourci = "2"

    @classmethod
    def allowed(cls, session: Session) -> bool:
        return droits.may(session, INVITER)

    def __init__(
        self, session: Session, tasks: Tasks, navigator: Navigator, acts: SiegeActs
    ) -> None:
        super().__init__(session, tasks, navigator)
        self._acts = acts
        self.nom = QLineEdit()
        self.nom.setPlaceholderText("Prénom et nom")
        self.role = CodeCombo(roles(session.catalogue), placeholder="Choisir")
        self.unite = CodeCombo(
            units_of(session.catalogue, session.agent.organisme),
            search=True,
            placeholder="Arras, Lens…",
        )
        self.path = QLineEdit()
        self.path.setPlaceholderText(file_name(""))
        self.pick = Button("C&hoisir…", "folder-open")
        self.pick.clicked.connect(self._pick)
        self.form = Form(
            nom=FormRow("&Agent", self.nom, necessaire=True),
            role=FormRow("&Rôle", self.role, necessaire=True),
            unite=FormRow("&Unité", self.unite, necessaire=True),
            fichier=FormRow("&Fichier d’invitation", self.path, precision="facultatif", aide=WHERE),
        )
        self.nom.textChanged.connect(lambda nom: self.path.setPlaceholderText(file_name(nom)))
        self.button = Button("Écrire l’invitation", "mail", ("Ctrl", "↵"), "primary")
        self.button.clicked.connect(self.submit)
        self.pending = RowList(
            "Invitations en attente",
            "Aucune invitation en attente\u00a0: chacune a été utilisée par un poste.",
        )
        self._count = Text("", "second")
        self._build()
        self.first = self.nom

    def _build(self) -> None:
        left = Card("Inviter un agent")
        for name in ("nom", "role", "unite"):
            left.body.addWidget(self.form[name])
        chosen = QHBoxLayout()
        chosen.setSpacing(8)
        chosen.addWidget(self.form["fichier"], 1)
        chosen.addWidget(self.pick, 0, Qt.AlignmentFlag.AlignBottom)
        left.body.addLayout(chosen)
        left.body.addWidget(Text(HOW, "aide", wrap=True))
        left.body.addSpacing(4)
        left.body.addWidget(self.button)
        left.body.addStretch(1)
        self._left = left
        right = Card("En attente", flush=True)
        right.aside.addWidget(self._count)
        right.body.addWidget(self.pending, 1)
        self.pending.setMinimumHeight(theme().px(180))
        self.content.addWidget(TwoPanes(left, right, (5, 6)), 1)

    def open(self, **_where: str) -> None:
        self.set_catalogue(self.session.catalogue)
        self._read()

    def set_catalogue(self, catalogue: Catalogue) -> None:
        """Offer the roles and the units of today; what is chosen or typed stays."""
        offer_again(self.role, roles(catalogue))
        offer_again(self.unite, units_of(catalogue, self.session.agent.organisme))

    def refresh(self, _kinds: frozenset[str]) -> None:
        if self.isVisible():
            self._read()

    def commands(self) -> Mapping[str, Callable[[], None]]:
        return {"valider": self.submit}

    def panes(self) -> tuple[QWidget, ...]:
        return (self._left, self.pending)

    def submit(self) -> None:
        """Write the invitation."""
        if not self.button.isEnabled() or not self.form.validate():
            return
        session, acts = self.session, self._acts
        nom, role, unite = self.nom.text(), self.role.code(), self.unite.code()
        typed = self.path.text().strip()
        out = Path(typed).expanduser() if typed else _documents() / file_name(nom)
        self.button.setEnabled(False)
        self.tasks.run(
            lambda: acts.invite(session, nom, role, unite, out),
            lambda agent: self._written(agent, out),
            self._refused,
            changes={"invitation"},
        )

    def _written(self, agent: Agent, out: Path) -> None:
        self.button.setEnabled(True)
        unite = self.session.catalogue.unite(agent.unite)
        place = unite.nom if unite is not None else agent.unite
        self.bar.show_message(
            f"Invitation de {agent.nom} ({place}) écrite\u00a0: {out}. Remettez-la de la main à la "
            "main.",
            "ok",
        )
        self.nom.clear()
        self.role.set_code("")
        self.unite.set_code("")
        self.path.clear()
        for row in self.form:
            row.set_error("")
        self.nom.setFocus()

    def _refused(self, error: KnownError) -> None:
        self.button.setEnabled(True)
        if not self.form.show_error(error):
            self.bar.show_message(error.message)

    def _pick(self) -> None:
        before = Path(self.path.text()) if self.path.text() else _documents()
        folder = before if before.is_dir() else before.parent
        # Headquarters refuses to write over a file: the dialog must not promise it.
        chosen, _kind = QFileDialog.getSaveFileName(
            self,
            "Fichier d’invitation",
            str(folder / file_name(self.nom.text())),
            "Invitations (*.json)",
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if chosen:
            self.path.setText(chosen if Path(chosen).suffix else f"{chosen}.json")
            self.form["fichier"].set_error("")

    def _read(self) -> None:
        session, acts = self.session, self._acts
        self.tasks.run(lambda: acts.invitations(session), self._show)

    def _show(self, found: tuple[InvitationOuverte, ...]) -> None:
        catalogue = self.session.catalogue
        self._count.setText(plural(len(found), "invitation") if found else "")
        self.pending.set_rows(_row(place, one, catalogue) for place, one in enumerate(found))


def file_name(nom: str) -> str:
    """Return the file name proposed for the invitation of a worker."""
    plain = unicodedata.normalize("NFKD", nom).encode("ascii", "ignore").decode().lower()
    slug = "-".join(re.findall(r"[a-z0-9]+", plain))
    return f"invitation-{slug}.json" if slug else "invitation.json"


def _documents() -> Path:
    """Where an invitation is written when nothing else is said."""
    found = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    return found if found.is_dir() else Path.home()


def _row(place: int, one: InvitationOuverte, catalogue: Catalogue) -> Row:
    unite = catalogue.unite(one.unite)
    where = unite.nom if unite is not None else one.unite
    until = format_date(one.expire_le[:10])
    return Row(
        str(place),
        one.agent,
        f"{where} · écrite {jour_et_heure(one.emise_le)} · {catalogue.libelle('roles', one.role)}",
        "mail-open" if one.expiree else "mail",
        "encre_3" if one.expiree else "primaire",
        (EXPIRED if one.expiree else BadgeSpec(f"jusqu’au {until[:5]}", "info", "clock"),),
        keys_help=(
            f"A expiré le {until}, invitez de nouveau"
            if one.expiree
            else f"Utilisable jusqu’au {until}"
        ),
    )
