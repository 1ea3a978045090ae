"""The commands « import »: caseload files and directories."""

from __future__ import annotations

import argparse
import sys

from fieldapp.cli.acces import session_of
from fieldapp.cli.sortie import count, plain, say, tell_json
from fieldapp.domain.rapport import Rapport


def usagers(args: argparse.Namespace) -> None:
    """Take a caseload file, or say what would be taken."""
    from fieldapp.services.usagers import import_usagers  # openpyxl is slow to load

    with session_of(args) as session:
        tell_report(args, import_usagers(session, args.fichier, args.dry_run, count_lines))


def structures(args: argparse.Namespace) -> None:
    """Take a directory in the national format, or say what would be taken."""
    from fieldapp.services.structures_import import import_structures

    with session_of(args) as session:
        tell_report(args, import_structures(session, args.fichier, args.dry_run, count_lines))


def count_lines(done: int, total: int) -> None:
    """Say on the error side how many lines are taken."""
    if sys.stderr.isatty():
        end = "\n" if done == total else ""
        print(f"\r{done} / {count(total, 'ligne')}", end=end, file=sys.stderr)


def tell_report(args: argparse.Namespace, rapport: Rapport) -> None:
    """Say what an import did, or would do."""
    if args.json:
        told = {name: value for name, value in plain(rapport).items() if name != "actes"}
        tell_json({**told, "essai": args.dry_run})
        return
    if args.dry_run:
        say("Essai\u00a0: rien n’a été écrit.")
    say(
        f"{count(rapport.lus, 'ligne lue')}\u00a0: {count(rapport.crees, 'créée')}, "
        f"{count(rapport.mis_a_jour, 'mise')} à jour, {count(rapport.inchanges, 'inchangée')}, "
        f"{count(rapport.doublons, 'doublon')}, {count(len(rapport.rejetes), 'rejetée')}."
    )
    for rejet in rapport.rejetes:
        say(f"  ligne {rejet.ligne}\u00a0: {rejet.raison}")
    if rapport.colonnes_ignorees:
        say(f"Colonnes ignorées\u00a0: {', '.join(rapport.colonnes_ignorees)}.")
    say(*(f"  {remarque}" for remarque in rapport.remarques))
