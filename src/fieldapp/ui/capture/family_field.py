"""A family found while typing: its name (slips forgiven), its number, a phone of it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from fieldapp.domain.recherche import Resultat
from fieldapp.services import recherche
from fieldapp.services.session import Session
from fieldapp.ui.capture.suggestions import Suggestions
from fieldapp.ui.delegates.paint import BadgeSpec
from fieldapp.ui.delegates.row import Row
from fieldapp.ui.icons import set_icon
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.text import Text

DELAY_MS = 40
LIMIT = 8
# Pixels before zoom that the magnifier and the margins take beside what is typed.
_AROUND = 48


class FamilyField(QLineEdit):
    """The family of an entry. Signals: `chosen(foyer_id, name)`; both "" when emptied."""

    chosen = Signal(str, str)

    def __init__(self, session: Session, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._tasks = tasks
        self._foyer_id = ""
        self._names: dict[str, str] = {}
        self._take_first = False
        self._asked = ""
        look = QAction("Chercher", self)
        set_icon(look, "search", "encre_3")
        self.addAction(look, QLineEdit.ActionPosition.LeadingPosition)
        self.setProperty("kind", "icone")
        self._count = Text("", "aide", parent=self)
        self._count.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.suggestions = Suggestions(self, "Familles trouvées", self._take)
        self._timer = QTimer(self, singleShot=True, interval=DELAY_MS)
        self._timer.timeout.connect(self._search)
        self.setPlaceholderText("Nom, numéro, téléphone")
        self.textEdited.connect(self._edited)
        self.textChanged.connect(self._place_count)

    def foyer_id(self) -> str:
        """Return the id of the family chosen, or ""."""
        return self._foyer_id

    def is_empty(self) -> bool:
        """Whether no family is chosen, whatever is typed."""
        return not self._foyer_id

    def set_family(self, foyer_id: str, nom: str) -> None:
        """Show a family as chosen, or nothing; nothing is emitted."""
        self._foyer_id = foyer_id
        self._tell("")
        self.setText(nom)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            # Typed faster than searched: the first family is taken when the answer comes.
            if not self._foyer_id and self.text().strip():
                self._take_first = True
                self._search()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_count()

    def _edited(self) -> None:
        if self._foyer_id:
            self._foyer_id = ""
            self.chosen.emit("", "")
        self._take_first = False
        if self.text().strip():
            self._timer.start()
        else:
            self._timer.stop()
            self.suggestions.show_rows(())
            self._tell("")

    def _search(self) -> None:
        self._timer.stop()
        texte = self._asked = self.text().strip()
        session = self._session
        self._tasks.search(
            lambda reader: recherche.search_families(session, reader, texte, LIMIT), self._found
        )

    def _found(self, results: tuple[Resultat, ...]) -> None:
        if self.text().strip() != self._asked or self._foyer_id:
            return
        self._names = {r.foyer_id or "": r.libelle for r in results}
        count = len(results)
        self._tell(f"{count or 'aucune'} trouvée{'s' if count > 1 else ''}")
        if self._take_first and results:
            self._take(results[0].foyer_id or "")
        elif self.hasFocus():
            self.suggestions.show_rows(_row(r) for r in results)

    def _take(self, foyer_id: str) -> None:
        self._take_first = False
        self.suggestions.hide()
        nom = self._names.get(foyer_id, "")
        self.set_family(foyer_id, nom)
        self.chosen.emit(foyer_id, nom)

    def _tell(self, text: str) -> None:
        self._count.setText(text)
        self._place_count()

    def _place_count(self) -> None:
        self._count.adjustSize()
        room = self.width() - self._count.width() - 10
        self._count.move(room, (self.height() - self._count.height()) // 2)
        # Never over what is typed.
        typed = self.fontMetrics().horizontalAdvance(self.text()) + theme().px(_AROUND)
        self._count.setVisible(bool(self._count.text()) and room > max(theme().px(150), typed))


def _row(result: Resultat) -> Row:
    badges = (BadgeSpec(result.raison),) if result.raison else ()
    return Row(result.foyer_id or "", result.libelle, result.extrait, "users", badges=badges)
