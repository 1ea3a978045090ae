"""Social assessments: the SQL. A chapter is two rows: the shared part, the professional part."""

from __future__ import annotations

import json
import uuid

from fieldapp.db.store import Row, Store
from fieldapp.domain.evaluation import PROFESSIONNELLE, Chapitre, Evaluation

_SELECT = (
    "SELECT e.*, coalesce(a.nom, '') AS auteur FROM evaluation e "
    "LEFT JOIN agent a ON a.id = e.auteur_id WHERE e.supprime IS NULL"
)


def get_evaluation(store: Store, evaluation_id: str) -> Evaluation | None:
    """Return one version with its chapters, or None."""
    row = store.one(f"{_SELECT} AND e.id = :id", id=evaluation_id)
    return None if row is None else _evaluation(store, row)


def list_evaluations(store: Store, foyer_id: str) -> tuple[Evaluation, ...]:
    """Return the versions of a family with their chapters, the newest first."""
    rows = store.query(
        f"{_SELECT} AND e.foyer_id = :foyer_id ORDER BY e.version DESC, e.date DESC, e.id DESC",
        foyer_id=foyer_id,
    )
    return tuple(_evaluation(store, row) for row in rows)


def chapter_row_id(evaluation_id: str, chapitre: str, part: str) -> str:
    """Return the id of a part of a chapter: the same on every device, so that two people who
    write in one chapter meet in one row, field by field.
    """
    return str(uuid.uuid5(uuid.UUID(evaluation_id), f"{chapitre}/{part}"))


def row_is_deleted(store: Store, row_id: str) -> bool:
    """Tell whether the row of a chapter stands there deleted (an undone first entry)."""
    row = store.one("SELECT supprime FROM evaluation_chapitre WHERE id = :id", id=row_id)
    return row is not None and row["supprime"] is not None


def row_exists(store: Store, row_id: str) -> bool:
    """Tell whether the row of a chapter was ever written."""
    return store.one("SELECT 1 FROM evaluation_chapitre WHERE id = :id", id=row_id) is not None


def _evaluation(store: Store, row: Row) -> Evaluation:
    parts: dict[str, dict[str, object]] = {}
    for part in store.query(
        "SELECT * FROM evaluation_chapitre WHERE evaluation_id = :id AND supprime IS NULL",
        id=row["id"],
    ):
        fields = parts.setdefault(part["chapitre"], {})
        if part["part"] == PROFESSIONNELLE:
            fields["analyse"] = part["texte"] or ""
        else:
            fields |= {
                "etat": part["etat"] or "",
                "besoins": tuple(json.loads(part["besoins"] or "[]")),
                "freins": tuple(json.loads(part["freins"] or "[]")),
                "appuis": tuple(json.loads(part["appuis"] or "[]")),
                "paroles": part["paroles"] or "",
            }
    chapters = {code: Chapitre(code, **fields) for code, fields in parts.items()}  # type: ignore[arg-type]
    return Evaluation(
        row["id"], row["foyer_id"], row["version"] or 1, row["date"] or "",
        row["auteur_id"] or "", row["auteur"],
        {code: chapter for code, chapter in chapters.items() if not chapter.vide},
    )  # fmt: skip
