"""The history of a household as a whole: the file, its people, and all that says how they live."""

from __future__ import annotations

from dataclasses import replace

from fieldapp.db import agents, foyers, fusions, journal
from fieldapp.domain import droits
from fieldapp.domain.historique import NOMS, Changement
from fieldapp.domain.journal import Valeur
from fieldapp.services.droits import require_foyer
from fieldapp.services.historique import history, may_read_row
from fieldapp.services.session import Session

# What has no history of its own on the screen: all of it is read under the household.
TABLES = (
    "appartenance", "lien", "adresse", "coordonnee", "contact_sur", "situation", "accompagnement",
    "proposition", "co_intervenant",
)  # fmt: skip
# What tells a reader nothing, or is said by the rest.
_TECHNIQUES = frozenset({"foyer_id", "auteur_id", "code_insee", "accompagnement_id"})


def history_of_family(session: Session, foyer_id: str) -> tuple[Changement, ...]:
    """Return every change of a household, of its people and of what was noted of how they live.

    The newest first, removals included; what the agent may not read is left out. Ids are told by
    the names that they have today. Raises KnownError when the family is out of reach.
    """
    require_foyer(session, droits.LIRE_FOYER, foyer_id)
    people = foyers.everybody_of(session.store, foyer_id)
    rows = [("foyer", foyer_id), *(("personne", one) for one in people)]
    rows += foyers.rows_of(session.store, foyer_id, TABLES)
    names = {**agents.agent_names(session.store), **people}
    found: list[Changement] = []
    for table, row_id in rows:
        ops = journal.row_ops(session.store, table, row_id)
        if not may_read_row(session, table, row_id, foyer_id, ops):
            continue
        subject = _subject(session, table, row_id, people)
        found += [
            replace(
                one, sujet=subject, avant=_named(one.champ, one.avant, names),
                apres=_named(one.champ, one.apres, names),
            )
            for one in history(session, table, row_id)
            if one.champ not in _TECHNIQUES
        ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: one.moment, reverse=True))


def _subject(session: Session, table: str, row_id: str, people: dict[str, str]) -> str:
    """What a row is about: somebody's name when there is one."""
    if table == "personne":
        return people[row_id]
    row = fusions.row_of(session.store, table, row_id)
    has_person = row is not None and "personne_id" in row.keys()  # noqa: SIM118 - a sqlite row
    who = people.get(row["personne_id"], "") if row is not None and has_person else ""
    return f"{NOMS[table]}, {who}" if who else NOMS[table]


def _named(champ: str, value: Valeur, names: dict[str, str]) -> Valeur:
    return names.get(str(value), value) if champ.endswith("_id") else value
