"""« Et ensuite »: the row that says what a contact leads to, by when, and at what time."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from fieldapp.domain.rendezvous import usual_duration
from fieldapp.domain.suite import ETAPE, RENDEZVOUS, SUITES, nature_du_rendezvous
from fieldapp.services.session import Session
from fieldapp.ui.capture.clash_bar import ClashBar
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.combo import CodeCombo
from fieldapp.ui.widgets.date_field import DateField, TimeField
from fieldapp.ui.widgets.text import Text


class NextStep(QHBoxLayout):
    """Attributes: `genre` (a key of `SUITES`), `suite` (the words), `le`, `heure`; `clash`, the
    bar that warns, once an agenda is watched.

    Signals: `changed()`, something was typed or chosen; `moved()`, the appointment that it makes
    is at another time, or there is none any more.
    """

    changed = Signal()
    moved = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.genre = CodeCombo(tuple(SUITES.items()))
        self.genre.setAccessibleName("Et ensuite, créer")
        self.suite = QLineEdit()
        self.suite.setPlaceholderText("Prochaine étape")
        self.suite.setAccessibleName("Et ensuite")
        self.le = DateField(echo=False)
        self.le.setAccessibleName("Échéance de la prochaine étape")
        self.heure = TimeField()
        self.heure.setAccessibleName("Heure du rendez-vous")
        self.heure.hide()
        self.clash: ClashBar | None = None
        self._nature = ""
        self._lay_out()
        self.genre.chosen.connect(self._genre_chosen)
        self.suite.textEdited.connect(self.changed)
        self.le.changed.connect(self._moved)
        self.heure.textEdited.connect(self._moved)

    def watch(self, session: Session, tasks: Tasks) -> ClashBar:
        """Return a bar that warns when the appointment takes the time of another one."""
        self.clash = ClashBar(session, tasks)
        self.moved.connect(self._look)
        return self.clash

    def set_nature(self, nature: str) -> None:
        """Take the nature of the contact: a visit follows a visit, and lasts longer."""
        self._nature = nature
        self._look()

    def make_room(self, narrow: bool) -> None:
        """Leave out the label when a narrow row shows an hour too: the words need its place."""
        self._label.setHidden(narrow and not self.heure.isHidden())

    def fill(self, suite: str, le: str | None, genre: str | None, heure: str) -> None:
        """Show what is given, without telling that it changed."""
        self.blockSignals(True)
        self.suite.setText(suite)
        self.le.set_value(le)
        self.genre.set_code(genre or ETAPE)
        self.heure.setText(heure)
        self.heure.setVisible(self.genre.code() == RENDEZVOUS)
        self.blockSignals(False)

    def chosen(self) -> tuple[str, str | None]:
        """Return what the next step becomes, and the time of an appointment as typed."""
        genre = self.genre.code()
        return genre, self.heure.text().strip() or None if genre == RENDEZVOUS else None

    def moment(self) -> str | None:
        """Return the local moment of the appointment; None when it makes none, or not yet."""
        day, hour = self.le.value(), self.heure.value()
        if self.genre.code() != RENDEZVOUS or day is None or hour is None:
            return None
        return datetime.combine(day, hour).strftime("%Y-%m-%dT%H:%M")

    def _lay_out(self) -> None:
        t = theme()
        self.le.setMinimumWidth(t.px(140))
        self.genre.setFixedWidth(t.px(146))
        self.heure.setFixedWidth(t.px(72))
        self._label = label = Text("Et ensuite", "champ")
        label.setBuddy(self.suite)
        self.setSpacing(10)
        self.addWidget(label)
        self.addWidget(self.genre)
        self.addWidget(self.suite, 1)
        self.addWidget(self.le)
        self.addWidget(self.heure)

    def _genre_chosen(self, genre: str) -> None:
        self.heure.setVisible(genre == RENDEZVOUS)
        self._moved()

    def _moved(self) -> None:
        self.changed.emit()
        self.moved.emit()

    def _look(self) -> None:
        if self.clash is None:
            return
        moment = self.moment()
        if moment is None:
            self.clash.forget()
        else:
            self.clash.look(moment, usual_duration(nature_du_rendezvous(self._nature)))
