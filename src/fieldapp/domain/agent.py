"""An agent: a worker of an organisme, with a role and a unit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agent:
    """A worker. `role` and `unite` are codes of the catalogue (`TS`, `62-ADS-LENS`).

    `parti_le` is the ISO day from which they no longer work here, when it is known, maybe in the
    future; `actif` whether they work here today.
    """

    id: str
    nom: str
    role: str
    unite: str
    organisme: str
    actif: bool = True
    parti_le: str | None = None

    def is_gone(self, jour: str) -> bool:
        """Whether the day of their leaving has come on an ISO day."""
        return self.parti_le is not None and self.parti_le <= jour


@dataclass(frozen=True, slots=True)
class AgentTenu:
    """A worker as headquarters keeps them: the ISO days on which they were added and leave or
    left, None when not known or not so, and how many of their posts are not revoked."""

    agent: Agent
    depuis: str | None
    parti_le: str | None
    postes: int
