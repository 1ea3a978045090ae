"""Hundreds of requests changed at random: refused one by one, the store and the space unchanged."""

from __future__ import annotations

import hashlib
import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from tests.siege.demandeur import Demandeur
from tests.siege.serveur import LARGES, servir
from tests.siege.test_serve import etat
from tests.siege.test_serve_pannes import brut, fini
from tests.sync.atelier import Atelier
from tests.sync.monde import Monde, device, foyer

from fieldapp.sync.folder import POSTES
from fieldapp.sync.wire import file_path

REQUESTS = 100


def _mutated(data: bytes, rng: random.Random) -> bytes:
    """Change, cut, repeat or insert a few bytes."""
    out = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(out))
        match rng.randrange(5):
            case 0:
                out[at] = rng.randrange(256)
            case 1:
                del out[at : at + rng.randint(1, 30)]
            case 2:
                out[at:at] = rng.randbytes(rng.randint(1, 30))
            case 3:
                out[at:at] = out[at : at + rng.randint(1, 60)]
            case _:
                out[at : at + 1] = rng.choice((b"\r\n", b"%00", b"/../", b"\xff\xfe", b"9" * 20))
    return bytes(out)


@pytest.mark.parametrize("seed", range(3))
def test_a_request_changed_at_random_changes_nothing(
    tmp_path: Path, seed: int, caplog: pytest.LogCaptureFixture
) -> None:
    monde = Monde(tmp_path)
    nadia = monde.poste("Nadia")
    monde.tournee()
    foyer(nadia, "Delattre")
    atelier = Atelier(monde, nadia)
    place, data = atelier.place(), atelier.bundle()
    digest = hashlib.sha256(data).hexdigest()
    target = file_path(POSTES, device(nadia), place.name)
    target += f"?de=0&sur={len(data)}&empreinte={digest}"
    rng = random.Random(seed)
    limits = replace(LARGES, first_byte_s=0.5, body_s=0.5)
    with servir(monde, limits) as serveur, closing(_Asking(serveur.adresse, nadia)) as asking:
        before = etat(monde)
        head = (
            f"PUT {target} HTTP/1.1\r\nHost: siege\r\nAuthorization: "
            f"{asking.signer('PUT', target, data)}\r\nContent-Length: {len(data)}\r\n\r\n"
        ).encode()
        whole = head + data
        # Played as it is, it would be taken: only what is changed is sent here.
        cases = [case for case in (_mutated(whole, rng) for _ in range(REQUESTS)) if case != whole]

        def ask(case: bytes) -> bytes:
            sock = brut(serveur.adresse)
            sock.sendall(case)
            sock.settimeout(20)
            return fini(sock)

        with ThreadPoolExecutor(12) as pool:
            answers = [answer[9:12] for answer in pool.map(ask, cases)]
    # A change of the spelling that HTTP does not tell apart leaves the request as it was, once.
    taken = answers.count(b"201")
    assert taken <= 1
    assert not [answer for answer in answers if answer.startswith(b"5")]
    assert "défaut" not in caplog.text
    if not taken:
        assert etat(monde) == before
    monde.fermer()


class _Asking(Demandeur):
    def close(self) -> None:
        self.fermer()
