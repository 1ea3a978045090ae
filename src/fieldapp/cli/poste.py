"""The commands of a post: creating it, joining a siège, synchronising, verifying."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from fieldapp.cli.acces import ask_new_passphrase, ask_passphrase, session_of
from fieldapp.cli.arguments import UsageError
from fieldapp.cli.sortie import check_new, count, plain, private, say, tell_json
from fieldapp.db.driver_errors import DamagedError
from fieldapp.domain.agent import Agent
from fieldapp.services import integrite
from fieldapp.services.session import adopt, create_session, session_exists

if TYPE_CHECKING:
    from fieldapp.db.store import Store
    from fieldapp.domain.echange import Bilan
    from fieldapp.sync.adresse import Adresse
    from fieldapp.sync.courrier import Prepare

RECOVERY = (
    "Clé de secours, à imprimer et à garder à part\u00a0: elle ne sera plus jamais montrée.",
    "Sans elle ni la phrase de passe, les données seraient perdues.",
)
SHOW_THESE = (
    "Gardez ce dossier tel qu’il est et montrez ces lignes à la personne qui vous aide\u00a0: "
    "elles ne nomment aucune famille."
)


def init(args: argparse.Namespace) -> None:
    """Create a store of one's own, without siège, and show its recovery key once."""
    session, recovery = create_session(
        Path(args.data), ask_new_passphrase(), nom=args.agent, role=args.role, unite=args.unite
    )
    session.close()
    _tell_created(args, session.agent, recovery)


def join(args: argparse.Namespace) -> None:
    """Create the store of a post from an invitation."""
    from fieldapp.sync import enrolment  # it loads the sealing libraries, which others do not need

    invitation = enrolment.read_invitation(args.invitation)
    joined = enrolment.join(Path(args.data), args.invitation, ask_new_passphrase())
    invited = invitation.agent
    agent = Agent(invited.id, invited.nom, invited.role, invited.unite, invited.organisme)
    session = adopt(joined.store, agent)
    session.close()
    _tell_created(args, agent, joined.code_secours)


def sync(args: argparse.Namespace) -> None:
    """Exchange with headquarters, through the shared folder or by HTTPS."""
    from fieldapp.domain.droits import SYNCHRONISER
    from fieldapp.domain.efface import sentence
    from fieldapp.domain.validite import avertissement
    from fieldapp.services.copies import wipe_copies
    from fieldapp.services.droits import REVOKED, require
    from fieldapp.sync import reprise, revocation
    from fieldapp.sync.engine import synchronise
    from fieldapp.sync.enrolment import validite_of

    with session_of(args) as session:
        require(session, SYNCHRONISER)
        if args.reprendre:
            reprise.take_up(session.store)
        prepared: Prepare | None = None
        if args.fichier is not None or args.reponse is not None:
            bilan, prepared = _by_mail(args, session.store)
        else:
            bilan = synchronise(session.store, _way(args, session.store))
        validity = None if bilan.effacer else validite_of(session.store)
        told = ""
        if bilan.effacer:
            wipe_copies(session.store.folder)
            told = sentence(revocation.wipe(session.store))
    if args.json:
        more = {"lots": prepared.lots, "reste": prepared.reste} if prepared else {}
        tell_json({**plain(bilan), **more})
        return
    if prepared is not None:
        say(
            f"{args.fichier}\u00a0: {count(prepared.lots, 'lot')}, "
            f"{count(prepared.modifications, 'modification')}, à envoyer au siège. Rien "
            "ne compte comme reçu avant sa réponse."
        )
        if prepared.reste:
            say("Tout n’y tient pas\u00a0: la suite partira dans le fichier suivant.")
    sent = bilan.envoyes if prepared is None else prepared.modifications
    say(
        f"{count(sent, 'modification envoyée')}, {count(bilan.recus, 'reçue')}, "
        f"{bilan.conflits} en conflit (les deux versions sont gardées)."
    )
    _tell_waiting(args, bilan)
    if told or bilan.revoque:
        say(told or REVOKED)
    elif validity is not None and avertissement(validity):
        say(avertissement(validity))
    for refus in bilan.refuses:
        say(f"  refusé\u00a0: {refus.fichier}. {refus.raison}")


def _tell_waiting(args: argparse.Namespace, bilan: Bilan) -> None:
    if args.cle is not None:
        say("Tout est écrit\u00a0: vous pouvez retirer la clé.")
    if bilan.reprise:
        say(
            "La reprise de ce poste est demandée au siège\u00a0: synchronisez de nouveau plus tard."
        )
    elif bilan.en_attente:
        say("Le siège n’a pas encore accepté ce poste\u00a0: synchronisez de nouveau plus tard.")
    if bilan.retires:
        gone = count(bilan.retires, "dossier")
        say(f"Partis de ce poste\u00a0: {gone}, qu’une autre équipe suit.")


def _by_mail(args: argparse.Namespace, store: Store) -> tuple[Bilan, Prepare | None]:
    """Open the answer of headquarters, then write what waits, whichever were asked."""
    from fieldapp.domain.echange import Bilan
    from fieldapp.sync.courrier import open_answer, prepare_file

    if (args.space, args.adresse, args.cle) != (None, None, None):
        raise UsageError("--fichier et --reponse ne vont pas avec --space, --cle ni --adresse")
    if args.fichier is not None:
        check_new(args.fichier)
    opened = open_answer(store, args.reponse) if args.reponse is not None else Bilan()
    if args.fichier is None:
        return opened, None
    with private():
        prepared = prepare_file(store, args.fichier)
    bilan = replace(
        prepared.bilan, recus=opened.recus, conflits=opened.conflits, retires=opened.retires,
        refuses=(*opened.refuses, *prepared.bilan.refuses),
    )  # fmt: skip
    return bilan, prepared


def _way(args: argparse.Namespace, store: Store) -> Path | Adresse | None:
    """Return the way that was asked for, None for the last one; a key is marked as the way."""
    from fieldapp.sync.cle import choose_key
    from fieldapp.sync.space import known_space

    space = known_space(store)
    if args.cle is not None and space is not None:
        choose_key(store, args.cle, space)
        return None
    return args.space or _address(args, store)


def _address(args: argparse.Namespace, store: Store) -> Adresse | None:
    """Return the address that was typed, with the certificate that is known when none is."""
    from fieldapp.sync.adresse import address_of, read_adresse

    if args.adresse is None:
        if args.empreinte is not None:
            raise UsageError("--empreinte demande --adresse")
        return None
    known = address_of(store)
    typed = args.empreinte if args.empreinte is not None else known.empreinte if known else ""
    return read_adresse((args.adresse,), typed)


def verify(args: argparse.Namespace) -> int:
    """Check the file, the journal and the state; 1 when something is wrong."""
    try:
        problems, losses = _verified(args)
    except DamagedError as error:  # so much that it does not even open: an answer all the same
        problems, losses = [error.message], []
    if args.json:
        tell_json({"ok": not problems, "problemes": problems, "pertes": losses})
    elif problems:
        say(*problems, *losses, SHOW_THESE)
    else:
        say("Tout est intact, et le journal explique chaque donnée.", *losses)
    return 1 if problems else 0


def _verified(args: argparse.Namespace) -> tuple[list[str], list[str]]:
    folder = Path(args.data)
    if session_exists(folder):
        with session_of(args) as session:
            return integrite.verify(session), integrite.known_losses(session)
    from fieldapp.cli.siege import verify_siege  # not for a post

    return verify_siege(folder, ask_passphrase())


def _tell_created(args: argparse.Namespace, agent: Agent, recovery: str) -> None:
    if args.json:
        tell_json({"donnees": args.data, "agent": agent, "cle_de_secours": recovery})
        return
    say(
        f"Poste créé pour {agent.nom} ({agent.role}, {agent.unite}) dans {args.data}.",
        *RECOVERY,
        f"  {recovery}",
    )
