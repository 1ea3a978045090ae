"""The command « demo »: a fictional organisation, and the main job done in it."""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

from fieldapp.cli.acces import VARIABLE
from fieldapp.cli.avancement import Watch
from fieldapp.cli.sortie import count, say, tell_json
from fieldapp.demonstration.creation import PHRASE, make_demonstration


def run(args: argparse.Namespace) -> None:
    """Make the demonstration and say what it made and where."""
    began = time.monotonic()
    passphrase = os.environ.get(VARIABLE) or PHRASE
    report = make_demonstration(args.dossier, args.foyers, args.seed, passphrase, Watch())
    if args.json:
        tell_json({**report, "duree_s": round(time.monotonic() - began, 1)})
        return
    if report["deja_faite"]:
        say("Cette démonstration était déjà faite\u00a0: elle est reprise telle quelle.")
    familles = report.get("familles", report["foyers"])  # older ones count none beside
    say(
        f"{count(familles, 'famille')}, {count(report['personnes'], 'personne')}, "
        f"{count(report['contacts'], 'contact')}, {count(report['orientations'], 'orientation')}, "
        f"{count(report['structures'], 'structure')}, dans {report['dossier']}"
    )
    for poste in report["postes"]:
        say(
            f"  poste de {poste['agent']} ({poste['role']}, {poste['unite']}, "
            f"{count(poste['familles_accessibles'], 'famille')})  {poste['donnees']}"
        )
    say(f"  siège  {report['siege']}", f"  dossier partagé  {report['espace']}")
    say(*(f"  document  {path}" for path in report["documents"]))
    folders = dict.fromkeys(str(Path(path).parent) for path in report["exports"])
    say(*(f"  export  {folder}" for folder in folders))
    say(f"  phrase de passe  {report['phrase_de_passe']}")
