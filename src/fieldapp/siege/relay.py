"""What headquarters sends to a post: the files its agent may see, receipts, refusals."""

from __future__ import annotations

from fieldapp.db import postes as postes_db
from fieldapp.db import sync_tables as tables
from fieldapp.db.store import Store
from fieldapp.domain.echange import Poste
from fieldapp.sync.folder import SIEGE
from fieldapp.sync.identity import Identity
from fieldapp.sync.outbox import Channel, cut, deposit, prepare
from fieldapp.sync.records import encode_row
from fieldapp.sync.transport import Branch, Transport


def relay(store: Store, transport: Transport, espace: str, identity: Identity, poste: Poste) -> int:
    """Seal and put what a post lacks; return the number of changes put.

    All its bundles, its cursor and its scope move in one transaction: a cut either finds none of
    them or resumes with their bytes.
    """
    channel = Channel(espace, identity, poste.device, (poste.cle_chiffrement,))
    with store.atomic():
        haut = postes_db.arrival_head(store)
        if haut > poste.curseur:
            rows = postes_db.ops_for(store, poste, haut)
            for group in cut(encode_row(row) for row in rows):
                prepare(store, channel, group, 0)
            postes_db.advance(store, poste, haut)
        if tables.answer_is_due(store, poste.device):
            prepare(store, channel, [], 0)
    return deposit(store, channel, Branch(transport, SIEGE, poste.device))
