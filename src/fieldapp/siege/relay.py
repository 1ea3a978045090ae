"""What headquarters sends to a post: the files its agent may see, orders, receipts, refusals."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from fieldapp.db import morceaux, ordres, sortie
from fieldapp.db import postes as postes_db
from fieldapp.db import sync_tables as tables
from fieldapp.db.instantanes import rows_for
from fieldapp.db.sortie import Ligne
from fieldapp.db.store import Row, Store
from fieldapp.db.sync_tables import WIRE
from fieldapp.domain.echange import Poste
from fieldapp.domain.portee import hidden_tables
from fieldapp.services.catalogue import shipped_catalogue
from fieldapp.siege.reprises import answer_former_life, take_from_former
from fieldapp.sync import chunks
from fieldapp.sync.enrolment import is_past
from fieldapp.sync.folder import SIEGE
from fieldapp.sync.identity import Identity
from fieldapp.sync.ordres import RETOUR, RETRAIT
from fieldapp.sync.outbox import Channel, check_chain, cut, deposit, prepare, prepare_all
from fieldapp.sync.records import encode_row
from fieldapp.sync.snapshot import is_read_by, prepare_snapshot
from fieldapp.sync.transport import Branch, Transport

_FAMILIES_AN_ORDER = 1000

Ops = Callable[[Store, Poste, int, Collection[str], str], Iterator[Row]]


def relay(store: Store, transport: Transport, espace: str, identity: Identity, poste: Poste) -> int:
    """Seal and put what a post lacks; return the number of changes put.

    All its bundles, its cursor and its scope move in one transaction: a cut either finds none of
    them or resumes with their bytes. A post that is revoked, or whose certificate is over, gets
    its orders and receipts and nothing of any family. Raises RestoredError when the space holds
    bundles of headquarters that this store does not know.
    """
    channel = Channel(espace, identity, poste.device, (poste.cle_chiffrement,))
    place = Branch(transport, SIEGE, poste.device)
    last = tables.last_envoi(store, poste.device)
    check_chain(channel, place, last.numero if last else 0)
    store.retried(lambda: _prepare(store, channel, poste))
    if poste.revoque_le is None and not is_past(poste.valable_jusque):
        while store.retried(lambda: chunks.prepare_next(store, channel)):
            pass
    return deposit(store, channel, place, prune=True)


def _prepare(store: Store, channel: Channel, poste: Poste) -> None:
    with store.snapshot():
        poste = postes_db.get_poste(store, poste.device) or poste  # as it is at that instant
        if poste.revoque_le is None and not is_past(poste.valable_jusque):
            taken_up = answer_former_life(store, channel, poste)
            _prepare_changes(store, channel, poste)
            if taken_up:
                take_from_former(store, channel, poste, _FAMILIES_AN_ORDER)
        if tables.answer_is_due(store, poste.device) or ordres.is_due(store, poste.device):
            prepare(store, channel, [], 0)


def _prepare_changes(store: Store, channel: Channel, poste: Poste) -> None:
    haut = postes_db.arrival_head(store)
    if haut <= poste.curseur and not postes_db.scope_moved(store, poste):
        return
    cachees = hidden_tables(shipped_catalogue().role_family(poste.role))
    if postes_db.is_still(store, poste, haut):
        _prepare_lines(
            store, channel, poste, _lines(store, postes_db.ops_followed, poste, haut, cachees)
        )
        postes_db.pass_over(store, poste, haut)
        return
    # Before their content: a post that has only heard that they leave would take it away.
    _order(store, poste, RETOUR, postes_db.coming_back(store, poste))
    if poste.curseur == 0 and is_read_by(store, poste.device):
        named = prepare_snapshot(store, channel, rows_for(store, poste, haut, cachees))
        morceaux.note_due(store, poste.device, named)
    else:
        _prepare_lines(
            store, channel, poste, _lines(store, postes_db.ops_for, poste, haut, cachees)
        )
    gone = postes_db.advance(store, poste, haut)
    if gone:
        morceaux.families_left(store, poste.device, gone)
    _order(store, poste, RETRAIT, gone)


def _prepare_lines(store: Store, channel: Channel, poste: Poste, lines: Iterable[Ligne]) -> None:
    """Seal these lines, and note the chunks of the documents that they name."""
    named: list[str] = []
    groups = cut(_noting(lines, named))
    prepare_all(store, channel, ((group, len(group)) for group in groups))
    morceaux.note_due(store, poste.device, named)


def _noting(lines: Iterable[Ligne], named: list[str]) -> Iterator[bytes]:
    for ligne, document in lines:
        if document is not None:
            named.extend(chunks.names_of([document]))
        yield ligne


def _order(store: Store, poste: Poste, nature: str, foyer_ids: Sequence[str]) -> None:
    for start in range(0, len(foyer_ids), _FAMILIES_AN_ORDER):
        some = foyer_ids[start : start + _FAMILIES_AN_ORDER]
        ordres.add_ordre(store, poste.device, nature, json.dumps(some))


def _lines(
    store: Store, ops: Ops, poste: Poste, haut: int, cachees: Collection[str]
) -> Iterator[Ligne]:
    """Go through the lines of what a post lacks."""
    if store.far:
        for row in ops(store, poste, haut, cachees, WIRE):
            yield encode_row(row), row["fields"] if row["table"] == "document" else None
        return
    for row in ops(store, poste, haut, cachees, sortie.LIGNE):
        yield row["ligne"], row["document"]
