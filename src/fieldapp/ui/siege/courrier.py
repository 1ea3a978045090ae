"""At headquarters: opening a file that a post sent by mail, and keeping the answer for it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from fieldapp.domain.errors import KnownError
from fieldapp.domain.siege import CourrierPris
from fieldapp.services.session import Session
from fieldapp.sync.pli import MissingError, write_pli
from fieldapp.ui.siege.acts import SiegeActs
from fieldapp.ui.synchronisation.courrier import where_to_write, which_to_open
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.texte import modifications, plural


class ReceivedMail(QObject):
    """Opens one file at a time. Signals: `said(str, bool)`, what was done and whether there is
    something to look at; `failed(str)`; `lacking(MissingError, Path)`, what comes before a file was
    not taken."""

    said = Signal(str, bool)
    failed = Signal(str)
    lacking = Signal(object, object)

    def __init__(self, session: Session, tasks: Tasks, acts: SiegeActs, page: QWidget) -> None:
        super().__init__(page)
        self._session, self._tasks, self._acts, self._page = session, tasks, acts, page

    def ask(self) -> None:
        """Ask for the file, then take it in."""
        path = which_to_open(self._page, "Ouvrir un fichier reçu d’un poste")
        if path is not None:
            self.open(path)

    def open(self, path: Path) -> None:
        """Take a file in, on the writer thread, then ask where its answer goes."""
        session, acts = self._session, self._acts

        def refused(error: KnownError) -> None:
            if isinstance(error, MissingError):
                self.lacking.emit(error, path)
            else:
                self._failed(error)

        self._tasks.run(lambda: acts.courrier(session, path), self._taken, refused, owner=self)

    def _taken(self, taken: CourrierPris) -> None:
        self._tasks.changed.emit(frozenset({"poste"}))
        out = where_to_write(self._page, "Enregistrer la réponse à ce poste", taken.fichier)
        if out is None:
            self.said.emit(
                f"{_done(taken)} La réponse n’est pas enregistrée\u00a0: rouvrez ce fichier pour "
                "la refaire.",
                True,
            )
            return
        self._tasks.run(
            lambda: write_pli(out, taken.reponse),
            lambda _none: self.said.emit(_kept(taken, out), bool(taken.bilan.refuses)),
            self._failed,
            owner=self,
        )

    def _failed(self, error: KnownError) -> None:
        self.failed.emit(error.message)


def _done(taken: CourrierPris) -> str:
    if taken.rappel:
        return (
            f"Poste de {taken.nom}\u00a0: le siège a été rétabli d’une sauvegarde et ne connaît "
            "plus ce que ce poste avait envoyé. La réponse le lui demande de nouveau, rien n’est "
            "perdu."
        )
    if taken.deja_pris:
        return f"Poste de {taken.nom}\u00a0: ce fichier était déjà pris, rien n’a changé."
    bilan = taken.bilan
    accepted = "Poste accepté. " if bilan.postes else ""
    text = f"{accepted}Poste de {taken.nom}\u00a0: {modifications(bilan.recus)}."
    if bilan.conflits:
        text += f" {bilan.conflits} en conflit, les deux versions sont gardées."
    if bilan.refuses:
        text += f" {plural(len(bilan.refuses), 'envoi')} à regarder ci-dessous."
    return text


def _kept(taken: CourrierPris, out: Path) -> str:
    text = f"{_done(taken)} Réponse à lui renvoyer\u00a0: {out.name}."
    if taken.reste:
        text += " Elle ne contient pas tout\u00a0: la suite partira avec la suivante."
    return text
