"""The large store: 50,000 people and 500,000 contacts, encrypted, made once and kept."""

from __future__ import annotations

import hashlib
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

from fieldapp.db import resumes, search, tables
from fieldapp.demonstration.annuaire import make_annuaire
from fieldapp.demonstration.ecriture import write_annuaire, write_familles
from fieldapp.demonstration.familles import UNITE, Decor, make_famille
from fieldapp.demonstration.modele import Famille
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.services.catalogue import shipped_catalogue
from fieldapp.services.session import Session, create_session

PHRASE = "une base pour mesurer"
PERSONNES, CONTACTS = 50_000, 500_000
# A word that one note of half a million bears.
MOT_RARE = "coquelicots"
DONE = "complete"


def large_store(folder: Path, personnes: int = PERSONNES, contacts: int = CONTACTS) -> Path:
    """Return the folder of a store of that size, made now if none has the present schema."""
    place = folder / f"{personnes}-{contacts}"
    if (place / DONE).exists() and (place / DONE).read_text() == _schema():
        return place
    shutil.rmtree(place, ignore_errors=True)
    began = time.monotonic()
    session, _ = create_session(place, PHRASE, nom="Nadia Lemaire", role="RESP_ADS", unite=UNITE)
    try:
        _fill(session, personnes, contacts)
        session.store.execute("ANALYZE")
        session.store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        session.close()
    (place / DONE).write_text(_schema())
    print(f"made in {time.monotonic() - began:.0f} s", file=sys.stderr)
    return place


def _schema() -> str:
    """A fingerprint of the tables: a store of another schema cannot be measured."""
    statements = (*tables.create_statements(), *resumes.SCHEMA, *search.SCHEMA)
    return hashlib.sha256("".join(statements).encode()).hexdigest()


def _fill(session: Session, personnes: int, contacts: int) -> None:
    jour = aujourd_hui()
    annuaire = tuple(make_annuaire(shipped_catalogue(), 62, jour))
    decor = Decor(session.catalogue, annuaire, 62, jour)
    ids = write_annuaire(session, annuaire)
    write_familles(session, _familles(decor, personnes, contacts), annuaire, ids, _tell)


def _familles(decor: Decor, personnes: int, contacts: int) -> Iterator[Famille]:
    """Families until there are enough people, with the timelines of two or three others each."""
    others = count(10_000_000)
    people = notes = 0
    for rank in count(1):
        famille = make_famille(decor, rank)
        people += len(famille.membres)
        wanted = min(contacts, round(contacts * people / personnes)) - notes
        timeline = list(famille.contacts)
        while len(timeline) < wanted:
            timeline += make_famille(decor, next(others)).contacts
        if rank == 1:
            champs = {**timeline[0].champs, "note": f"Le jardin est plein de {MOT_RARE}."}
            timeline[0] = replace(timeline[0], champs=champs)
        timeline = timeline[: max(2, wanted)]
        notes += len(timeline)
        yield replace(famille, contacts=tuple(timeline))
        if people >= personnes:
            return


def _tell(done: int) -> None:
    print(f"\r{done} families", end="", file=sys.stderr, flush=True)
