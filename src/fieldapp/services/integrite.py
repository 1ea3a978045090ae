"""`verify`: is everything here whole, and does the journal explain it all?"""

from __future__ import annotations

from fieldapp.db import documents_joints, fusions, integrite, lots_perdus, sync_tables
from fieldapp.domain import droits
from fieldapp.domain.perte import phrase_perte
from fieldapp.services.droits import require
from fieldapp.services.session import Session


def verify(session: Session) -> list[str]:
    """Return the problems found, in French; an empty list when all is well.

    Checks the file (SQLite and SQLCipher), the gaps of this laptop's journal and of its exchange
    with headquarters, that the state rebuilt from the journal equals the tables, that every row
    named by another is here, that nothing stayed on an absorbed file, the chain of the access
    journal, and that the content of every document hashes right.
    """
    require(session, droits.VERIFIER)
    store = session.store
    problems = integrite.file_problems(store)
    if problems:
        return problems
    return [
        *integrite.gap_problems(store, integrite.own_devices(store)),
        *sync_tables.chain_problems(store),
        *integrite.state_problems(store),
        *integrite.reference_problems(store),
        *fusions.union_problems(store),
        *integrite.trace_problems(store),
        *documents_joints.document_problems(store),
    ]


def known_losses(session: Session) -> list[str]:
    """Return what headquarters declared lost with a post that will never send again, in French.

    No fault of this store: it is said so that nobody takes the figures for complete.
    """
    require(session, droits.VERIFIER)
    return [phrase_perte(perte) for perte in lots_perdus.list_pertes(session.store)]
