"""The commands « orientation »: orienting a family and noting what became of it."""

from __future__ import annotations

import argparse
from dataclasses import replace

from msgspec import UNSET

from fieldapp.cli.acces import full_id, session_of
from fieldapp.cli.arguments import UsageError
from fieldapp.cli.changements import ChangementOrientation
from fieldapp.cli.saisie import read_input
from fieldapp.cli.schemas import schema_of
from fieldapp.cli.sortie import count, day, plain, say, tell_json
from fieldapp.domain.catalogue import Catalogue
from fieldapp.domain.errors import KnownError
from fieldapp.domain.orientation import Orientation, SaisieOrientation
from fieldapp.services import orientations
from fieldapp.services.catalogue import shipped_catalogue
from fieldapp.services.session import Session


def add(args: argparse.Namespace) -> None:
    """Orient a family; what is advised against is said, what is forbidden is refused."""
    if args.schema:
        tell_json(schema_of(SaisieOrientation, shipped_catalogue()))
        return
    saisie = read_input(args, SaisieOrientation)
    with session_of(args) as session:
        saisie = replace(
            saisie,
            foyer_id=full_id(session, "foyer", saisie.foyer_id),
            personne_id=saisie.personne_id and full_id(session, "personne", saisie.personne_id),
            structure_id=saisie.structure_id and full_id(session, "structure", saisie.structure_id),
        )
        avertissements = orientations.check_orientation(session, saisie)
        orientation = orientations.save_orientation(session, saisie)
    if args.json:
        tell_json({**plain(orientation), "avertissements": plain(avertissements)})
        return
    say(f"Orientation enregistrée\u00a0: {orientation.id}", _line(orientation, session.catalogue))
    for avertissement in avertissements:
        say(f"  attention\u00a0: {avertissement.texte}")


def change(args: argparse.Namespace) -> None:
    """Move an orientation to its next state, or its reminder to another day."""
    if args.schema:
        tell_json(schema_of(ChangementOrientation, shipped_catalogue()))
        return
    if args.id is None:
        raise UsageError("il manque ORIENTATION_ID et FICHIER")
    wanted = read_input(args, ChangementOrientation)
    with session_of(args) as session:
        orientation_id = full_id(session, "orientation", args.id)
        with session.store.atomic():
            orientation = _apply(session, orientation_id, wanted)
    if args.json:
        tell_json(orientation)
        return
    say(f"Orientation modifiée\u00a0: {orientation.id}", _line(orientation, session.catalogue))


def list_(args: argparse.Namespace) -> None:
    """List orientations, most recent first."""
    with session_of(args) as session:
        foyer_id = None if args.foyer_id is None else full_id(session, "foyer", args.foyer_id)
        found = orientations.list_orientations(
            session,
            foyer_id,
            miennes=args.miennes,
            ouvertes=args.ouvertes,
            offset=args.debut,
            limit=args.limite,
        )
    if args.json:
        tell_json(found)
        return
    for orientation in found:
        say(f"{orientation.id}  {orientation.foyer_nom}", _line(orientation, session.catalogue))
    say(f"{count(len(found), 'orientation')}.")


def _apply(session: Session, orientation_id: str, wanted: ChangementOrientation) -> Orientation:
    if wanted.statut is not UNSET:
        orientations.set_statut(
            session,
            orientation_id,
            wanted.statut,
            None if wanted.motif is UNSET else wanted.motif,
            None if wanted.suite is UNSET else wanted.suite,
        )
    elif wanted.motif is not UNSET or wanted.suite is not UNSET:
        raise KnownError(
            "Il manque «\u00a0statut\u00a0»\u00a0: un motif ou une suite accompagne un changement "
            "d’état. Rien n’a changé."
        )
    if wanted.relance_le is not UNSET:
        orientations.set_relance(session, orientation_id, wanted.relance_le)
    return orientations.get_orientation(session, orientation_id)


def _line(orientation: Orientation, catalogue: Catalogue) -> str:
    type_ = catalogue.libelle("types_orientation", orientation.type)
    statut = catalogue.libelle("orientation_statuts", orientation.statut)
    place = f" → {orientation.structure_nom}" if orientation.structure_nom else ""
    relance = f", relance le {day(orientation.relance_le)}" if orientation.relance_le else ""
    return f"  {day(orientation.date)}  {type_}{place}\u00a0: {statut.lower()}{relance}"
