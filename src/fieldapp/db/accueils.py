"""Unconditional welcomes: the SQL."""

from __future__ import annotations

import json

from fieldapp.db.store import Row, Store
from fieldapp.domain.accueil import Accueil

_SELECT = (
    "SELECT w.*, coalesce(a.nom, '') AS auteur FROM accueil w "
    "LEFT JOIN agent a ON a.id = w.auteur_id WHERE w.supprime IS NULL"
)


def get_accueil(store: Store, accueil_id: str) -> Accueil | None:
    """Return one welcome, or None."""
    row = store.one(f"{_SELECT} AND w.id = :id", id=accueil_id)
    return None if row is None else accueil_of(row)


def list_accueils(
    store: Store, *, unite: str, auteur_id: str | None, debut: str, fin: str
) -> list[Accueil]:
    """Return the welcomes between two local moments (the last excluded), most recent first."""
    rows = store.query(
        f"{_SELECT} AND w.moment >= :debut AND w.moment < :fin AND "
        f"{'w.auteur_id = :auteur' if auteur_id else 'w.unite = :unite'} "
        "ORDER BY w.moment DESC, w.id DESC LIMIT 1000",
        debut=debut,
        fin=fin,
        auteur=auteur_id,
        unite=unite,
    )
    return [accueil_of(row) for row in rows]


def last_accueil(store: Store, auteur_id: str) -> Accueil | None:
    """Return the last welcome that an agent noted, or None."""
    row = store.one(
        f"{_SELECT} AND w.auteur_id = :auteur ORDER BY w.moment DESC, w.id DESC LIMIT 1",
        auteur=auteur_id,
    )
    return None if row is None else accueil_of(row)


def accueils_of_foyer(store: Store, foyer_id: str) -> list[Accueil]:
    """Return the welcomes that a family's file was opened from."""
    rows = store.query(f"{_SELECT} AND w.foyer_id = :foyer_id ORDER BY w.moment", foyer_id=foyer_id)
    return [accueil_of(row) for row in rows]


def accueil_of(row: Row) -> Accueil:
    """Read a welcome from its row joined with its author's name."""
    return Accueil(
        row["id"], row["unite"] or "", row["site"] or "", row["moment"] or "",
        tuple(json.loads(row["besoins"] or "[]")), tuple(json.loads(row["reponses"] or "[]")),
        row["commune"] or "", row["code_insee"], row["lieu"], row["prenom"], row["contact"],
        row["langue"], bool(row["interprete"]), row["note"] or "", bool(row["relais_verifie"]),
        row["auteur_id"] or "", row["auteur"], row["foyer_id"],
    )  # fmt: skip
