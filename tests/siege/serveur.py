"""A real `siege serve` on loopback, with its own connection to the store of headquarters."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from tests.sync.monde import PHRASE, Monde

from fieldapp.domain.echange import Bilan
from fieldapp.services.session import Session
from fieldapp.siege.founding import open_siege
from fieldapp.siege.serve import Ecoute, Pret, prepare
from fieldapp.siege.serve_limits import Limits
from fieldapp.siege.serve_tls import make_certificate
from fieldapp.sync.adresse import Adresse
from fieldapp.sync.engine import synchronise

# Everything may come at once in tests: those about limits say so.
LARGES = Limits(requests_at_once=1e6, strangers_at_once=1e6, octets_at_once=1e12)


@dataclass
class Serveur:
    """A running server. `adresse` is what a post is told."""

    pret: Pret
    adresse: Adresse

    def synchroniser(self, session: Session) -> Bilan:
        return synchronise(session.store, self.adresse)


def fichiers_pem(folder: Path, host: str, debut: int = -1, fin: int = 30) -> tuple[Path, Path]:
    """A certificate valid from and until so many days from now, and its key, as files."""
    pem, sealed = make_certificate([host], "mot", debut, fin)
    key = serialization.load_pem_private_key(sealed, b"mot").private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    paths = folder / "certificat.pem", folder / "cle.pem"
    for path, data in zip(paths, (pem, key), strict=True):
        path.write_bytes(data)
    return paths


@contextmanager
def ecouter(
    donnees: Path,
    espace: Path,
    phrase: str,
    limits: Limits = LARGES,
    port: int = 0,
    ouvriers: int | None = None,
) -> Iterator[Serveur]:
    session = open_siege(donnees, phrase)
    try:
        ecoute = Ecoute("127.0.0.1", port, ouvriers=ouvriers)
        pret = prepare(session, ecoute, espace, limits)
    except BaseException:
        session.close()
        raise
    thread = threading.Thread(target=pret.run)
    thread.start()
    try:
        yield Serveur(pret, pret.adresse)
    finally:
        pret.server.should_exit = True
        thread.join(60)
        session.close()
        assert not thread.is_alive()


def servir(
    monde: Monde, limits: Limits = LARGES, port: int = 0, ouvriers: int | None = None
) -> AbstractContextManager[Serveur]:
    return ecouter(monde.racine / "siege", monde.espace, PHRASE, limits, port, ouvriers)
