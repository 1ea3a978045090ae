"""The exchange space of this headquarters."""

from __future__ import annotations

from fieldapp.db.store import Store
from fieldapp.domain.errors import BugError
from fieldapp.sync.space import Space, known_space


def space_of(store: Store) -> Space:
    """Return the space of this headquarters."""
    space = known_space(store)
    if space is None:
        raise BugError("the store of headquarters has no space")
    return space
