"""The acts of a worker's day on the large store, without the window."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from functools import partial

from benchmarks.base import MOT_RARE
from benchmarks.mesure import Mesure, timed
from fieldapp.domain.contact import SaisieContact
from fieldapp.domain.foyer import Filtre
from fieldapp.services import aujourdhui, contacts, ecrits, foyers, orientations, recherche
from fieldapp.services.session import Session

RECHERCHES = (
    ("search, common name", ("lefebvre", "delattre", "nowak", "caron", "leroy")),
    ("search, misspelt name", ("henebele", "lefevbre", "kovalsky", "duquenoy", "wisniewsky")),
    ("search, name half typed", ("del", "henn", "now", "van", "du")),
    ("search, two words", ("aurelie delattre", "nowak lens", "caron julie")),
    ("search, common word of notes", ("budget", "rendez-vous", "école", "loyer", "courrier")),
    ("search, rare word of notes", (MOT_RARE,)),
    ("search, number", ("2009973", "#200", "3363998")),
    ("search, nothing", ("zzyzx", "qwxkj")),
)
TRIS = ("nom", "commune", "dernier_contact", "echeance", "niveau")

Act = Callable[[], object]


def measure_acts(session: Session, times: int = 200) -> Iterator[Mesure]:
    """Measure each act, the quick ones `times` times, and yield its line."""
    rng = random.Random(62)
    ids = [row["id"] for row in session.store.query("SELECT id FROM foyer")]
    some = rng.choices(ids, k=times + 3)
    yield timed("save one contact", 3, (partial(_save, session, f) for f in some))
    # Indexing waits for the next search: what was saved must be found within the same goal.
    yield timed("save one, then search", 30, [partial(_save_and_find, session, f) for f in some])
    for quoi, texts in RECHERCHES:
        rounds = times // (3 * len(texts)) + 1
        yield timed(quoi, 30, [partial(recherche.search, session, t) for t in texts * rounds])
    opened = rng.choices(ids, k=times)
    yield timed("open a dossier", 80, [partial(_open, session, foyer_id) for foyer_id in opened])
    for tri in TRIS:
        yield timed(f"page of 100 by {tri}", 10, _pages(session, tri, times // 5))
    yield timed("home of the day", 150, [partial(_today, session)] * (times // 10))
    printed = some[: times // 6]
    yield timed("synthèse (PDF)", 100, [partial(ecrits.synthese_pdf, session, f) for f in printed])


def _save(session: Session, foyer_id: str) -> object:
    saisie = SaisieContact(
        foyer_id, "TEL_ENTRANT", note="Point sur le budget et le rendez-vous de jeudi.",
        besoins=("BUDGET",), suite="Rappeler", suite_le="2030-01-07", duree_min=10,
    )  # fmt: skip
    return contacts.save_contact(session, saisie)


def _save_and_find(session: Session, foyer_id: str) -> object:
    return _save(session, foyer_id), recherche.search(session, MOT_RARE)


def _open(session: Session, foyer_id: str) -> object:
    return (
        foyers.get_dossier(session, foyer_id),
        contacts.list_contacts(session, foyer_id),
        orientations.list_orientations(session, foyer_id),
    )


def _today(session: Session) -> object:
    return (
        aujourdhui.en_retard(session), aujourdhui.cette_semaine(session),
        aujourdhui.journee(session),
    )  # fmt: skip


def _pages(session: Session, tri: str, times: int) -> Iterator[Act]:
    for rank in range(times):
        offset = (0, 100, 1000, 5000)[rank % 4]
        yield partial(
            foyers.list_foyers, session, Filtre("unite"), tri, bool(rank % 2), offset, 100
        )  # fmt: skip
