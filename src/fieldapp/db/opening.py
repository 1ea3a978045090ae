"""Creating and opening a store: its folder, its key file, its schema."""

from __future__ import annotations

import os
from pathlib import Path

from fieldapp.db import derived, effacement, fusions_suite, keys, migrations
from fieldapp.db.driver_errors import DamagedError
from fieldapp.db.store import POSTE, SIEGE, Store, connect
from fieldapp.domain.efface import sentence
from fieldapp.domain.errors import KnownError
from fieldapp.domain.ids import new_device_id

# The file by which a folder says that it is an exchange space (`sync/folder.py`).
ESPACE = "ESPACE.json"

# Whose data a store holds, whose the other one does, and the command that begins it.
_KINDS = {
    POSTE: ("d’un poste", "d’un siège", "fieldapp init"),
    SIEGE: ("d’un siège", "d’un poste", "fieldapp siege init"),
}

# The key of the order that ends this post, kept among its settings.
REVOCATION = "sync.revocation"


def store_exists(folder: Path, name: str = POSTE) -> bool:
    """Tell whether the folder holds a store; one that was destroyed is no store any more."""
    if effacement.destroyed(folder, name) is not None:
        return False
    return (folder / f"{name}.db").exists() or (folder / f"{name}.cles").exists()


def create_store(folder: Path, passphrase: str, name: str = POSTE) -> tuple[Store, str]:
    """Create an empty store and return it with its recovery key, to be printed and kept apart.

    Raises KnownError when one is there already, the passphrase is too short, or the folder
    cannot be written.
    """
    if store_exists(folder, name):
        raise KnownError(
            "Ce dossier contient déjà des données de Fieldapp. Rien n’a été modifié. "
            "Ouvrez-les avec leur phrase de passe, ou choisissez un autre dossier."
        )
    if _is_shared(folder):
        raise KnownError(
            "Ce dossier est dans un espace d’échange de Fieldapp, que d’autres lisent. Rien n’a "
            "été écrit. Choisissez pour les données un dossier de cette machine, hors du partage."
        )
    keys.check_passphrase(passphrase)
    effacement.finish(folder, name)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise KnownError(
            "Le dossier des données n’a pas pu être créé. Rien n’a été écrit. "
            "Choisissez un dossier où vous avez le droit d’écrire."
        ) from error
    data_key = keys.new_data_key()
    # The key file first: a database without its key would be lost for good.
    recovery = keys.create_key_file(folder / f"{name}.cles", passphrase, data_key)
    store = Store(connect(folder / f"{name}.db", data_key), folder, name, data_key)
    migrations.migrate(store)
    store.execute(
        "INSERT INTO meta(cle, valeur) VALUES ('device', :device)", device=new_device_id()
    )
    return _ready(store), recovery


def open_store(folder: Path, passphrase: str, name: str = POSTE) -> Store:
    """Open a store with its passphrase or its recovery key, and bring its schema up to date.

    Raises KnownError: no store, wrong passphrase, damaged or truncated file, newer schema.
    """
    path = folder / f"{name}.db"
    if (told := effacement.destroyed(folder, name)) is not None:
        raise KnownError(sentence(told))
    if not store_exists(folder, name):
        raise KnownError(_absent(folder, name))
    data_key = keys.open_key_file(folder / f"{name}.cles", passphrase)
    _check_whole(path)
    store = Store(connect(path, data_key), folder, name, data_key)
    try:
        migrations.migrate(store)
        return _ready(store)
    except BaseException:
        store.close()
        raise


def meta(store: Store, cle: str) -> str | None:
    """Read one setting of this store."""
    row = store.keeper.one("SELECT valeur FROM meta WHERE cle = :cle", cle=cle)
    return None if row is None else str(row["valeur"])


def set_meta(store: Store, cle: str, valeur: str) -> None:
    """Write one setting of this store."""
    store.keeper.execute(
        "INSERT INTO meta(cle, valeur) VALUES (:cle, :valeur) "
        "ON CONFLICT(cle) DO UPDATE SET valeur = :valeur",
        cle=cle,
        valeur=valeur,
    )


def _is_shared(folder: Path) -> bool:
    """Tell whether the folder is an exchange space, or inside one."""
    place = folder.absolute()
    # Not Path.exists, which fails where one may not look.
    return any(os.path.lexists(one / ESPACE) for one in (place, *place.parents))


def _absent(folder: Path, name: str) -> str:
    """Say that a store is not there, and which one is when it is the other."""
    own, other, command = _KINDS[name]
    if store_exists(folder, SIEGE if name == POSTE else POSTE):
        return (
            f"Ce dossier contient les données {other}, pas celles {own}. Rien n’a changé. "
            f"Indiquez le dossier {own} avec «\u00a0--data\u00a0»."
        )
    return (
        "Aucune donnée de Fieldapp dans ce dossier. Rien n’a été créé. Vérifiez le dossier, "
        f"ou commencez avec «\u00a0{command}\u00a0»."
    )


def _check_whole(path: Path) -> None:
    """Refuse a file that is absent, empty or cut in the middle of a page."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise DamagedError(siege=path.stem == SIEGE) from error
    if size == 0 or size % 4096:
        raise DamagedError(siege=path.stem == SIEGE)


def _ready(store: Store) -> Store:
    device = meta(store, "device")
    if device is None:
        # The power went between the schema and this line, at the very creation of the store.
        device = new_device_id()
        set_meta(store, "device", device)
    store.device = device
    # Headquarters neither searches nor lists families: it takes in, relays and exports.
    store.before_commit = None if store.name == SIEGE else _before_commit
    return store


def _before_commit(store: Store, touched: dict[str, set[str]]) -> None:
    """What an absorbed file was given follows the kept one, then what is derived is computed."""
    fusions_suite.follow(store, touched)
    derived.refresh(store, touched)
