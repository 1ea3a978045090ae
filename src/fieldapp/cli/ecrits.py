"""The commands « synthese » and « fiche »: documents as PDF files."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Iterator

from fieldapp.cli.acces import full_id, session_of
from fieldapp.cli.sortie import check_new, say, tell_json, write_file
from fieldapp.domain import signes
from fieldapp.domain.ecrits import OptionsSynthese
from fieldapp.services import ecrits


def synthese(args: argparse.Namespace) -> None:
    """Write the synthèse de situation of a family."""
    check_new(args.out)
    with session_of(args) as session:
        foyer_id = full_id(session, "foyer", args.id)
        with _told_absent():
            write_file(args.out, ecrits.synthese_pdf(session, foyer_id, _options(args)))
    _tell(args, "Synthèse de situation")


def fiche(args: argparse.Namespace) -> None:
    """Write the fiche de liaison of an orientation."""
    check_new(args.out)
    with session_of(args) as session:
        orientation_id = full_id(session, "orientation", args.id)
        with _told_absent():
            write_file(args.out, ecrits.fiche_pdf(session, orientation_id))
    _tell(args, "Fiche de liaison")


def _options(args: argparse.Namespace) -> OptionsSynthese:
    """Return what was asked of the synthèse; what was not keeps its own default."""
    asked = {name: getattr(args, name) for name in ("destinataire", "objet", "confidentialite")}
    return OptionsSynthese(**{name: value for name, value in asked.items() if value is not None})


@contextlib.contextmanager
def _told_absent() -> Iterator[None]:
    """Say beside the answer which signs the document could not draw."""
    with signes.noting() as absent:
        yield
    if absent:
        print(signes.sentence(absent), file=sys.stderr)


def _tell(args: argparse.Namespace, document: str) -> None:
    if args.json:
        tell_json({"document": args.out, "octets": args.out.stat().st_size})
        return
    say(f"{document} écrite dans {args.out}.")
