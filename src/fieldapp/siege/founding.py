"""The founding of headquarters: its store, its keys and the exchange space it signs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyrage

from fieldapp.db.agents import get_agent
from fieldapp.db.opening import create_store, meta, open_store, store_exists
from fieldapp.db.postes import create_siege_index
from fieldapp.db.references import load_references
from fieldapp.db.store import SIEGE as STORE_NAME
from fieldapp.db.store import Store
from fieldapp.domain.agent import Agent
from fieldapp.domain.droits import SIEGE as ROLE
from fieldapp.domain.errors import KnownError
from fieldapp.domain.horloge import instant
from fieldapp.domain.ids import new_id
from fieldapp.services.catalogue import shipped_catalogue
from fieldapp.services.session import Session, adopt, refresh_catalogue
from fieldapp.siege.storage import check_database, found, storage_of
from fieldapp.sync.folder import (
    ESPACE,
    POSTES,
    SIEGE,
    FolderError,
    folder_errors,
    fsync_folder,
    put,
)
from fieldapp.sync.identity import identity_of
from fieldapp.sync.space import (
    NATURE,
    Space,
    known_space,
    remember_folder,
    remember_space,
)
from fieldapp.sync.statement import sign


@dataclass(frozen=True, slots=True)
class Fondation:
    """What the founding made. Both secrets are shown once, to be printed and kept apart:
    `code_secours` opens the store, `cle_secours` (age) opens every bundle sent to headquarters."""

    session: Session
    code_secours: str
    cle_secours: str


def siege_exists(folder: Path) -> bool:
    """Tell whether the store of headquarters is in a data folder."""
    return store_exists(folder, STORE_NAME)


def init_space(
    data_dir: Path, space_dir: Path, organisme: str, passphrase: str, database: str | None = None
) -> Fondation:
    """Create the store of headquarters and sign an empty or new folder as its exchange space.

    `database` is the address of the PostgreSQL database that is to hold all but the keys. Raises
    KnownError when the organisme is unknown, the folder already holds something, the store
    already exists, or the database cannot be used.
    """
    if shipped_catalogue().organisme(organisme) is None:
        raise KnownError(
            f"L’organisme «\u00a0{organisme}\u00a0» n’existe pas dans le catalogue. Rien n’a été "
            "créé. Utilisez un code comme CAF62.",
            champ="organisme",
        )
    _check_empty(space_dir)
    _check_apart(data_dir, space_dir)
    # Before the store: a database or a folder that cannot be written must leave nothing half
    # founded.
    if database is not None:
        check_database(database, organisme)
    with folder_errors():
        for side in (POSTES, SIEGE):
            (space_dir / side).mkdir(parents=True, exist_ok=True)
        fsync_folder(space_dir)
    local, code_secours = create_store(data_dir, passphrase, STORE_NAME)
    store = found(local, database, organisme)
    recovery = pyrage.x25519.Identity.generate()
    identity = identity_of(store)
    space = Space(
        espace=new_id(),
        organisme=organisme,
        siege=identity.device,
        cle_signature=identity.cle_signature,
        cle_chiffrement=identity.cle_chiffrement,
        cle_secours=str(recovery.to_public()),
        cree_le=instant(),
    )
    with store.atomic():
        create_siege_index(store)
        remember_space(store, space)
        remember_folder(store, space_dir)
        session = adopt(_without_index(store), Agent(new_id(), "Siège", ROLE, organisme, organisme))
    # Last: a folder without its ESPACE.json is not a space, so a cut here is seen as such.
    put(space_dir / ESPACE, sign(NATURE, space, identity.signing))
    return Fondation(session, code_secours, str(recovery))


def open_siege(data_dir: Path, passphrase: str, database: str | None = None) -> Session:
    """Open the store of headquarters with its passphrase or its recovery key.

    `database` is the new address of its PostgreSQL database, when it has moved.
    """
    local = open_store(data_dir, passphrase, STORE_NAME)
    try:
        store = storage_of(local, database)
    except BaseException:
        local.close()
        raise
    agent = get_agent(store, meta(store, "agent") or "")
    if agent is None or known_space(store) is None:
        store.close()
        raise KnownError(
            "La création de ce siège n’a pas été menée à son terme. Rien n’a été effacé. "
            "Recommencez avec un autre dossier de données et un dossier partagé vide."
        )
    session = Session(_without_index(store), agent, shipped_catalogue())
    load_references(store, session.catalogue)
    refresh_catalogue(session)
    return session


def _without_index(store: Store) -> Store:
    """Headquarters may read no family file: no search index nor summary is kept for it, which
    also takes in the work of the posts several times faster."""
    store.before_commit = None
    return store


def _check_empty(space_dir: Path) -> None:
    with folder_errors():
        if space_dir.exists() and (not space_dir.is_dir() or _holds_something(space_dir)):
            raise FolderError(
                "Ce dossier contient déjà quelque chose\u00a0: l’espace d’échange demande un "
                "dossier vide ou nouveau. Rien n’y a été écrit ni effacé. Choisissez-en un autre."
            )


def _check_apart(data_dir: Path, space_dir: Path) -> None:
    """Neither folder may hold the other: posts read the space, nobody else reads the data."""
    data, space = data_dir.resolve(), space_dir.resolve()
    if data.is_relative_to(space) or space.is_relative_to(data):
        raise FolderError(
            "Les données du siège et l’espace d’échange sont l’un dans l’autre. Rien n’a été "
            "créé. Choisissez deux dossiers séparés\u00a0: l’espace d’échange est lu par tous les "
            "postes."
        )


def _holds_something(space_dir: Path) -> bool:
    """Two empty sides alone are what an earlier founding, refused afterwards, left there."""
    entries = list(space_dir.iterdir())
    return any(
        entry.name not in (POSTES, SIEGE) or not entry.is_dir() or any(entry.iterdir())
        for entry in entries
    )
