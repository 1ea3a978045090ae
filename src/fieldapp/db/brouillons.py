"""Interrupted entries of this laptop: the SQL."""

from __future__ import annotations

import json

from fieldapp.db.store import Row, Store
from fieldapp.domain.brouillon import files_of


def get_brouillon(store: Store, ecran: str, foyer_id: str | None) -> Row | None:
    """Return the draft of a screen for a family (or for none), or None."""
    return store.one(
        "SELECT * FROM brouillon WHERE ecran = :ecran AND foyer_id IS :foyer_id "
        "AND supprime IS NULL ORDER BY modifie_le DESC, id DESC LIMIT 1",
        ecran=ecran,
        foyer_id=foyer_id,
    )


def list_brouillons(store: Store) -> list[Row]:
    """Return every draft, the newest first."""
    return store.query(
        "SELECT * FROM brouillon WHERE supprime IS NULL ORDER BY modifie_le DESC, id DESC"
    )


def kept_chunks(store: Store) -> set[str]:
    """Return the names of the chunks of the files that drafts hold."""
    return {
        name
        for row in list_brouillons(store)
        for one in files_of(json.loads(row["contenu"] or "{}"))
        for name in one.morceaux
    }
