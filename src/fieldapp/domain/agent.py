"""An agent: a worker of an organisme, with a role and a unit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agent:
    """A worker. `role` and `unite` are codes of the catalogue (`TS`, `62-ADS-LENS`)."""

    id: str
    nom: str
    role: str
    unite: str
    organisme: str
    actif: bool = True


@dataclass(frozen=True, slots=True)
class AgentTenu:
    """A worker as headquarters keeps them: the ISO days on which they were added and left, None
    when not known or not so, and how many of their posts are not revoked."""

    agent: Agent
    depuis: str | None
    parti_le: str | None
    postes: int
