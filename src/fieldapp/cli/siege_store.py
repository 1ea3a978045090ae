"""What the commands of headquarters share: its store, whom a word names, how it is told."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from fieldapp.cli.acces import ask_passphrase
from fieldapp.cli.sortie import count, say, tell_json
from fieldapp.db import postes as postes_db
from fieldapp.db import reprises
from fieldapp.domain.agent import Agent
from fieldapp.domain.echange import BilanSiege, Poste
from fieldapp.domain.errors import KnownError
from fieldapp.services.session import Session
from fieldapp.siege.founding import open_siege


@contextlib.contextmanager
def open_store(args: argparse.Namespace) -> Iterator[Session]:
    """Open the store of headquarters of this command, and close it whatever happens."""
    session = open_siege(Path(args.data), ask_passphrase(), args.database)
    try:
        yield session
    finally:
        session.close()


def tell(args: argparse.Namespace, value: object, *lines: str) -> None:
    """Say what was done, as JSON or in words."""
    if args.json:
        tell_json(value)
    else:
        say(*lines)


def tell_taken(bilan: BilanSiege) -> None:
    """Say what was taken in, and what was refused."""
    for nom in bilan.postes:
        say(f"Poste accepté\u00a0: {nom}.")
    say(
        f"{count(bilan.recus, 'modification reçue')}, {count(bilan.envoyes, 'transmise')} aux "
        f"postes, "
        f"{bilan.conflits} en conflit (les deux versions sont gardées)."
    )
    for refus in bilan.refuses:
        say(f"  refusé\u00a0: {refus.fichier}. {refus.raison}")


def show_progress(label: str, done: int, total: int) -> None:
    """Say how far the work is, to somebody who looks."""
    if sys.stderr.isatty():
        print(f"{label} ({done}/{total})", file=sys.stderr)


def find_poste(session: Session, text: str) -> Poste:
    """Find a post by the beginning of its id or by the name of its agent, who has only one when
    the others are names that it bore before."""
    wanted = text.casefold()
    found = [
        poste
        for poste in postes_db.list_postes(session.store)
        if poste.device.startswith(wanted) or poste.nom.casefold() == wanted
    ]
    if len(found) > 1:
        found = [one for one in found if not reprises.sleeps(session.store, one.device)] or found
    if len(found) == 1:
        return found[0]
    many = f"désigne {len(found)} postes" if found else "ne désigne aucun poste"
    raise KnownError(
        f"«\u00a0{text}\u00a0» {many}. Rien n’a changé. Donnez l’identifiant que montre "
        "«\u00a0fieldapp siege devices\u00a0».",
        champ="poste",
    )


def find_agent(agents: Iterable[Agent], text: str, champ: str, where: str = "") -> str:
    """Return the id of the one agent, among these, whose name or beginning of id this is.

    `where` completes the sentence when there is none or several.
    """
    wanted = text.casefold()
    found = [a.id for a in agents if a.nom.casefold() == wanted or a.id.startswith(wanted)]
    if len(found) == 1:
        return found[0]
    raise KnownError(
        f"«\u00a0{text}\u00a0» ne désigne pas un seul agent{where}. Rien n’a changé. Donnez "
        "son prénom et son nom, ou l’identifiant que montre «\u00a0fieldapp siege agent "
        "list\u00a0».",
        champ=champ,
    )
