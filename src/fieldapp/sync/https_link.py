"""One connection to headquarters: its certificate is checked before anything of ours is sent.

The standard library is enough, and it never asks the environment for a proxy: the only machine
this program speaks to is the one that was named.
"""

from __future__ import annotations

import functools
import hashlib
import hmac
import http.client
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass

from fieldapp.domain.errors import KnownError, OfflineError
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.sync.adresse import Adresse, host_and_port
from fieldapp.sync.annonce import CHEMIN, MAX_BYTES, Annonce, read_annonce
from fieldapp.sync.space import Space

CONNECT_S = 10.0
ANSWER_S = 60.0
KEPT = "Tout ce qui est saisi reste sur ce poste et rien n’a été effacé."
# What OpenSSL says of a certificate whose dates are not those of our clock.
_DATES = (9, 10)


class LinkError(KnownError):
    """Headquarters cannot be spoken to: entry goes on and nothing is deleted."""


class CutError(Exception):
    """The connection broke in the middle of a request: it may be asked again."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What headquarters answered; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Link:
    """A connection kept open between two requests, made again when it broke.

    `since` is the instant of the newest announcement that was believed. `annonce` is the one that
    this connection had to ask for: another certificate than the one known was shown.
    """

    def __init__(self, adresse: Adresse, since: str = "") -> None:
        self._adresse = adresse
        self._since = since
        self._space: Space | None = None
        self._connection: http.client.HTTPSConnection | None = None
        self.annonce: Annonce | None = None

    def open(self, space: Space) -> None:
        """Connect to the headquarters of a space; raises as `request`, but for CutError."""
        self._space = space
        if self._connection is None:
            self._connection = self._connect()

    def request(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes, limit: int
    ) -> Answer:
        """Ask once; an answer of more than `limit` bytes is refused.

        Raises OfflineError when nobody answers, LinkError for another certificate, CutError when
        the connection breaks on the way.
        """
        connection = self._connection = self._connection or self._connect()
        try:
            connection.request(method, target, body, dict(headers))
            response = connection.getresponse()
            data = response.read(limit + 1)
            if response.length and len(data) <= limit:
                raise http.client.IncompleteRead(data, response.length)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise CutError from error
        if len(data) > limit:
            self.close()
            raise LinkError(
                f"Le siège a répondu plus qu’il n’était demandé. Rien n’a été pris. {KEPT} "
                "Prévenez le siège."
            )
        names = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, names, data)

    def close(self) -> None:
        """Close the connection; the next request makes another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connect(self) -> http.client.HTTPSConnection:
        """Try each URL in order; the first that answers with the right certificate is kept."""
        fault: KnownError | None = None
        for url in self._adresse.urls:
            host, port = host_and_port(url)
            connection = http.client.HTTPSConnection(
                host, port, timeout=CONNECT_S, context=trusted(bool(self._adresse.empreinte))
            )
            try:
                connection.connect()
                _check_pin(connection.sock, self._adresse.empreinte)
            except (LinkError, ssl.SSLCertVerificationError) as error:
                connection.close()
                if self._learn(host, port):
                    return self._connect()
                fault = error if isinstance(error, LinkError) else _not_trusted(error)
            except (OSError, http.client.HTTPException):
                connection.close()
            else:
                connection.sock.settimeout(ANSWER_S)
                return connection
        raise fault or OfflineError(
            "Le siège ne répond pas à son adresse (réseau coupé, ou serveur arrêté). "
            f"{KEPT} Synchronisez de nouveau quand le réseau est revenu."
        )

    def _learn(self, host: str, port: int) -> bool:
        """Ask, once, whoever answers there for the announcement that headquarters signed; True
        when it tells another address than the one known. Nothing of ours is sent."""
        if self._space is None or self.annonce is not None:
            return False
        trusted.cache_clear()
        connection = http.client.HTTPSConnection(
            host, port, timeout=CONNECT_S, context=trusted(pinned=True)
        )
        try:
            connection.request("GET", CHEMIN)
            annonce = read_annonce(
                connection.getresponse().read(MAX_BYTES), self._space, self._since
            )
        except (OSError, http.client.HTTPException, KnownError):
            return False
        finally:
            connection.close()
        if annonce.adresse == self._adresse:
            return False
        self.annonce, self._adresse = annonce, annonce.adresse
        return True


@functools.lru_cache(4)
def trusted(pinned: bool) -> ssl.SSLContext:
    """Trust public authorities, or nothing but the one certificate that the invitation named.

    Kept: reading all the authorities of the system takes longer than a small exchange. They are
    read anew once a certificate was refused.
    """
    if not pinned:
        return ssl.create_default_context()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # The pin says more than an authority and a name would: see _check_pin.
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _check_pin(sock: socket.socket | ssl.SSLSocket | None, empreinte: str) -> None:
    if not empreinte:
        return
    shown = sock.getpeercert(binary_form=True) if isinstance(sock, ssl.SSLSocket) else None
    if shown is None or not hmac.compare_digest(hashlib.sha256(shown).hexdigest(), empreinte):
        raise LinkError(
            "Le certificat présenté à l’adresse du siège n’est pas celui de l’invitation\u00a0: ce "
            f"n’est peut-être pas le siège qui répond. Rien n’a été envoyé. {KEPT} Prévenez le "
            "siège avant de réessayer."
        )


def _not_trusted(error: ssl.SSLCertVerificationError) -> LinkError:
    if error.verify_code in _DATES:
        return LinkError(
            "Le certificat du siège n’est pas valable à la date de ce poste "
            f"({aujourd_hui():%d/%m/%Y}). Rien n’a été envoyé. {KEPT} Vérifiez la date et l’heure "
            "de l’ordinateur\u00a0; si elles sont justes, prévenez le siège."
        )
    return LinkError(
        "Le certificat présenté à l’adresse du siège n’est pas reconnu\u00a0: ce n’est peut-être "
        f"pas le siège qui répond. Rien n’a été envoyé. {KEPT} Prévenez le siège avant de "
        "réessayer."
    )
