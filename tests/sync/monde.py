"""A small world for the tests of the exchange: a headquarters, posts, and the folder between."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path

from fieldapp.db import journal
from fieldapp.db.opening import meta
from fieldapp.db.store import Store
from fieldapp.db.tables import PRIVATE_TABLES, TABLES
from fieldapp.domain.agent import Agent
from fieldapp.domain.echange import Bilan, BilanSiege
from fieldapp.services.session import Session, adopt, open_session
from fieldapp.siege.founding import init_space, open_siege
from fieldapp.siege.ingest import ingest
from fieldapp.siege.posts import invite
from fieldapp.sync.engine import synchronise
from fieldapp.sync.enrolment import join

PHRASE = "une phrase de passe pour les essais"
LENS, ARRAS = "62-ADS-LENS", "62-ADS-ARRAS"


@dataclass
class Monde:
    """Everything lies under one temporary folder; one that is there already is opened again."""

    racine: Path
    base: str | None = None  # the PostgreSQL database of headquarters, None for its own file
    siege: Session = field(init=False)
    postes: dict[str, Session] = field(default_factory=dict)
    cle_secours: str = ""

    def __post_init__(self) -> None:
        if (self.racine / "siege").exists():
            self.siege = open_siege(self.racine / "siege", PHRASE)
            return
        fondation = init_space(self.racine / "siege", self.espace, "CAF62", PHRASE, self.base)
        self.siege = fondation.session
        self.cle_secours = fondation.cle_secours

    @property
    def espace(self) -> Path:
        return self.racine / "espace"

    def inviter(self, nom: str, unite: str = LENS, role: str = "TS") -> Path:
        out = self.racine / f"invitation-{len(list(self.racine.glob('invitation-*')))}.json"
        invite(self.siege, nom=nom, role=role, unite=unite, out=out)
        return out

    def poste(self, nom: str, unite: str = LENS, role: str = "TS") -> Session:
        rattachement = join(self.racine / nom, self.inviter(nom, unite, role), PHRASE)
        invitee = rattachement.agent
        agent = Agent(invitee.id, invitee.nom, invitee.role, invitee.unite, invitee.organisme)
        self.postes[nom] = adopt(rattachement.store, agent)
        return self.postes[nom]

    def rouvrir(self, nom: str) -> Session:
        self.postes[nom] = open_session(self.racine / nom, PHRASE)
        return self.postes[nom]

    def rouvrir_siege(self) -> None:
        self.siege = open_siege(self.racine / "siege", PHRASE)

    def synchroniser(self, session: Session) -> Bilan:
        return synchronise(session.store, self.espace)

    def recueillir(self) -> BilanSiege:
        return ingest(self.siege, self.espace)

    def tournee(self) -> None:
        """Everybody synchronises until nothing moves any more."""
        for _ in range(2):
            for session in self.postes.values():
                self.synchroniser(session)
            self.recueillir()
        for session in self.postes.values():
            self.synchroniser(session)

    def fermer(self) -> None:
        for session in (self.siege, *self.postes.values()):
            session.close()


def foyer(session: Session, nom: str, **fields: str | int | None) -> str:
    values = {"nom": nom, "unite": session.agent.unite, "organisme": "CAF62", **fields}
    return journal.write(session.store, "foyer", values, author=session.agent.id)


def contact(session: Session, foyer_id: str, note: str, zone: str = "equipe") -> str:
    values = {
        "foyer_id": foyer_id, "nature": "VAD", "issue": "ECHANGE", "moment": "2026-11-20T10:00",
        "note": note, "zone": zone, "auteur_id": session.agent.id,
    }  # fmt: skip
    return journal.write(
        session.store, "contact", values, author=session.agent.id, foyer_id=foyer_id,
        prive=zone == "personnel",
    )  # fmt: skip


def changer(session: Session, foyer_id: str, **fields: str | int | None) -> None:
    journal.write(session.store, "foyer", fields, row_id=foyer_id, author=session.agent.id)


def empreinte(store: Store, unite: str | None = None) -> str:
    """The shared state of a store (of one unit), conflicts included, as one number."""
    lines: list[object] = []
    visible = {
        row["id"]
        for row in store.query("SELECT id FROM foyer WHERE :u IS NULL OR unite = :u", u=unite)
    }
    for table in sorted(set(TABLES) - PRIVATE_TABLES):
        for row in store.query(f"SELECT * FROM {table} ORDER BY id"):
            values = dict(row)
            owner = values["id"] if table == "foyer" else values.get("foyer_id")
            if owner is not None and owner not in visible:
                continue
            if values.get("zone") != "personnel":
                lines.append([table, values])
    lines += [
        dict(row)
        for row in store.query('SELECT * FROM conflit ORDER BY "table", row_id, champ, device, seq')
        if row["foyer_id"] is None or row["foyer_id"] in visible
    ]
    return hashlib.sha256(json.dumps(lines, sort_keys=True).encode()).hexdigest()


def tout(store: Store) -> str:
    """Everything that a store holds and that a refused file must not change."""
    lines: list[object] = [
        [dict(row) for row in store.query(f"SELECT * FROM {table} ORDER BY 1, 2")]
        for table in ("op", "conflit", *TABLES)
    ]
    lines.append([tuple(r) for r in store.query("SELECT de, numero, empreinte FROM reception")])
    return hashlib.sha256(json.dumps(lines, sort_keys=True).encode()).hexdigest()


def device(session: Session) -> str:
    return meta(session.store, "device") or ""
