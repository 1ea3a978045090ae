"""The row of Aujourd’hui: a call noted in four fields without leaving the keyboard."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.domain.brouillon import Brouillon
from fieldapp.domain.catalogue import Catalogue
from fieldapp.domain.contact import ECHANGE, ISSUES, Contact, SaisieContact
from fieldapp.domain.errors import KnownError
from fieldapp.domain.horloge import maintenant
from fieldapp.services import contacts
from fieldapp.services.session import Session
from fieldapp.ui.announce import announce
from fieldapp.ui.capture.checker import NoteChecker
from fieldapp.ui.capture.draft import Content, Draft
from fieldapp.ui.capture.family_field import FamilyField
from fieldapp.ui.capture.natures import DUREES, ICONS
from fieldapp.ui.capture.undo import undo_last
from fieldapp.ui.form import Form, FormRow
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.card import Card
from fieldapp.ui.widgets.combo import CodeCombo
from fieldapp.ui.widgets.text import Text
from fieldapp.ui.widgets.text_area import TextArea

ECRAN = "capture"
_NARROW = 900
_MOST_LINES = 4
# Famille, Nature, Issue: where room is short, « Appel entrant » needs as much as a name.
_SHARES, _SHARES_NARROW = (4, 3, 3), (1, 1, 1)
_FIRST_NATURE = "TEL_ENTRANT"


class QuickCapture(Card):
    """Famille, Nature, Issue, Note, Enregistrer. Signals: `noted(Contact)`."""

    noted = Signal(object)

    def __init__(self, session: Session, tasks: Tasks, navigator: Navigator) -> None:
        super().__init__()
        self.setAccessibleName("Noter un contact")
        self._session, self._tasks, self._navigator = session, tasks, navigator
        self.famille = FamilyField(session, tasks)
        self.nature = CodeCombo()
        self.set_catalogue(session.catalogue)
        self.issue = CodeCombo(tuple(ISSUES.items()))
        self.note = _OneLine("L’essentiel, en une phrase")
        self.checker = NoteChecker(self.note)
        self.save = Button("Enregistrer", "", ("Ctrl", "↵"), "primary")
        self.save.clicked.connect(self.submit)
        self._form = Form(
            foyer_id=FormRow("&Famille", self.famille, check=self._family_error),
            nature=FormRow("Nat&ure", self.nature),
            issue=FormRow("&Issue", self.issue),
            note=FormRow("N&ote", self.note, precision="(écrire pour être lu par la famille)"),
        )
        self._error = Text("", "erreur", wrap=True)
        self._error.hide()
        self._build()
        self._moment: str | None = None
        self._saving = False
        self.draft = Draft(session, tasks, navigator, ECRAN, self._collect, self)
        self.draft.restored.connect(self._restored)
        self.clear()
        self._listen()

    def set_catalogue(self, catalogue: Catalogue) -> None:
        """Offer the natures of today; the one chosen stays."""
        natures = [(e.code, e.libelle) for e in catalogue.entrees("natures_contact")]
        natures.sort(key=lambda nature: nature[0] != _FIRST_NATURE)
        self.nature.set_options(natures, ICONS)

    def clear(self) -> None:
        """Empty the row for the next contact."""
        self._moment = None
        self.famille.set_family("", "")
        self.nature.set_code(_FIRST_NATURE)
        self.issue.set_code(ECHANGE)
        self.note.blockSignals(True)
        self.note.setPlainText("")
        self.note.blockSignals(False)
        self.checker.reset()
        self._show_error("")
        for row in self._form:
            row.set_error("")

    def submit(self) -> None:
        """Note the contact; what is wrong is said beside its field and nothing typed is lost."""
        if self._saving:
            return
        if self.famille.is_empty():
            self._form["foyer_id"].set_error(self._family_error() or "Choisissez une famille.")
            self.famille.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        saisie = SaisieContact(
            self.famille.foyer_id(),
            self.nature.code(),
            moment=self._moment,
            issue=self.issue.code(),
            note=self.note.text(),
            duree_min=DUREES.get(self.nature.code()) if self.issue.code() == ECHANGE else None,
        )
        self._saving = True
        self._tasks.run(
            lambda: contacts.save_contact(self._session, saisie),
            self._saved,
            self._refused,
            changes={"contact"},
        )

    def _build(self) -> None:
        self.body.setContentsMargins(15, 10, 15, 12)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(10)
        first, second = QHBoxLayout(), QHBoxLayout()
        for layout in (first, second):
            layout.setSpacing(10)
        top = Qt.AlignmentFlag.AlignTop
        for place, name in enumerate(("foyer_id", "nature", "issue")):
            first.addWidget(self._form[name], _SHARES[place], top)
        self._first = first
        second.addWidget(self._form["note"], 1, top)
        button = QVBoxLayout()
        button.setSpacing(0)
        self._above = Text(" ", "champ")
        button.addWidget(self._above)
        button.addSpacing(3)
        button.addWidget(self.save)
        button.addStretch(1)
        second.addLayout(button)
        self._row.addLayout(first, 12)
        self._row.addLayout(second, 9)
        self.body.addLayout(self._row)
        self.body.addWidget(self.checker)
        self.body.addWidget(self._error)

    def _listen(self) -> None:
        self.famille.chosen.connect(self._family_chosen)
        self.nature.chosen.connect(self._touched)
        self.issue.chosen.connect(self._touched)
        self.note.textChanged.connect(self._touched)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < theme().px(_NARROW)
        direction = QBoxLayout.Direction
        self._row.setDirection(direction.TopToBottom if narrow else direction.LeftToRight)
        for place, share in enumerate(_SHARES_NARROW if narrow else _SHARES):
            self._first.setStretch(place, share)

    def _family_error(self) -> str:
        if self.famille.text().strip() and self.famille.is_empty():
            return "Choisissez la famille dans la liste."
        return ""

    def _family_chosen(self, foyer_id: str, _nom: str) -> None:
        if foyer_id:
            self._form["foyer_id"].set_error("")
        self._touched()

    def _touched(self) -> None:
        if self._moment is None and self.note.toPlainText():
            self._moment = maintenant()
        self.draft.touch()

    def _collect(self) -> tuple[Content, int] | None:
        if not self.note.toPlainText().strip():
            return None
        content = {
            "foyer_id": self.famille.foyer_id(),
            "famille": self.famille.text(),
            "nature": self.nature.code(),
            "issue": self.issue.code(),
            "moment": self._moment,
            "note": self.note.toPlainText(),
        }
        return content, self.note.textCursor().position()

    def _restored(self, draft: Brouillon) -> None:
        content = draft.contenu
        self.famille.set_family(str(content.get("foyer_id") or ""), str(content.get("famille")))
        self.nature.set_code(str(content.get("nature") or _FIRST_NATURE))
        self.issue.set_code(str(content.get("issue") or ECHANGE))
        self._moment = str(content["moment"]) if content.get("moment") else None
        self.note.blockSignals(True)
        self.note.setPlainText(str(content.get("note") or ""))
        self.note.blockSignals(False)
        cursor = self.note.textCursor()
        cursor.setPosition(min(draft.curseur, len(self.note.toPlainText())))
        self.note.setTextCursor(cursor)
        # Where one was, unless the keyboard is already at something else.
        if self.famille.hasFocus() or not self.isVisible():
            self.note.setFocus(Qt.FocusReason.OtherFocusReason)

    def _saved(self, contact: Contact) -> None:
        self._saving = False
        nom = self.famille.text()
        self.draft.discard()
        self.clear()
        self.famille.setFocus(Qt.FocusReason.OtherFocusReason)
        self._navigator.toast(
            f"Contact noté pour {nom}.",
            lambda: undo_last(self._session, self._tasks, self._navigator),
        )
        self.noted.emit(contact)

    def _refused(self, error: KnownError) -> None:
        self._saving = False
        if not self._form.show_error(error):
            self._show_error(error.message)

    def _show_error(self, text: str) -> None:
        self._error.setText(text)
        self._error.setVisible(bool(text))
        if text:
            announce(self, text, assertive=True)


class _OneLine(TextArea):
    """The note as one line that grows with what is written, up to four lines."""

    def __init__(self, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(1, placeholder, parent)
        self.setProperty("kind", "ligne")
        # Its own signal is silent while the row fills itself.
        self.document().contentsChanged.connect(self._fit)
        theme().changed.connect(self._fit)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        lines = 0
        block = self.document().begin()
        while block.isValid():
            lines += max(1, block.layout().lineCount())
            block = block.next()
        shown = min(max(lines, 1), _MOST_LINES)
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if lines > shown else policy.ScrollBarAlwaysOff
        )
        one = theme().px(30 if theme().compact else 36)
        self.setFixedHeight(one + (shown - 1) * self.fontMetrics().lineSpacing())
        if lines == shown:
            # What was scrolled away when the field was lower is seen again.
            self.verticalScrollBar().setValue(0)
