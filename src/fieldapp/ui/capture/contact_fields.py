"""Every field of a contact: nature, when, how long, issue, note, needs, readers, what next."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from fieldapp.domain.catalogue import Catalogue
from fieldapp.domain.contact import (
    ECHANGE,
    EQUIPE,
    ISSUES,
    PERSONNEL,
    Contact,
    SaisieContact,
)
from fieldapp.domain.errors import KnownError
from fieldapp.domain.suite import DEMARCHE, ETAPE, RENDEZVOUS
from fieldapp.services.session import Session
from fieldapp.ui.actions import AZERTY
from fieldapp.ui.announce import announce
from fieldapp.ui.capture.besoins import BesoinsField
from fieldapp.ui.capture.checker import NoteChecker
from fieldapp.ui.capture.duration_field import DurationField
from fieldapp.ui.capture.moment_field import MomentField
from fieldapp.ui.capture.natures import DUREES, NatureField
from fieldapp.ui.capture.next_step import NextStep
from fieldapp.ui.capture.personal_warning import PersonalWarning
from fieldapp.ui.capture.readers import Readers
from fieldapp.ui.capture.zone_row import ZoneRow
from fieldapp.ui.style import set_style
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.combo import CodeCombo
from fieldapp.ui.widgets.text import Text
from fieldapp.ui.widgets.text_area import TextArea

# What noting a contact changes, by what its next step becomes.
CHANGES = {
    ETAPE: frozenset({"contact"}),
    DEMARCHE: frozenset({"contact", "demarche"}),
    RENDEZVOUS: frozenset({"contact", "rendezvous"}),
}
NOTED = {
    ETAPE: "Contact noté",
    DEMARCHE: "Contact noté et démarche créée",
    RENDEZVOUS: "Contact noté et rendez-vous pris",
}
_NARROW = 620
# The keys of « Enregistrer » leave before the words of the next step do.
_WITH_KEYS = 720
_NARROW_WITH_HOUR = 820
_LEAST = 430
_SEGMENTS = 5


class ContactFields(QWidget):
    """The fields of a contact, and its « Enregistrer ».

    Signals: `changed()`, something was typed or chosen; `submitted()`, the button.
    """

    changed = Signal()
    submitted = Signal()

    def __init__(self, catalogue: Catalogue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.nature = NatureField(catalogue)
        self.moment = MomentField()
        self.duree = DurationField()
        self.issue = CodeCombo(tuple(ISSUES.items()))
        self.issue.setAccessibleName("Issue")
        self.note = TextArea(2, "L’essentiel. La famille peut lire cette note.")
        self.checker = NoteChecker(self.note)
        self.besoins = BesoinsField(catalogue)
        self._zone_row = ZoneRow()
        self.zone, self._readers = self._zone_row.zone, self._zone_row.readers
        self._personal = PersonalWarning()
        self._next = NextStep()
        self.suite_genre, self.suite = self._next.genre, self._next.suite
        self.suite_le, self.heure = self._next.le, self._next.heure
        self.save = Button("Enregistrer", "", ("Ctrl", "↵"), "primary")
        self.save.clicked.connect(self.submitted)
        self._error = Text("", "erreur", wrap=True)
        self._error.hide()
        self._duree_typed = False
        self._build()
        self._listen()
        self.clear()

    def clear(self) -> None:
        """Empty the fields for the next contact."""
        self._fill(
            {"nature": "TEL_ENTRANT", "issue": ECHANGE, "zone": EQUIPE, "note": "", "besoins": []}
        )
        self._duree_typed = False
        self._propose_duration()
        self.show_error(None)

    def watch_agenda(self, session: Session, tasks: Tasks) -> None:
        """Warn when the appointment that follows takes the time of another one."""
        bar = self._next.watch(session, tasks)
        self._column.insertWidget(self._column.indexOf(self._foot) + 1, bar)

    def show_readers(self, readers: Readers) -> None:
        """Take who reads each zone in the family at hand."""
        self._zone_row.know(readers)
        self._say_readers()

    def show_contact(self, contact: Contact) -> None:
        """Fill the fields with a contact already noted."""
        self._fill(
            {
                "nature": contact.nature,
                "issue": contact.issue,
                "moment": contact.moment,
                "duree": contact.duree_min,
                "note": contact.note,
                "besoins": contact.besoins,
                "zone": contact.zone,
                "suite": contact.suite,
                "suite_le": contact.suite_le,
            }
        )
        self._duree_typed = True

    def content(self) -> dict[str, object]:
        """Return what is typed, as a draft keeps it."""
        return {
            "nature": self.nature.value(),
            "issue": self.issue.code(),
            "moment": self.moment.value(),
            "duree": self.duree.value(),
            "note": self.note.toPlainText(),
            "besoins": list(self.besoins.value()),
            "zone": self.zone.code(),
            "suite": self.suite.text(),
            "suite_le": self.suite_le.iso(),
            "suite_genre": self.suite_genre.code(),
            "heure": self.heure.text(),
        }

    def cursor_place(self) -> int:
        """Return the place of the cursor in the note."""
        return self.note.textCursor().position()

    def restore(self, content: Mapping[str, object], cursor: int) -> None:
        """Show a draft again, the cursor where it was."""
        self._fill(content)
        self._duree_typed = True
        place = self.note.textCursor()
        place.setPosition(min(cursor, len(self.note.toPlainText())))
        self.note.setTextCursor(place)

    def is_blank(self) -> bool:
        """Whether nothing was written that would be worth keeping."""
        written = self.note.toPlainText().strip() or self.suite.text().strip()
        return not written and not self.besoins.value()

    def values(self) -> dict[str, object]:
        """Return the fields as services name them."""
        return {
            "nature": self.nature.value(),
            "issue": self.issue.code(),
            "moment": self.moment.value(),
            "duree_min": self.duree.value(),
            "note": self.note.text(),
            "besoins": self.besoins.value(),
            "zone": self.zone.code(),
            "suite": self.suite.text().strip() or None,
            "suite_le": self.suite_le.iso(),
        }

    def saisie(self, foyer_id: str) -> SaisieContact:
        """Return the contact to note; raises KnownError when a field cannot be read."""
        for field, champ in (
            (self.moment, "moment"),
            (self.duree, "duree_min"),
            (self.suite_le, "suite_le"),
            (self.heure, "heure"),
        ):
            wrong = field.error()
            if wrong:
                raise KnownError(wrong, champ)
        return SaisieContact(
            foyer_id,
            self.nature.value(),
            moment=self.moment.value(),
            issue=self.issue.code(),
            note=self.note.text(),
            duree_min=self.duree.value(),
            besoins=self.besoins.value(),
            zone=self.zone.code(),
            suite=self.suite.text().strip() or None,
            suite_le=self.suite_le.iso(),
        )

    def next_step(self) -> tuple[str, str | None]:
        """Return what the next step becomes (a key of `SUITES`), and the time of an appointment."""
        return self._next.chosen()

    def show_error(self, error: KnownError | None) -> None:
        """Say what is wrong beside the field, or nothing any more; nothing typed is lost."""
        fields = {
            "nature": self.nature,
            "moment": self.moment,
            "duree_min": self.duree,
            "suite": self.suite,
            "suite_le": self.suite_le.edit,
            "heure": self.heure,
            "zone": self.zone,
            "note": self.note,
        }
        for field in fields.values():
            set_style(field, etat="")
        self._error.setVisible(error is not None)
        if error is None:
            return
        self._error.setText(error.message)
        announce(self, error.message, assertive=True)
        at_fault = fields.get(error.champ or "")
        if at_fault is not None:
            set_style(at_fault, etat="erreur")
            at_fault.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(_LEAST), super().minimumSizeHint().height())

    def _fit(self) -> None:
        narrow = self.width() < theme().px(_NARROW)
        direction = QBoxLayout.Direction
        wanted = self.nature.sizeHint().width() + self._when.minimumSize().width() + theme().px(6)
        wraps = self.width() < wanted
        self._head.setDirection(direction.TopToBottom if wraps else direction.LeftToRight)
        self._needs.setDirection(direction.TopToBottom if narrow else direction.LeftToRight)
        hour = not self.heure.isHidden() and self.width() < theme().px(_NARROW_WITH_HOUR)
        self._foot.setDirection(direction.TopToBottom if narrow or hour else direction.LeftToRight)
        self._next.make_room(narrow)
        self.save.show_keys(self.width() >= theme().px(_WITH_KEYS))

    def _build(self) -> None:
        self._foot = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._foot.setSpacing(10)
        self._foot.addLayout(self._next, 1)
        self._foot.addWidget(self.save, 0, Qt.AlignmentFlag.AlignRight)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addLayout(self._build_head())
        self._column.addWidget(self.note, 1)
        self._column.addWidget(self.checker)
        self._column.addLayout(self._build_needs())
        self._column.addWidget(self._personal)
        self._column.addLayout(self._foot)
        self._column.addWidget(self._error)

    def _build_head(self) -> QBoxLayout:
        """What it was, when, how long, and what came of it."""
        t = theme()
        self.duree.setFixedWidth(t.px(72))
        self.issue.setMinimumWidth(t.px(118))
        self.issue.setMaximumWidth(t.px(158))
        policy = QSizePolicy.Policy
        self.issue.setSizePolicy(policy.Expanding, policy.Fixed)
        self._when = QHBoxLayout()
        self._when.setSpacing(6)
        for widget in (self.moment, self.duree, self.issue):
            self._when.addWidget(widget)
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.setSpacing(6)
        self._head.addWidget(self.nature, 0, Qt.AlignmentFlag.AlignLeft)
        self._head.addStretch(0)
        self._head.addLayout(self._when)
        self._head.setAlignment(self._when, Qt.AlignmentFlag.AlignLeft)
        return self._head

    def _build_needs(self) -> QBoxLayout:
        """The needs met, and who reads."""
        self._needs = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._needs.setSpacing(8)
        self._needs.addWidget(self.besoins, 1, Qt.AlignmentFlag.AlignVCenter)
        self._needs.addLayout(self._zone_row)
        return self._needs

    def _listen(self) -> None:
        self.nature.changed.connect(self._nature_changed)
        self.moment.widened.connect(self._fit)
        self.issue.chosen.connect(self._propose_duration)
        self.issue.chosen.connect(self.changed)
        self.moment.changed.connect(self.changed)
        self.moment.changed.connect(self._say_readers)
        self.duree.textEdited.connect(self._duration_typed)
        self.note.textChanged.connect(self._note_changed)
        self.note.cursorPositionChanged.connect(self._cursor_moved)
        self.besoins.changed.connect(self.changed)
        self.zone.chosen.connect(self._zone_chosen)
        self._next.changed.connect(self.changed)
        self._next.moved.connect(self._fit)
        for position in range(_SEGMENTS):
            shortcut = QShortcut(self)
            digit, symbol = f"Alt+{position + 1}", f"Alt+{AZERTY[position].upper()}"
            shortcut.setKeys([QKeySequence(digit), QKeySequence(symbol)])
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda place=position: self.nature.choose_at(place))

    def _fill(self, content: Mapping[str, object]) -> None:
        self.blockSignals(True)
        self.nature.set_value(str(content.get("nature") or "TEL_ENTRANT"))
        self.issue.set_code(str(content.get("issue") or ECHANGE))
        self.moment.set_value(_text(content.get("moment")))
        minutes = content.get("duree")
        self.duree.set_value(minutes if isinstance(minutes, int) else None)
        self.note.setPlainText(_text(content.get("note")) or "")
        needs = content.get("besoins")
        self.besoins.set_value(str(code) for code in needs) if isinstance(
            needs, list | tuple
        ) else self.besoins.set_value(())
        self.zone.set_code(str(content.get("zone") or EQUIPE))
        self._next.fill(
            _text(content.get("suite")) or "",
            _text(content.get("suite_le")),
            _text(content.get("suite_genre")),
            _text(content.get("heure")) or "",
        )
        self._next.set_nature(self.nature.value())
        self._say_readers()
        self.checker.reset()
        self.blockSignals(False)

    def _note_changed(self) -> None:
        # Programmatic fills block our signals; only real typing fixes the moment.
        if self.signalsBlocked():
            return
        if not self.moment.value() and self.note.toPlainText():
            self.moment.freeze()
        self.changed.emit()

    def _cursor_moved(self) -> None:
        if self.note.hasFocus() and not self.is_blank():
            self.changed.emit()

    def _nature_changed(self) -> None:
        self._propose_duration()
        self._next.set_nature(self.nature.value())
        self._fit()
        self.changed.emit()

    def _duration_typed(self) -> None:
        self._duree_typed = True
        self.changed.emit()

    def _propose_duration(self) -> None:
        if not self._duree_typed:
            held = self.issue.code() == ECHANGE
            self.duree.set_value(DUREES.get(self.nature.value()) if held else None)

    def _zone_chosen(self) -> None:
        self._say_readers()
        self.changed.emit()

    def _say_readers(self) -> None:
        readers = self._zone_row.say()
        personal = self.zone.code() == PERSONNEL
        self._personal.show_for(self.moment.value() if personal else None, personal)
        said = self._personal.text() if personal else f"lisible par {readers}"
        self.note.setAccessibleName(f"Note, {said}")


def _text(value: object) -> str | None:
    return str(value) if value else None
