"""Asking headquarters: every request is signed, and asked again when the connection broke."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TypeVar

import msgspec

from fieldapp.domain.errors import KnownError, OfflineError
from fieldapp.sync.adresse import Adresse
from fieldapp.sync.annonce import Annonce
from fieldapp.sync.https_link import KEPT, Answer, CutError, Link, LinkError
from fieldapp.sync.identity import Identity
from fieldapp.sync.space import Space, read_statement
from fieldapp.sync.statement import MAX_BYTES, StatementError
from fieldapp.sync.transport import RefusedError, StoppedError
from fieldapp.sync.wire import (
    CHUNK,
    SEANCE,
    STALE,
    Claim,
    Refusal,
    Seance,
    authorization,
    signed_text,
)

TRIES = 4
# A challenge serves again in the next runs of this program, for less than headquarters keeps it.
_KEEP_S = 1500.0
_kept: dict[tuple[Adresse, str, Space], tuple[str, int, float]] = {}
_CUT = (
    "La liaison avec le siège est coupée sans cesse. Ce qui est passé l’est, le reste attend. "
    f"{KEPT} Synchronisez de nouveau quand le réseau est meilleur."
)

T = TypeVar("T")


class Session:
    """The requests of one run; `stop()` is asked before each. `since`: see `Link`."""

    def __init__(
        self, adresse: Adresse, identity: Identity, stop: Callable[[], bool] | None, since: str
    ) -> None:
        self._adresse = adresse
        self._identity = identity
        self._stop = stop
        self._link = Link(adresse, since)
        self._known: Space | None = None
        self._seance: str | None = None
        self._count = 0
        self._until = 0.0

    @property
    def annonce(self) -> Annonce | None:
        """The announcement of another address, when it had to be asked for."""
        return self._link.annonce

    def begin(self, known: Space) -> None:
        """Sign with the challenge of the last run, or ask for one.

        Raises LinkError when it is not this headquarters that answers, KnownError when it gives
        none.
        """
        self._known = known
        self._link.open(known)
        # Taken out: two runs at once never count on the same challenge.
        seance, self._count, self._until = _kept.pop(self._key(known), ("", 0, 0.0))
        if self._until > time.monotonic():
            self._seance = seance
        else:
            self._open()

    def _open(self) -> str:
        """Ask for a challenge, and check whose space it is for."""
        began = time.monotonic()
        answer = self._again(lambda: self._link.request("GET", SEANCE, {}, b"", 2 * MAX_BYTES))
        if answer.status != 200:
            raise refused(answer)
        seance = read(answer, Seance)
        try:
            space = read_statement(seance.espace.encode())
        except StatementError as error:
            raise _no_headquarters() from error
        if space != self._known:
            raise LinkError(
                "Cette adresse est celle d’un autre organisme ou d’un autre siège. Rien n’a été "
                f"envoyé. {KEPT} Reprenez l’adresse donnée par le siège."
            )
        self._seance, self._count, self._until = seance.seance, 0, began + _KEEP_S
        return seance.seance

    def _key(self, known: Space) -> tuple[Adresse, str, Space]:
        return self._adresse, self._identity.device, known

    def ask(
        self,
        method: str,
        target: str,
        body: bytes = b"",
        *,
        headers: Mapping[str, str] | None = None,
        limit: int = CHUNK,
    ) -> Answer:
        """Ask, signed; a session that headquarters has forgotten is opened again."""
        for _ in range(TRIES):
            answer = self._again(lambda: self._signed(method, target, body, headers or {}, limit))
            if answer.status != 401 or code(answer) != STALE:
                return answer
            self._seance = None
        raise refused(answer)

    def close(self) -> None:
        """Close the connection; the challenge is kept for the next run."""
        self._link.close()
        if self._known is not None and self._seance is not None:
            _kept[self._key(self._known)] = (self._seance, self._count, self._until)

    def _again(self, request: Callable[[], Answer]) -> Answer:
        for _ in range(TRIES):
            if self._stop is not None and self._stop():
                raise StoppedError(
                    "Arrêté à votre demande\u00a0: ce qui est passé l’est, le reste attend ici et "
                    "partira à la prochaine synchronisation."
                )
            try:
                return request()
            except CutError:
                continue
        raise OfflineError(_CUT)

    def _signed(
        self, method: str, target: str, body: bytes, headers: Mapping[str, str], limit: int
    ) -> Answer:
        seance = self._seance or self._open()
        self._count += 1
        text = signed_text(method, target, seance, self._count, body)
        claim = Claim(self._identity.device, seance, self._count, self._identity.signing.sign(text))
        return self._link.request(
            method, target, {"Authorization": authorization(claim), **headers}, body, limit
        )


def code(answer: Answer) -> str:
    """Return the code of a refusal, empty for anything else."""
    try:
        return msgspec.json.decode(answer.body, type=Refusal).code
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""


def read(answer: Answer, body: type[T]) -> T:
    """Return what an answer holds; raises LinkError when that is not it."""
    return read_bytes(answer.body, body)


def read_bytes(data: bytes, body: type[T]) -> T:
    """Return what these bytes of an answer hold; raises LinkError when that is not it."""
    try:
        return msgspec.json.decode(data, type=body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _no_headquarters() from error


def _no_headquarters() -> LinkError:
    return LinkError(
        f"Ce qui répond à l’adresse du siège n’est pas un siège de Fieldapp. {KEPT} "
        "Vérifiez l’adresse, ou prévenez le siège."
    )


def refused(answer: Answer) -> KnownError:
    """Return what to say of an answer that is not the one hoped for."""
    if answer.status in (429, 503):
        return OfflineError(
            f"Le siège est très occupé et demande d’attendre un peu. {KEPT} Synchronisez de "
            "nouveau dans quelques minutes."
        )
    if answer.status == 507:
        return RefusedError(
            f"Le siège n’a plus de place pour recevoir. {KEPT} Prévenez le siège, puis "
            "synchronisez de nouveau."
        )
    try:
        reason = msgspec.json.decode(answer.body, type=Refusal).raison
    except (msgspec.DecodeError, UnicodeDecodeError):
        reason = ""
    return RefusedError(
        reason[:2000]
        or f"Le siège a répondu d’une façon inattendue (code {answer.status}). {KEPT} "
        "Réessayez plus tard, ou prévenez le siège."
    )
