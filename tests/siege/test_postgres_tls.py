"""A headquarters whose PostgreSQL is on another machine: nothing in clear, nobody in its place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.postgres import Postgres
from tests.siege.serveur import fichiers_pem
from tests.sync.monde import PHRASE, Monde, foyer

from fieldapp.domain.errors import KnownError
from fieldapp.services.integrite import verify
from fieldapp.siege import postgres_link
from fieldapp.siege.founding import init_space, siege_exists

NOM = "base.caf.example"


@pytest.fixture(scope="module")
def certificat(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return fichiers_pem(tmp_path_factory.mktemp("certificat"), NOM)


@pytest.fixture(scope="module")
def serveur(postgres_programs: Path, certificat: tuple[Path, Path]) -> Iterator[Postgres]:
    """A PostgreSQL that listens with ssl=on under the certificate of `base.caf.example`."""
    server = Postgres(postgres_programs, tls=certificat)
    yield server
    server.remove()


def _address(serveur: Postgres, base: str, nom: str, options: str) -> str:
    """The base by its name on the network, which the certificate must bear."""
    name = base.partition("@/")[2].partition("?")[0]
    return f"postgresql://fieldapp@{nom}:{serveur.port}/{name}?hostaddr=127.0.0.1&sslmode={options}"


def test_a_headquarters_works_over_tls(
    tmp_path: Path, serveur: Postgres, certificat: tuple[Path, Path]
) -> None:
    address = _address(
        serveur, serveur.base(), NOM, f"verify-full&sslrootcert={certificat[0]}"
    )  # fmt: skip
    monde = Monde(tmp_path, address)
    foyer(monde.poste("Nadia"), "Delattre")
    monde.tournee()
    store = monde.siege.store
    row = store.one("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
    assert row is not None
    assert row["ssl"] is True
    assert [r["nom"] for r in store.query("SELECT nom FROM foyer")] == ["Delattre"]
    assert verify(monde.siege) == []
    monde.fermer()


def test_a_server_with_another_certificate_is_not_taken_for_ours(
    tmp_path: Path, serveur: Postgres
) -> None:
    (tmp_path / "autre").mkdir()
    other, _ = fichiers_pem(tmp_path / "autre", NOM)
    address = _address(serveur, serveur.base(), NOM, f"verify-full&sslrootcert={other}")
    with pytest.raises(KnownError, match="certificat"):
        init_space(tmp_path / "siege", tmp_path / "espace", "CAF62", PHRASE, address)
    assert not siege_exists(tmp_path / "siege")


def test_a_server_under_another_name_is_not_taken_for_ours(
    tmp_path: Path, serveur: Postgres, certificat: tuple[Path, Path]
) -> None:
    options = f"verify-full&sslrootcert={certificat[0]}"
    address = _address(serveur, serveur.base(), "autre.caf.example", options)
    with pytest.raises(KnownError, match="certificat"):
        init_space(tmp_path / "siege", tmp_path / "espace", "CAF62", PHRASE, address)
    assert not siege_exists(tmp_path / "siege")


@pytest.mark.parametrize("mode", ["disable", "prefer", "require"])
def test_a_service_file_does_not_open_a_clear_line(
    tmp_path: Path, serveur: Postgres, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address names no host: what libpq was led to is looked at once it is connected."""
    base = serveur.base()
    name = base.partition("@/")[2].partition("?")[0]
    (tmp_path / "services").write_text(
        f"[siege]\nhost=127.0.0.1\nport={serveur.port}\ndbname={name}\nuser=fieldapp\n"
        f"sslmode={mode}\n"
    )
    monkeypatch.setenv("PGSERVICEFILE", str(tmp_path / "services"))
    # Loopback stands for another machine.
    monkeypatch.setattr(postgres_link, "_is_remote", lambda host: host == "127.0.0.1")
    with pytest.raises(KnownError, match=f"sslmode={mode} ne le garantit pas"):
        init_space(
            tmp_path / "siege", tmp_path / "espace", "CAF62", PHRASE, "postgresql:///?service=siege"
        )
    assert not siege_exists(tmp_path / "siege")
