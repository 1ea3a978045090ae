"""Drafts: every keystroke is safe within a second, on this laptop only."""

from __future__ import annotations

import json
from collections.abc import Mapping

from fieldapp.db import brouillons, journal, prive
from fieldapp.db.store import Row
from fieldapp.domain.brouillon import Brouillon
from fieldapp.domain.horloge import instant
from fieldapp.services.session import Session


def save_brouillon(
    session: Session,
    ecran: str,
    foyer_id: str | None,
    contenu: Mapping[str, object],
    curseur: int = 0,
) -> str:
    """Keep what is being typed on a screen for a family (or for none); returns the draft's id."""
    current = brouillons.get_brouillon(session.store, ecran, foyer_id)
    return journal.write(
        session.store,
        "brouillon",
        {
            "ecran": ecran,
            "foyer_id": foyer_id,
            "contenu": json.dumps(dict(contenu), ensure_ascii=False),
            "curseur": curseur,
            "modifie_le": instant(),
        },
        row_id=None if current is None else current["id"],
        author=session.agent.id,
    )


def get_brouillon(session: Session, ecran: str, foyer_id: str | None) -> Brouillon | None:
    """Return the draft of a screen for a family, or None."""
    row = brouillons.get_brouillon(session.store, ecran, foyer_id)
    return None if row is None else _brouillon(row)


def list_brouillons(session: Session) -> tuple[Brouillon, ...]:
    """Return every interrupted entry, the newest first."""
    return tuple(_brouillon(row) for row in brouillons.list_brouillons(session.store))


def discard_brouillon(session: Session, ecran: str, foyer_id: str | None) -> None:
    """Forget a draft, once its content is saved or given up."""
    row = brouillons.get_brouillon(session.store, ecran, foyer_id)
    if row is not None:
        prive.forget_private(session.store, "brouillon", row["id"])


def _brouillon(row: Row) -> Brouillon:
    return Brouillon(
        row["id"], row["ecran"], row["foyer_id"], json.loads(row["contenu"] or "{}"),
        row["curseur"] or 0, row["modifie_le"] or "",
    )  # fmt: skip
