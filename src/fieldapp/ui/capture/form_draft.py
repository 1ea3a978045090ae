"""The draft of a form in a dialog: what differs from what it showed first, kept to the word.

Every form has one without asking for it. It is named after the form and the ids of all that the
form is about, so that what was typed for one family never shows in another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import is_dataclass
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from fieldapp.domain.brouillon import FICHIERS, FORMULAIRE, Brouillon, Fichier, files_of
from fieldapp.domain.foyer import Foyer
from fieldapp.services.session import Session
from fieldapp.ui.capture import leaves
from fieldapp.ui.capture.draft import Content, Draft
from fieldapp.ui.focus import focus_in_window
from fieldapp.ui.form import Form
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks

_FOCUS = "_champ"
# Of the draft of a form: the file it was opened in, and what it was opened with beside its ids.
FOYER, OUVERT = "_foyer", "_ouvert"
_IDS = ("id", "foyer_id", "appartenance_id")
# Where each kind of form is taken up again: its package, and the tab of the dossier.
ONGLETS: Mapping[str, str] = {
    "contrat": "engagements", "demarches": "demarches", "documents": "documents",
    "dossier": "foyer", "evaluation": "evaluation", "genogramme": "foyer",
    "orientations": "orientations",
}  # fmt: skip


@runtime_checkable
class HoldsFiles(Protocol):
    """A form in which files were chosen: an interrupted one has them again."""

    def keep_files(self) -> None:
        """Keep the contents of those not kept yet, in the store."""

    def draft_files(self) -> list[dict[str, object]]:
        """Return what the draft holds of them, as JSON holds it."""


@runtime_checkable
class ChangesFiles(HoldsFiles, Protocol):
    """A form in which files are chosen after it opened."""

    def show_files(self, files: Sequence[Fichier]) -> None:
        """Show the files of an interrupted form."""

    def drop_files(self) -> None:
        """Show those that it began with, and let the others go."""


class FormDraft(QObject):
    """Keeps only what was changed: a draft never brings an old value over a newer one.

    `titre`, `onglet` and `ouvert` say, on Aujourd’hui, what it is and how to open it again.
    Signals: `taken_up()`, when a draft was found and shown.
    """

    taken_up = Signal()

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        navigator: Navigator,
        ecran: str,
        foyer_id: str | None,
        parent: QObject,
        titre: str,
        onglet: str,
        ouvert: Mapping[str, str],
    ) -> None:
        super().__init__(parent)
        place = navigator.place
        where = place.where if place is not None and place.page == "dossier" else {}
        self._about = {
            "_titre": titre,
            "_onglet": onglet,
            FOYER: foyer_id or where.get("foyer_id", ""),
            OUVERT: dict(ouvert),
        }
        self._fields: dict[str, QWidget] = {}
        self._first: dict[str, object] = {}
        self._files: HoldsFiles | None = parent if isinstance(parent, HoldsFiles) else None
        self._first_files: list[dict[str, object]] = []
        self._ended = False
        self.draft = Draft(session, tasks, navigator, f"{FORMULAIRE}{ecran}", self._collect, self)
        self.draft.restored.connect(self._restored)
        self._foyer_id = foyer_id

    def follow(self, form: Form, inside: QWidget) -> None:
        """Watch the rows of a form, then every other field beside them; look for a draft."""
        inside_rows: set[QWidget] = set()
        for name, row in form.items():
            for number, field in enumerate(leaves.leaves(row.field)):
                self._fields[f"{name}.{number}"] = field
                inside_rows.add(field)
        others = [one for one in leaves.leaves(inside) if one not in inside_rows]
        self._fields |= {f"_{number}": field for number, field in enumerate(others)}
        self._first = {key: leaves.read(field) for key, field in self._fields.items()}
        self.begin_with_files()
        self.draft.open(self._foyer_id)
        for field in self._fields.values():
            leaves.listen(field, self.touched)

    def begin_with_files(self) -> None:
        """Take the files that the form holds now for those it began with."""
        self._first_files = [] if self._files is None else self._files.draft_files()

    def end(self) -> None:
        """Forget the draft: what was typed is saved."""
        self._ended = True
        self.draft.discard()

    def start_again(self) -> None:
        """Show what the form showed first, and forget what was typed."""
        for key, value in self._first.items():
            leaves.show(self._fields[key], value)
        if isinstance(self._files, ChangesFiles):
            self._files.drop_files()
            self.begin_with_files()
        self.draft.discard()

    def touched(self) -> None:
        """Note that something was typed or chosen."""
        if not self._ended:
            if self._files is not None:
                self._files.keep_files()
            self.draft.touch()

    def _collect(self) -> tuple[Content, int] | None:
        now = {key: leaves.read(field) for key, field in self._fields.items()}
        changed = {key: value for key, value in now.items() if value != self._first.get(key)}
        files = [] if self._files is None else self._files.draft_files()
        if self._ended or (not changed and files == self._first_files):
            return None
        place = next((key for key, field in self._fields.items() if _has_focus(field)), "")
        at = leaves.cursor(self._fields[place]) if place else 0
        held = {FICHIERS: files} if files else {}
        return {**self._about, **changed, **held, _FOCUS: place}, at

    def _restored(self, draft: Brouillon) -> None:
        for key, value in draft.contenu.items():
            if key in self._fields:
                leaves.show(self._fields[key], value)
        files = files_of(draft.contenu)
        if files and isinstance(self._files, ChangesFiles):
            self._files.show_files(files)
        field = self._fields.get(str(draft.contenu.get(_FOCUS) or ""))
        if field is not None:
            field.setFocus()
            leaves.set_cursor(field, draft.curseur)
        self.taken_up.emit()


def _has_focus(field: QWidget) -> bool:
    """Whether the keyboard is in a field, or will be once its window is in front again."""
    focus = focus_in_window(field)
    return focus is not None and focus in (field, field.focusProxy())


def draft_of(form: QWidget) -> FormDraft | None:
    """Return the draft of a form, or None: it keeps its own, or nothing tells what it is about."""
    known = vars(form)
    session, tasks = known.get("_session"), known.get("_tasks")
    navigator = known.get("_navigator")
    if "draft" in known or not isinstance(session, Session) or not isinstance(tasks, Tasks):
        return None
    ids: list[str] = []
    foyer_id: str | None = None
    for name, value in known.items():
        if name.endswith("_id") and isinstance(value, str):
            ids.append(value)
            foyer_id = value if name == "_foyer_id" else foyer_id
        elif is_dataclass(value) and not isinstance(value, Session):
            held = {one: getattr(value, one, None) for one in _IDS}
            ids += [one for one in held.values() if isinstance(one, str)]
            foyer_id = held["foyer_id"] or (held["id"] if isinstance(value, Foyer) else foyer_id)
    if not isinstance(navigator, Navigator) or not (ids or getattr(form, "DRAFT_ALONE", False)):
        return None
    about = ":".join(dict.fromkeys(ids))
    package = type(form).__module__.split(".")[-2]
    return FormDraft(
        session, tasks, navigator, f"{type(form).__name__}:{about}", foyer_id, form,
        form.windowTitle(), ONGLETS.get(package, ""), getattr(form, "opened_with", {}),
    )  # fmt: skip
