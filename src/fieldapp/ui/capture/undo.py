"""What « Annuler » and « Rétablir » do after a save: the last act back, or again, and say so."""

from __future__ import annotations

from fieldapp.services import historique
from fieldapp.services.session import Session
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks

# An act may have touched any of these: the screens that show them read again.
UNDOABLE = frozenset(
    {
        "foyer",
        "personne",
        "appartenance",
        "contact",
        "contact_sur",
        "adresse",
        "coordonnee",
        "situation",
        "accompagnement",
        "orientation",
        "demarche",
        "document",
        "evaluation",
        "contrat",
        "lien",
        "rendezvous",
        "accueil",
        "structure",
        "report",
        "conflit",
    }
)


def undo_last(session: Session, tasks: Tasks, navigator: Navigator) -> None:
    """Take back the agent's last act; the toast tells what came of it."""
    tasks.run(
        lambda: historique.undo_last(session),
        lambda label: navigator.toast(f"{label}. Ctrl+Y pour rétablir."),
        lambda error: navigator.toast(error.message),
        changes=UNDOABLE,
    )


def redo_last(session: Session, tasks: Tasks, navigator: Navigator) -> None:
    """Do again the act taken back last; the toast tells what came of it."""
    tasks.run(
        lambda: historique.redo_last(session),
        lambda label: navigator.toast(f"{label}.", lambda: undo_last(session, tasks, navigator)),
        lambda error: navigator.toast(error.message),
        changes=UNDOABLE,
    )
