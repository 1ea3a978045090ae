"""The command « search »: one box over names, numbers, phones, towns and notes."""

from __future__ import annotations

import argparse

from fieldapp.cli.acces import session_of
from fieldapp.cli.arguments import UsageError
from fieldapp.cli.sortie import count, say, tell_json
from fieldapp.domain.recherche import parse_demande
from fieldapp.services import recherche


def run(args: argparse.Namespace) -> None:
    """Search and show what was found, best first."""
    texte = " ".join(args.texte)
    if parse_demande(texte) is None:
        raise UsageError("TEXTE ne contient rien à chercher")
    with session_of(args) as session:
        found = recherche.search(session, texte, args.limite)
    # What is personal is read in the window: an output may be kept, or sent.
    found = tuple(resultat for resultat in found if not resultat.personnel)
    if args.json:
        tell_json(found)
        return
    for resultat in found:
        say(f"{resultat.foyer_id or ''}  {resultat.libelle}", f"    {resultat.extrait}")
    say(f"{count(len(found), 'résultat')}.")
