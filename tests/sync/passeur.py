"""A line between a post and headquarters that can be cut after some bytes, either way."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType

from fieldapp.sync.adresse import Adresse, host_and_port

MONTE, DESCEND = "monte", "descend"


@dataclass
class Coupure:
    """Cut one connection once that many bytes went one way; `puis` is called at that moment."""

    sens: str
    octets: int
    puis: Callable[[], None] = lambda: None


@dataclass
class Passeur:
    """Forwards to an address; the first connections are cut as planned, one plan each."""

    cible: Adresse
    plans: list[Coupure | None] = field(default_factory=list)
    octets: dict[str, int] = field(default_factory=lambda: {MONTE: 0, DESCEND: 0})
    connexions: int = 0

    def __enter__(self) -> Passeur:
        self._ecoute = socket.create_server(("127.0.0.1", 0))
        self._fils: list[threading.Thread] = []
        self._sockets: list[socket.socket] = []
        self._lancer(self._accepter)
        return self

    def __exit__(
        self, _t: type[BaseException] | None, _e: BaseException | None, _b: TracebackType | None
    ) -> None:
        self._ecoute.shutdown(socket.SHUT_RDWR)
        self._ecoute.close()
        for sock in self._sockets:
            _fermer(sock)
        for fil in self._fils:
            fil.join(10)

    @property
    def adresse(self) -> Adresse:
        """The address to give to the post: same certificate, another port."""
        port = self._ecoute.getsockname()[1]
        return Adresse((f"https://127.0.0.1:{port}",), self.cible.empreinte)

    def _lancer(self, cible: Callable[..., None], *args: object) -> None:
        fil = threading.Thread(target=cible, args=args, daemon=True)
        self._fils.append(fil)
        fil.start()

    def _accepter(self) -> None:
        while True:
            try:
                amont, _ = self._ecoute.accept()
            except OSError:
                return
            plan = self.plans.pop(0) if self.plans else None
            self.connexions += 1
            try:
                aval = socket.create_connection(host_and_port(self.cible.urls[0]), 5)
            except OSError:
                _fermer(amont)
                continue
            self._sockets += [amont, aval]
            reste = {} if plan is None else {plan.sens: plan.octets}
            for source, but, sens in ((amont, aval, MONTE), (aval, amont, DESCEND)):
                self._lancer(self._passer, source, but, sens, reste, plan)

    def _passer(
        self, source: socket.socket, but: socket.socket, sens: str, reste: dict[str, int],
        plan: Coupure | None,
    ) -> None:  # fmt: skip
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                left = reste.get(sens, len(data))
                but.sendall(data[:left])
                self.octets[sens] += min(left, len(data))
                if sens in reste:
                    reste[sens] -= len(data)
                    if reste[sens] <= 0:
                        if plan is not None:
                            plan.puis()
                        break
        for sock in (source, but):
            _fermer(sock)


def _fermer(sock: socket.socket) -> None:
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
    sock.close()
