"""What is done from beside the thread: ticking a next step, and what to report elsewhere."""

from __future__ import annotations

from fieldapp.domain.report import ACCOMPAGNEMENT, CONTACT, ORIENTATION
from fieldapp.services import contacts
from fieldapp.services.session import Session
from fieldapp.ui.capture.undo import undo_last
from fieldapp.ui.dossier.events import ORIENTATION as ORIENTATION_EVENT
from fieldapp.ui.dossier.events import Event
from fieldapp.ui.dossier.view import DossierView, current_suivi
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks


def tick_step(session: Session, tasks: Tasks, navigator: Navigator, contact_id: str) -> None:
    """Tick the next step of a contact as done; the toast offers to take it back."""
    tasks.run(
        lambda: contacts.mark_suite_done(session, contact_id),
        lambda contact: navigator.toast(
            f"Fait\u00a0: {contact.suite or 'étape'}.",
            lambda: undo_last(session, tasks, navigator),
        ),
        lambda error: navigator.toast(error.message),
        changes={"contact"},
    )


def to_report(view: DossierView, follow_up: bool, event: Event | None) -> tuple[str, str] | None:
    """Return what « Reporter ailleurs » is about: a kind and an id, or None.

    The event chosen in the thread; the open follow-up where follow-ups are shown (`follow_up`);
    else the first thing left to report, then the newest contact.
    """
    suivi = current_suivi(view.dossier)
    if follow_up and suivi is not None:
        return ACCOMPAGNEMENT, suivi.id
    if event is not None:
        return ORIENTATION if event.genre == ORIENTATION_EVENT else CONTACT, event.id
    if view.a_reporter:
        return view.a_reporter[0].objet, view.a_reporter[0].objet_id
    return (CONTACT, view.contacts[0].id) if view.contacts else None
