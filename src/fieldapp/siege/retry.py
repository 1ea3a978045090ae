"""Trying refused files again, once what was wrong has been mended."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

from fieldapp.db import postes as postes_db
from fieldapp.domain.droits import SYNCHRONISER
from fieldapp.domain.siege import BilanReprise
from fieldapp.services.droits import require
from fieldapp.services.session import Session
from fieldapp.siege.espace import transport_of_space
from fieldapp.siege.ingest import answer, take_from
from fieldapp.siege.posts import admit
from fieldapp.siege.suivi import open_refusals
from fieldapp.sync.folder import TamperedError

Progress = Callable[[str, int, int], None]
Stop = Callable[[], bool]


def retry(
    session: Session,
    device: str | None = None,
    space_dir: Path | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> BilanReprise:
    """Take again what was refused, of one post or of all; what still cannot be taken says why.

    Raises KnownError: not the right role, folder missing, empty, foreign.
    """
    require(session, SYNCHRONISER)
    store = session.store
    transport = transport_of_space(store, space_dir)
    before = [one for one in open_refusals(store) if device in (None, one.device)]
    devices = list(dict.fromkeys(one.device for one in before))
    recus = conflits = 0
    for done, name in enumerate(devices, start=1):
        if stop is not None and stop():
            break
        poste = postes_db.get_poste(store, name)
        if poste is None:
            admit(store, transport, name)
            poste = postes_db.get_poste(store, name)
        if poste is not None:
            taken = take_from(store, transport, poste, stop)
            recus += taken.recus
            conflits += taken.conflits
            # Said by the next round of reception, which looks after answers.
            with contextlib.suppress(TamperedError):
                answer(store, transport, poste)
        if progress is not None:
            progress("Nouvel essai", done, len(devices))
    left = tuple(one for one in open_refusals(store) if device in (None, one.device))
    still = {one.refus.fichier for one in left}
    done_now = tuple(one.refus.fichier for one in before if one.refus.fichier not in still)
    return BilanReprise(recus, conflits, done_now, left)
