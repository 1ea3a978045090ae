"""Former and second addresses of a household: their SQL."""

from __future__ import annotations

from fieldapp.db.store import Row, Store
from fieldapp.domain.adresse import AUTRE, PRINCIPALE, Adresse


def list_adresses(store: Store, foyer_id: str) -> list[Adresse]:
    """Return every address of a household beside its present one."""
    rows = store.query(
        "SELECT * FROM adresse WHERE foyer_id = :id AND supprime IS NULL ORDER BY id", id=foyer_id
    )
    return [_adresse(row) for row in rows]


def list_due(store: Store, jour: str) -> list[Adresse]:
    """Return the planned main addresses whose ISO day has come, the oldest first."""
    rows = store.query(
        "SELECT * FROM adresse WHERE genre = :genre AND fin IS NULL AND debut <= :jour "
        "AND supprime IS NULL ORDER BY debut, id",
        genre=PRINCIPALE,
        jour=jour,
    )
    return [_adresse(row) for row in rows]


def get_adresse(store: Store, adresse_id: str) -> Adresse | None:
    """Return one address, or None."""
    row = store.one("SELECT * FROM adresse WHERE id = :id AND supprime IS NULL", id=adresse_id)
    return None if row is None else _adresse(row)


def _adresse(row: Row) -> Adresse:
    return Adresse(
        row["id"], row["foyer_id"], row["personne_id"], row["genre"] or AUTRE, row["adresse"],
        row["complement"], row["code_postal"], row["commune"], row["code_insee"], row["debut"],
        row["fin"], row["precision"],
    )  # fmt: skip
