"""The line at the foot of every screen: nothing is lost, and here is the count."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStatusBar, QWidget

from fieldapp.domain.echange import EtatEchange
from fieldapp.ui.announce import announce
from fieldapp.ui.icons import set_icon
from fieldapp.ui.style import set_style
from fieldapp.ui.texte import jour_et_heure, modifications, plural
from fieldapp.ui.theme import theme

# The lists behind the numbers.
ICI, RECUES, REFUSEES, CONFLITS = "ici", "recues", "refusees", "conflits"
_NARROW = 900
_LEAST = 400


class _Part(QPushButton):
    """One part of the line, with a short and a long wording. Signals: `changed()`."""

    changed = Signal()

    def __init__(self, icon: str, token: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._long = ""
        self._short = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        set_icon(self, icon, token, 16)

    def say(self, long: str, short: str = "", *, narrow: bool = False) -> None:
        """Set both wordings; an empty one hides the part."""
        self._long, self._short = long, short or long
        self.fit(narrow)
        self.changed.emit()

    def fit(self, narrow: bool) -> None:
        """Show the wording that there is room for."""
        # The space is the gap between icon and words, which Qt makes too narrow.
        self.setText(f" {self._short if narrow else self._long}")
        self.setAccessibleName(self._long)
        self.setToolTip(self._long if narrow else "")
        self.setVisible(bool(self._long))

    @property
    def has_words(self) -> bool:
        """Whether there is anything to say."""
        return bool(self._long)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width() + theme().px(4), hint.height())


class StateLine(QStatusBar):
    """What is here only, received, refused; whether all is saved; online or not.

    Signals: `list_asked(str)`, the list behind a number (ICI, RECUES, REFUSEES, CONFLITS), "" for
    the synchronisation screen as a whole; `save_asked()` for the part that tells of saving.
    """

    list_asked = Signal(str)
    save_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self.setAccessibleName("État de l’enregistrement et de la synchronisation")
        self._narrow = False
        self._there = False
        self._exchanging = False
        self._parts: tuple[_Part, ...] = ()
        self._safe = self._part("shield-check", "reussite", "")
        set_style(self._safe, tone="ok")
        self._safe.say("Rien ne se perd")
        self._here = self._part("laptop", "encre_2", ICI)
        self._received = self._part("check-check", "encre_2", RECUES)
        self._refused = self._part("circle-alert", "retard", REFUSEES)
        set_style(self._refused, tone="late")
        self._conflicts = self._part("merge", "attention", CONFLITS)
        self._saved = self._part("save", "encre_2", None, right=True)
        self._online = self._part("wifi-off", "encre_2", "", right=True)
        self._parts = (
            self._safe,
            self._here,
            self._received,
            self._refused,
            self._conflicts,
            self._saved,
            self._online,
        )
        self.show_saved("")
        self.show_online(False)
        for part in (self._here, self._received, self._refused, self._conflicts):
            part.say("")
        theme().changed.connect(self._fit)
        self._fit()

    def _part(self, icon: str, token: str, key: str | None, *, right: bool = False) -> _Part:
        """Add a part that opens a list, or saves when it has no key."""
        part = _Part(icon, token, self)
        if key is None:
            part.clicked.connect(self.save_asked)
        else:
            part.clicked.connect(lambda: self.list_asked.emit(key))
        part.changed.connect(self._fit)
        if right:
            self.addPermanentWidget(part)
        else:
            self.addWidget(part)
        return part

    def show_exchange(self, etat: EtatEchange, conflits: int = 0) -> None:
        """Show the counters; a post without headquarters has everything here, and says so."""
        narrow = self._narrow
        if not etat.rattache:
            self._here.say("Tout est sur ce poste, sans siège", "Sans siège", narrow=narrow)
            self._received.say("")
            self._refused.say("")
        else:
            here = f"{modifications(etat.ici)} ici seulement" if etat.ici else "Tout est transmis"
            self._here.say(here, f"{etat.ici} ici", narrow=narrow)
            # The hour alone is of today: that of another day says which.
            at = f" {jour_et_heure(etat.accuse_le)}" if etat.accuse_le else ""
            hour = at.removeprefix(" aujourd’hui")
            received = plural(etat.recues, "reçue")
            self._received.say(
                f"{received} par le siège{' à' + hour if hour != at else at}"
                if etat.recues
                else "",
                received + hour,
                narrow=narrow,
            )
            self._refused.say(plural(etat.refusees, "refusée") if etat.refusees else "")
        self._conflicts.say(f"{conflits} à décider" if conflits else "")

    def show_received(self, recues: int, refuses: int, conflits: int) -> None:
        """Show the counters of headquarters: changes received, bundles refused, conflicts."""
        self._here.say("")
        received = f"{modifications(recues)} reçue{'s' if recues > 1 else ''}"
        self._received.say(received, plural(recues, "reçue"), narrow=self._narrow)
        self._refused.say(plural(refuses, "refusé"))
        set_icon(
            self._refused,
            "circle-alert" if refuses else "circle-check",
            "retard" if refuses else "encre_2",
            16,
        )
        set_style(self._refused, tone="late" if refuses else "")
        open_ones = f"conflit{'s' if conflits > 1 else ''} ouvert{'s' if conflits > 1 else ''}"
        self._conflicts.say(f"{conflits} {open_ones}" if conflits else "")

    def show_saving(self) -> None:
        """Tell that a write is under way."""
        self._saved.say("Enregistrement…")

    def show_saved(self, moment: str, *, draft: bool = False) -> None:
        """Tell when all was saved, `HH:MM:SS`; "" says so without a time."""
        what = "Brouillon enregistré" if draft else "Tout est enregistré"
        set_icon(self._saved, "save", "encre_2", 16)
        set_style(self._saved, tone="")
        long = f"{what} ({moment})" if moment else what
        self._saved.say(long, "Enregistré", narrow=self._narrow)

    def show_failure(self, message: str) -> None:
        """Tell that a write failed; it stays until the next success."""
        set_icon(self._saved, "circle-alert", "retard", 16)
        set_style(self._saved, tone="late")
        self._saved.say(f"Non enregistré\u00a0: {_first_words(message)}", "Non enregistré")
        announce(self, message, assertive=True)

    def show_online(self, online: bool) -> None:
        """Tell whether the shared folder answers; being offline is a normal state."""
        self._there = online
        if self._exchanging:
            return
        set_icon(self._online, "wifi" if online else "wifi-off", "encre_2", 16)
        self._online.say("En ligne" if online else "Hors ligne", narrow=self._narrow)

    def show_exchanging(self, exchanging: bool) -> None:
        """Tell that an exchange goes on, in the place where one reads whether it could."""
        self._exchanging = exchanging
        if exchanging:
            set_icon(self._online, "refresh-cw", "encre_2", 16)
            self._online.say("Échange en cours", "Échange", narrow=self._narrow)
        else:
            self.show_online(self._there)

    def minimumSizeHint(self) -> QSize:
        # The short words fit there; the long ones must not keep the window wide.
        return QSize(theme().px(_LEAST), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self._narrow = self.width() < theme().px(_NARROW)
        self.setFixedHeight(theme().size("ligne_etat"))
        for part in self._parts:
            part.fit(self._narrow)
        # Words are never cut: what says the least goes first. A failure to save always stays.
        room = self.width() - theme().px(24)
        wanted = sum(part.sizeHint().width() for part in self._parts if part.has_words)
        for part in (self._online, self._saved, self._conflicts) if self._parts else ():
            if wanted > room and part.has_words and part.property("tone") != "late":
                part.hide()
                wanted -= part.sizeHint().width()
        layout = self.layout()
        if layout is not None:
            layout.invalidate()  # or what was hidden at once would keep its room


def _first_words(message: str) -> str:
    """Return the first clause of a sentence, for the room there is."""
    head = message.split(".")[0].split(" : ")[0]
    return head[:1].lower() + head[1:]
