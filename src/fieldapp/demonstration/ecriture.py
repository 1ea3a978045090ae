"""Writing fictional families into a store, through its journal, some hundreds at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from fieldapp.db.journal import Nouvelle, write_many
from fieldapp.demonstration.modele import Champs, Famille
from fieldapp.demonstration.vie import rows_of
from fieldapp.domain.foyer import DEMANDEUR
from fieldapp.domain.ids import new_id
from fieldapp.services.session import Session

BATCH = 250  # families in one transaction

Progress = Callable[[int], None]


def write_annuaire(session: Session, annuaire: Sequence[Champs]) -> list[str]:
    """Write the directory and return the ids of its structures, in order."""
    ids = [new_id() for _ in annuaire]
    rows = [Nouvelle("structure", id_, champs) for id_, champs in zip(ids, annuaire, strict=True)]
    write_many(session.store, rows, author=session.agent.id)
    return ids


def write_familles(
    session: Session,
    familles: Iterable[Famille],
    annuaire: Sequence[Champs],
    structure_ids: Sequence[str],
    progress: Progress,
    referent: str | None = None,
) -> None:
    """Write families that one agent follows, the one of this session unless told otherwise.

    `progress` gets how many are done.
    """
    agent = referent or session.agent.id
    directory = [(id_, str(s["nom"])) for id_, s in zip(structure_ids, annuaire, strict=True)]
    rows: list[Nouvelle] = []
    done = 0
    for famille in familles:
        rows.extend(_rows(agent, famille, directory))
        done += 1
        if done % BATCH == 0:
            write_many(session.store, rows, author=agent)
            rows = []
            progress(done)
    if rows:
        write_many(session.store, rows, author=agent)
        progress(done)


def _rows(agent: str, famille: Famille, directory: list[tuple[str, str]]) -> Iterator[Nouvelle]:
    foyer_id = new_id()
    yield Nouvelle("foyer", foyer_id, {**famille.foyer, "referent_id": agent})
    persons = []
    for membre in famille.membres:
        personne_id = new_id()
        persons.append(personne_id)
        yield Nouvelle("personne", personne_id, membre.champs, foyer_id)
        stay: Champs = {
            "foyer_id": foyer_id,
            "personne_id": personne_id,
            "role": membre.role,
            "debut": None if membre.role == DEMANDEUR else membre.champs["naissance"]
            if membre.role == "ENFANT" else None,
        }  # fmt: skip
        yield Nouvelle("appartenance", new_id(), stay, foyer_id)
    own: Champs = {"foyer_id": foyer_id}
    if famille.contact_sur is not None:
        safe = {**own, "personne_id": persons[0], **famille.contact_sur}
        yield Nouvelle("contact_sur", new_id(), safe, foyer_id)
    yield from rows_of(famille.vie, foyer_id, persons)
    for suivi in famille.accompagnements:
        followed = {**own, "referent_id": agent, **suivi}
        yield Nouvelle("accompagnement", new_id(), followed, foyer_id)
    for contact in famille.contacts:
        person = None if contact.personne is None else persons[contact.personne]
        noted = {**own, "personne_id": person, "auteur_id": agent, **contact.champs}
        yield Nouvelle("contact", new_id(), noted, foyer_id)
    for orientation in famille.orientations:
        person = None if orientation.personne is None else persons[orientation.personne]
        place, name = (None, None)
        if orientation.structure is not None:
            place, name = directory[orientation.structure]
        oriented = {
            **own, "personne_id": person, "structure_id": place, "structure_nom": name,
            "auteur_id": agent, **orientation.champs,
        }  # fmt: skip
        yield Nouvelle("orientation", new_id(), oriented, foyer_id)
