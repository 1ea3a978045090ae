"""The fictional organisation: a headquarters, two posts, and the shared folder between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from fieldapp.demonstration.annuaire import make_annuaire
from fieldapp.demonstration.antennes import LENS_AU_PLUS, write_antennes
from fieldapp.demonstration.doublons import judge_alike
from fieldapp.demonstration.ecriture import write_annuaire, write_familles
from fieldapp.demonstration.familles import ORGANISME, UNITE, Decor, make_famille
from fieldapp.demonstration.figures import write_figures
from fieldapp.demonstration.modele import Famille
from fieldapp.demonstration.offres import note_offres, publish_offer
from fieldapp.demonstration.parente import note_figures_kin, note_kin
from fieldapp.demonstration.principale import make_principale
from fieldapp.demonstration.reseau import invite_workers, transfer_from_arras
from fieldapp.demonstration.suivi import note_suivi
from fieldapp.domain.agent import Agent
from fieldapp.domain.echange import Bilan
from fieldapp.services.session import Session, adopt, refresh_catalogue
from fieldapp.siege.founding import init_space
from fieldapp.siege.ingest import ingest
from fieldapp.siege.posts import invite
from fieldapp.sync.engine import synchronise
from fieldapp.sync.enrolment import join

NADIA, MARC = "Nadia Lemaire", "Marc Duquesne"
# Out of four families of the antenne, the responsable follows one, in place of an absent colleague.
PARTAGE = 4

Progress = Callable[[str, int, int], None]  # label, done, total


@dataclass(frozen=True, slots=True)
class Dossiers:
    """Where everything of the demonstration lies."""

    racine: Path

    @property
    def siege(self) -> Path:
        """The store of headquarters."""
        return self.racine / "siege"

    @property
    def nadia(self) -> Path:
        """The store of the social worker."""
        return self.racine / "poste-nadia"

    @property
    def marc(self) -> Path:
        """The store of the head of the antenne."""
        return self.racine / "poste-marc"

    @property
    def espace(self) -> Path:
        """The shared folder."""
        return self.racine / "espace"

    @property
    def documents(self) -> Path:
        """The printed documents."""
        return self.racine / "documents"

    @property
    def exports(self) -> Path:
        """The central export."""
        return self.racine / "export"


@dataclass(frozen=True, slots=True)
class Organisation:
    """The three open sessions, the folder they share, and who watches."""

    dossiers: Dossiers
    siege: Session
    nadia: Session
    marc: Session
    progress: Progress

    def synchronise(self, session: Session) -> Bilan:
        """Let one post exchange with the shared folder."""

        def tell(label: str, done: int, total: int) -> None:
            self.progress(f"Synchronisation de {session.agent.nom}, {label.lower()}", done, total)

        return synchronise(session.store, self.dossiers.espace, tell)

    def ingest(self) -> int:
        """Let headquarters take in what lies there; returns how many changes came."""
        return ingest(self.siege, self.dossiers.espace, self.progress).recus


def found_organisation(
    stack: ExitStack, dossiers: Dossiers, passphrase: str, progress: Progress
) -> Organisation:
    """Create headquarters and both posts, enrolled and in touch; `stack` closes them."""
    siege = init_space(dossiers.siege, dossiers.espace, ORGANISME, passphrase).session
    stack.callback(siege.close)
    nadia = _poste(siege, dossiers.nadia, NADIA, "ASS", passphrase)
    stack.callback(nadia.close)
    marc = _poste(siege, dossiers.marc, MARC, "RESP_ADS", passphrase)
    stack.callback(marc.close)
    return Organisation(dossiers, siege, nadia, marc, progress)


def fill_organisation(organisation: Organisation, decor: Decor, count: int) -> None:
    """Publish the directory, then let each post write its families; headquarters holds those of
    the antennes that have no post."""
    siege, nadia, marc = organisation.siege, organisation.nadia, organisation.marc
    structure_ids = write_annuaire(siege, decor.annuaire)
    publish_offer(siege)
    worker, _secretary = invite_workers(siege)
    # Posts ask, headquarters answers with their certificate and the directory.
    for session in (nadia, marc):
        organisation.synchronise(session)
    organisation.ingest()
    for session in (nadia, marc):
        organisation.synchronise(session)
    here = range(min(count, LENS_AU_PLUS))
    of_marc = [rank for rank in here if rank % PARTAGE == PARTAGE - 1]
    of_nadia = [rank for rank in here if rank % PARTAGE != PARTAGE - 1]
    for session, ranks in ((nadia, of_nadia), (marc, of_marc)):
        told = partial(_tell, organisation.progress, f"Familles de {session.agent.nom}", len(ranks))
        write_familles(session, _familles(decor, ranks), decor.annuaire, structure_ids, told)
    others = count - len(here)
    told = partial(_tell, organisation.progress, "Familles des autres antennes", others)
    write_antennes(siege, decor, others, structure_ids, told)
    refresh_catalogue(nadia)
    transfer_from_arras(siege, decor, structure_ids, worker, nadia.agent.id)
    note_kin(nadia, decor.jour)
    note_suivi(nadia, decor.jour)
    write_figures(nadia, decor.jour)
    note_figures_kin(nadia)
    note_offres(nadia, marc.agent.id, decor.jour)
    judge_alike(nadia)


def make_decor(session: Session, seed: int, jour: date) -> Decor:
    """Return what every family of this demonstration is made with."""
    annuaire = tuple(make_annuaire(session.catalogue, seed, jour))
    return Decor(session.catalogue, annuaire, seed, jour)


def _tell(progress: Progress, label: str, total: int, done: int) -> None:
    progress(label, done, total)


def _familles(decor: Decor, ranks: list[int]) -> Iterator[Famille]:
    for rank in ranks:
        yield make_principale(decor) if rank == 0 else make_famille(decor, rank)


def _poste(siege: Session, folder: Path, nom: str, role: str, passphrase: str) -> Session:
    out = siege.store.folder / f"invitation-{folder.name}.json"
    invite(siege, nom=nom, role=role, unite=UNITE, out=out)
    joined = join(folder, out, passphrase)
    invited = joined.agent
    agent = Agent(invited.id, invited.nom, invited.role, invited.unite, invited.organisme)
    return adopt(joined.store, agent)
