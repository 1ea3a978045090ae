"""Bundles that headquarters declared lost with their post: which ones, by what act, what lacks."""

from __future__ import annotations

from collections.abc import Iterator

from fieldapp.db.store import Row, Store
from fieldapp.domain.perte import Manque, Perte, Trou

SCHEMA: tuple[str, ...] = (
    # `suite` is the fingerprint of the last of them, which the bundle behind them names; `acte` is
    # the signed statement of headquarters.
    """CREATE TABLE lot_perdu (
        de TEXT NOT NULL, premier INTEGER NOT NULL, dernier INTEGER NOT NULL, suite TEXT NOT NULL,
        le TEXT NOT NULL, motif TEXT NOT NULL, auteur_id TEXT NOT NULL, acte TEXT NOT NULL,
        PRIMARY KEY (de, premier)
    ) STRICT, WITHOUT ROWID""",
    # The changes that went with them: those of `flux` from `apres` + 1 to `jusque`, told by the
    # first bundle behind them.
    """CREATE TABLE suite_perdue (
        de TEXT NOT NULL, premier INTEGER NOT NULL, flux TEXT NOT NULL, apres INTEGER NOT NULL,
        jusque INTEGER NOT NULL, PRIMARY KEY (de, premier, flux)
    ) STRICT, WITHOUT ROWID""",
)


def declare(store: Store, trou: Trou, le: str, motif: str, auteur_id: str, acte: str) -> None:
    """Record that bundles will never come."""
    store.execute(
        "INSERT INTO lot_perdu(de, premier, dernier, suite, le, motif, auteur_id, acte) "
        "VALUES (:de, :premier, :dernier, :suite, :le, :motif, :auteur_id, :acte)",
        de=trou.de,
        premier=trou.premier,
        dernier=trou.dernier,
        suite=trou.suite,
        le=le,
        motif=motif,
        auteur_id=auteur_id,
        acte=acte,
    )


def hole_at(store: Store, de: str, numero: int) -> Trou | None:
    """Return the declared gap in which a bundle lies, None when it is still waited for."""
    return _hole(
        store.one(
            "SELECT * FROM lot_perdu WHERE de = :de AND premier <= :n AND dernier >= :n",
            de=de,
            n=numero,
        )
    )


def is_last_word(store: Store, de: str, numero: int) -> bool:
    """Tell whether a bundle lies behind, or in, a declared gap of a post that is revoked."""
    found = store.one(
        "SELECT 1 FROM lot_perdu l JOIN poste p ON p.device = l.de "
        "WHERE l.de = :de AND l.premier <= :n AND p.revoque_le IS NOT NULL",
        de=de,
        n=numero,
    )
    return found is not None


def hole_before(store: Store, de: str, numero: int, flux: str) -> Trou | None:
    """Return a gap before a bundle of which nobody has said yet what it took of a stream."""
    return _hole(
        store.one(
            "SELECT * FROM lot_perdu p WHERE p.de = :de AND p.dernier < :n AND NOT EXISTS "
            "(SELECT 1 FROM suite_perdue s WHERE s.de = p.de AND s.premier >= p.premier "
            "AND s.flux = :f) ORDER BY p.premier DESC LIMIT 1",
            de=de,
            n=numero,
            f=flux,
        )
    )


def note_missing(store: Store, trou: Trou, flux: str, apres: int, jusque: int) -> None:
    """Note the changes of a stream that a gap took."""
    store.execute(
        "INSERT INTO suite_perdue(de, premier, flux, apres, jusque) VALUES (:de, :p, :f, :a, :j)",
        de=trou.de,
        p=trou.premier,
        f=flux,
        a=apres,
        j=jusque,
    )


def missing_lots(store: Store, de: str) -> Iterator[tuple[Trou, int]]:
    """Go through the bundles declared lost, and not found again since, of a post."""
    for row in store.query("SELECT * FROM lot_perdu WHERE de = :de ORDER BY premier", de=de):
        found = {
            int(one["numero"])
            for one in store.query(
                "SELECT numero FROM reception WHERE de = :de AND numero BETWEEN :p AND :d",
                de=de,
                p=row["premier"],
                d=row["dernier"],
            )
        }
        for numero in range(row["premier"], row["dernier"] + 1):
            if numero not in found:
                yield _trou(row), numero


def missing_ops(store: Store, flux: str) -> int:
    """Return how many changes of a stream are known to have gone with declared gaps."""
    rows = store.query("SELECT apres, jusque FROM suite_perdue WHERE flux = :f", f=flux)
    return sum(_lacking(store, flux, row["apres"], row["jusque"]) for row in rows)


def list_pertes(store: Store) -> tuple[Perte, ...]:
    """Return every declared gap and what it still lacks, by worker and number."""
    rows = store.query(
        "SELECT l.*, coalesce(p.nom, '') AS nom FROM lot_perdu l "
        "LEFT JOIN poste p ON p.device = l.de ORDER BY p.nom, l.de, l.premier"
    )
    return tuple(_perte(store, row) for row in rows)


def _perte(store: Store, row: Row) -> Perte:
    suites = store.query(
        "SELECT flux, apres, jusque FROM suite_perdue WHERE de = :de AND premier = :p "
        "ORDER BY flux",
        de=row["de"],
        p=row["premier"],
    )
    manques = (
        Manque(s["apres"] + 1, s["jusque"], _lacking(store, s["flux"], s["apres"], s["jusque"]))
        for s in suites
    )
    left = tuple(n for trou, n in missing_lots(store, row["de"]) if trou.premier == row["premier"])
    return Perte(
        row["de"], row["nom"], row["premier"], row["dernier"], left, row["le"], row["motif"],
        tuple(one for one in manques if one.nombre),
    )  # fmt: skip


def _lacking(store: Store, flux: str, apres: int, jusque: int) -> int:
    row = store.one(
        "SELECT count(*) AS n FROM op WHERE device = :f AND seq > :a AND seq <= :j",
        f=flux,
        a=apres,
        j=jusque,
    )
    return jusque - apres - (0 if row is None else int(row["n"]))


def _hole(row: Row | None) -> Trou | None:
    return None if row is None else _trou(row)


def _trou(row: Row) -> Trou:
    return Trou(row["de"], row["premier"], row["dernier"], row["suite"])
