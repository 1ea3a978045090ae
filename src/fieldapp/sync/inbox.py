"""What comes: bundles are opened in the order of their chain, each taken in one transaction."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from fieldapp.db import lots_perdus, morceaux
from fieldapp.db import sync_tables as tables
from fieldapp.db.journal import ingest, last_seq
from fieldapp.db.reprises import former_names
from fieldapp.db.store import Store
from fieldapp.domain.echange import Reception, Refus
from fieldapp.domain.errors import KnownError
from fieldapp.domain.horloge import instant
from fieldapp.domain.journal import Op
from fieldapp.domain.perte import Trou
from fieldapp.sync import chunks, ordres, reprise
from fieldapp.sync.bundle import (
    MAX_FILE,
    Bundle,
    BundleError,
    Expected,
    Header,
    fingerprint,
    open_bundle,
    signed_header,
)
from fieldapp.sync.folder import bundle_name
from fieldapp.sync.identity import Identity
from fieldapp.sync.records import ContentError, check_stream
from fieldapp.sync.transport import Branch


@dataclass(frozen=True, slots=True)
class Sender:
    """Where the bundles of one sender lie and how to trust them.

    `own_stream` is True for a post, which may only send its own changes, without a gap; False for
    headquarters, which relays those of many posts.
    """

    espace: str
    device: str
    cle_signature: str
    place: Branch
    own_stream: bool


@dataclass(frozen=True, slots=True)
class Arrivage:
    """What came from one sender.

    `inconnus` tells that it acknowledges bundles that are not known here: it is this store that
    was restored from a backup.
    """

    recus: int
    conflits: int
    refuses: tuple[Refus, ...]
    inconnus: bool = False


class UnknownReceiptError(BundleError):
    """A bundle that acknowledges what this store does not know to have sent."""


def receive(
    store: Store,
    identity: Identity,
    sender: Sender,
    step: Callable[[Bundle], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Arrivage:
    """Take every bundle that follows the last one taken.

    The first that cannot be taken goes to quarantine with its reason, and those behind it wait:
    taken out of order they would hide the gap. A gap that headquarters declared lost is passed
    over; what lay in it and comes after all is taken then.
    """
    with ThreadPoolExecutor(1, "ouverture") as aside:
        return _receive(store, identity, sender, step, stop, _Reading(identity, sender, aside))


def _receive(
    store: Store,
    identity: Identity,
    sender: Sender,
    step: Callable[[Bundle], None] | None,
    stop: Callable[[], bool] | None,
    reading: _Reading,
) -> Arrivage:
    of, recus, conflits = (store, identity, sender), 0, 0
    last = tables.last_reception(store, sender.device)
    numero, precedent = (last.numero + 1, last.empreinte) if last else (1, "")
    while stop is None or not stop():
        data = reading.read(numero)
        if data is None:
            if (trou := _lost(store, sender, numero, data)) is not None:
                numero, precedent = trou.dernier + 1, trou.suite
                continue
            late = _receive_late(*of)
            gap = _gap(store, sender, numero)
            unknown = bool(gap) and _acknowledges_unknown(store, identity, sender, numero)
            return Arrivage(
                recus + late.recus, conflits + late.conflits, late.refuses + gap, unknown
            )
        try:
            with _collector_paused():
                bundle = reading.open(numero, precedent)
                reading.begin(numero + 1, bundle.empreinte)
                last, new, conflicts = store.retried(
                    partial(_take, store, identity, sender, bundle)
                )
        except BundleError as error:
            if (trou := _lost(store, sender, numero, data)) is not None:
                numero, precedent = trou.dernier + 1, trou.suite
                continue
            refus, late = _refuse(store, sender, numero, data, error), _receive_late(*of)
            unknown = isinstance(error, UnknownReceiptError)
            return Arrivage(
                recus + late.recus, conflits + late.conflits, (*late.refuses, refus), unknown
            )
        numero, precedent = last.numero + 1, last.empreinte
        recus += new
        conflits += conflicts
        if step is not None:
            step(bundle)
    return Arrivage(recus, conflits, ())


class _Reading:
    """The bundles of one sender as they are read. One may be opened aside while the one before it
    is written: the ciphers and the disk leave the processor to it for half of that time.

    Nothing is believed for that: it is opened against what the one before says of it, and what
    was opened is taken only if that is what the store then waits for.
    """

    def __init__(self, identity: Identity, sender: Sender, aside: ThreadPoolExecutor) -> None:
        self._identity = identity
        self._sender = sender
        self._aside = aside
        self._data: dict[int, bytes] = {}
        self._begun: dict[tuple[int, str], Future[Bundle]] = {}

    def begin(self, numero: int, precedent: str) -> None:
        """Read the bundle that follows, and begin to open it; a fault of the way is told when
        its turn comes."""
        self._data, self._begun = {}, {}
        with contextlib.suppress(KnownError):
            if (data := self.read(numero)) is not None:
                begun = self._aside.submit(self._opened, numero, precedent, data)
                self._begun[numero, precedent] = begun

    def read(self, numero: int) -> bytes | None:
        """Return the bytes of a bundle, None when it is not there."""
        if numero in self._data:
            return self._data[numero]
        data = self._sender.place.read(bundle_name(numero), MAX_FILE)
        if data is not None:
            self._data = {numero: data}
        return data

    def open(self, numero: int, precedent: str) -> Bundle:
        """Open a bundle that was read; raises BundleError."""
        begun = self._begun.pop((numero, precedent), None)
        if begun is not None:
            return begun.result()
        return self._opened(numero, precedent, self._data[numero])

    def _opened(self, numero: int, precedent: str, data: bytes) -> Bundle:
        sender = self._sender
        return open_bundle(
            data,
            self._identity,
            Expected(sender.espace, sender.device, sender.cle_signature, numero, precedent),
        )


def _lost(store: Store, sender: Sender, numero: int, data: bytes | None) -> Trou | None:
    """Return the declared gap in which a bundle lies that is absent, or too damaged to be one."""
    if not sender.own_stream or (
        data is not None and signed_header(data, sender.cle_signature) is not None
    ):
        return None
    return lots_perdus.hole_at(store, sender.device, numero)


def _receive_late(store: Store, identity: Identity, sender: Sender) -> Arrivage:
    """Take what was declared lost and came after all; what is damaged stays lost."""
    recus = conflits = 0
    refused: list[Refus] = []
    if not sender.own_stream:
        return Arrivage(0, 0, ())
    last = tables.last_reception(store, sender.device)
    for trou, numero in lots_perdus.missing_lots(store, sender.device):
        if last is None or numero > last.numero:
            break
        data = sender.place.read(bundle_name(numero), MAX_FILE)
        if data is None or signed_header(data, sender.cle_signature) is None:
            continue
        before = tables.reception_print(store, sender.device, numero - 1) if numero > 1 else ""
        expected = Expected(
            sender.espace, sender.device, sender.cle_signature, numero,
            before if before or numero == 1 else None,
        )  # fmt: skip
        try:
            bundle = open_bundle(data, identity, expected)
            if numero == trou.dernier and bundle.empreinte != trou.suite:
                raise _refused(
                    "Ce lot n’est pas celui que le suivant annonce : son expéditeur a sans "
                    "doute été rétabli d’une ancienne sauvegarde."
                )
            _last, new, conflicts = store.retried(partial(_take, store, identity, sender, bundle))
        except BundleError as error:
            refused.append(_refuse(store, sender, numero, data, error))
            continue
        recus += new
        conflits += conflicts
    return Arrivage(recus, conflits, tuple(refused))


def _refuse(store: Store, sender: Sender, numero: int, data: bytes, error: BundleError) -> Refus:
    """Set a bundle that cannot be taken aside, with its reason."""
    name = f"{sender.place.label}/{bundle_name(numero)}"
    return tables.put_in_quarantine(
        store, name, sender.device, numero, fingerprint(data), error.message
    )


@contextlib.contextmanager
def _collector_paused() -> Iterator[None]:
    """Keep the garbage collector away from a bundle: its thousands of changes hold no cycle, and
    walking them again and again takes a quarter of the time."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _take(
    store: Store, identity: Identity, sender: Sender, bundle: Bundle
) -> tuple[Reception, int, int]:
    """Take one bundle in one transaction: its line in the inbox, its changes, its receipts."""
    header, content = bundle.header, bundle.content
    # A bundle of chunks alone calls for an answer too: until then its sender keeps their bytes.
    nombre = header.nombre + header.morceaux
    reception = Reception(sender.device, header.numero, nombre, bundle.empreinte, instant())
    with store.atomic():
        latest = tables.last_reception(store, sender.device)
        if latest is not None and latest.numero >= header.numero and _was_taken(store, header):
            return latest, 0, 0  # another process took it meanwhile
        try:
            if sender.own_stream:
                stream = _stream_of(store, sender.device, content.ops)
                check_stream(content.ops, stream, _following(store, bundle, stream))
                _check_agents(store, content.ops)
            elif any(op.device == identity.device for op in content.ops):
                raise ContentError("il contient des modifications de ce poste lui-même")
        except ContentError as error:
            raise _refused(f"Ce lot ne peut pas être accepté\u00a0: {error}.") from error
        if not sender.own_stream:
            reprise.make_room(store, content.ops)
        try:
            outcome = ingest(store, content.ops)
        except KnownError as error:
            if error.__cause__ is not None:
                raise  # our own disk is at fault, not the bundle
            raise BundleError(error.message) from error
        tables.add_reception(store, reception)
        _take_chunks(store, sender, bundle)
        _apply_answers(store, sender, bundle)
        _take_orders(store, identity, sender, bundle)
    return reception, outcome.nouvelles, outcome.conflits


def _stream_of(store: Store, device: str, ops: Sequence[Op]) -> str:
    """Return whose changes a post sends: its own, or those of a life before its restoration."""
    if ops and ops[0].device != device and ops[0].device in former_names(store, device):
        return ops[0].device
    return device


def _was_taken(store: Store, header: Header) -> bool:
    return tables.reception_print(store, header.de, header.numero) != ""


def _following(store: Store, bundle: Bundle, stream: str) -> int:
    """Return the number that the first change of a stream must bear.

    Behind a gap that was declared lost it tells which changes went with it: this is noted.
    """
    suivant = last_seq(store, stream) + 1
    header, ops = bundle.header, bundle.content.ops
    if not ops or ops[0].seq <= suivant or ops[0].device != stream:
        return suivant
    trou = lots_perdus.hole_before(store, header.de, header.numero, stream)
    if trou is None:
        return suivant
    lots_perdus.note_missing(store, trou, stream, suivant - 1, ops[0].seq - 1)
    return ops[0].seq


def _check_agents(store: Store, ops: Sequence[Op]) -> None:
    """Refuse that a post changes a worker whom headquarters named (a role gives rights), or the
    catalogue."""
    for op in ops:
        if op.table == "agent" and tables.written_by(store, "agent", op.row_id, store.device):
            raise ContentError("il modifie un agent, ce que seul le siège peut faire")
        if op.table == "valeur_catalogue":
            raise ContentError("il modifie le catalogue, ce que seul le siège peut faire")


def _apply_answers(store: Store, sender: Sender, bundle: Bundle) -> None:
    """Note what the sender says of our own bundles."""
    for receipt in bundle.content.receipts:
        if not tables.mark_received(
            store, sender.device, receipt.numero, receipt.empreinte, receipt.recu_le
        ) and not (
            # Nobody is called back from there: what headquarters forgot of itself is let pass.
            sender.own_stream
            and lots_perdus.is_last_word(store, sender.device, bundle.header.numero)
        ):
            raise UnknownReceiptError(
                "Ce lot accuse réception d’un envoi que l’on ne connaît pas ici\u00a0: ces "
                "données ont sans doute été rétablies d’une ancienne sauvegarde. Rien n’a été "
                "pris et rien n’a changé ici. Prévenez le siège avant de continuer à synchroniser."
            )
    for refusal in bundle.content.refusals:
        tables.mark_refused(store, sender.device, refusal.numero, refusal.raison)


def _take_chunks(store: Store, sender: Sender, bundle: Bundle) -> None:
    """Keep the contents of documents, and note what the sender can read."""
    morceaux.note_schema(store, sender.device, bundle.header.schema)
    try:
        chunks.take(store, sender.device, bundle.content.morceaux)
    except ContentError as error:
        raise _refused(f"Ce lot ne peut pas être accepté\u00a0: {error}.") from error


def _take_orders(store: Store, identity: Identity, sender: Sender, bundle: Bundle) -> None:
    """Take the orders of headquarters, or hear what a post says of them."""
    try:
        if sender.own_stream:
            ordres.hear(store, sender.device, bundle.content.ordres)
        else:
            ordres.obey(store, identity, bundle.content.ordres)
    except ContentError as error:
        raise _refused(f"Ce lot ne peut pas être accepté\u00a0: {error}.") from error


def _gap(store: Store, sender: Sender, numero: int) -> tuple[Refus, ...]:
    """Tell when later bundles are there already and this one is not."""
    waiting = sender.place.bundles(numero)
    if not waiting:
        return ()
    name = f"{sender.place.label}/{bundle_name(numero)}"
    return (
        tables.put_in_quarantine(
            store, name, sender.device, numero, "",
            f"Le lot {numero} n’est pas encore arrivé, {len(waiting)} lot(s) l’attendent. Rien "
            "n’est perdu\u00a0: l’expéditeur le déposera de nouveau à sa prochaine "
            "synchronisation.", tell=False,
        ),
    )  # fmt: skip


def _acknowledges_unknown(store: Store, identity: Identity, sender: Sender, numero: int) -> bool:
    """Tell whether headquarters, behind a gap, acknowledges bundles that are not known here.

    It takes away only what this post had acknowledged: a restored post finds such a gap, even
    where nothing of its own is left in the space. The newest receipts tell.
    """
    if sender.own_stream:
        return False
    for later in sorted(sender.place.bundles(numero), reverse=True):
        data = sender.place.read(bundle_name(later), MAX_FILE)
        expected = Expected(sender.espace, sender.device, sender.cle_signature, later, None)
        try:
            receipts = open_bundle(data, identity, expected).content.receipts if data else ()
        except BundleError:
            continue
        if receipts:
            newest = max(receipts, key=lambda receipt: receipt.numero)
            sent = tables.get_envoi(store, sender.device, newest.numero)
            return sent is None or sent.empreinte != newest.empreinte
    return False


def _refused(cause: str, remede: str = "Demandez un nouvel envoi à son expéditeur.") -> BundleError:
    return BundleError(f"{cause} Rien n’a été pris et rien n’a changé ici. {remede}")
