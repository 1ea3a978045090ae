"""The address of a PostgreSQL database, the connection to it, and its errors said in French.

No password is ever taken here: libpq finds it in its own password file, service file or
environment, so that it stands neither in the arguments of a process nor in our settings.
"""

from __future__ import annotations

import contextlib
import functools
import ipaddress
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from fieldapp.domain.errors import BugError, KnownError
from fieldapp.siege.postgres_sql import SETTING, TENANT

if TYPE_CHECKING:
    import psycopg
    from psycopg import Connection

_KEPT = "Ce qui était déjà reçu est gardé et rien n’est à moitié fait."
_CONNECT_S = 15
_LOCK_MS = 120_000
# Waits for this long without an answer mean that the other end is gone.
_SILENCE_MS = 60_000
_MIN_SERVER = 130_000
# These check who answers; libpq has « require » do so too when it is told the authority.
_SAFE_TLS = ("verify-ca", "verify-full")

BUSY = (
    "La base PostgreSQL du siège est occupée par d’autres opérations. Rien n’est perdu ni à "
    "moitié fait. Réessayez dans un instant."
)
LOST = (
    f"La base PostgreSQL du siège ne répond plus (arrêt ou réseau coupé). {_KEPT} Relancez quand "
    "elle est revenue\u00a0: le travail reprendra où il en était."
)
_SENTENCES = {
    "53100": f"Le disque de la base PostgreSQL du siège est plein. {_KEPT} Libérez-y de la place, "
             "puis recommencez.",
    "25006": f"La base PostgreSQL du siège est en lecture seule (copie de secours\u00a0?). {_KEPT} "
             "Indiquez l’adresse de la base principale.",
    "42501": f"Le rôle PostgreSQL du siège n’a pas les droits nécessaires. {_KEPT} Il doit être "
             "propriétaire de sa base.",
    "53300": f"La base PostgreSQL du siège a trop de connexions ouvertes. {_KEPT} Réessayez, ou "
             "augmentez «\u00a0max_connections\u00a0».",
    "28": "La base PostgreSQL refuse ce rôle ou son mot de passe. Rien n’a changé. Le mot de passe "
          "se donne dans le fichier PGPASSFILE, un service PostgreSQL ou PGPASSWORD.",
    "3D000": "Cette base PostgreSQL n’existe pas. Rien n’a changé. Créez-la, ou corrigez "
             "l’adresse.",
    "57": LOST,
    "58": f"La base PostgreSQL du siège ne peut pas lire ou écrire ses fichiers. {_KEPT} Vérifiez "
          "son disque, puis recommencez.",
}  # fmt: skip
UNREACHABLE = (
    "La base PostgreSQL du siège est injoignable. Rien n’a changé. Vérifiez qu’elle est démarrée, "
    "son adresse, et le certificat si la connexion est chiffrée, puis recommencez."
)
# One value too large for an index: the bundle is at fault, not the database.
_TOO_LARGE = (
    "Un identifiant ou un code reçu fait plusieurs milliers de caractères. Les données reçues "
    "sont refusées et rien n’a changé ici."
)


class BusyError(KnownError):
    """Another transaction stood in the way (deadlock, serialisation): the same act may pass now."""


def checked_address(address: str) -> str:
    """Return a postgresql:// address that may be shown and kept; raises KnownError otherwise.

    A remote server must be reached through TLS: unless the address says how, its certificate is
    checked (`verify-full`).
    """
    psycopg = _driver()
    if not address.startswith(("postgresql://", "postgres://")):
        raise KnownError(
            "L’adresse de la base doit commencer par postgresql://, comme "
            "postgresql://fieldapp@serveur/siege. Rien n’a changé."
        )
    try:
        parts = psycopg.conninfo.conninfo_to_dict(address)
    except psycopg.ProgrammingError as error:
        raise KnownError(
            "L’adresse de la base PostgreSQL est mal écrite. Rien n’a changé. Écrivez-la comme "
            "postgresql://fieldapp@serveur/siege."
        ) from error
    if parts.get("password") or parts.get("sslpassword"):
        raise KnownError(
            "N’écrivez pas le mot de passe dans l’adresse de la base\u00a0: d’autres pourraient "
            "l’y lire. Rien n’a changé. Mettez-le dans le fichier PGPASSFILE, un service "
            "PostgreSQL ou PGPASSWORD, puis changez-le s’il a été montré."
        )
    hosts = str(parts.get("hostaddr") or parts.get("host") or "").split(",")
    tls = parts.get("sslmode")
    if any(map(_is_remote, hosts)) and not _is_safe(parts):
        if tls is not None:
            raise _clear(tls)
        address += ("&" if "?" in address else "?") + "sslmode=verify-full"
    return address


def _is_safe(parts: Mapping[str, Any]) -> bool:
    mode = parts.get("sslmode")
    return mode in _SAFE_TLS or (mode == "require" and bool(parts.get("sslrootcert")))


def _clear(mode: object) -> KnownError:
    return KnownError(
        "La connexion à une base distante doit être chiffrée et le certificat du serveur "
        f"vérifié\u00a0: sslmode={mode} ne le garantit pas. Rien n’a changé. Utilisez "
        "sslmode=verify-full, avec sslrootcert=FICHIER si l’autorité est la vôtre."
    )


def _is_remote(host: str) -> bool:
    if not host or host.startswith(("/", "@")) or host == "localhost":
        return False
    with contextlib.suppress(ValueError):
        return not ipaddress.ip_address(host).is_loopback
    return True


def connect(address: str, organisme: str) -> Connection[Any]:
    """Open a connection that sees the rows of one organisme; raises KnownError."""
    psycopg = _driver()
    with translated():
        try:
            conn: Connection[Any] = psycopg.connect(
                address, autocommit=True, connect_timeout=_CONNECT_S, row_factory=rows,
                application_name="fieldapp siege", keepalives_idle=_SILENCE_MS // 1000,
                tcp_user_timeout=_SILENCE_MS,
            )  # fmt: skip
        except psycopg.OperationalError as error:
            raise KnownError(_refusal(str(error))) from error
        try:
            _prepare(conn, organisme)
        except BaseException:
            conn.close()
            raise
    return conn


def _prepare(conn: Connection[Any], organisme: str) -> None:
    from psycopg.adapt import Loader
    from psycopg.types import numeric, string

    class Whole(Loader):
        """Sums of whole numbers are whole numbers."""

        def load(self, data: Any) -> int | float:
            text = bytes(data).decode()
            return float(text) if "." in text else int(text)

    _check_line(conn)
    _check_server(conn)
    # Texts are texts and numbers are eight bytes, as the tables are: nothing is left to guess.
    conn.adapters.register_dumper(str, string.StrDumper)
    conn.adapters.register_dumper(int, numeric.Int8Dumper)
    conn.adapters.register_loader("numeric", Whole)
    for name, value in ((SETTING, organisme), ("lock_timeout", f"{_LOCK_MS}ms")):
        conn.execute("SELECT set_config(%s, %s, false)", (name, value))
    # A receipt says that the changes are safe: they must be on disk by then.
    conn.execute(
        "SELECT set_config('synchronous_commit', 'on', false) "
        "WHERE current_setting('synchronous_commit') = 'off'"
    )


def _check_line(conn: Connection[Any]) -> None:
    """Refuse a clear line to a remote server, whoever named it: a service file, or PGHOST."""
    parts = conn.info.get_parameters()
    place = conn.info.hostaddr or conn.info.host
    if _is_remote(place) and not (conn.pgconn.ssl_in_use and _is_safe(parts)):
        raise _clear(parts.get("sslmode", "prefer"))


def _check_server(conn: Connection[Any]) -> None:
    tout, codage = conn.execute(
        "SELECT rolsuper OR rolbypassrls, current_setting('server_encoding') "
        "FROM pg_roles WHERE rolname = current_user"
    ).fetchall()[0]
    if conn.info.server_version < _MIN_SERVER or codage != "UTF8":
        raise KnownError(
            "Le siège demande PostgreSQL 13 ou plus récent, et une base en UTF-8. Rien n’y a été "
            "écrit. Créez une telle base, puis recommencez."
        )
    if tout:
        raise KnownError(
            "Ce rôle PostgreSQL voit tout (SUPERUSER ou BYPASSRLS)\u00a0: le siège n’en a pas "
            "besoin et ne s’en sert pas. Rien n’a été écrit. Créez un rôle ordinaire, "
            "propriétaire de sa base."
        )


@contextlib.contextmanager
def translated() -> Iterator[None]:
    """Turn errors of the driver into KnownError, with a sentence for each cause."""
    psycopg = _driver()
    try:
        yield
    except (psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure) as error:
        raise BusyError(BUSY) from error
    except psycopg.errors.LockNotAvailable as error:
        raise KnownError(BUSY) from error
    except psycopg.errors.ProgramLimitExceeded:
        raise KnownError(_TOO_LARGE) from None
    except psycopg.Error as error:
        sentence = _sentence(error)
        if sentence is None and isinstance(
            error, psycopg.OperationalError | psycopg.InterfaceError
        ):
            sentence = LOST
        if sentence is None:
            # What the server says may quote values: only what kind of error it is goes further.
            raise BugError(f"PostgreSQL {error.sqlstate} {type(error).__name__}") from error
        raise KnownError(sentence) from error


def repeats(error: BugError) -> bool:
    """Tell whether an error is that a row was there already under the same key."""
    return isinstance(error.__cause__, _driver().errors.UniqueViolation)


def _refusal(text: str) -> str:
    """Why a connection failed: libpq gives no code then, only words."""
    for signs, state in (
        (("password", "authentication", "mot de passe", "pg_hba"), "28"),
        (("does not exist", "n'existe pas"), "3D000"),
        (("too many", "remaining connection slots"), "53300"),
    ):
        if any(sign in text for sign in signs):
            return _SENTENCES[state]
    return UNREACHABLE


def _sentence(error: psycopg.Error) -> str | None:
    state = error.sqlstate or ""
    return _SENTENCES.get(state) or _SENTENCES.get(state[:2])


class Ligne:
    """A row, read by name or by rank, without the column that says whose it is."""

    __slots__ = ("_ranks", "_values")

    def __init__(self, ranks: dict[str, int], values: Sequence[Any]) -> None:
        self._ranks = ranks
        self._values = values

    def __getitem__(self, key: str | int) -> Any:
        return self._values[self._ranks[key] if isinstance(key, str) else key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def keys(self) -> list[str]:
        """Return the names of the columns, so that dict(row) reads as expected."""
        return list(self._ranks)


def rows(cursor: psycopg.Cursor[Any]) -> Any:
    """Make the rows of a cursor into `Ligne`."""
    result = cursor.pgresult
    if result is None or not result.nfields or result.fname(0) is None:
        return tuple  # a statement that answers nothing, or a COPY
    return _maker(tuple(result.fname(rank) for rank in range(result.nfields)))


@functools.lru_cache(maxsize=1024)
def _maker(columns: tuple[bytes, ...]) -> Callable[[Sequence[Any]], Ligne]:
    names = [name.decode() for name in columns]
    if TENANT not in names:
        ranks = {name: rank for rank, name in enumerate(names)}
        return lambda values: Ligne(ranks, values)
    kept = [rank for rank, name in enumerate(names) if name != TENANT]
    ranks = {names[old]: new for new, old in enumerate(kept)}
    return lambda values: Ligne(ranks, [values[rank] for rank in kept])


def plain_rows(_cursor: psycopg.Cursor[Any]) -> Any:
    """Make the rows of a cursor into tuples, for statements that name their columns."""
    return tuple


def plain(value: object) -> object:
    """Return a value as the tables hold it: no truth values, no NUL, which PostgreSQL refuses."""
    if isinstance(value, str):
        return value.replace("\0", "\ufffd") if "\0" in value else value
    return int(value) if isinstance(value, bool) else value


@functools.cache
def _driver() -> Any:
    """Import psycopg when it is asked for: a headquarters on SQLite does without."""
    try:
        import psycopg
        import psycopg.conninfo
        import psycopg.errors
    except ImportError as error:
        raise KnownError(
            "Le pilote de PostgreSQL n’est pas installé. Rien n’a changé. Installez Fieldapp avec "
            "son option «\u00a0siege\u00a0», ou laissez le siège sur SQLite."
        ) from error
    return psycopg
