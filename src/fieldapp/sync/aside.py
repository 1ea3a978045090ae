"""A transport asked from a thread of its own, so that a slow network never holds back a note.

One thread writes the store, and it runs the exchange too. A share that does not answer may keep a
call for a minute: meanwhile that thread goes on with what the worker saves.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from fieldapp.db.store import Store
from fieldapp.sync.space import Space
from fieldapp.sync.transport import StoppedError, Transport

# Between two looks at what the worker saved, and how long a stop waits for the call to end.
_LOOK_S = 0.03
_STOP_S = 3.0

T = TypeVar("T")


class Aside:
    """The same transport; `idle()` is called while it works, where no transaction is open."""

    def __init__(
        self,
        transport: Transport,
        idle: Callable[[], None],
        stop: Callable[[], bool] | None = None,
    ) -> None:
        self._transport = transport
        self._idle = idle
        self._stop = stop

    def check(self, known: Space) -> None:
        """Accept only the space this store belongs to."""
        self._run(lambda: self._transport.check(known))

    def remember(self, store: Store) -> None:
        """Note this way; it writes the store, hence here."""
        self._transport.remember(store)

    def names(self, side: str, device: str, after: str = "") -> list[str]:
        """Return the names of a branch that come after a name."""
        return self._run(lambda: self._transport.names(side, device, after))

    def size(self, side: str, device: str, name: str) -> int | None:
        """Return the size of a file in bytes, None when it is absent."""
        return self._run(lambda: self._transport.size(side, device, name))

    def read(self, side: str, device: str, name: str, limit: int) -> bytes | None:
        """Return the bytes of a file, one more than `limit` at most; None when it is absent."""
        return self._run(lambda: self._transport.read(side, device, name, limit))

    def put(self, side: str, device: str, name: str, data: bytes) -> None:
        """Write a file once and for all."""
        self._run(lambda: self._transport.put(side, device, name, data))

    def remove(self, side: str, device: str, names: Sequence[str]) -> bool:
        """Take away files of ours."""
        return self._run(lambda: self._transport.remove(side, device, names))

    def foresee(self, device: str, sent: str, taken: str) -> None:
        """Let it know what will be asked."""
        self._run(lambda: self._transport.foresee(device, sent, taken))

    def expect(self, taken: str) -> None:
        """Let it know what will be asked after the next file."""
        self._transport.expect(taken)

    def close(self) -> None:
        """End the exchange."""
        self._transport.close()

    def _run(self, call: Callable[[], T]) -> T:
        results: list[T] = []
        errors: list[BaseException] = []

        def work() -> None:
            try:
                results.append(call())
            except BaseException as error:  # noqa: BLE001 - raised again where it was asked
                errors.append(error)

        # A daemon: leaving the program must not wait for a network that does not answer.
        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        given_up = None
        thread.join(_LOOK_S)
        while thread.is_alive():
            self._idle()
            thread.join(_LOOK_S)
            if self._stop is not None and self._stop():
                given_up = given_up or time.monotonic() + _STOP_S
                if time.monotonic() > given_up:
                    raise StoppedError(
                        "Arrêté à votre demande\u00a0: ce qui est passé l’est, le reste attend ici "
                        "et partira à la prochaine synchronisation."
                    )
        if errors:
            raise errors[0]
        return results[0]
