"""« Catalogue »: the values of each list, added, renamed or closed on a day; never deleted."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QWidget

from fieldapp.domain.droits import TENIR_CATALOGUE
from fieldapp.domain.errors import KnownError
from fieldapp.domain.valeur import NOMS, OUVERTES, LigneCatalogue, ValeurCatalogue
from fieldapp.services import droits
from fieldapp.services.session import Session
from fieldapp.ui.delegates.badge import BadgeDelegate
from fieldapp.ui.form import Form, FormRow
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.page import Page
from fieldapp.ui.siege.acts import SiegeActs
from fieldapp.ui.siege.catalogue_model import (
    DAY_COLUMNS,
    STATE_COLUMN,
    WIDTHS,
    CatalogueModel,
)
from fieldapp.ui.siege.two_panes import TwoPanes
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.texte import plural
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.card import Card
from fieldapp.ui.widgets.combo import CodeCombo
from fieldapp.ui.widgets.date_field import DateField
from fieldapp.ui.widgets.row_table import RowTable, add_act
from fieldapp.ui.widgets.text import Text

HOW = (
    "Les postes reçoivent le changement à leur prochaine synchronisation. Rien ne s’efface\u00a0: "
    "ce qui est déjà noté garde son code et son libellé."
)
_NARROW = 760
FIXED = "Cette liste suit des règles du programme\u00a0: on renomme, on ferme, on n’ajoute pas."


class _Values(RowTable[LigneCatalogue]):
    """The values of the list; Entrée takes one up in the form."""

    def __init__(self, page: CataloguePage, model: CatalogueModel) -> None:
        super().__init__("Valeurs de la liste", model.item)
        self._page = page

    def acts(self) -> dict[Qt.Key, Callable[[LigneCatalogue], None]]:
        return {Qt.Key.Key_Return: self._page.take_up, Qt.Key.Key_F2: self._page.take_up}

    def menu_for(self, found: LigneCatalogue) -> QMenu:
        menu = self.new_menu()
        add_act(menu, "Modifier", "F2", lambda: self._page.take_up(found))
        if found.offert:
            add_act(menu, "Fermer à partir d’aujourd’hui", "", lambda: self._page.close_one(found))
        return menu


class CataloguePage(Page):
    """The lists that headquarters keeps."""

    key = "catalogue"
    titre = "Catalogue"
    icone = "book-open"
    raccourci = "4"

    @classmethod
    def allowed(cls, session: Session) -> bool:
        return droits.may(session, TENIR_CATALOGUE)

    def __init__(
        self, session: Session, tasks: Tasks, navigator: Navigator, acts: SiegeActs
    ) -> None:
        super().__init__(session, tasks, navigator)
        self.top.set_title(self.titre, "les valeurs proposées dans les postes")
        self._acts = acts
        self.nature = CodeCombo(list(NOMS.items()))
        self.nature.setAccessibleName("Liste du catalogue")
        self.nature.set_code("motifs_sortie")
        self.model = CatalogueModel(self)
        self.table = _Values(self, self.model)
        self.table.setModel(self.model)
        self.table.setItemDelegateForColumn(STATE_COLUMN, BadgeDelegate(self.table))
        self.table.set_widths(WIDTHS)
        self.code = QLineEdit()
        self.code.setPlaceholderText("RELAIS_PMI")
        self.libelle = QLineEdit()
        self.libelle.setPlaceholderText("Ce que lisent les agents")
        self.debut, self.fin = DateField(), DateField()
        self.form = Form(
            code=FormRow("&Code", self.code, necessaire=True,
                         aide="Lettres sans accent, chiffres et tirets\u00a0; il ne change plus."),
            libelle=FormRow("&Libellé", self.libelle, necessaire=True),
            debut=FormRow("À &partir du", self.debut, aide="Vide\u00a0: dès maintenant.",
                          check=self.debut.error),
            fin=FormRow("&Jusqu’au", self.fin, aide="Exclu. Vide\u00a0: sans fin prévue.",
                        check=self.fin.error),
        )  # fmt: skip
        self.publish = Button("Publier", "check", ("Ctrl", "↵"), "primary")
        self.publish.clicked.connect(self.submit)
        self.fresh = Button("&Nouvelle valeur", "plus")
        self.fresh.clicked.connect(self.clear)
        self._count = Text("", "second")
        self._rule = Text("", "aide", wrap=True)
        self._build()
        self.nature.chosen.connect(lambda _code: self._chosen())
        self.first = self.nature

    def _build(self) -> None:
        left = Card("Valeurs", flush=True)
        left.aside.addWidget(self._count)
        choose = QWidget()
        row = QHBoxLayout(choose)
        row.setContentsMargins(14, 10, 14, 10)
        row.setSpacing(10)
        row.addWidget(self.nature, 1)
        row.addWidget(self.fresh)
        left.body.addWidget(choose)
        left.body.addWidget(self.table, 1)
        self.table.setMinimumHeight(theme().px(220))
        right = Card("Ajouter ou modifier")
        for name in ("code", "libelle", "debut", "fin"):
            right.body.addWidget(self.form[name])
        right.body.addWidget(self._rule)
        right.body.addWidget(Text(HOW, "aide", wrap=True))
        right.body.addSpacing(4)
        right.body.addWidget(self.publish)
        right.body.addStretch(1)
        self._right = right
        self.content.addWidget(TwoPanes(left, right, (9, 5)), 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # The days of a value are in its tooltip and in the form: its label needs the room more.
        narrow = self.width() < theme().px(_NARROW)
        for column in DAY_COLUMNS:
            self.table.setColumnHidden(column, narrow)

    def open(self, **_where: str) -> None:
        self._read()

    def refresh(self, kinds: frozenset[str]) -> None:
        if self.isVisible() and "catalogue" in kinds:
            self._read()

    def commands(self) -> Mapping[str, Callable[[], None]]:
        return {"valider": self.submit, "nouveau": self.clear}

    def panes(self) -> tuple[QWidget, ...]:
        return (self.nature, self.table, self._right)

    def take_up(self, found: LigneCatalogue) -> None:
        """Put a value in the form, to change it."""
        self.code.setText(found.code)
        self.code.setReadOnly(True)
        self.libelle.setText(found.libelle)
        self.debut.set_value(found.debut)
        self.fin.set_value(found.fin)
        for row in self.form:
            row.set_error("")
        self.libelle.setFocus()
        self.libelle.selectAll()

    def clear(self) -> None:
        """Empty the form, for another value."""
        self._empty()
        self.code.setFocus()

    def submit(self) -> None:
        """Publish what the form says."""
        if not self.publish.isEnabled() or not self.form.validate():
            return
        session, acts, nature = self.session, self._acts, self.nature.code()
        code, libelle = self.code.text(), self.libelle.text()
        debut, fin = self.debut.iso(), self.fin.iso()
        self.publish.setEnabled(False)
        self.tasks.run(
            lambda: acts.put_valeur(session, nature, code, libelle, debut=debut, fin=fin),
            lambda valeur: self._published(valeur, "publiée"), self._refused,
            changes={"catalogue"},
        )  # fmt: skip

    def close_one(self, found: LigneCatalogue) -> None:
        """Stop proposing a value from today on."""
        session, acts = self.session, self._acts
        self.tasks.run(
            lambda: acts.close_valeur(session, found.nature, found.code),
            lambda valeur: self._published(valeur, "fermée"), self._refused,
            changes={"catalogue"},
        )  # fmt: skip

    def _published(self, valeur: ValeurCatalogue, what: str) -> None:
        self.publish.setEnabled(True)
        self.bar.show_message(
            f"«\u00a0{valeur.libelle}\u00a0» {what}. Les postes l’apprendront à leur prochaine "
            "synchronisation.",
            "ok",
        )
        self._empty()
        self._read()

    def _refused(self, error: KnownError) -> None:
        self.publish.setEnabled(True)
        if not self.form.show_error(error):
            self.bar.show_message(error.message)

    def _empty(self) -> None:
        self.code.clear()
        self.code.setReadOnly(False)
        self.libelle.clear()
        self.debut.set_value(None)
        self.fin.set_value(None)
        for row in self.form:
            row.set_error("")

    def _chosen(self) -> None:
        self._empty()
        self._read()

    def _read(self) -> None:
        session, acts, nature = self.session, self._acts, self.nature.code()
        self._rule.setText("" if nature in OUVERTES else FIXED)
        self._rule.setVisible(nature not in OUVERTES)
        self.fresh.setEnabled(nature in OUVERTES)
        self.tasks.run(lambda: acts.valeurs(session, nature), self._show)

    def _show(self, found: tuple[LigneCatalogue, ...]) -> None:
        self.model.set_rows(found)
        offered = sum(one.offert for one in found)
        self._count.setText(f"{plural(len(found), 'valeur')}, {plural(offered, 'proposée')}")
