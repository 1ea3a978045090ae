"""What the pages of headquarters can do: plain functions that the composition root gives them.

The window and headquarters never import each other; these are the only words between them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from fieldapp.domain.agent import Agent, AgentTenu
from fieldapp.domain.echange import BilanSiege, Poste
from fieldapp.domain.perte import LotsPerdus
from fieldapp.domain.siege import (
    BilanReprise,
    ClePreparee,
    CourrierPris,
    EtatSiege,
    InvitationOuverte,
)
from fieldapp.domain.valeur import LigneCatalogue, ValeurCatalogue
from fieldapp.services.session import Session

Progress = Callable[[str, int, int], None]
Stop = Callable[[], bool]

# Modes, formats and circulation of an export, as its bordereau writes them.
STATISTIQUE, NOMINATIF = "statistique", "nominatif"
CSV, XLSX, PARQUET, JSON = "csv", "xlsx", "parquet", "json"
LIBRE = "libre"


class Founded(Protocol):
    """A headquarters just made, and its two secrets, shown once."""

    @property
    def session(self) -> Session:
        """The open session."""
        ...

    @property
    def code_secours(self) -> str:
        """What opens the store when the passphrase is forgotten."""
        ...

    @property
    def cle_secours(self) -> str:
        """What opens the bundles of the posts when the store is lost."""
        ...


class ExportedTable(Protocol):
    """A table of an export."""

    @property
    def nom(self) -> str:
        """Its name."""
        ...

    @property
    def lignes(self) -> int:
        """Its rows, headers not counted."""
        ...

    @property
    def cases_masquees(self) -> int:
        """How many of its cells statistical secrecy hides."""
        ...

    @property
    def diffusion(self) -> str:
        """`libre` when it may circulate."""
        ...


class ExportedFile(Protocol):
    """A file of an export."""

    @property
    def nom(self) -> str:
        """Its name, with its extension."""
        ...


class Exported(Protocol):
    """What an export wrote."""

    @property
    def tables(self) -> Sequence[ExportedTable]:
        """Its tables, in their order."""
        ...

    @property
    def fichiers(self) -> Sequence[ExportedFile]:
        """Its files: one for each table, or one workbook, for each format."""
        ...

    @property
    def conflits_ouverts(self) -> int:
        """How many fields waited for a choice at that moment."""
        ...


class Previous(Protocol):
    """The last export of a mode."""

    @property
    def numero(self) -> int:
        """Its number among those of its mode."""
        ...

    @property
    def etabli_le(self) -> str:
        """When it was made (UTC)."""
        ...


class Export(Protocol):
    """Writes the central export; see `SiegeActs.export`."""

    def __call__(
        self,
        session: Session,
        mode: str,
        formats: Sequence[str],
        out: Path,
        depuis_dernier: bool,
        progress: Progress,
        stop: Stop,
    ) -> Exported:
        """Write it in a new folder: everything, or what changed since the last one."""
        ...


class PutValeur(Protocol):
    """Keeps a value of the catalogue; see `SiegeActs.put_valeur`."""

    def __call__(
        self,
        session: Session,
        nature: str,
        code: str,
        libelle: str,
        *,
        debut: str | None,
        fin: str | None,
    ) -> ValeurCatalogue:
        """Add it, or rename it and say on which days it is proposed."""
        ...


@dataclass(frozen=True, slots=True)
class SiegeActs:
    """The acts of headquarters. All but `exists` run on the writer thread and raise KnownError."""

    exists: Callable[[Path], bool]
    """Whether a data folder holds the store of headquarters."""
    open: Callable[[Path, str], Session]
    """Open it with a passphrase or the recovery key."""
    found: Callable[[Path, Path, str, str], Founded]
    """Make it: data folder, exchange folder, code of the organisation, passphrase."""
    state: Callable[[Session], EtatSiege]
    """Posts, refused files, figures."""
    ingest: Callable[[Session, Progress, Stop], BilanSiege]
    """Take in what lies in the exchange folder, and answer."""
    courrier: Callable[[Session, Path], CourrierPris]
    """Take in a file that a post sent by mail, and make its answer."""
    key: Callable[[Session, Path, Collection[str], Progress, Stop], ClePreparee]
    """Take in what posts put on a key, and write on it what waits for some posts, or for all."""
    invitations: Callable[[Session], tuple[InvitationOuverte, ...]]
    """The invitations that nobody used yet."""
    invite: Callable[[Session, str, str, str, Path], Agent]
    """Write an invitation: name, role, unit, file."""
    export: Export
    """Write the central export."""
    last_export: Callable[[Session, str], Previous | None]
    """The last export of a mode, that the next may complete."""
    renew: Callable[[Session, str], Poste]
    """Renew the certificate of a post."""
    revoke: Callable[[Session, str, str], Poste]
    """End a post, for a reason."""
    reopen: Callable[[Session, str], str]
    """Take the work of a revoked post again; until when (UTC)."""
    lost: Callable[[Session, str, str, Path | None], LotsPerdus]
    """Declare lost, for a reason, what a post will never send; take what came after, from the
    exchange folder or from the last file that the post sent by mail."""
    retry: Callable[[Session, Progress, Stop], BilanReprise]
    """Try the refused files again."""
    agents: Callable[[Session], tuple[AgentTenu, ...]]
    """Every worker, the former ones included."""
    add_agent: Callable[[Session, str, str, str], Agent]
    """Add a worker: name, role, unit."""
    set_agent: Callable[[Session, str, str, str, str], Agent]
    """Change a worker: id, name, role, unit."""
    end_agent: Callable[[Session, str, str, str | None], Agent]
    """Note, for a reason, that somebody no longer works here, from an ISO day on or from now on;
    their posts are revoked then."""
    resume_agent: Callable[[Session, str], Agent]
    """Note that somebody works here again, or will not leave after all."""
    valeurs: Callable[[Session, str], tuple[LigneCatalogue, ...]]
    """The values of a list of the catalogue."""
    put_valeur: PutValeur
    """Add a value to a list, or change it."""
    close_valeur: Callable[[Session, str, str], ValeurCatalogue]
    """Stop proposing a value from today on."""
