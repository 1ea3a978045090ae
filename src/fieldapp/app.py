"""The composition root of the window: builds everything, passes it on, runs until it closes."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from fieldapp.config import default_data_dir
from fieldapp.domain.errors import KnownError
from fieldapp.services.catalogue import shipped_catalogue
from fieldapp.services.session import Session, open_session, session_exists
from fieldapp.siege.agents import add_agent, end_agent, kept_agents, resume_agent, set_agent
from fieldapp.siege.catalogue import close_valeur, list_catalogue, set_valeur
from fieldapp.siege.cle import prepare_key
from fieldapp.siege.courrier import take_in_file
from fieldapp.siege.founding import init_space, open_siege, siege_exists
from fieldapp.siege.ingest import ingest
from fieldapp.siege.lots_perdus import declare_lost
from fieldapp.siege.posts import invite
from fieldapp.siege.renewal import renew
from fieldapp.siege.retry import retry
from fieldapp.siege.revocation import reopen_recovery, revoke
from fieldapp.siege.suivi import etat_siege, list_invitations
from fieldapp.ui.actions import UndoGate
from fieldapp.ui.application import Application
from fieldapp.ui.errors import close_log, install_hooks, log_path, open_log
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.pages import PAGES
from fieldapp.ui.siege.acts import Exported, Previous, Progress, SiegeActs, Stop
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.verrouillage.first_start import MakeDemo
from fieldapp.ui.verrouillage.opening import Opened

DEMO_FOLDER = "demonstration"
DEMO_FAMILIES = 120
DEMO_SEED = 62


class _Faults(QObject):
    """Carries what nothing caught from any thread to the window's. Signals: `told(KnownError)`."""

    told = Signal(object)


def main(data: Path | None = None) -> int:
    """Open the window on the store of `data` and return the exit code.

    ``FIELDAPP_PASSPHRASE``, when set, unlocks at once.
    """
    folder = default_data_dir() if data is None else data
    app = Application()
    tasks = Tasks()
    window = MainWindow(
        folder, shipped_catalogue(), tasks, PAGES, demo_maker(folder), siege=siege_acts()
    )
    faults = _Faults()
    faults.told.connect(tasks.failed)
    install_hooks(faults.told.emit)
    tasks.failed.connect(lambda error: _show_on_ground(window, error))
    gate = UndoGate(app)
    gate.follow(app)
    _open_log_once(folder)
    window.opened.connect(lambda: _open_log_once(folder))
    window.show()
    phrase = os.environ.get("FIELDAPP_PASSPHRASE")
    if phrase and (session_exists(folder) or siege_exists(folder)):
        window.unlock(phrase)
    try:
        return int(app.exec())
    finally:
        tasks.close()
        close_log()


def demo_maker(folder: Path) -> MakeDemo:
    """Return what makes the demonstration beside the store and opens its first post."""

    def make(progress: Callable[[str, int, int], None]) -> Opened:
        # Imported here to start fast: only a first start asks for it.
        from fieldapp.demonstration.creation import PHRASE, make_demonstration

        report = make_demonstration(
            folder / DEMO_FOLDER, DEMO_FAMILIES, DEMO_SEED, PHRASE, progress
        )
        return Opened(open_session(Path(report["postes"][0]["donnees"]), PHRASE))

    return make


def siege_acts() -> SiegeActs:
    """Return the acts of headquarters, for its pages: neither layer knows the other."""
    return SiegeActs(
        exists=siege_exists,
        open=open_siege,
        found=init_space,
        state=etat_siege,
        ingest=lambda session, progress, stop: ingest(session, None, progress, stop),
        courrier=take_in_file,
        key=prepare_key,
        invitations=list_invitations,
        invite=lambda session, nom, role, unite, out: invite(
            session, nom=nom, role=role, unite=unite, out=out
        ),
        export=_export,
        last_export=_last_export,
        renew=renew,
        revoke=revoke,
        reopen=reopen_recovery,
        lost=lambda session, device, motif, pli: declare_lost(session, device, motif, pli=pli),
        retry=lambda session, progress, stop: retry(session, None, None, progress, stop),
        agents=kept_agents,
        add_agent=lambda session, nom, role, unite: add_agent(
            session, nom=nom, role=role, unite=unite
        ),
        set_agent=lambda session, agent_id, nom, role, unite: set_agent(
            session, agent_id, nom=nom, role=role, unite=unite
        ),
        end_agent=end_agent,
        resume_agent=resume_agent,
        valeurs=list_catalogue,
        put_valeur=set_valeur,
        close_valeur=close_valeur,
    )


def _export(
    session: Session,
    mode: str,
    formats: Sequence[str],
    out: Path,
    depuis_dernier: bool,
    progress: Progress,
    stop: Stop,
) -> Exported:
    # Imported here to start fast: it brings the writers of every format.
    from fieldapp.siege.export import export as write_export

    return write_export(
        session, mode=mode, formats=formats, out_dir=out, depuis_dernier=depuis_dernier,
        progress=progress, stop=stop,
    )  # fmt: skip


def _last_export(session: Session, mode: str) -> Previous | None:
    from fieldapp.siege.export import previous_export  # as late, for the same reason

    return previous_export(session, mode)


def _open_log_once(folder: Path) -> None:
    """Start the technical log, once there is a folder: nothing is written before a store is."""
    if log_path() is not None or not folder.is_dir():
        return
    try:
        open_log(folder)
    except OSError:
        return


def _show_on_ground(window: MainWindow, error: KnownError) -> None:
    """Show an error that happened before or behind the lock; the workspace shows its own."""
    if not window.shows_session:
        window.lock_page.show_refusal(error)
