"""`siege serve`: headquarters listens over HTTPS, for the posts that reach it by the network."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from fieldapp.db import ordres
from fieldapp.db.store import Store
from fieldapp.domain.droits import INVITER
from fieldapp.domain.errors import KnownError
from fieldapp.services.droits import require
from fieldapp.services.session import Session
from fieldapp.siege.espace import space_of, transport_of_space
from fieldapp.siege.serve_app import Server
from fieldapp.siege.serve_limits import Limits
from fieldapp.siege.serve_rounds import Rounds
from fieldapp.siege.serve_tls import context_given, context_made
from fieldapp.sync.adresse import (
    ORDRE,
    PORT,
    Adresse,
    host_and_port,
    read_adresse,
    remember_address,
)
from fieldapp.sync.annonce import announce, order_of_address
from fieldapp.sync.identity import identity_of

_HEADERS = 16 * 1024
_GRACE_S = 20
# Each holds a connection to the database.
_MOST_WORKERS = 32


@dataclass(frozen=True, slots=True)
class Ecoute:
    """How to listen: where, under which public URLs, with which certificate (PEM) if any."""

    hote: str = "0.0.0.0"
    port: int = PORT
    urls: tuple[str, ...] = ()
    certificat: Path | None = None
    cle: Path | None = None
    public: bool = False  # signed by an authority that every laptop knows
    ouvriers: int | None = None  # how many posts are taken in at once; None: as the storage allows


@dataclass(frozen=True, slots=True)
class Pret:
    """A server that is about to listen: run it; `adresse` is what the posts are told."""

    server: uvicorn.Server
    sock: socket.socket
    adresse: Adresse
    port: int

    def run(self) -> None:
        """Serve until asked to stop; what is running ends first."""
        self.server.run([self.sock])


def prepare(
    session: Session, ecoute: Ecoute, space_dir: Path | None = None, limits: Limits | None = None
) -> Pret:
    """Bind, make or read the certificate, and note the address for the next invitations.

    Raises KnownError: not the right role, folder missing or foreign, address taken, certificate
    that cannot be used.
    """
    require(session, INVITER)
    store, space, limits = session.store, space_of(session.store), limits or Limits()
    ouvriers = _workers(store, ecoute.ouvriers)
    transport = transport_of_space(store, space_dir)
    sock = _bind(ecoute)
    try:
        port = int(sock.getsockname()[1])
        urls = ecoute.urls or (f"https://{_own_name(ecoute.hote)}:{port}",)
        adresse = read_adresse(urls)
        context, empreinte = _certificate(session, ecoute, adresse)
        adresse = Adresse(adresse.urls, "" if ecoute.public else empreinte)
        rounds = Rounds(session, transport, ouvriers)
    except BaseException:
        sock.close()
        raise
    with store.atomic():
        remember_address(store, adresse)
        transport.remember(store)
        # The posts enrolled by folder learn it too; those by HTTPS learn a new certificate.
        ordres.tell_posts(store, ORDRE, order_of_address(store, adresse))
        annonce = announce(store, space.espace, adresse, identity_of(store).signing)
    server = Server(store, space, rounds, transport, limits, annonce)
    return Pret(uvicorn.Server(_config(server, context, limits)), sock, adresse, port)


def _workers(store: Store, asked: int | None) -> int:
    """Return how many posts are served at once: one over a file, which is written by one at a time.

    Raises KnownError when more were asked of a file.
    """
    if store.far:
        return min(asked or os.cpu_count() or 1, _MOST_WORKERS)
    if asked is not None and asked > 1:
        raise KnownError(
            "Plusieurs ouvriers demandent un siège dans PostgreSQL\u00a0: un fichier n’est écrit "
            "que par un à la fois. Rien n’a changé. Relancez sans «\u00a0--ouvriers\u00a0», ou "
            "déplacez le siège avec «\u00a0fieldapp siege move\u00a0»."
        )
    return 1


class _Watched(H11Protocol):
    """A connection that must ask something soon, one of a few from its address."""

    limits = Limits()
    hosts: dict[str, int]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(cast(asyncio.Transport, transport))
        # asyncio only does it for sockets that say their protocol; an answer would wait 40 ms.
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._host = self.client[0] if self.client else ""
        self.hosts[self._host] = self.hosts.get(self._host, 0) + 1
        if self.hosts[self._host] > self.limits.connections_per_address:
            transport.abort()  # type: ignore[attr-defined]
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._timer.cancel()
        left = self.hosts.get(self._host, 1) - 1
        if left > 0:
            self.hosts[self._host] = left
        else:
            self.hosts.pop(self._host, None)
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._timer.cancel()
        self._wait()

    def _wait(self) -> None:
        """Wait for the headers of a request, but not for ever as uvicorn would."""
        asked = self.cycle
        self._timer = self.loop.call_later(self.limits.first_byte_s, self._give_up, asked)

    def _give_up(self, asked: object) -> None:
        if self.cycle is asked and not self.transport.is_closing():
            self.transport.abort()


def _config(server: Server, context: ssl.SSLContext, limits: Limits) -> uvicorn.Config:
    """Set up uvicorn without what it would guess: no proxy headers, access log, web sockets."""
    watched = type("Watched", (_Watched,), {"limits": limits, "hosts": {}})
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
    return uvicorn.Config(
        cast(Any, server.app()),
        http=watched,
        ws="none",
        lifespan="on",
        loop="asyncio",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        limit_concurrency=limits.connections,
        timeout_keep_alive=int(limits.first_byte_s) + 1,
        timeout_graceful_shutdown=_GRACE_S,
        h11_max_incomplete_event_size=_HEADERS,
        ssl_context_factory=lambda _config, _default: context,
    )


def _bind(ecoute: Ecoute) -> socket.socket:
    try:
        return socket.create_server(
            (ecoute.hote, ecoute.port),
            family=socket.AF_INET6 if ":" in ecoute.hote else socket.AF_INET,
            backlog=256,
        )
    except OSError as error:
        raise KnownError(
            f"Le siège ne peut pas écouter à l’adresse {ecoute.hote}:{ecoute.port}\u00a0: elle "
            "n’est pas à cette machine, ou un autre programme s’en sert. Rien n’a changé. Arrêtez "
            "cet autre programme, ou choisissez un autre port avec --adresse."
        ) from error


def _own_name(hote: str) -> str:
    """Return how the posts may call this machine when nothing better is said."""
    return socket.gethostname() if hote in ("0.0.0.0", "::") else hote


def _certificate(session: Session, ecoute: Ecoute, adresse: Adresse) -> tuple[ssl.SSLContext, str]:
    if ecoute.certificat is not None and ecoute.cle is not None:
        return context_given(ecoute.certificat, ecoute.cle)
    return context_made(session.store, [host_and_port(url)[0] for url in adresse.urls])
