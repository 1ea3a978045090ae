"""What is computed from the rows and follows them in the same transaction, never journaled."""

from __future__ import annotations

from fieldapp.db import resumes, search
from fieldapp.db.store import Store


def refresh(store: Store, touched: dict[str, set[str]]) -> None:
    """Bring the search index and the family summaries up to date with the rows touched."""
    search.refresh(store, touched)
    resumes.refresh(
        store, touched.get("resume", set()), same_people=touched.keys() <= {"resume", "contact"}
    )


def rebuild(store: Store) -> None:
    """Compute everything again from the rows of the trade."""
    with store.atomic():
        search.rebuild(store)
        resumes.rebuild(store)
