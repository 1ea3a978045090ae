"""Technical tables of the exchange with headquarters, and their SQL."""

from __future__ import annotations

from fieldapp.db import lots_perdus
from fieldapp.db.store import Reader, Row, Store
from fieldapp.domain.echange import Envoi, Reception, Refus
from fieldapp.domain.horloge import instant

SCHEMA: tuple[str, ...] = (
    # Bundles made here, for headquarters (on a post) or for a post (at headquarters).
    """CREATE TABLE envoi (
        vers TEXT NOT NULL, numero INTEGER NOT NULL, premier INTEGER NOT NULL,
        dernier INTEGER NOT NULL, nombre INTEGER NOT NULL, empreinte TEXT NOT NULL, octets BLOB,
        cree_le TEXT NOT NULL, depose_le TEXT, recu_le TEXT, refus TEXT,
        PRIMARY KEY (vers, numero)
    ) STRICT""",
    "CREATE INDEX envoi_en_cours ON envoi(vers, numero) WHERE octets IS NOT NULL",
    # Bundles taken in; `accuse` is the number of the bundle that carries our receipt.
    """CREATE TABLE reception (
        de TEXT NOT NULL, numero INTEGER NOT NULL, nombre INTEGER NOT NULL,
        empreinte TEXT NOT NULL, recu_le TEXT NOT NULL, accuse INTEGER,
        PRIMARY KEY (de, numero)
    ) STRICT""",
    "CREATE INDEX reception_a_accuser ON reception(de, numero) WHERE accuse IS NULL",
    # Refused files; `signale` is the number of the bundle that told the sender.
    """CREATE TABLE quarantaine (
        fichier TEXT PRIMARY KEY, de TEXT NOT NULL, numero INTEGER, empreinte TEXT NOT NULL,
        raison TEXT NOT NULL, vu_le TEXT NOT NULL, resolu_le TEXT, signale INTEGER
    ) STRICT""",
    # At headquarters: who is enrolled, who may be, and which files each post already has.
    """CREATE TABLE poste (
        device TEXT PRIMARY KEY, agent_id TEXT NOT NULL, nom TEXT NOT NULL, role TEXT NOT NULL,
        unite TEXT NOT NULL, organisme TEXT NOT NULL, cle_signature TEXT NOT NULL,
        cle_chiffrement TEXT NOT NULL, enrole_le TEXT NOT NULL, valable_jusque TEXT NOT NULL,
        revoque_le TEXT, curseur INTEGER NOT NULL DEFAULT 0
    ) STRICT""",
    """CREATE TABLE invitation (
        empreinte TEXT PRIMARY KEY, jeton TEXT NOT NULL, agent_id TEXT NOT NULL,
        emise_le TEXT NOT NULL, expire_le TEXT NOT NULL, device TEXT
    ) STRICT""",
    """CREATE TABLE portee (
        device TEXT NOT NULL, foyer_id TEXT NOT NULL, PRIMARY KEY (device, foyer_id)
    ) STRICT, WITHOUT ROWID""",
)

# The columns of a change as it travels.
WIRE = 'device, seq, hlc, kind, "table", row_id, fields, base, author, foyer_id, schema'


_ENVOI = (
    "vers, numero, premier, dernier, nombre, empreinte, coalesce(length(octets), 0) AS taille, "
    "cree_le, depose_le, recu_le, refus"
)


# Bundles made here


def last_envoi(store: Store, vers: str) -> Envoi | None:
    """Return the newest bundle made for a recipient."""
    envois = list_envois(store, vers, 1)
    return envois[0] if envois else None


def get_envoi(store: Store, vers: str, numero: int) -> Envoi | None:
    """Return a bundle made for a recipient, None when there is none of that number."""
    row = store.one(f"SELECT {_ENVOI} FROM envoi WHERE vers = :v AND numero = :n", v=vers, n=numero)
    return None if row is None else _envoi(row)


def list_envois(store: Store, vers: str, limit: int) -> list[Envoi]:
    """Return the newest bundles made for a recipient, newest first."""
    rows = store.query(
        f"SELECT {_ENVOI} FROM envoi WHERE vers = :v ORDER BY numero DESC LIMIT :limit",
        v=vers,
        limit=limit,
    )
    return [_envoi(row) for row in rows]


def pending_envois(store: Store, vers: str) -> list[Envoi]:
    """Return the bundles that the recipient has not acknowledged, oldest first."""
    rows = store.query(
        f"SELECT {_ENVOI} FROM envoi WHERE vers = :v AND octets IS NOT NULL ORDER BY numero",
        v=vers,
    )
    return [_envoi(row) for row in rows]


def envoi_bytes(store: Store, envoi: Envoi) -> bytes:
    """Return the bytes of a bundle that is not acknowledged yet."""
    row = store.one(
        "SELECT octets FROM envoi WHERE vers = :v AND numero = :n", v=envoi.vers, n=envoi.numero
    )
    return b"" if row is None or row["octets"] is None else bytes(row["octets"])


def sent_seq(store: Store, vers: str) -> int:
    """Return the highest own sequence number that a bundle for this recipient carries."""
    row = store.one("SELECT max(dernier) AS seq FROM envoi WHERE vers = :v", v=vers)
    return 0 if row is None or row["seq"] is None else int(row["seq"])


def add_envoi(store: Store, envoi: Envoi, octets: bytes) -> None:
    """Keep a sealed bundle before it is put in the space, so that a cut resumes with its bytes."""
    store.execute(
        "INSERT INTO envoi(vers, numero, premier, dernier, nombre, empreinte, octets, cree_le) "
        "VALUES (:vers, :numero, :premier, :dernier, :nombre, :empreinte, :octets, :cree_le)",
        vers=envoi.vers,
        numero=envoi.numero,
        premier=envoi.premier,
        dernier=envoi.dernier,
        nombre=envoi.nombre,
        empreinte=envoi.empreinte,
        octets=octets,
        cree_le=envoi.cree_le,
    )


def mark_put(store: Store, vers: str, numero: int) -> None:
    """Note that the bundle lies safely in the space."""
    store.execute(
        "UPDATE envoi SET depose_le = :le WHERE vers = :v AND numero = :n AND depose_le IS NULL",
        le=instant(),
        v=vers,
        n=numero,
    )


def mark_received(store: Store, vers: str, numero: int, empreinte: str, recu_le: str) -> bool:
    """Note the receipt of a bundle and let its bytes go; False when we never made that one."""
    store.execute(
        "INSERT INTO lot_a_effacer(vers, numero) SELECT vers, numero FROM envoi "
        "WHERE vers = :v AND numero = :n AND empreinte = :e AND recu_le IS NULL "
        "ON CONFLICT DO NOTHING",
        v=vers,
        n=numero,
        e=empreinte,
    )
    return (
        store.execute(
            "UPDATE envoi SET recu_le = coalesce(recu_le, :le), octets = NULL, refus = NULL, "
            "depose_le = coalesce(depose_le, :le) "
            "WHERE vers = :v AND numero = :n AND empreinte = :e",
            le=recu_le,
            v=vers,
            n=numero,
            e=empreinte,
        )
        == 1
    )


def mark_refused(store: Store, vers: str, numero: int, raison: str) -> None:
    """Note why the recipient cannot take a bundle; its bytes stay here."""
    store.execute(
        "UPDATE envoi SET refus = :r WHERE vers = :v AND numero = :n AND recu_le IS NULL",
        r=raison,
        v=vers,
        n=numero,
    )


# Bundles taken in


def last_reception(store: Store | Reader, de: str) -> Reception | None:
    """Return the newest bundle taken from a sender."""
    row = store.one("SELECT * FROM reception WHERE de = :d ORDER BY numero DESC LIMIT 1", d=de)
    return None if row is None else _reception(row)


def reception_print(store: Store, de: str, numero: int) -> str:
    """Return the fingerprint of a bundle taken from a sender, "" when it was not taken."""
    row = store.one("SELECT empreinte FROM reception WHERE de = :d AND numero = :n", d=de, n=numero)
    return "" if row is None else str(row["empreinte"])


def add_reception(store: Store, reception: Reception) -> None:
    """Record a bundle in the transaction that takes its changes, and close its quarantine."""
    store.send(
        "INSERT INTO reception(de, numero, nombre, empreinte, recu_le) "
        "VALUES (:de, :numero, :nombre, :empreinte, :recu_le)",
        de=reception.de,
        numero=reception.numero,
        nombre=reception.nombre,
        empreinte=reception.empreinte,
        recu_le=reception.recu_le,
    )
    store.send(
        "UPDATE quarantaine SET resolu_le = :le "
        "WHERE de = :de AND numero = :numero AND resolu_le IS NULL",
        le=reception.recu_le,
        de=reception.de,
        numero=reception.numero,
    )


def receptions_to_acknowledge(store: Store, de: str) -> list[Reception]:
    """Return the bundles of a sender that it does not know to be received."""
    rows = store.query(
        "SELECT * FROM reception WHERE de = :d AND accuse IS NULL ORDER BY numero", d=de
    )
    return [_reception(row) for row in rows]


def answer_is_due(store: Store, de: str) -> bool:
    """Tell whether a sender waits for news: changes of its own received or refused.

    A bundle that only carried receipts calls for none, or two stores would answer for ever.
    """
    row = store.one(
        "SELECT EXISTS (SELECT 1 FROM reception WHERE de = :d AND accuse IS NULL AND nombre > 0) "
        "OR EXISTS (SELECT 1 FROM quarantaine WHERE de = :d AND numero IS NOT NULL "
        "AND resolu_le IS NULL AND signale IS NULL) AS due",
        d=de,
    )
    return row is not None and bool(row["due"])


def mark_acknowledged(store: Store, de: str, jusque: int, dans: int) -> None:
    """Note that our bundle `dans` carries the receipts up to the number `jusque`."""
    store.execute(
        "UPDATE reception SET accuse = :dans WHERE de = :d AND accuse IS NULL AND numero <= :j",
        dans=dans,
        d=de,
        j=jusque,
    )


# Refused files


def put_in_quarantine(
    store: Store,
    fichier: str,
    de: str,
    numero: int | None,
    empreinte: str,
    raison: str,
    *,
    tell: bool = True,
) -> Refus:
    """Record a refused file; the same file refused again for the same reason stays one line.

    `tell` is False when the sender need not be told.
    """
    store.execute(
        "INSERT INTO quarantaine(fichier, de, numero, empreinte, raison, vu_le, signale) "
        "VALUES (:f, :d, :n, :e, :r, :le, :s) ON CONFLICT(fichier) DO UPDATE SET "
        "empreinte = :e, raison = :r, resolu_le = NULL, "
        "vu_le = CASE WHEN quarantaine.raison = :r AND quarantaine.empreinte = :e "
        "AND quarantaine.resolu_le IS NULL THEN quarantaine.vu_le ELSE :le END, "
        "signale = CASE WHEN quarantaine.raison = :r AND quarantaine.resolu_le IS NULL "
        "THEN quarantaine.signale ELSE :s END",
        f=fichier,
        d=de,
        n=numero,
        e=empreinte,
        r=raison,
        le=instant(),
        s=None if tell else 0,
    )
    row = store.one("SELECT vu_le FROM quarantaine WHERE fichier = :f", f=fichier)
    return Refus(fichier, raison, "" if row is None else str(row["vu_le"]))


def open_quarantine(store: Store) -> list[Refus]:
    """Return the refused files that nothing has replaced yet, newest first."""
    rows = store.query(
        "SELECT fichier, raison, vu_le FROM quarantaine WHERE resolu_le IS NULL "
        "ORDER BY vu_le DESC, fichier"
    )
    return [Refus(row["fichier"], row["raison"], row["vu_le"]) for row in rows]


def resolve_quarantine(store: Store, fichier: str) -> None:
    """Close the quarantine of a file that turned out well."""
    store.execute(
        "UPDATE quarantaine SET resolu_le = :le WHERE fichier = :f AND resolu_le IS NULL",
        le=instant(),
        f=fichier,
    )


def refusals_to_tell(store: Store, de: str) -> list[tuple[int, str]]:
    """Return the number and reason of refused bundles whose sender has not been told."""
    rows = store.query(
        "SELECT numero, raison FROM quarantaine WHERE de = :d AND numero IS NOT NULL "
        "AND resolu_le IS NULL AND signale IS NULL ORDER BY numero",
        d=de,
    )
    return [(int(row["numero"]), str(row["raison"])) for row in rows]


def mark_told(store: Store, de: str, dans: int) -> None:
    """Note that our bundle `dans` tells the sender about its refused bundles."""
    store.execute(
        "UPDATE quarantaine SET signale = :dans "
        "WHERE de = :d AND numero IS NOT NULL AND resolu_le IS NULL AND signale IS NULL",
        dans=dans,
        d=de,
    )


# What leaves


def ops_between(store: Store, device: str, after: int, until: int, limit: int) -> list[Row]:
    """Return changes of one stream after a sequence number and up to another, in order."""
    return store.query(
        f"SELECT {WIRE} FROM op WHERE device = :d AND seq > :after AND seq <= :until "
        "ORDER BY seq LIMIT :limit",
        d=device,
        after=after,
        until=until,
        limit=limit,
    )


def written_by(store: Store, table: str, row_id: str, device: str) -> bool:
    """Tell whether a device wrote in a row."""
    row = store.one(
        'SELECT 1 FROM op WHERE row_id = :id AND "table" = :t AND device = :d LIMIT 1',
        id=row_id,
        t=table,
        d=device,
    )
    return row is not None


# What the screens and the checks read


def acknowledged_seq(store: Store, vers: str) -> tuple[int, str | None]:
    """Return the last own sequence number up to which the recipient has all, and when it said so.

    One that declared a bundle lost acknowledges those behind it: what is in the gap is only here.
    """
    row = store.one(
        "SELECT max(dernier) AS seq, max(recu_le) AS le FROM envoi "
        "WHERE vers = :v AND recu_le IS NOT NULL AND numero < coalesce((SELECT min(numero) "
        "FROM envoi WHERE vers = :v AND octets IS NOT NULL), numero + 1)",
        v=vers,
    )
    return (0, None) if row is None or row["seq"] is None else (int(row["seq"]), row["le"])


def acknowledged_lot(store: Store, vers: str) -> int:
    """Return the number of the last bundle that the recipient has, 0 for none."""
    row = store.one(
        "SELECT max(numero) AS n FROM envoi WHERE vers = :v AND recu_le IS NOT NULL", v=vers
    )
    return 0 if row is None or row["n"] is None else int(row["n"])


def refused_count(store: Store, vers: str) -> int:
    """Return the number of own changes in bundles that the recipient cannot take."""
    row = store.one(
        "SELECT coalesce(sum(nombre), 0) AS n FROM envoi WHERE vers = :v AND refus IS NOT NULL",
        v=vers,
    )
    return 0 if row is None else int(row["n"])


def chain_problems(store: Store) -> list[str]:
    """Return a French sentence for each chain of bundles, sent or taken, that lacks a number.

    Those that headquarters declared lost are explained, and told apart.
    """
    problems = []
    for table, pair, label in (("envoi", "vers", "envoyés à"), ("reception", "de", "reçus de")):
        for row in store.query(
            f"SELECT {pair} AS pair, count(*) AS n, max(numero) AS haut FROM {table} "
            f"GROUP BY {pair} HAVING count(*) <> max(numero)"
        ):
            left = row["haut"] - row["n"]
            if table == "reception":
                lost = lots_perdus.missing_lots(store, row["pair"])
                left -= sum(numero < row["haut"] for _trou, numero in lost)
            if left:
                problems.append(
                    f"échange\u00a0: {left} lots manquent parmi ceux {label} {row['pair']}"
                )
    return problems


def _envoi(row: Row) -> Envoi:
    return Envoi(
        row["vers"], row["numero"], row["premier"], row["dernier"], row["nombre"],
        row["empreinte"], row["taille"], row["cree_le"], row["depose_le"], row["recu_le"],
        row["refus"],
    )  # fmt: skip


def _reception(row: Row) -> Reception:
    return Reception(row["de"], row["numero"], row["nombre"], row["empreinte"], row["recu_le"])
