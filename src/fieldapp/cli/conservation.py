"""The command « conservation »: the files at the end of their retention, listed or printed."""

from __future__ import annotations

import argparse

from fieldapp.cli.acces import session_of
from fieldapp.cli.sortie import count, plain, say, table, tell_json, write_file
from fieldapp.domain.conservation import ECHUS, PROCHES, RIEN_NE_S_EFFACE, TOUS, VIDE
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.services import conservation


def run(args: argparse.Namespace) -> None:
    """List the files that come to their term, the soonest first; with --out, write it as a PDF."""
    filtre = ECHUS if args.echus else PROCHES if args.proches else TOUS
    with session_of(args) as session:
        page = conservation.list_conservation(session, filtre, offset=args.debut, limit=args.limite)
        if args.out is not None:
            write_file(args.out, conservation.liste_pdf(session, filtre))
    today = aujourd_hui()
    if args.json:
        found = [
            {
                **plain(ligne),
                "echeance": plain(ligne.echeance),
                "echu": ligne.echue(today),
            }
            for ligne in page.lignes
        ]
        tell_json({"comptes": page.comptes, "dossiers": found, "document": args.out})
        return
    table(
        (ligne.foyer_id, ligne.nom, ligne.dernier_contact,
         ligne.echeance_mots(today),
         ligne.contenu.phrase, ligne.referent)
        for ligne in page.lignes
    )  # fmt: skip
    total = page.comptes[filtre]
    say(f"{count(len(page.lignes), 'dossier')} sur {total}." if total else VIDE, RIEN_NE_S_EFFACE)
    if args.out is not None:
        say(f"Liste écrite dans {args.out}.")
