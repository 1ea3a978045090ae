"""The command « demo »: a fictional organisation, and the main job done in it."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

from fieldapp.cli.acces import VARIABLE
from fieldapp.cli.sortie import say, tell_json
from fieldapp.demonstration.creation import PHRASE, make_demonstration

SECONDS = 2.0  # between two lines


def run(args: argparse.Namespace) -> None:
    """Make the demonstration and say what it made and where."""
    began = time.monotonic()
    passphrase = os.environ.get(VARIABLE) or PHRASE
    report = make_demonstration(args.dossier, args.foyers, args.seed, passphrase, _Watch())
    if args.json:
        tell_json({**report, "duree_s": round(time.monotonic() - began, 1)})
        return
    if report["deja_faite"]:
        say("Cette démonstration était déjà faite\u00a0: elle est reprise telle quelle.")
    say(
        f"{report['foyers']} familles, {report['personnes']} personnes, {report['contacts']} "
        f"contacts, {report['orientations']} orientations, {report['structures']} structures, "
        f"dans {report['dossier']}"
    )
    for poste in report["postes"]:
        say(f"  poste de {poste['agent']} ({poste['role']}, {poste['unite']})  {poste['donnees']}")
    say(f"  siège  {report['siege']}", f"  dossier partagé  {report['espace']}")
    say(*(f"  document  {path}" for path in report["documents"]))
    folders = dict.fromkeys(str(Path(path).parent) for path in report["exports"])
    say(*(f"  export  {folder}" for folder in folders))
    say(f"  phrase de passe  {report['phrase_de_passe']}")


class _Watch:
    """Says on the error side how far it is, now and then, so that the output stays clean."""

    def __init__(self) -> None:
        self._told_at = 0.0

    def __call__(self, label: str, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self._told_at < SECONDS:
            return
        self._told_at = now
        count = f"\u00a0: {done}" + (f" / {total}" if total else "") if done else "…"
        print(label + count, file=sys.stderr, flush=True)
