"""What the lock page and the first start ask for, run on the writer thread."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fieldapp.domain.agent import Agent
from fieldapp.services.session import Session, adopt, create_session
from fieldapp.sync.enrolment import join, read_invitation


@dataclass(frozen=True, slots=True)
class Opened:
    """An open session; `code_secours` is the recovery key of a store just made, to print once."""

    session: Session
    code_secours: str = ""


def start_alone(folder: Path, phrase: str, nom: str, role: str, unite: str) -> Opened:
    """Create a store without headquarters."""
    session, code = create_session(folder, phrase, nom=nom, role=role, unite=unite)
    return Opened(session, code)


def read_agent(invitation: Path) -> Agent:
    """Return whom an invitation is for; raises KnownError when it cannot be used."""
    invitee = read_invitation(invitation).agent
    return Agent(invitee.id, invitee.nom, invitee.role, invitee.unite, invitee.organisme)


def join_siege(folder: Path, invitation: Path, phrase: str) -> Opened:
    """Create the store that an invitation of headquarters announces."""
    agent = read_agent(invitation)
    made = join(folder, invitation, phrase)
    return Opened(adopt(made.store, agent), made.code_secours)
