"""A real PostgreSQL of the machine, started for the tests: own folder, own socket, no network."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

from fieldapp.siege.founding import init_space
from fieldapp.siege.postgres_schema import declared

ROLE = "fieldapp"
# PostgreSQL refuses root: its own user, which Debian's package makes.
USER = "postgres"


def find_programs() -> Path | None:
    """Return the folder of the newest initdb of this machine, or None."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3])
    )
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


class Postgres:
    """One server. `durable` keeps its promises when it is killed, and is slower. With a certificate
    and its key (`tls`) it also listens on loopback, at `port`."""

    def __init__(
        self, programs: Path, *, durable: bool = False, tls: tuple[Path, Path] | None = None
    ) -> None:
        self._programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="fieldapp-pg-"))
        self._who: dict[str, Any] = {}
        if _is_root():
            self._who = {"user": USER, "group": USER, "extra_groups": []}
            shutil.chown(self.folder, USER, USER)
        self.port = _free_port() if tls else 5432
        self._at = f"&port={self.port}" if tls else ""
        self._options = (
            f"-c listen_addresses='' -c port={self.port} -c unix_socket_directories={self.folder} "
            "-c max_connections=50 -c shared_buffers=64MB"
        )
        if not durable:
            self._options += " -c fsync=off -c synchronous_commit=off"
        for path, name in zip(tls or (), ("certificat.pem", "cle.pem"), strict=False):
            kept = self.folder / name
            shutil.copyfile(path, kept)
            kept.chmod(0o600)
            if _is_root():
                shutil.chown(kept, USER, USER)
        if tls:
            self._options += (
                f" -c listen_addresses=127.0.0.1 -c ssl=on -c ssl_cert_file={self.folder}/"
                f"certificat.pem -c ssl_key_file={self.folder}/cle.pem"
            )
        self._numbers = count(1)
        self._run(
            "initdb", "-D", str(self.data), "-U", USER, "-A", "trust", "-E", "UTF8",
            "--locale=C", "--no-sync", "--no-instructions",
        )  # fmt: skip
        self.start()
        with self.admin() as conn:
            conn.execute(f"CREATE ROLE {ROLE} LOGIN")
        self._model: str | None = None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def start(self) -> None:
        log = str(self.folder / "journal")
        self._run("pg_ctl", "-w", "-D", str(self.data), "-l", log, "-o", self._options, "start")

    def stop(self, mode: str = "fast") -> None:
        self._run("pg_ctl", "-w", "-D", str(self.data), "-m", mode, "stop")

    def remove(self) -> None:
        self.stop("immediate")
        shutil.rmtree(self.folder)

    def admin(self, base: str = "postgres") -> psycopg.Connection[Any]:
        return psycopg.connect(self._url(USER, base), autocommit=True)

    def empty_base(self, langue: str | None = None) -> str:
        """Make an empty database and return its address; its texts sort as in a language."""
        return self._create("template0", langue)

    def base(self) -> str:
        """Make a database that holds the tables of a headquarters, but no headquarters yet.

        Copied from the first one, which is several times quicker than declaring them again.
        """
        if self._model is None:
            self._model = self._make_model()
        return self._create(self._model)

    def forget(self, address: str) -> None:
        with self.admin() as conn:
            conn.execute(f"DROP DATABASE {_name(address)} WITH (FORCE)")

    def _create(self, template: str, langue: str | None = None) -> str:
        name = f"essai_{next(self._numbers)}"
        with self.admin() as conn:
            if langue is not None:
                template += f" LOCALE_PROVIDER icu ICU_LOCALE '{langue}'"
            copied = " STRATEGY file_copy" if conn.info.server_version >= 150_000 else ""
            conn.execute(f"CREATE DATABASE {name} OWNER {ROLE} TEMPLATE {template}{copied}")
        return self._url(ROLE, name)

    def _make_model(self) -> str:
        address = self.empty_base()
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            init_space(
                folder / "siege", folder / "espace", "CAF62", "une phrase de passe", address
            ).session.close()
        with self.admin(_name(address)) as conn:
            conn.execute("SET fieldapp.garde = 'ouvert'")
            conn.execute(f"TRUNCATE siege_base, {', '.join(declared())}")
        return _name(address)

    def _url(self, role: str, base: str) -> str:
        return f"postgresql://{role}@/{base}?host={self.folder}{self._at}"

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [str(self._programs / program), *arguments], check=True, cwd="/", **self._who,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip


def _name(address: str) -> str:
    return address.partition("@/")[2].partition("?")[0]


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
