"""The exchange space: the signed ESPACE.json that says whose shared folder this is."""

from __future__ import annotations

from pathlib import Path

import msgspec

from fieldapp.db.opening import meta, set_meta
from fieldapp.db.store import Store
from fieldapp.sync.folder import (
    ESPACE,
    POSTES,
    SIEGE,
    AbsentError,
    FolderError,
    folder_errors,
    read,
)
from fieldapp.sync.statement import MAX_BYTES, StatementError, parse

NATURE = "espace"
# Among the other files of a key, the folder that headquarters prepares.
DOSSIER = "Fieldapp"
_META = "sync.espace"
_META_FOLDER = "sync.dossier"
WAY = "sync.voie"  # the way used last: the folder, unless this says « adresse »

_KEPT = "Tout ce qui est saisi reste sur ce poste et rien n’a été effacé."


class Space(msgspec.Struct, frozen=True):
    """An exchange space: the public keys of headquarters, and the recovery key kept offline."""

    espace: str
    organisme: str
    siege: str
    cle_signature: str
    cle_chiffrement: str
    cle_secours: str
    cree_le: str

    @property
    def recipients(self) -> tuple[str, str]:
        """For whom a bundle to headquarters is sealed."""
        return (self.cle_chiffrement, self.cle_secours)


def read_space(folder: Path) -> Space:
    """Read and check ESPACE.json; raises FolderError for a missing, empty or foreign folder."""
    with folder_errors():
        if not folder.is_dir():
            raise AbsentError(
                "Le dossier partagé est introuvable (réseau coupé ou clé retirée). "
                f"{_KEPT} Synchronisez de nouveau quand il est revenu."
            )
        data = read(folder / ESPACE, MAX_BYTES)
        if data is None:
            empty = next(folder.iterdir(), None) is None
            raise FolderError(
                "Le dossier partagé est vide\u00a0: ce n’est peut-être pas le bon, ou sa copie "
                f"n’est pas finie. {_KEPT} Vérifiez le dossier, puis synchronisez de nouveau."
                if empty
                else "Ce dossier n’est pas un espace d’échange de Fieldapp. "
                f"{_KEPT} Choisissez le dossier indiqué par le siège."
            )
    try:
        return read_statement(data)
    except StatementError as error:
        raise FolderError(
            "Le fichier ESPACE.json du dossier partagé est abîmé ou sa copie n’est pas finie. "
            f"{_KEPT} Attendez la fin de la copie, ou prévenez le siège."
        ) from error


def read_statement(data: bytes) -> Space:
    """Return the space that a signed statement describes; raises StatementError."""
    statement = parse(data, NATURE)
    space = statement.read(Space)
    statement.check(space.cle_signature)
    return space


def exchange_folder(chosen: Path) -> Path:
    """Return the folder meant by somebody who chose the root of a key: its folder of exchange."""
    with folder_errors():
        meant = not (chosen / ESPACE).exists() and (chosen / DOSSIER / ESPACE).exists()
    return chosen / DOSSIER if meant else chosen


def check_space(folder: Path, known: Space) -> None:
    """Accept the folder only if it is the space that this store belongs to."""
    if read_space(folder) != known:
        raise FolderError(
            "Ce dossier est l’espace d’échange d’un autre organisme ou d’un autre siège. "
            f"{_KEPT} Choisissez le dossier indiqué par le siège."
        )
    with folder_errors():
        if not all((folder / side).is_dir() for side in (POSTES, SIEGE)):
            raise FolderError(
                "Le dossier partagé est incomplet\u00a0: sa copie n’est peut-être pas finie. "
                f"{_KEPT} Attendez la fin de la copie, puis synchronisez de nouveau."
            )


def known_space(store: Store) -> Space | None:
    """Return the space this store belongs to, or None when it works alone."""
    text = meta(store, _META)
    return None if text is None else msgspec.json.decode(text, type=Space)


def remember_space(store: Store, space: Space) -> None:
    """Pin the space and its keys: nothing signed by others will be believed."""
    set_meta(store, _META, msgspec.json.encode(space).decode())


def folder_of(store: Store) -> Path | None:
    """Return the shared folder used last, or the one of the invitation."""
    text = meta(store, _META_FOLDER)
    return Path(text) if text else None


def remember_folder(store: Store, folder: Path) -> None:
    """Note the shared folder, and that it is the way to use from now on."""
    with store.atomic():
        set_meta(store, _META_FOLDER, str(folder.absolute()))
        set_meta(store, WAY, "dossier")
