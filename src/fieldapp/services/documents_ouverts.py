"""Documents opened in another program: clear copies in a private folder, wiped soon after.

The copy is read only, and its name says nothing. The folder lies beside the store, on the same
disk; it is emptied when the session locks or ends, and again when the store opens, for the case
where the program was killed in between.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from fieldapp.db import traces
from fieldapp.domain.errors import KnownError
from fieldapp.services.copies import copies_folder, wipe_copies
from fieldapp.services.documents_joints import copy_name, get_document, read_content
from fieldapp.services.session import Session


def open_outside(session: Session, document_id: str) -> Path:
    """Write a clear copy of a document for another program and return its path; traced.

    Raises KnownError when the content is not here or cannot be written.
    """
    found = get_document(session, document_id)
    contenu = read_content(session, document_id)
    folder = copies_folder(session.store.folder) / secrets.token_hex(6)
    try:
        folder.mkdir(mode=0o700, parents=True)
        folder.parent.chmod(0o700)
        path = folder / copy_name(found)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(path, flags, 0o600), "wb") as stream:
            stream.write(contenu)
        # Read only: what one would change there would be lost with the copy.
        path.chmod(0o400)
    except OSError as error:
        wipe_copies(session.store.folder)
        raise KnownError(
            "Le document n’a pas pu être ouvert ailleurs (disque plein ou protégé). Il est intact "
            "dans le dossier, et aucune copie n’est restée. Libérez de la place, puis réessayez."
        ) from error
    traces.add(session.store, session.agent.id, "ouverture document", document_id)
    return path
