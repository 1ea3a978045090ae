"""What the driver of the encrypted file refuses, with a French sentence for each cause."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from sqlcipher3 import dbapi2 as sqlcipher

from fieldapp.domain.errors import BugError, EcritureError, KnownError

# Why and what is intact, what a window still holds (a command does not), what to do.
BUSY = (
    "La base est utilisée par une autre opération. Ce qui était déjà enregistré est intact.",
    "Votre texte est gardé.",
    "Réessayez dans quelques secondes.",
)
DISK_FULL = (
    "Le disque est plein\u00a0: l’enregistrement n’a pas pu se faire. Ce qui était déjà "
    "enregistré est intact.",
    "Votre texte reste ouvert.",
    "Libérez de la place, puis réessayez.",
)
DISK_ERROR = (
    "Le disque ne répond pas correctement\u00a0: l’enregistrement n’a pas pu se faire. Ce qui "
    "était déjà enregistré est intact. Vérifiez le disque, puis réessayez."
)
READ_ONLY = (
    "Le dossier des données est protégé en écriture\u00a0: l’enregistrement n’a pas pu se faire. "
    "Ce qui était déjà enregistré est intact. Rétablissez le droit d’écriture, puis réessayez."
)
DAMAGED = (
    "Le fichier des données est abîmé (copie incomplète ou disque défaillant). Rien n’a été "
    "modifié. N’effacez rien\u00a0: remettez en place une sauvegarde ou prévenez le siège, qui "
    "garde tout ce qu’il a reçu."
)
DAMAGED_SIEGE = (
    "Le fichier des données du siège est abîmé (copie incomplète ou disque défaillant). Rien n’a "
    "été modifié. N’effacez rien\u00a0: arrêtez l’écoute, mettez ce dossier de côté, puis remettez "
    "en place la dernière sauvegarde du siège. Les postes lui renverront d’eux-mêmes ce qui lui "
    "manque (aide, «\u00a0Synchroniser\u00a0»)."
)


class DamagedError(KnownError):
    """The file of a store is damaged: its copy was cut, or the disk fails.

    `siege` tells that it is that of headquarters, which has nobody to call.
    """

    def __init__(self, *, siege: bool = False) -> None:
        super().__init__(DAMAGED_SIEGE if siege else DAMAGED)


@contextlib.contextmanager
def translated(*, siege: bool = False) -> Iterator[None]:
    """Turn errors of the driver into KnownError, with a sentence for each cause.

    `siege` tells that the file is that of headquarters.
    """
    try:
        yield
    except sqlcipher.OperationalError as error:
        text = str(error)
        known = _known(text)
        if known is not None:
            raise known from error
        if "malformed" in text:
            raise DamagedError(siege=siege) from error
        if "interrupted" in text:
            raise
        raise BugError(text) from error
    except sqlcipher.DatabaseError as error:
        if "malformed" in str(error) or "not a database" in str(error):
            raise DamagedError(siege=siege) from error
        raise BugError(str(error)) from error


def _known(text: str) -> KnownError | None:
    """Return what is said of a driver that waits, or of a disk that does not write."""
    for sign, (cause, garde, conseil) in (
        ("locked", BUSY), ("busy", BUSY), ("is full", DISK_FULL),
    ):  # fmt: skip
        if sign in text:
            return EcritureError(cause, conseil, garde=garde)
    for sign, message in (
        ("readonly", READ_ONLY), ("read-only", READ_ONLY), ("disk I/O", DISK_ERROR),
        ("unable to open", DISK_ERROR),
    ):  # fmt: skip
        if sign in text:
            return KnownError(message)
    return None
