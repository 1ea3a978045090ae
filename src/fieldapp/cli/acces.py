"""Opening the store for one command: where it is, who works in it, with which passphrase."""

from __future__ import annotations

import argparse
import contextlib
import getpass
import os
import warnings
from collections.abc import Iterator
from pathlib import Path

from fieldapp.db.identifiants import resolve_id
from fieldapp.domain.errors import KnownError
from fieldapp.services.session import Session, open_session

VARIABLE = "FIELDAPP_PASSPHRASE"

NO_PASSPHRASE = (
    "Aucune phrase de passe n’a été donnée. Rien n’a changé. Écrivez-la dans la variable "
    f"{VARIABLE}, ou lancez la commande dans un terminal."
)
DIFFERENT = "Les deux phrases de passe sont différentes. Rien n’a été créé. Recommencez."


def ask_passphrase() -> str:
    """Return the passphrase of FIELDAPP_PASSPHRASE, or the one typed in the terminal.

    Raises KnownError when there is neither.
    """
    given = os.environ.get(VARIABLE)
    return given or _typed("Phrase de passe\u00a0: ")


def ask_new_passphrase() -> str:
    """Return the passphrase of a new store; typed twice when it is typed."""
    given = os.environ.get(VARIABLE)
    if given:
        return given
    first = _typed("Nouvelle phrase de passe\u00a0: ")
    if _typed("La même, encore une fois\u00a0: ") != first:
        raise KnownError(DIFFERENT)
    return first


def _typed(prompt: str) -> str:
    with warnings.catch_warnings():
        # Without a terminal getpass would show what is typed, and say so in English.
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            return getpass.getpass(prompt)
        except (EOFError, getpass.GetPassWarning) as error:
            raise KnownError(NO_PASSPHRASE) from error


@contextlib.contextmanager
def session_of(args: argparse.Namespace) -> Iterator[Session]:
    """Open the worker's store of this command, and close it whatever happens."""
    session = open_session(Path(args.data), ask_passphrase())
    try:
        yield session
    finally:
        session.close()


def full_id(session: Session, table: str, beginning: str) -> str:
    """Return the id that this beginning stands for; raises KnownError for none or several."""
    return resolve_id(session.store, table, beginning)
