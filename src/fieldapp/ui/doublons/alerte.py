"""The warning under a name being typed: who looks like that, why, and the way to the file."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.domain.doublon import Identite, Trouve
from fieldapp.services import doublons
from fieldapp.services.session import Session
from fieldapp.ui.announce import announce
from fieldapp.ui.style import set_style
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.texte import plural
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.icon_label import IconLabel
from fieldapp.ui.widgets.text import Text

PAUSE_MS = 300
SHOWN = 3
OPEN, COMPARE = "O&uvrir ce dossier", "Comparer"


class DuplicateAlert(QFrame):
    """Hidden until somebody looks like the person being typed; nothing waits for an answer.

    Signals: `open_asked(str)` and `compare_asked(str)`, the id of a family.
    """

    open_asked = Signal(str)
    compare_asked = Signal(str)

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        *,
        foyer_id: str = "",
        compare: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Build it hidden; `foyer_id` is the family typed in, which others are compared with."""
        super().__init__(parent)
        self._session, self._tasks = session, tasks
        self._foyer_id, self._compare = foyer_id, compare
        self._asked = Identite()
        self._sauf: str | None = None
        self._found: tuple[Trouve, ...] = ()
        self.setProperty("level", "bar")
        set_style(self, tone="warn")
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(12, 8, 8, 8)
        self._lines.setSpacing(8)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.look_now)
        self.hide()

    def look(self, identite: Identite, sauf: str | None = None) -> None:
        """Look for who is alike once the typing pauses; `sauf` is the person being changed."""
        self._asked, self._sauf = identite, sauf
        self._pause.start()

    def look_now(self) -> None:
        """Look at once."""
        self._pause.stop()
        identite, sauf, session = self._asked, self._sauf, self._session
        named = identite.nom.strip() and (identite.prenom.strip() or identite.naissance)
        if not named and not identite.telephone:
            self.clear()
            return
        self._tasks.run(
            lambda: doublons.find(session, session.store, identite, sauf=sauf),
            lambda found: self._show(identite, found),
            lambda _error: self.clear(),
            owner=self,
        )

    def clear(self) -> None:
        """Hide, whatever was found before."""
        self._pause.stop()
        self._asked = Identite()
        self._found = ()
        self.hide()

    def text(self) -> str:
        """All that is told, one line for each family."""
        lines = [line_words(found) for found in self._found[:SHOWN]]
        more = len(self._found) - SHOWN
        return "\n".join([*lines, f"Et {plural(more, 'autre')}."] if more > 0 else lines)

    def _show(self, identite: Identite, found: tuple[Trouve, ...]) -> None:
        if identite != self._asked or (found == self._found and self.isVisible()):
            return  # something else was typed meanwhile, or it is told already
        self._found = found
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for rank, one in enumerate(found[:SHOWN]):
            self._lines.addWidget(self._line(one, first=rank == 0))
        if len(found) > SHOWN:
            self._lines.addWidget(Text(f"Et {plural(len(found) - SHOWN, 'autre')}.", "aide"))
        self.setVisible(bool(found))
        if found:
            self.setAccessibleName(self.text())
            announce(self, self.text())

    def _line(self, found: Trouve, *, first: bool) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(IconLabel("triangle-alert", "attention"), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(1)
        told, why = _parts(found)
        words.addWidget(Text(told, wrap=True))
        if why:
            words.addWidget(Text(why, "aide", wrap=True))
        row.addLayout(words, 1)
        foyer_id = found.foyer_id
        if not found.lisible or foyer_id == self._foyer_id:
            return line
        if self._compare:
            compare = Button(COMPARE, kind="petit")
            compare.setAccessibleName(f"Comparer avec {found.famille}")
            compare.clicked.connect(lambda: self.compare_asked.emit(foyer_id))
            row.addWidget(compare)
        # One mnemonic for one line: the likeliest is a key away.
        button = Button(OPEN if first else OPEN.replace("&", ""), kind="petit")
        button.setAccessibleName(f"Ouvrir ce dossier, {found.famille}")
        button.clicked.connect(lambda: self.open_asked.emit(foyer_id))
        row.addWidget(button)
        return line


def line_words(found: Trouve) -> str:
    """Say who looks alike and why; of a file one may not read, the antenna alone."""
    told, why = _parts(found)
    return f"{told} ({why})." if why else told


def _parts(found: Trouve) -> tuple[str, str]:
    """Who, and why."""
    if not found.lisible:
        return (
            f"Un dossier existe ailleurs\u00a0: {found.antenne}. Voyez avec votre responsable "
            "avant d’en ouvrir un autre."
        ), ""
    where = f", {found.commune}" if found.commune else ""
    who = f"Déjà là\u00a0: {found.personne}, famille {found.famille}{where}"
    return who, ", ".join(found.raisons)
