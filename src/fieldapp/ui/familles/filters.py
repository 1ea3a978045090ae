"""What the list of families may be narrowed to: whose, what is due, a public, a name."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QLineEdit

from fieldapp.domain import droits
from fieldapp.domain.accompagnement import PONCTUEL
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import Filtre
from fieldapp.services import foyers, publics_du_jour
from fieldapp.services.session import Session
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.chips import Chip, ChipBar
from fieldapp.ui.widgets.combo import CodeCombo

FILTER_MS = 150
FILTER, FILTER_SHORT = "Filtrer par nom (Ctrl+F)", "Filtrer (Ctrl+F)"
EVERY_PUBLIC = "Tous les publics"
CHIPS = {
    "mes": "Mes familles",
    "unite": "Toute l’antenne",
    "retard": "En retard",
    "ponctuel": "Ponctuel",
}
SCOPES = ("mes", "unite")
# Filling half a screen of choices would hide the list that one filters.
_PUBLIC_WIDTH = 164


class FamilyFilters(QObject):
    """Attributes: `chips`, `publics`, `name`, laid out by the page; `scope`, a key of `SCOPES`.

    Signals: `changed()`, something else is to be shown; `scope_changed()`, whose families;
    `counted(dict)`, how many each chip would show; `failed(KnownError)`.
    """

    changed = Signal()
    scope_changed = Signal()
    counted = Signal(dict)
    failed = Signal(object)

    def __init__(self, session: Session, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._tasks = session, tasks
        self.scope = "mes" if session.famille_role == droits.TS else "unite"
        self._computing = False
        self._stale = False
        self.chips = ChipBar("Filtrer")
        for key, words in CHIPS.items():
            self.chips.add(Chip(key, words))
        self.chips.set_selected((self.scope,))
        self.chips.changed.connect(self._chips_changed)
        self.publics = CodeCombo((("", EVERY_PUBLIC),), placeholder=EVERY_PUBLIC)
        self.publics.setAccessibleName("Filtrer par public")
        self.publics.setFixedWidth(theme().px(_PUBLIC_WIDTH))
        self.publics.set_code("")
        self.publics.hide()
        self.publics.chosen.connect(lambda _code: self.changed.emit())
        self.publics.currentTextChanged.connect(self.publics.setToolTip)
        self.name = QLineEdit()
        self.name.setAccessibleName("Filtrer par nom")
        self.name.setPlaceholderText(FILTER)
        self.name.setClearButtonEnabled(True)
        self._pause = QTimer(self, singleShot=True, interval=FILTER_MS)
        self._pause.timeout.connect(self.changed)
        self.name.textEdited.connect(lambda _text: self._pause.start())

    def filtre(self) -> Filtre:
        """Return what is to be shown."""
        self._pause.stop()
        ticked = self.chips.selected()
        return Filtre(
            portee=self.scope,
            en_retard="retard" in ticked,
            niveau=PONCTUEL if "ponctuel" in ticked else None,
            texte=self.name.text(),
            public=self.publics.code() or None,
        )

    def narrowed(self) -> bool:
        """Whether anything but whose families they are is chosen."""
        return bool(self.name.text().strip() or self.publics.code() or len(self._ticked()) > 1)

    def show_scope(self, scope: str) -> None:
        """Show whose families."""
        self.chips.set_selected((scope,))
        self._chips_changed((scope,))

    def clear(self) -> None:
        """Take every filter away but whose families they are."""
        self.name.clear()
        self.publics.set_code("")
        self.chips.set_selected((self.scope,))

    def tick(self, key: str) -> None:
        """Tick one chip beside that of the scope."""
        self.chips.set_selected((self.scope, key))

    def count(self) -> None:
        """Count what each chip and each public would show."""
        session, scope = self._session, self.scope

        def read() -> dict[str, int]:
            asked = {
                "mes": Filtre("mes"),
                "unite": Filtre("unite"),
                "retard": Filtre(scope, en_retard=True),
                "ponctuel": Filtre(scope, niveau=PONCTUEL),
            }
            return {k: foyers.list_foyers(session, f, limit=1).total for k, f in asked.items()}

        self._tasks.run(read, self._chips_counted, self.failed.emit, owner=self)
        self._stale = True
        if not self._computing:
            self._compute()

    def _ticked(self) -> tuple[str, ...]:
        return self.chips.selected()

    def _chips_changed(self, keys: tuple[str, ...]) -> None:
        before = self.scope
        scopes = [key for key in keys if key in SCOPES]
        if len(scopes) != 1:
            # One scope always: ticking one releases the other, and none means the same again.
            others = [key for key in scopes if key != self.scope]
            self.scope = others[0] if others else self.scope
            self.chips.set_selected((self.scope, *(k for k in keys if k not in SCOPES)))
        else:
            self.scope = scopes[0]
        if self.scope != before:
            self.count()
        self.changed.emit()

    def _chips_counted(self, counts: Mapping[str, int]) -> None:
        for key, count in counts.items():
            chip = self.chips.chip(key)
            if chip is not None:
                chip.set_text(CHIPS[key], str(count))
        self.chips.updateGeometry()
        self.counted.emit(dict(counts))

    def _compute(self) -> None:
        """Compute the publics a slice at a time, so that a save never waits for all of them."""
        self._computing, self._stale = True, False
        session = self._session
        self._tasks.run(
            lambda: publics_du_jour.advance(session), self._advanced, self._not_computed, owner=self
        )

    def _advanced(self, whole: bool) -> None:
        if not whole or self._stale:
            self._compute()
            return
        self._computing = False
        session, scope = self._session, self.scope
        self._tasks.run(
            lambda: publics_du_jour.count(session, scope), self._publics_counted, owner=self
        )

    def _publics_counted(self, counts: Mapping[str, int]) -> None:
        """Offer the publics that exist, with how many families each holds."""
        catalogue = self._session.catalogue
        chosen = self.publics.code()
        options = [
            (code, f"{catalogue.libelle('publics', code)} ({count})")
            for code, count in counts.items()
        ]
        if chosen and chosen not in counts:
            # The last one has gone: say so rather than show every family again.
            options.append((chosen, f"{catalogue.libelle('publics', chosen)} (0)"))
        self.publics.set_options([("", EVERY_PUBLIC), *options])
        self.publics.set_code(chosen)
        self.publics.setVisible(bool(options))

    def _not_computed(self, error: KnownError) -> None:
        self._computing = False
        self.failed.emit(error)
