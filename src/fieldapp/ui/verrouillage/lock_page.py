"""The lock page: one card, one passphrase, and the promise that nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.domain.agent import Agent
from fieldapp.domain.catalogue import Catalogue
from fieldapp.domain.errors import KnownError
from fieldapp.ui.announce import announce
from fieldapp.ui.form import FormRow
from fieldapp.ui.texte import initiales, modifications
from fieldapp.ui.verrouillage.avatar import Avatar, LogoMark
from fieldapp.ui.verrouillage.ground import Ground
from fieldapp.ui.verrouillage.passphrase import PassphraseField
from fieldapp.ui.widgets.buttons import Button, LinkButton
from fieldapp.ui.widgets.card import line
from fieldapp.ui.widgets.icon_label import IconLabel
from fieldapp.ui.widgets.inset import Inset
from fieldapp.ui.widgets.segmented import Option, SegmentedControl
from fieldapp.ui.widgets.text import Text

ATTEMPTS = 5
WAIT_S = 30
# The two stores that a data folder may hold.
POSTE, SIEGE = "poste", "siege"
TITLE = "Fieldapp"
SEALED = {
    POSTE: "Les données de ce poste sont chiffrées",
    SIEGE: "Les données du siège sont chiffrées",
}


class LockPage(Ground):
    """Asks for the passphrase, waits after five failures.

    Signals: `unlock_asked(str)`, the passphrase; `other_asked()`, to open another agent's data;
    `store_chosen(str)`, POSTE or SIEGE, when the folder holds both.
    """

    unlock_asked = Signal(str)
    other_asked = Signal()
    store_chosen = Signal(str)

    def __init__(self, idle_minutes: int, parent: QWidget | None = None) -> None:
        foot = f"Verrouillé après {idle_minutes} min sans activité"
        super().__init__(440, foot, parent)
        self._failures = 0
        self._left = 0
        self._title = Text(TITLE, "titre")
        self._place = Text(SEALED[POSTE], "second", wrap=True)
        self._stores = QVBoxLayout()
        self.stores: SegmentedControl | None = None
        self._who = Inset()
        self._avatar = Avatar()
        self._name = Text("", "fort")
        self._role = Text("", "legende", wrap=True)
        self.field = PassphraseField()
        self.row = FormRow("&Phrase de passe", self.field)
        self._caps_icon = IconLabel("arrow-big-up", "attention")
        self._caps = Text("Verr. Maj est activée", "fort", tone="warn")
        self.button = Button("Déverrouiller", "lock-open", ("↵",), "primary")
        self.button.setSizePolicy(self.field.sizePolicy())
        self._note = _Promise("pencil-line")
        self._kept = _Promise("laptop")
        self._build()
        self.field.returnPressed.connect(self._submit)
        self.button.clicked.connect(self._submit)
        self.field.caps_lock.connect(self._show_caps)
        self._clock = QTimer(self, interval=1000)
        self._clock.timeout.connect(self._tick)
        self._show_caps(False)
        self.setFocusProxy(self.field)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(LogoMark(44))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._place)
        head.addLayout(words, 1)
        other = LinkButton("Changer d’&agent")
        other.clicked.connect(self.other_asked)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self._name)
        names.addWidget(self._role)
        self._who.row.addWidget(self._avatar)
        self._who.row.addLayout(names, 1)
        self._who.row.addWidget(other)
        self._who.hide()
        caps = QHBoxLayout()
        caps.addWidget(self._caps_icon)
        caps.addWidget(self._caps, 1)
        self.card.addLayout(head)
        self.card.addSpacing(4)
        self.card.addLayout(self._stores)
        self.card.addWidget(self._who)
        self.card.addWidget(self.row)
        self.card.addLayout(caps)
        self.card.addWidget(self.button)
        self._rule = line()
        self.card.addWidget(self._rule)
        self.card.addWidget(self._note)
        self.card.addWidget(self._kept)
        self._rule.hide()

    def show_agent(self, agent: Agent, catalogue: Catalogue) -> None:
        """Tell whose session is locked; before the first unlocking nobody is known."""
        self._title.setText("Session verrouillée")
        self._place.setText(place_of(agent, catalogue))
        self._avatar.set_text(initiales(agent.nom))
        self._name.setText(agent.nom)
        self._role.setText(catalogue.libelle("roles", agent.role))
        self._who.show()

    def forget_agent(self) -> None:
        """Show the page as before any unlocking."""
        self._title.setText(TITLE)
        self._who.hide()
        for widget in (self._rule, self._note, self._kept):
            widget.hide()

    def show_stores(self, stores: Sequence[str], chosen: str, agent: str) -> None:
        """Offer to open the other store when there are two; `agent` is "" while nobody is known."""
        if self._who.isHidden():
            self._place.setText(SEALED[chosen])
        if self.stores is not None:
            self._stores.removeWidget(self.stores)
            self.stores.hide()
            self.stores.deleteLater()
            self.stores = None
        if len(stores) < 2:
            return
        post = f"Poste de {agent}" if agent else "Poste de travail"
        words = {POSTE: Option(POSTE, post, "laptop"), SIEGE: Option(SIEGE, "Siège", "building-2")}
        self.stores = SegmentedControl("Données à ouvrir", [words[store] for store in stores])
        self.stores.set_value(chosen)
        self.stores.changed.connect(self.store_chosen)
        self._stores.addWidget(self.stores)

    def show_promises(self, here_only: int, *, note: bool, siege: bool) -> None:
        """Tell what is kept: an interrupted note, and what is only on this laptop."""
        text = "Votre note est gardée au mot près, elle vous attend."
        self._note.say(text if note else "")
        here = f"{modifications(here_only)} ici seulement, chiffrées sur ce poste."
        whole = "Tout est enregistré et chiffré sur ce poste."
        self._kept.say(here if siege and here_only else whole)
        self._rule.show()

    def prepare(self) -> None:
        """Empty the field, ready to type."""
        self.field.hide_again()
        self.row.set_error("")
        self._enable(self._left == 0)
        self.field.setFocus()

    def show_opening(self) -> None:
        """Tell that the key is being derived."""
        self._enable(False)
        self.button.set_label("Ouverture…", "lock-open")

    def show_success(self) -> None:
        """Forget the failures and what was typed."""
        self._failures = 0
        self.field.hide_again()
        self._enable(True)

    def show_refusal(self, error: KnownError) -> None:
        """Show why it did not open; only a wrong passphrase counts as a failure."""
        self._enable(True)
        message = error.message
        if error.champ == "phrase":
            self._failures += 1
            self.field.hide_again()
            message += f" Après {ATTEMPTS} échecs, attente de {WAIT_S} secondes."
        self.row.set_error(message)
        if self._failures >= ATTEMPTS:
            self._failures = 0
            self._left = WAIT_S
            self.row.set_error(
                f"{ATTEMPTS} essais refusés. Vos données sont intactes. "
                f"Nouvel essai possible dans {WAIT_S} secondes."
            )
            self._clock.start()
            self._tick()
        else:
            self.field.setFocus()

    def _tick(self) -> None:
        if self._left == 0:
            self._clock.stop()
            self.row.set_error("")
            self._enable(True)
            self.field.setFocus()
            return
        self._enable(False)
        self.button.set_label(f"Attendre {self._left} s", "clock")
        self._left -= 1

    def _enable(self, enabled: bool) -> None:
        self.field.setEnabled(enabled)
        self.button.setEnabled(enabled)
        if enabled:
            self.button.set_label("Déverrouiller", "lock-open")

    def _submit(self) -> None:
        phrase = self.field.text()
        if not phrase:
            self.row.set_error("Tapez votre phrase de passe.")
            self.field.setFocus()
        elif self.button.isEnabled():
            self.unlock_asked.emit(phrase)

    def _show_caps(self, on: bool) -> None:
        self._caps_icon.setVisible(on)
        self._caps.setVisible(on)
        if on:
            announce(self.field, "Verr. Maj est activée")


def place_of(agent: Agent, catalogue: Catalogue) -> str:
    """Return where an agent works: the unit, or the organisation for headquarters."""
    unite = catalogue.unite(agent.unite)
    if unite is not None:
        return unite.nom
    organisme = catalogue.organisme(agent.organisme)
    return organisme.libelle if organisme is not None else agent.unite


class _Promise(QWidget):
    """A line that reassures; hidden when it has nothing to say."""

    def __init__(self, icon: str) -> None:
        super().__init__()
        self._text = Text("", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(IconLabel(icon, "reussite"))
        row.addWidget(self._text, 1)
        self.hide()

    def say(self, text: str) -> None:
        """Show a sentence, or nothing."""
        self._text.setText(text)
        self.setVisible(bool(text))
