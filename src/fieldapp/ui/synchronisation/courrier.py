"""Without network nor folder: a file to send by mail, and the answer of headquarters to open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from fieldapp.domain.echange import Bilan
from fieldapp.services.session import Session
from fieldapp.sync.courrier import Prepare, file_name, open_answer, prepare_file
from fieldapp.sync.pli import SUFFIX
from fieldapp.ui.synchronisation.wording import capital, parts_of
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.texte import modifications

FILTER = f"Courrier de Fieldapp (*{SUFFIX})"


class Place(Protocol):
    """Where the buttons are: a widget with an open session and its tasks."""

    @property
    def session(self) -> Session:
        """The open session."""
        ...

    @property
    def tasks(self) -> Tasks:
        """The bridge to the store."""
        ...


class MailActs(QObject):
    """What the two buttons do, for a page that runs one exchange at a time.

    Signals: `began(str)`, with what is done; `done(str, Bilan)`, with what to say;
    `failed(KnownError)`.
    """

    began = Signal(str)
    done = Signal(str, object)
    failed = Signal(object)

    def __init__(
        self,
        page: QWidget,
        place: Place,
        tell: Callable[[str, int, int], None],
        stop: Callable[[], bool],
        busy: Callable[[], bool],
    ) -> None:
        super().__init__(page)
        self._page, self._place = page, place
        self._tell, self._stop, self._busy = tell, stop, busy

    def ask_where(self) -> None:
        """Ask where the file to send goes, then write it."""
        store = self._place.session.store
        if not self._busy():
            self._place.tasks.run(lambda: file_name(store), self._prepare)

    def ask_answer(self) -> None:
        """Ask for the answer that came, then take it."""
        path = None if self._busy() else which_to_open(self._page, "Ouvrir la réponse du siège")
        if path is not None and not self._busy():
            self.began.emit("Réception")
            store, tell, stop = self._place.session.store, self._tell, self._stop
            self._place.tasks.run(
                lambda: open_answer(store, path, tell, stop), self._opened, self.failed.emit
            )

    def _prepare(self, name: str) -> None:
        out = where_to_write(self._page, "Préparer un fichier à envoyer", name)
        if out is not None and not self._busy():
            self.began.emit("Préparation")
            store, tell, stop = self._place.session.store, self._tell, self._stop
            self._place.tasks.run(
                lambda: prepare_file(store, out, tell, stop),
                lambda prepared: self.done.emit(prepared_sentence(prepared, out), prepared.bilan),
                self.failed.emit,
                owner=self,
            )

    def _opened(self, bilan: Bilan) -> None:
        self.done.emit(answer_sentence(bilan), bilan)


def where_to_write(parent: QWidget, title: str, name: str) -> Path | None:
    """Ask where a file goes; None when the worker gives up."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    chosen, _ = QFileDialog.getSaveFileName(parent, title, str(Path(folder) / name), FILTER)
    if not chosen:
        return None
    path = Path(chosen)
    return path if path.suffix else path.with_suffix(SUFFIX)


def which_to_open(parent: QWidget, title: str) -> Path | None:
    """Ask for a file that was received; None when the worker gives up."""
    chosen, _ = QFileDialog.getOpenFileName(parent, title, "", FILTER)
    return Path(chosen) if chosen else None


def prepared_sentence(prepared: Prepare, out: Path) -> str:
    """Say what the file holds, and what to do with it."""
    what = modifications(prepared.modifications) if prepared.modifications else "rien de nouveau"
    text = (
        f"Fichier prêt\u00a0: {out.name}, {what}. Joignez-le à un mail pour le siège, puis ouvrez "
        "ici sa réponse\u00a0: rien ne compte comme reçu d’ici là."
    )
    if prepared.reste:
        text += " Tout n’y tient pas\u00a0: la suite partira dans le fichier suivant."
    return text


def answer_sentence(bilan: Bilan) -> str:
    """Say what the answer brought."""
    if bilan.reprise:
        return (
            "Le siège a été rétabli d’une ancienne sauvegarde et demande de nouveau ce qui lui "
            "manque. Rien n’est perdu\u00a0: préparez un nouveau fichier et envoyez-le-lui."
        )
    if bilan.en_attente:
        return "Réponse ouverte\u00a0: le siège n’a pas encore accepté ce poste."
    brought = parts_of(bilan)
    if not brought:
        return "Réponse ouverte\u00a0: les accusés du siège sont pris, rien d’autre n’a changé."
    return f"Réponse ouverte. {capital(', '.join(brought))}."
