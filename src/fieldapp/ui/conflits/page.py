"""« Deux versions à réunir »: file by file, field by field, nothing lost whatever is chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from fieldapp.domain import droits
from fieldapp.domain.brouillon import Brouillon
from fieldapp.domain.conflit import REVOIR_JOURS, Conflit, Decision, GroupeConflits
from fieldapp.domain.errors import KnownError
from fieldapp.domain.fusion import SUPPRIME
from fieldapp.services import conflits
from fieldapp.services.droits import may
from fieldapp.services.session import Session
from fieldapp.ui.capture.draft import Content, Draft
from fieldapp.ui.capture.undo import undo_last
from fieldapp.ui.clipboard import copy
from fieldapp.ui.conflits.champ_panel import LES_DEUX, ChampPanel, Choix
from fieldapp.ui.delegates.row import Row
from fieldapp.ui.focus import focus_in_window
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.page import Page
from fieldapp.ui.synchronisation.wording import champ_fr, nature_fr
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.card import Card, line
from fieldapp.ui.widgets.rows import RowList
from fieldapp.ui.widgets.text import Text

Groupes = tuple[GroupeConflits, ...]
# A field, and the decision on it that is read again, 0 for none.
Kept = tuple[tuple[str, str, str], int]
_CHANGES = {"conflit", "foyer", "personne", "contact", "orientation", "coordonnee", "demarche"}


# What is typed over the results, as a draft; Aujourd’hui opens this page again by it.
ECRAN = "conflits"
_KEEP = "Garder ces choix et passer au suivant"
_NO_FILE = "hors"
_NARROW = 760
_ONE_ROW = 64
_NO_LIMIT = 16_777_215  # Qt’s own: as high as there is room


class ConflitsPage(Page):
    """What is to decide on the left, the one chosen on the right."""

    key = "conflits"
    titre = "Deux versions à réunir"
    icone = "merge"
    sous = "synchronisation"

    def __init__(self, session: Session, tasks: Tasks, navigator: Navigator) -> None:
        super().__init__(session, tasks, navigator)
        self.top.set_title(self.titre, "aucune n’est perdue", back=True)
        self._groups: dict[str, GroupeConflits] = {}
        self.panels: list[ChampPanel] = []
        self._shown = ""
        self._filling = self._arriving = False
        self._kept: dict[Kept, Choix] = {}
        self.draft = Draft(session, tasks, navigator, ECRAN, self._collect, self)
        self.draft.restored.connect(self._restored)
        self.list = RowList("À décider", "Tout est décidé. Rien n’attend.")
        self.done = RowList("Déjà décidés", "Aucune décision ces trente derniers jours.")
        self.keep = Button(
            "Garder ces choix et passer au suivant", "check", ("Ctrl", "↵"), "primary"
        )
        self.later = Button("Décider plus tard", "", ("Échap",))
        self._title = Text("", "sous_titre", wrap=True)
        self._united = Text("", "second", wrap=True)
        self._build()
        self.list.view.selectionModel().currentChanged.connect(lambda *_: self._show_current())
        self.list.opened.connect(lambda _key: self._enter())
        self.done.opened.connect(self._show_done)
        self.keep.clicked.connect(self.decide)
        self.later.clicked.connect(self.navigator.back)
        self.setFocusProxy(self.list)

    @classmethod
    def allowed(cls, session: Session) -> bool:
        return may(session, droits.LIRE_FOYER)

    def open(self, **_where: str) -> None:
        self._arriving = True
        self.draft.open(None)
        self._read()

    def keep_drafts(self) -> None:
        self.draft.keep()

    def refresh(self, kinds: frozenset[str]) -> None:
        if self.isVisible() and "conflit" in kinds:
            self._read()

    def commands(self) -> Mapping[str, Callable[[], None]]:
        return {
            "valider": self.decide,
            "garder_les_deux": lambda: self._choose(lambda panel: panel.choose(LES_DEUX)),
            "garder_ici": lambda: self._choose(lambda panel: panel.choose_side(here=True)),
            "garder_la_bas": lambda: self._choose(lambda panel: panel.choose_side(here=False)),
        }

    def panes(self) -> tuple[QWidget, ...]:
        return (self.list, self._scroll, self.done)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.navigator.back()
            return
        super().keyPressEvent(event)

    def decide(self) -> None:
        """Keep what is chosen for every field shown, in one act, and go to the next."""
        decisions = [d for panel in self.panels if (d := panel.decision()) is not None]
        if not decisions:
            if self.panels:
                self.navigator.toast("Rien n’a changé\u00a0: la décision reste la même.")
                self.list.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        session = self.session
        self.tasks.run(
            lambda: conflits.decide(session, decisions),
            lambda _none: self._decided(decisions), self._failed,
            changes=_CHANGES, owner=self,
        )  # fmt: skip

    def _build(self) -> None:
        self.list.setMinimumWidth(theme().px(230))
        to_decide = Card(flush=True)
        to_decide.setAccessibleName("À décider")
        self._to_decide, self._rule = Text("À décider", "sous_titre"), line()
        self._to_decide.setContentsMargins(15, 10, 15, 10)
        for widget in (self._to_decide, self._rule, self.list):
            to_decide.body.addWidget(widget)
        self._done_card = Card(f"Décidés depuis {REVOIR_JOURS} jours", flush=True)
        self._done_card.body.addWidget(self.done)
        self._promise = Text(
            "Rien n’est effacé tant que vous n’avez pas décidé. Les versions écartées restent "
            "dans l’historique.",
            "legende",
            wrap=True,
        )
        self._left = QWidget()
        left = QVBoxLayout(self._left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(12)
        left.addWidget(to_decide, 3)
        left.addWidget(self._done_card, 2)
        left.addWidget(self._promise)
        inside = QWidget()
        inside.setProperty("level", "transparent")
        whole = QVBoxLayout(inside)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(16, 12, 16, 8)
        head.addWidget(self._title)
        head.addWidget(self._united)
        whole.addLayout(head)
        self._fields = QVBoxLayout()
        whole.addLayout(self._fields, 1)
        self._fields.setSpacing(0)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inside)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 10, 16, 12)
        foot.setSpacing(10)
        foot.addWidget(self.keep)
        foot.addWidget(self.later)
        foot.addStretch(1)
        self._undoable = Text(f"Annulable pendant {REVOIR_JOURS} jours", "legende")
        foot.addWidget(self._undoable)
        self._card = Card(flush=True)
        self._card.body.addWidget(self._scroll, 1)
        self._card.body.addWidget(line())
        self._card.body.addLayout(foot)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(16)
        self._row.addWidget(self._left, 1)
        self._row.addWidget(self._card, 3)
        self.content.addLayout(self._row, 1)

    def minimumSizeHint(self) -> QSize:
        # What does not fit is folded below: the smallest window is not this page's to decide.
        return QSize(theme().px(400), theme().px(220))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < theme().px(_NARROW)
        direction = QBoxLayout.Direction
        self._row.setDirection(direction.TopToBottom if narrow else direction.LeftToRight)
        self._row.setSpacing(8 if narrow else 16)
        self._left.setMaximumHeight(theme().px(_ONE_ROW) if narrow else _NO_LIMIT)
        for widget in (
            self._to_decide, self._rule, self._done_card, self._promise, self._undoable,
        ):  # fmt: skip
            widget.setHidden(narrow)
        self.keep.setText("Garder" if narrow else _KEEP)
        self.later.setText("Plus tard" if narrow else "Décider plus tard")

    def _read(self) -> None:
        session = self.session
        self.tasks.run(
            lambda: (conflits.list_groupes(session), conflits.list_decisions(session)),
            lambda found: self._show(*found),
            lambda error: self.bar.show_message(error.message),
            owner=self,
        )

    def _show(self, waiting: Groupes, decided: Groupes) -> None:
        shown = self._shown
        to_decide = {groupe.foyer_id or _NO_FILE: groupe for groupe in waiting}
        done = {"/".join(groupe.conflits[0].key): groupe for groupe in decided}
        self._groups = {**to_decide, **done}
        fields = sum(len(groupe.conflits) for groupe in waiting)  # as the state line counts
        self._to_decide.setText(f"{fields} à décider" if waiting else "À décider")
        there = {_kept_as(c) for groupe in self._groups.values() for c in groupe.conflits}
        self._keep_choices()
        for key in self._kept.keys() - there:
            self._offer_text(self._kept.pop(key).texte)
        self._filling = True  # what becomes current meanwhile is shown once, below
        self.list.set_rows(_row(key, groupe) for key, groupe in to_decide.items())
        self.done.set_rows(_row(key, groupe, "history") for key, groupe in done.items())
        self._filling = False
        self._show_group(shown if shown in done else self.list.current_key())
        # The list was empty when the page came, and took no keyboard.
        arriving, self._arriving = self._arriving, False
        if self.isVisible() and (arriving or focus_in_window(self) is None):
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _offer_text(self, texte: str | None) -> None:
        """Give back what was typed for a field that somebody else decided meanwhile."""
        if texte:
            self.bar.show_message(
                "Un champ a été décidé ailleurs pendant que vous écriviez. Votre texte est gardé.",
                "warn", "Copier le texte", lambda: copy(texte),
            )  # fmt: skip

    def _show_current(self) -> None:
        if not self._filling:
            self._show_group(self.list.current_key())

    def _show_done(self, key: str) -> None:
        """Show a decision again, to decide otherwise."""
        self._show_group(key)
        self._enter()

    def _keep_choices(self) -> None:
        """Keep what was chosen and typed: another file, or a reading, must not lose it."""
        for panel in self.panels:
            self._kept[_kept_as(panel.conflit)] = panel.choix()

    def _collect(self) -> tuple[Content, int] | None:
        """What is typed over the results, of every file; the first text names the draft."""
        self._keep_choices()
        typed = {kept: c.texte for kept, c in self._kept.items() if c.texte is not None}
        if not typed:
            return None
        textes = [[*where, decide, texte] for (where, decide), texte in typed.items()]
        return {"_titre": self.titre, "note": next(iter(typed.values())), "textes": textes}, 0

    def _restored(self, draft: Brouillon) -> None:
        """Put what was typed back, on what is shown or once it is read."""
        textes = draft.contenu.get("textes")
        for table, row_id, champ, decide, texte in textes if isinstance(textes, list) else ():
            kept = (table, row_id, champ), decide
            if kept not in self._kept or self._kept[kept].texte is None:
                self._kept[kept] = Choix(LES_DEUX, None, texte)
        for panel in self.panels:
            if (choix := self._kept.get(_kept_as(panel.conflit))) is not None:
                panel.take_up(choix)
        self._read()

    def _show_group(self, key: str) -> None:
        self._keep_choices()
        self._shown, groupe = key, self._groups.get(key)
        at = self._focused()
        while (item := self._fields.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        self.panels = []
        self.keep.setEnabled(groupe is not None)
        if groupe is None:
            self._title.setText("Rien à décider")
            self._united.hide()
            return
        again = groupe.conflits[0].retenue is not None
        what = "décider autrement" if again else "modifié à deux endroits"
        self._title.setText(f"{groupe.foyer or 'Hors dossier'} — {what}")
        self._united.setText(_united(groupe))
        self._united.setHidden(not groupe.reunis)
        for conflit in groupe.conflits:
            panel = ChampPanel(groupe, conflit, self.session.catalogue)
            panel.revealed.connect(partial(self._trace, conflit))
            if _kept_as(conflit) in self._kept:
                panel.take_up(self._kept[_kept_as(conflit)])
            panel.text.textChanged.connect(self.draft.touch)
            self.panels.append(panel)
            self._fields.addWidget(panel)
            self._fields.addWidget(line())
            if at is not None and at[0] == conflit.key:
                (panel.text if at[1] else panel.choice).setFocus(Qt.FocusReason.OtherFocusReason)
        self._fields.addStretch(1)

    def _trace(self, conflit: Conflit) -> None:
        """Note in the access journal that what a contact sûr hides was shown."""
        session = self.session
        self.tasks.run(lambda: conflits.trace_shown(session, conflit), owner=self)

    def _enter(self) -> None:
        if self.panels:
            self.panels[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _panel_in_use(self) -> ChampPanel | None:
        focus = focus_in_window(self)
        return next((p for p in self.panels if focus is not None and p.isAncestorOf(focus)), None)

    def _focused(self) -> tuple[tuple[str, str, str], bool] | None:
        """The field where the keyboard is, and whether it is in its text."""
        panel = self._panel_in_use()
        return None if panel is None else (panel.conflit.key, panel.text.hasFocus())

    def _choose(self, choose: Callable[[ChampPanel], None]) -> None:
        """Choose for the field that has the focus, or for the first one."""
        panel = self._panel_in_use() or next(iter(self.panels), None)
        if panel is not None:
            choose(panel)

    def _decided(self, decisions: list[Decision]) -> None:
        for decision in decisions:
            self._kept.pop(_kept_as(decision.conflit), None)
        self.panels = [p for p in self.panels if p.conflit not in [d.conflit for d in decisions]]
        self.bar.hide()
        self.draft.touch()
        self.draft.keep()
        session, tasks, navigator = self.session, self.tasks, self.navigator
        navigator.toast("Choix gardés.", lambda: undo_last(session, tasks, navigator))
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _failed(self, error: KnownError) -> None:
        self.bar.show_message(error.message)
        self._read()


def _kept_as(conflit: Conflit) -> Kept:
    return conflit.key, 0 if conflit.retenue is None else conflit.decide


def _row(key: str, groupe: GroupeConflits, icon: str = "merge") -> Row:
    fields = ", ".join(dict.fromkeys(_named(conflit) for conflit in groupe.conflits))
    if any(conflit.champ == SUPPRIME for conflit in groupe.conflits) and icon == "merge":
        icon = "trash-2"
    others = {v.auteur for c in groupe.conflits for v in c.versions if not v.ici}
    by = f" · {', '.join(sorted(others))}" if others else ""
    return Row(key, groupe.foyer or "Hors dossier", f"{fields}{by}", icon, "attention")


def _named(conflit: Conflit) -> str:
    removal = f" ({nature_fr(conflit.table)})" if conflit.champ == SUPPRIME else ""
    return champ_fr(conflit.champ) + removal


def _united(groupe: GroupeConflits) -> str:
    if not groupe.reunis:
        return ""
    count = len(groupe.reunis)
    fields = ", ".join(champ_fr(champ) for champ in groupe.reunis)
    if count == 1:
        return f"1 autre champ réuni sans conflit ({fields})"
    return f"{count} autres champs réunis sans conflit ({fields})"
