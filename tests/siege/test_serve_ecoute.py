"""How headquarters listens: its certificate, its address, and who may have it listen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.siege.serveur import fichiers_pem, servir
from tests.sync.monde import Monde

from fieldapp.domain.errors import KnownError
from fieldapp.services.session import Session
from fieldapp.siege import serve_tls
from fieldapp.siege.serve import Ecoute, prepare
from fieldapp.siege.serve_tls import CERTIFICATE, KEY
from fieldapp.sync.adresse import Adresse, read_adresse


@pytest.fixture
def monde(tmp_path: Path) -> Iterator[Monde]:
    monde = Monde(tmp_path)
    yield monde
    monde.fermer()


def test_the_certificate_that_headquarters_makes_is_kept_and_its_key_is_sealed(
    monde: Monde, tmp_path: Path
) -> None:
    with servir(monde) as first:
        pass
    with servir(monde) as second:
        assert second.adresse.empreinte == first.adresse.empreinte
    assert b"ENCRYPTED PRIVATE KEY" in (tmp_path / "siege" / KEY).read_bytes()
    (tmp_path / "siege" / CERTIFICATE).write_text("abîmé")
    with pytest.raises(KnownError, match="certificat du siège"), servir(monde):
        pass


def test_a_given_certificate_is_read_or_refused_with_a_sentence(
    monde: Monde, tmp_path: Path
) -> None:
    pem, cle = fichiers_pem(tmp_path, "127.0.0.1")
    given = Ecoute("127.0.0.1", 0, certificat=pem, cle=cle)
    ready = prepare(monde.siege, given, monde.espace)
    ready.sock.close()
    assert len(ready.adresse.empreinte) == 64
    wrong = Ecoute("127.0.0.1", 0, certificat=pem, cle=pem)
    with pytest.raises(KnownError, match="n’ont pas pu être lus"):
        prepare(monde.siege, wrong, monde.espace)


def test_an_address_that_is_taken_is_said(monde: Monde) -> None:
    with servir(monde) as serveur:
        taken = Ecoute("127.0.0.1", serveur.pret.port)
        with pytest.raises(KnownError, match="autre programme"):
            prepare(monde.siege, taken, monde.espace)


def test_only_headquarters_listens(monde: Monde) -> None:
    nadia: Session = monde.poste("Nadia")
    with pytest.raises(KnownError):
        prepare(nadia, Ecoute("127.0.0.1", 0), monde.espace)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("https://siege.caf62.fr:9443", "https://siege.caf62.fr:9443"),
        ("https://siege.caf62.fr/", "https://siege.caf62.fr:8443"),
        (" siege.caf62.fr ", "https://siege.caf62.fr:8443"),
        ("10.1.2.3:443", "https://10.1.2.3:443"),
        ("https://[fd00::1]:8443", "https://[fd00::1]:8443"),
    ],
)
def test_an_address_is_read_as_it_is_typed(typed: str, read: str) -> None:
    assert read_adresse((typed,)) == Adresse((read,), "")


@pytest.mark.parametrize(
    "typed",
    [
        "", "http://siege", "https://", "https://u:p@siege", "https://siege/chemin", "ftp://siege",
        "https://siege:99999", "https://siege:abc", "https://si ege", "https://siège",
        "https://siege?x=1",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(KnownError, match="n’est pas utilisable"):
        read_adresse((typed,))


def test_a_fingerprint_is_read_as_other_tools_print_it() -> None:
    printed = serve_tls.readable("ab" * 32)
    assert printed.startswith("AB:AB:")
    assert read_adresse(("https://siege",), printed).empreinte == "ab" * 32
    with pytest.raises(KnownError, match="64"):
        read_adresse(("https://siege",), "AB:CD")
