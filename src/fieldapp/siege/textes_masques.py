"""Free texts of the nominative export: what they tell of an address that is secret is masked."""

from __future__ import annotations

from collections.abc import Sequence

from fieldapp.domain.masque import Cache
from fieldapp.services.masquage import cache_of
from fieldapp.services.session import Session
from fieldapp.siege.columns import Cell, Column
from fieldapp.siege.fragments import PROTEGE

_FOYER = "foyer"


class Masques:
    """What must not be read of each protected family, looked for when a line of it comes."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._protected: frozenset[str] | None = None
        self._known: dict[str, Cache] = {}

    def hide(self, columns: Sequence[Column], cells: list[list[Cell]]) -> list[list[Cell]]:
        """Return these lines, given column by column, with what their free texts tell masked."""
        written = [rank for rank, column in enumerate(columns) if column.ecrit]
        names = [column.nom for column in columns]
        if not written or _FOYER not in names:
            return cells
        protected = self._families()
        for place, foyer_id in enumerate(cells[names.index(_FOYER)]):
            if isinstance(foyer_id, str) and foyer_id in protected:
                cache = self._of(foyer_id)
                for rank in written:
                    text = cells[rank][place]
                    if isinstance(text, str):
                        cells[rank][place] = cache.hide(text)
        return cells

    def _families(self) -> frozenset[str]:
        if self._protected is None:
            rows = self._session.store.query(f"SELECT f.id FROM foyer f WHERE {PROTEGE}")
            self._protected = frozenset(row["id"] for row in rows)
        return self._protected

    def _of(self, foyer_id: str) -> Cache:
        if foyer_id not in self._known:
            self._known[foyer_id] = cache_of(self._session, foyer_id)
        return self._known[foyer_id]
