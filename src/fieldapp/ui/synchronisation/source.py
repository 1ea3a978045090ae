"""What the synchronisation screen reads, in one go, on the writer thread."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from fieldapp.domain.conflit import GroupeConflits
from fieldapp.domain.dates import format_duree
from fieldapp.domain.echange import Changement, Envoi, EtatEchange, Refus
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import Dossier
from fieldapp.domain.journal import KIND_INSERT
from fieldapp.services import brouillons, conflits, contacts, foyers, orientations, structures
from fieldapp.services.session import Session
from fieldapp.sync import etat
from fieldapp.sync.adresse import Adresse, address_of, remember_address, way_of
from fieldapp.sync.cle import choose_key, key_in_use, key_of, remember_key
from fieldapp.sync.space import (
    check_space,
    exchange_folder,
    folder_of,
    known_space,
    remember_folder,
)
from fieldapp.ui.synchronisation.wording import nature_fr

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line of « Ici seulement »: one thing, changed `nombre` times, at the UTC instant `moment`
    last."""

    table: str
    nature: str
    famille: str
    contenu: str
    moment: str
    foyer_id: str | None
    nombre: int = 1


@dataclass(frozen=True, slots=True)
class Exchange:
    """Everything that the screen shows.

    `familles` counts the families among what waits; `voie` is the way in use, the shared folder,
    the folder of the key or the address, when one is known; `par_cle` tells that it is the key.
    """

    etat: EtatEchange
    attente: tuple[Waiting, ...]
    refusees: tuple[Waiting, ...]
    familles: int
    brouillons: int
    accuses: tuple[Envoi, ...]
    refus: tuple[Refus, ...]
    conflits: tuple[GroupeConflits, ...]
    dossier: Path | None
    cle: Path | None
    par_cle: bool
    adresse: Adresse | None
    voie: Path | Adresse | None


def read_state(session: Session) -> EtatEchange:
    """Return the counters of the state line."""
    return etat.etat_echange(session.store)


def read_line(session: Session) -> tuple[EtatEchange, int, Path | Adresse | None]:
    """Return what the state line shows: counters, conflicts, way to headquarters."""
    store = session.store
    return etat.etat_echange(store), conflits.count_conflits(session), way_of(store)


def read_exchange(session: Session) -> Exchange:
    """Read it all; conflicts are left out for a role that may not read families."""
    store = session.store
    waiting, cle = etat.ici_seulement(store), key_of(store)
    return Exchange(
        etat=etat.etat_echange(store),
        attente=_lines(session, waiting),
        refusees=_lines(session, etat.refusees(store)),
        familles=len({change.foyer_id for change in waiting if change.foyer_id}),
        brouillons=len(brouillons.list_brouillons(session)),
        accuses=etat.accuses(store),
        refus=etat.refus(store),
        conflits=_conflicts(session),
        dossier=folder_of(store),
        cle=None if cle is None else cle.path,
        par_cle=key_in_use(store) is not None,
        adresse=address_of(store),
        voie=way_of(store),
    )


def read_bundle(session: Session, envoi: Envoi) -> tuple[Waiting, ...]:
    """Return what one bundle of this post changed."""
    return _lines(session, etat.modifications_de(session.store, envoi))


def set_folder(session: Session, folder: Path) -> None:
    """Use another shared folder; raises KnownError when it is not the space of this post."""
    folder, space = exchange_folder(folder), known_space(session.store)
    if space is not None:
        check_space(folder, space)
    remember_folder(session.store, folder)


def set_key(session: Session, folder: Path) -> None:
    """Use a key carried by hand; raises KnownError when it is not the space of this post."""
    space = known_space(session.store)
    if space is not None:
        choose_key(session.store, folder, space)


def take_key(session: Session) -> None:
    """Use the key that is known, plugged in or not."""
    cle = key_of(session.store)
    if cle is not None:
        remember_key(session.store, cle)


def set_network(session: Session) -> None:
    """Use the address that headquarters gave."""
    adresse = address_of(session.store)
    if adresse is not None:
        remember_address(session.store, adresse)


def _conflicts(session: Session) -> tuple[GroupeConflits, ...]:
    try:
        return conflits.list_groupes(session)
    except KnownError:
        return ()


def _lines(session: Session, changes: tuple[Changement, ...]) -> tuple[Waiting, ...]:
    """One line a thing changed, the newest first, however many times it was changed."""
    created = {change.row_id for change in changes if change.kind == KIND_INSERT}
    describe = _Describer(session, created)
    times = Counter(change.row_id for change in changes)
    lines: dict[str, Waiting] = {}
    for change in changes:
        if change.row_id not in lines and len(lines) < SHOWN:
            line = describe.line(change)
            lines[change.row_id] = replace(line, nombre=times[change.row_id])
    return tuple(lines.values())


class _Describer:
    """Says what each change is about; families read once are remembered."""

    def __init__(self, session: Session, created: set[str]) -> None:
        self._session = session
        self._created = created
        self._files: dict[str, Dossier | None] = {}

    def line(self, change: Changement) -> Waiting:
        """Return the line of one change."""
        foyer_id = change.foyer_id or (change.row_id if change.table == "foyer" else None)
        file = self._file(foyer_id) if foyer_id else None
        nature = nature_fr(change.table)
        return Waiting(
            table=change.table,
            nature=nature[:1].upper() + nature[1:],
            famille=file.foyer.nom if file else "",
            contenu=self._content(change, file),
            moment=change.moment,
            foyer_id=foyer_id if file else None,
        )

    def _file(self, foyer_id: str) -> Dossier | None:
        if foyer_id not in self._files:
            try:
                self._files[foyer_id] = foyers.get_dossier(self._session, foyer_id)
            except KnownError:
                self._files[foyer_id] = None  # withdrawn, or of another antenna since
        return self._files[foyer_id]

    def _content(self, change: Changement, file: Dossier | None) -> str:
        try:
            words = self._words(change, file)
        except KnownError:
            words = ""
        fresh = change.row_id in self._created
        return words or ("Créé" if fresh else "Modifié")

    def _words(self, change: Changement, file: Dossier | None) -> str:
        session, catalogue = self._session, self._session.catalogue
        if change.table == "contact" and file is not None:
            for contact in contacts.list_contacts(session, file.foyer.id):
                if contact.id == change.row_id:
                    nature = catalogue.libelle("natures_contact", contact.nature)
                    duree = contact.duree_min
                    return f"{nature}, {format_duree(duree)}" if duree else nature
        if change.table == "orientation":
            orientation = orientations.get_orientation(session, change.row_id)
            kind = catalogue.type_orientation(orientation.type)
            what = kind.libelle if kind else orientation.type
            return f"{what}, {orientation.personne}" if orientation.personne else what
        if change.table == "personne" and file is not None:
            for membre in file.membres:
                if membre.personne.id == change.row_id:
                    return f"{membre.personne.prenom} {membre.personne.nom}".strip()
        if change.table == "document":
            return "La fiche d’abord, puis le contenu"
        if change.table == "structure":
            return structures.get_structure(session, change.row_id).nom
        return ""
