"""Technical tables of the exchange with headquarters, and their SQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from fieldapp.db.store import Row, Store
from fieldapp.domain.echange import Changement, Envoi, Poste, Quarantaine, Reception
from fieldapp.domain.errors import KnownError
from fieldapp.domain.journal import PRIVATE_SUFFIX, moment_of

SCHEMA: tuple[str, ...] = (
    # Bundles made here, for headquarters (on a post) or for a post (at headquarters).
    """CREATE TABLE envoi (
        vers TEXT NOT NULL, numero INTEGER NOT NULL, premier INTEGER NOT NULL,
        dernier INTEGER NOT NULL, nombre INTEGER NOT NULL, empreinte TEXT NOT NULL, octets BLOB,
        cree_le TEXT NOT NULL, depose_le TEXT, recu_le TEXT,
        PRIMARY KEY (vers, numero)
    ) STRICT""",
    # Bundles taken in; `accuse` is the number of the bundle that carries our receipt.
    """CREATE TABLE reception (
        de TEXT NOT NULL, numero INTEGER NOT NULL, nombre INTEGER NOT NULL,
        empreinte TEXT NOT NULL, recu_le TEXT NOT NULL, accuse INTEGER,
        PRIMARY KEY (de, numero)
    ) STRICT""",
    """CREATE TABLE quarantaine (
        fichier TEXT PRIMARY KEY, empreinte TEXT NOT NULL, raison TEXT NOT NULL,
        vu_le TEXT NOT NULL, resolu_le TEXT
    ) STRICT""",
    # At headquarters: who is enrolled, who may be, and which files each post already has.
    """CREATE TABLE poste (
        device TEXT PRIMARY KEY, agent_id TEXT NOT NULL, nom TEXT NOT NULL, role TEXT NOT NULL,
        unite TEXT NOT NULL, organisme TEXT NOT NULL, cle_signature TEXT NOT NULL,
        cle_chiffrement TEXT NOT NULL, enrole_le TEXT NOT NULL, valable_jusque TEXT NOT NULL,
        revoque_le TEXT, curseur INTEGER NOT NULL
    ) STRICT""",
    """CREATE TABLE invitation (
        jeton TEXT PRIMARY KEY, agent_id TEXT NOT NULL, emise_le TEXT NOT NULL,
        expire_le TEXT NOT NULL, device TEXT
    ) STRICT""",
    """CREATE TABLE portee (
        device TEXT NOT NULL, foyer_id TEXT NOT NULL,
        PRIMARY KEY (device, foyer_id)
    ) STRICT, WITHOUT ROWID""",
)
