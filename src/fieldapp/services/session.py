"""A session: an open store and the agent at work in it. Every act takes one."""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from fieldapp.db import (
    agents,
    contacts,
    documents_joints,
    effacement,
    journal,
    keys,
    opening,
    prive,
    references,
    search,
    valeurs,
)
from fieldapp.db.store import Store
from fieldapp.domain.agent import Agent
from fieldapp.domain.catalogue import Catalogue
from fieldapp.domain.contact import PERSONNEL_JOURS, PERSONNEL_RAPPEL_JOURS
from fieldapp.domain.document import CORBEILLE_JOURS
from fieldapp.domain.droits import RESPONSABLE, SECRETAIRE, SIEGE, TS
from fieldapp.domain.efface import Efface
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import check_nom
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.ids import new_id
from fieldapp.domain.valeur import with_valeurs
from fieldapp.services import demenagements
from fieldapp.services.catalogue import shipped_catalogue
from fieldapp.services.copies import wipe_copies

# A setting of the store: since which day each personal note soon erased is warned of.
_RAPPELS = "rappels_personnels"


@dataclass(slots=True, eq=False)
class Session:
    """Who works (`agent`), in which store, with which catalogue.

    Only `catalogue` and `agent` ever change, as a whole, when headquarters has sent others.
    """

    store: Store
    agent: Agent
    catalogue: Catalogue

    @property
    def famille_role(self) -> str:
        """The family of roles of the agent: TS, RESPONSABLE, SECRETAIRE, SIEGE or ''."""
        return self.catalogue.role_family(self.agent.role)

    @property
    def is_over(self) -> bool:
        """Whether the day has come that headquarters gave as the end of this agent's work."""
        return self.agent.parti_le is not None and self.agent.is_gone(aujourd_hui().isoformat())

    def close(self) -> None:
        """Close the store."""
        self.store.close()


def session_exists(folder: Path) -> bool:
    """Tell whether a worker's store is there."""
    return opening.store_exists(folder)


def wiped(folder: Path) -> Efface | None:
    """Return what is told of a store that headquarters had destroyed here, or None.

    What a cut left of its files, which no key opens any more, is removed.
    """
    effacement.finish(folder)
    return effacement.destroyed(folder)


def create_session(
    folder: Path, passphrase: str, *, nom: str, role: str, unite: str
) -> tuple[Session, str]:
    """Create a worker's own store, without siège, and return it with its recovery key.

    Raises KnownError for an unknown role or unit, an empty name, a short passphrase, or a folder
    that already holds a store.
    """
    catalogue = shipped_catalogue()
    agent = make_agent(catalogue, nom, role, unite)
    store, recovery = opening.create_store(folder, passphrase)
    return adopt(store, agent), recovery


def make_agent(catalogue: Catalogue, nom: str, role: str, unite: str) -> Agent:
    """Return a new agent, checked against the catalogue."""
    checked = check_nom(nom, "nom")
    if checked is None:
        raise KnownError("Il manque le nom de l’agent. Rien n’a été créé.", champ="nom")
    if catalogue.role_family(role) not in (TS, RESPONSABLE, SECRETAIRE, SIEGE):
        roles = [
            entree.code
            for entree in catalogue.entrees("roles")
            if catalogue.role_family(entree.code) in (TS, RESPONSABLE, SECRETAIRE, SIEGE)
        ]
        raise KnownError(
            f"Le rôle «\u00a0{role}\u00a0» ne peut pas ouvrir un poste. Rien n’a été créé. "
            f"Choisissez parmi\u00a0: {', '.join(roles)}.",
            champ="role",
        )
    place = catalogue.unite(unite)
    if place is None:
        raise KnownError(
            f"L’unité «\u00a0{unite}\u00a0» n’existe pas dans le catalogue. Rien n’a été créé. "
            "Utilisez un code comme 62-ADS-LENS.",
            champ="unite",
        )
    return Agent(new_id(), checked, role, unite, place.organisme)


def adopt(store: Store, agent: Agent) -> Session:
    """Make a store the one of this agent: its first agent row, its reference data."""
    catalogue = shipped_catalogue()
    with store.atomic():
        references.load_references(store, catalogue)
        if agents.get_agent(store, agent.id) is None:
            journal.write(
                store,
                "agent",
                {
                    "nom": agent.nom,
                    "role": agent.role,
                    "unite": agent.unite,
                    "organisme": agent.organisme,
                    "actif": 1,
                },
                row_id=agent.id,
                author=agent.id,
            )
        opening.set_meta(store, "agent", agent.id)
    return Session(store, agent, catalogue)


def agent_of(store: Store) -> Agent | None:
    """Return whose store this is, as headquarters last said it; None when nobody's."""
    return agents.get_agent(store, opening.meta(store, "agent") or "")


def refresh_catalogue(session: Session) -> None:
    """Take into account what headquarters changed: the catalogue, and the agent's name and unit.

    Called as a store opens and after each exchange; dialogs opened from then on propose it. A new
    role waits for the next opening, which shows other pages.
    """
    agent = agents.get_agent(session.store, session.agent.id)
    at_work = agent is not None and (agent.actif or agent.parti_le is not None)
    if agent is not None and at_work and agent.role == session.agent.role:
        session.agent = agent
    found, jour = valeurs.list_valeurs(session.store), aujourd_hui().isoformat()
    shipped = shipped_catalogue()
    session.catalogue = with_valeurs(shipped, found, jour) if found else shipped
    references.apply_valeurs(session.store, session.catalogue, found)


def open_session(folder: Path, passphrase: str) -> Session:
    """Open a worker's store with the passphrase or the recovery key.

    One whose work has ended by its day may still synchronise: see `Session.is_over`.
    Raises KnownError: no store, wrong passphrase, damaged file, newer schema, revoked agent.
    """
    # Clear copies that a crash left behind: no passphrase is needed to wipe them.
    wipe_copies(folder)
    store = opening.open_store(folder, passphrase)
    try:
        agent = agent_of(store)
        if agent is None or not (agent.actif or agent.parti_le is not None):
            raise KnownError(
                "Ce poste n’est rattaché à aucun agent en activité. Les données sont intactes. "
                "Demandez une nouvelle invitation au siège."
            )
        session = Session(store, agent, shipped_catalogue())
        references.load_references(store, session.catalogue)
        refresh_catalogue(session)
        forget_expired_personal(session)
        with contextlib.suppress(KnownError):  # a full disk must not keep the store closed
            move_who_moves(session)
        with contextlib.suppress(KnownError):  # a full disk must not keep the store closed
            search.catch_up(store)  # notes that a cut left to index
        return session
    except BaseException:
        store.close()
        raise


def check_passphrase(session: Session, secret: str) -> None:
    """Check who is back at a locked session; raises KnownError for a wrong passphrase."""
    keys.open_key_file(session.store.folder / f"{session.store.name}.cles", secret)


def move_who_moves(session: Session) -> int:
    """Carry out the moves planned for today or before, and return how many; siège moves nobody."""
    if session.famille_role not in (TS, RESPONSABLE, SECRETAIRE):
        return 0
    return demenagements.take_effect(session.store)


def forget_expired_personal(session: Session) -> int:
    """Erase personal notes and documents older than 30 days (L08) and return how many.

    None goes before a day on which its author could read the warning, after a long absence or
    when the clock of the laptop jumps. The content of documents deleted more than 30 days ago
    goes with them.
    """
    store, today = session.store, aujourd_hui()
    warned = _warned(store, today)
    limit = (today - timedelta(days=PERSONNEL_JOURS)).isoformat()
    expired = [("contact", row_id) for row_id in contacts.expired_personal(store, limit)]
    expired += [("document", row_id) for row_id in documents_joints.expired_personal(store, limit)]
    expired = [(table, row_id) for table, row_id in expired if warned[row_id] < today.isoformat()]
    for table, row_id in expired:
        prive.forget_private(store, table, row_id)
    before = datetime.now(UTC) - timedelta(days=CORBEILLE_JOURS)
    documents_joints.remove_orphans(store, before.isoformat(timespec="seconds"))
    return len(expired)


def _warned(store: Store, today: date) -> dict[str, str]:
    """Return since which day each personal note or document soon erased is warned of."""
    told = json.loads(opening.meta(store, _RAPPELS) or "{}")
    before = (today - timedelta(days=PERSONNEL_JOURS - PERSONNEL_RAPPEL_JOURS)).isoformat()
    soon = [
        *contacts.expired_personal(store, before), *documents_joints.expired_personal(store, before)
    ]  # fmt: skip
    # A clock that had run ahead warned of what was not near.
    found = {row_id: min(told.get(row_id, "9999"), today.isoformat()) for row_id in soon}
    if found != told:
        opening.set_meta(store, _RAPPELS, json.dumps(found))
    return found
