"""The two kinds of files that can be imported: their words, and the service that takes each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fieldapp.domain import droits
from fieldapp.domain.rapport import Rapport
from fieldapp.services.session import Session

Progress = Callable[[int, int], None]
Stop = Callable[[], bool]
Take = Callable[[Session, Path, bool, Progress, Stop], Rapport]


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of file.

    `ligne` names a line of it in the report; `un`, `des` what it is made of (both feminine);
    `lots` what the progress counts; `filtre` is for the file dialog; `take` is called as
    ``take(session, path, dry_run, progress, stop)``; `changes` are the kinds of things written.
    """

    key: str
    titre: str
    aide: str
    filtre: str
    ligne: str
    un: str
    des: str
    lots: str
    acte: str
    changes: frozenset[str]
    take: Take


def _usagers(
    session: Session, path: Path, dry_run: bool, progress: Progress, stop: Stop
) -> Rapport:
    from fieldapp.services.usagers import import_usagers  # openpyxl is slow to load

    return import_usagers(session, path, dry_run, progress, stop)


def _structures(
    session: Session, path: Path, dry_run: bool, progress: Progress, stop: Stop
) -> Rapport:
    from fieldapp.services.structures_import import import_structures  # as the other: when asked

    return import_structures(session, path, dry_run, progress, stop)


USAGERS = Source(
    key="importer_usagers",
    titre="Importer un fichier d’usagers",
    aide="Fichier CSV ou Excel (.xlsx). Il est d’abord lu pour essai\u00a0: rien n’est écrit avant "
    "votre accord. Les numéros de sécurité sociale ne sont jamais repris.",
    filtre="Fichiers d’usagers (*.csv *.xlsx *.txt *.tsv);;Tous les fichiers (*)",
    ligne="Ligne",
    un="personne",
    des="personnes",
    lots="familles",
    acte=droits.IMPORTER,
    changes=frozenset({"foyer", "personne", "appartenance"}),
    take=_usagers,
)
ANNUAIRE = Source(
    key="importer_annuaire",
    titre="Importer l’annuaire",
    aide="Fichier des structures au format data·inclusion (JSON). Il est d’abord lu pour "
    "essai\u00a0: rien n’est écrit avant votre accord.",
    filtre="Annuaires data·inclusion (*.json);;Tous les fichiers (*)",
    ligne="Structure",
    un="structure",
    des="structures",
    lots="structures",
    acte=droits.ECRIRE_ANNUAIRE,
    changes=frozenset({"structure"}),
    take=_structures,
)
SOURCES = {source.key: source for source in (USAGERS, ANNUAIRE)}
