"""One synchronisation of a post, by folder or by HTTPS: it sends, then receives."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable
from pathlib import Path

from fieldapp.db import morceaux, retraits, sortie
from fieldapp.db import sync_tables as tables
from fieldapp.db.journal import last_seq
from fieldapp.db.store import Row, Store
from fieldapp.domain.echange import Bilan, Refus
from fieldapp.domain.errors import KnownError
from fieldapp.sync import chunks, reprise, revocation
from fieldapp.sync.adresse import Adresse
from fieldapp.sync.aside import Aside
from fieldapp.sync.bundle import MAX_OPS
from fieldapp.sync.enrolment import CERTIFICAT, ask, certificate_of, fetch_certificate
from fieldapp.sync.folder import POSTES, SIEGE, bundle_name
from fieldapp.sync.identity import identity_of
from fieldapp.sync.inbox import Arrivage, Sender, receive
from fieldapp.sync.outbox import SLICE, Channel, check_chain, cut, deposit, prepare
from fieldapp.sync.pruning import prune
from fieldapp.sync.records import encode_row
from fieldapp.sync.space import Space, known_space
from fieldapp.sync.statement import StatementError
from fieldapp.sync.transport import Branch, RefusedError, Transport, transport_of

Progress = Callable[[str, int, int], None]
Stop = Callable[[], bool]


def synchronise(
    store: Store,
    way: Path | Adresse | Transport | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
    idle: Callable[[], None] | None = None,
) -> Bilan:
    """Send this post's changes to headquarters and take what headquarters has for it.

    `way` is the shared folder, the address or a transport; None means the one used last.
    `progress(label, done, total)` is called between bundles; when `stop()` turns true, what is
    complete is kept and the rest waits for the next time. `idle()` is called again and again while
    the network is waited for, where no transaction is open. Can be cut at any point and run again.

    Raises KnownError: post without headquarters; folder missing, empty, foreign, read-only, full;
    headquarters out of reach, or another one at its address.
    """
    space = known_space(store)
    if space is None:
        raise KnownError(
            "Ce poste travaille seul\u00a0: il n’est rattaché à aucun siège. Rien n’a changé et "
            "tout est enregistré ici. Pour synchroniser, ouvrez une invitation du siège."
        )
    transport = transport_of(store, way, stop)
    if idle is not None:
        transport = Aside(transport, idle, stop)
    try:
        transport.check(space)
        transport.remember(store)
        return _Exchange(store, space, transport, progress, stop).run()
    finally:
        transport.close()


class _Exchange:
    """One run: the store, the space and who watches."""

    def __init__(
        self,
        store: Store,
        space: Space,
        transport: Transport,
        progress: Progress | None,
        stop: Stop | None,
    ) -> None:
        self.store = store
        self.space = space
        self.transport = transport
        self.progress = progress
        self.stop = stop
        self.identity = identity_of(store)
        self.channel = Channel(space.espace, self.identity, space.siege, space.recipients)

    def run(self) -> Bilan:
        """Send, then receive, once."""
        try:
            return self._run()
        except reprise.RestoredError:
            reprise.note_restored(self.store)
            raise

    def _run(self) -> Bilan:
        if reprise.is_due(self.store):
            raise reprise.lived_twice()
        taken_up = reprise.pending(self.store) is not None
        try:
            refuses = self._enrol()
            self._foresee()
            sent = self._send()
        except RefusedError:
            # What lies there may renew this post, or end it.
            with contextlib.suppress(RefusedError):
                self._receive()
            raise
        taken = self._receive()
        if taken.refuses:
            self._check_own_chain()
        if taken.inconnus and not taken_up:
            raise reprise.lived_twice()
        if taken_up and reprise.pending(self.store) is None:
            sent += self._send()
        if tables.answer_is_due(self.store, self.space.siege):
            prepare(self.store, self.channel, [], 0)
            sent += self._deposit()
        received, _ = tables.acknowledged_seq(self.store, self.space.siege)
        whole = reprise.is_whole(self.store)
        may_go = whole and revocation.may_let_go(self.store, self.space)
        retires = retraits.take_away_due(self.store, received) if may_go else 0
        effacer = whole and revocation.is_due(self.store)
        if effacer and revocation.announce(self.store, self.space.siege):
            prepare(self.store, self.channel, [], 0)
            self._deposit()
        prune(self.store, self.space.siege, Branch(self.transport, POSTES, self.identity.device))
        reprise.tidy_former(self.store, self.transport)
        return Bilan(
            envoyes=sent,
            recus=taken.recus,
            conflits=taken.conflits,
            refuses=(*refuses, *taken.refuses),
            en_attente=certificate_of(self.store) is None,
            retires=retires,
            revoque=effacer or revocation.revocation_of(self.store) is not None,
            effacer=effacer,
            reprise=reprise.pending(self.store) is not None,
        )

    def _receive(self) -> Arrivage:
        """Take what headquarters has put for this post."""
        sender = Sender(
            self.space.espace,
            self.space.siege,
            self.space.cle_signature,
            Branch(self.transport, SIEGE, self.identity.device),
            own_stream=False,
        )
        last = tables.last_reception(self.store, self.space.siege)
        after = last.numero if last else 0
        if reprise.called_back(self.store, sender.place, self.space, sender.place.names(after)):
            return Arrivage(0, 0, ())
        waiting = max(sender.place.bundles(after), default=0)
        try:
            return receive(
                self.store, self.identity, sender,
                lambda bundle: self._tell("Réception", bundle.header.numero, waiting), self.stop,
            )  # fmt: skip
        finally:
            reprise.settle(self.store)

    def _enrol(self) -> tuple[Refus, ...]:
        """Ask for the certificate until it is there. Work leaves meanwhile: the request and the
        first bundles are read together by headquarters."""
        if certificate_of(self.store) is not None:
            return ()
        demarche = reprise.pending(self.store)
        if demarche is None:
            ask(self.store, self.transport, self.space, self.identity)
        else:
            reprise.ask(self.store, demarche, self.transport, self.space)
        name = f"{SIEGE}/{self.identity.device}/{CERTIFICAT}"
        try:
            if fetch_certificate(self.store, self.transport, self.space, self.identity) is not None:
                tables.resolve_quarantine(self.store, name)
        except StatementError as error:
            return (
                tables.put_in_quarantine(
                    self.store, name, self.space.siege, None, "", error.message, tell=False
                ),
            )
        return ()

    def _foresee(self) -> None:
        """Let the way know when all that this exchange asks is what lies there."""
        own = tables.pending_envois(self.store, self.space.siege)
        if (
            not own
            or any(envoi.depose_le is None or envoi.refus for envoi in own)
            or certificate_of(self.store) is None
            or tables.sent_seq(self.store, self.space.siege)
            < last_seq(self.store, self.identity.device)
        ):
            return
        self.transport.foresee(self.identity.device, bundle_name(own[0].numero - 1), self._taken())

    def _taken(self) -> str:
        """The name of the last bundle taken from headquarters."""
        last = tables.last_reception(self.store, self.space.siege)
        return bundle_name(last.numero if last else 0)

    def _send(self) -> int:
        """Put what an earlier run could not, then cut, seal and put the new changes."""
        sent = self._deposit()
        if reprise.pending(self.store) is not None:
            return sent  # a change must not travel under two names
        checked = False
        while not self._stopped():
            # What headquarters lost of a former life goes first, under the names it had.
            former = reprise.next_rest(self.store, MAX_OPS)
            after = tables.sent_seq(self.store, self.space.siege)
            lines = _lines_of(former) or sortie.own_lines(self.store, after, MAX_OPS, SLICE)
            if not lines:
                break
            if not checked:
                self._check_own_chain()
                checked = True
            group = next(cut(line for line, _ in lines))
            with self.store.atomic():
                prepare(self.store, self.channel, group, 0 if former else after + 1)
                named = chunks.names_of(document for _, document in lines[: len(group)])
                morceaux.note_due(self.store, self.space.siege, named)
                if former:
                    last = former[len(group) - 1]
                    reprise.sent_rest(self.store, last["device"], last["seq"])
            if not former and after + len(group) == last_seq(self.store, self.identity.device):
                self.transport.expect(self._taken())
            sent += self._deposit()
        while not self._stopped() and chunks.prepare_next(self.store, self.channel):
            self._deposit()
        return sent

    def _check_own_chain(self) -> None:
        """Raise RestoredError when the space knows bundles of ours that we do not."""
        last = tables.last_envoi(self.store, self.space.siege)
        place = Branch(self.transport, POSTES, self.identity.device)
        check_chain(self.channel, place, last.numero if last else 0)

    def _deposit(self) -> int:
        place = Branch(self.transport, POSTES, self.identity.device)
        total = last_seq(self.store, self.identity.device)
        return deposit(
            self.store,
            self.channel,
            place,
            lambda envoi: self._tell("Envoi", envoi.dernier or total, total),
        )

    def _tell(self, label: str, done: int, total: int) -> None:
        if self.progress is not None:
            self.progress(label, done, total)

    def _stopped(self) -> bool:
        return self.stop is not None and self.stop()


def _lines_of(rows: Iterable[Row]) -> list[sortie.Ligne]:
    """The lines of changes at hand, as `sortie.own_lines` gives those of this post."""
    return [
        (encode_row(row), row["fields"] if row["table"] == "document" else None) for row in rows
    ]
