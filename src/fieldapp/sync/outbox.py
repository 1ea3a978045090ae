"""What leaves: lines are cut into bundles, sealed once, kept until received, put in the space."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from fieldapp.db import ordres
from fieldapp.db import sync_tables as tables
from fieldapp.db.store import Store
from fieldapp.domain.echange import Envoi
from fieldapp.domain.errors import KnownError
from fieldapp.domain.horloge import instant
from fieldapp.domain.journal import SCHEMA_VERSION
from fieldapp.sync.bundle import (
    FORMAT,
    MAX_CLEAR,
    MAX_FILE,
    MAX_OPS,
    Header,
    fingerprint,
    pack,
    sign,
    signed_header,
)
from fieldapp.sync.folder import bundle_name
from fieldapp.sync.identity import Identity
from fieldapp.sync.pruning import note_out, take_out
from fieldapp.sync.records import OrdreLine, ReceiptLine, RefusalLine, encode_line
from fieldapp.sync.reprise import lived_twice
from fieldapp.sync.transport import Branch

# Receipts and refusals are few; this keeps room for them beside the changes.
ROOM_FOR_CHANGES = MAX_CLEAR - 512 * 1024
# When many changes leave they are cut at this size: one bundle is sealed or opened while another
# is written, and neither side holds much. A single larger change still goes, alone.
SLICE = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Channel:
    """From this store to one recipient: the space, who we are, for whom to seal."""

    espace: str
    identity: Identity
    vers: str
    recipients: tuple[str, ...]


def cut(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Cut lines of changes into groups that fit in one bundle each."""
    group: list[bytes] = []
    size = 0
    for line in lines:
        if len(line) >= ROOM_FOR_CHANGES:
            raise KnownError(
                "Une saisie dépasse 8\u00a0Mo et ne peut pas être transmise au siège. Elle reste "
                "sur ce poste. Raccourcissez-la, puis synchronisez de nouveau."
            )
        if group and (len(group) == MAX_OPS or size + len(line) >= SLICE):
            yield group
            group, size = [], 0
        group.append(line)
        size += len(line) + 1
    if group:
        yield group


def prepare(
    store: Store,
    channel: Channel,
    changes: list[bytes],
    premier: int,
    morceaux: Sequence[bytes] = (),
) -> Envoi:
    """Seal one bundle with these changes and all receipts, refusals and orders due, and keep it.

    Once this transaction is over the bundle exists for good: a cut resumes with these very bytes.
    `premier` is the sequence number of the first change, 0 for a mix of streams; `morceaux` are
    lines of chunks of documents.
    """
    with store.atomic():
        previous = tables.last_envoi(store, channel.vers)
        due = _take_due(store, channel.vers, previous.numero + 1 if previous else 1)
        payload = pack([*changes, *morceaux, *due], channel.recipients)
        return _keep(store, channel, previous, payload, premier, len(changes), len(morceaux))


def prepare_all(store: Store, channel: Channel, groups: Iterable[tuple[list[bytes], int]]) -> None:
    """Seal a bundle for each group of lines, with the number of changes in them, as `prepare`.

    All in one transaction. Each is packed aside while the lines of the next are read: both leave
    the processor to the other.
    """
    with store.atomic(), ThreadPoolExecutor(1, "scellement") as aside:
        previous = tables.last_envoi(store, channel.vers)
        numero = previous.numero + 1 if previous else 1
        begun: list[tuple[Future[bytes], int]] = []
        for lines, nombre in groups:
            due = _take_due(store, channel.vers, numero + len(begun))
            begun.append((aside.submit(pack, [*lines, *due], channel.recipients), nombre))
            if len(begun) > 1:
                payload, of = begun.pop(0)
                previous = _keep(store, channel, previous, payload.result(), 0, of)
                numero += 1
        for payload, of in begun:
            previous = _keep(store, channel, previous, payload.result(), 0, of)


def _keep(
    store: Store,
    channel: Channel,
    previous: Envoi | None,
    payload: bytes,
    premier: int,
    nombre: int,
    morceaux: int = 0,
) -> Envoi:
    """Sign a payload as the bundle after `previous`, and keep its bytes."""
    header = Header(
        format=FORMAT,
        espace=channel.espace,
        de=channel.identity.device,
        a=channel.vers,
        numero=previous.numero + 1 if previous else 1,
        precedent=previous.empreinte if previous else "",
        schema=SCHEMA_VERSION,
        premier=premier,
        dernier=premier + nombre - 1 if premier else 0,
        nombre=nombre,
        cree_le=instant(),
        morceaux=morceaux,
    )
    data = sign(header, payload, channel.identity)
    envoi = Envoi(
        channel.vers, header.numero, premier, header.dernier, nombre, fingerprint(data),
        len(data), header.cree_le, None, None, None,
    )  # fmt: skip
    tables.add_envoi(store, envoi, data)
    return envoi


def _take_due(store: Store, vers: str, numero: int) -> list[bytes]:
    """Return the lines of the receipts, refusals and orders due, and note that this bundle has
    them, within the transaction that makes it."""
    receipts = tables.receptions_to_acknowledge(store, vers)
    refusals = tables.refusals_to_tell(store, vers)
    orders = ordres.ordres_to_carry(store, vers)
    if receipts:
        tables.mark_acknowledged(store, vers, receipts[-1].numero, numero)
    if refusals:
        tables.mark_told(store, vers, numero)
    if orders:
        ordres.mark_carried(store, vers, orders[-1]["numero"], numero)
    return [
        *(encode_line(ReceiptLine(r.numero, r.empreinte, r.nombre, r.recu_le)) for r in receipts),
        *(encode_line(RefusalLine(number, reason)) for number, reason in refusals),
        *(encode_line(OrdreLine(order["nature"], order["contenu"])) for order in orders),
    ]


def deposit(
    store: Store,
    channel: Channel,
    place: Branch,
    step: Callable[[Envoi], None] | None = None,
    prune: bool = False,
) -> int:
    """Put in the space every bundle that its recipient has not acknowledged and that lacks there.

    Returns the number of changes put for the first time. A bundle that vanished from the space,
    or whose copy is damaged, is put again: nothing is forgotten before it is received. With
    `prune` those acknowledged are taken out too; all that is noted together.
    """
    put: list[Envoi] = []
    gone: Sequence[int] = ()
    try:
        _put_all(store, channel, place, put, step)
        gone = take_out(store, channel.vers, place) if prune else ()
    finally:
        if put or gone:
            with store.atomic():
                for envoi in put:
                    tables.mark_put(store, channel.vers, envoi.numero)
                note_out(store, channel.vers, gone)
    return sum(envoi.nombre for envoi in put)


def _put_all(
    store: Store,
    channel: Channel,
    place: Branch,
    put: list[Envoi],
    step: Callable[[Envoi], None] | None,
) -> None:
    """Put what lacks; `put` takes those put for the first time, whatever stops the others."""
    pending = tables.pending_envois(store, channel.vers)
    new = [envoi.numero for envoi in pending if envoi.depose_le is None]
    if new:
        check_chain(channel, place, pending[-1].numero)
    for envoi in pending:
        # Once put, the size tells a vanished or half-copied file; a refusal calls for more care.
        if envoi.depose_le is None or envoi.refus or _size(place, envoi) != envoi.taille:
            _put_once(store, channel, place, envoi)
        if envoi.depose_le is None:
            put.append(envoi)
            if step is not None:
                step(envoi)


def check_chain(channel: Channel, place: Branch, dernier: int) -> None:
    """Raise RestoredError when the space holds bundles of ours beyond the last one we know."""
    for numero in place.bundles(dernier):
        data = place.read(bundle_name(numero), MAX_FILE)
        header = signed_header(data or b"", channel.identity.cle_signature)
        if header is not None and header.numero == numero:
            raise lived_twice()


def _size(place: Branch, envoi: Envoi) -> int | None:
    return place.size(bundle_name(envoi.numero))


def _put_once(store: Store, channel: Channel, place: Branch, envoi: Envoi) -> None:
    data = tables.envoi_bytes(store, envoi)
    name = bundle_name(envoi.numero)
    present = place.read(name, MAX_FILE)
    if present == data:
        return
    if present is not None:
        header = signed_header(present, channel.identity.cle_signature)
        if header is not None and header.numero == envoi.numero:
            raise lived_twice()
    place.put(name, data)
