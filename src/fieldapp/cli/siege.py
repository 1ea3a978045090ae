"""The commands « siege »: founding headquarters, inviting, ingesting, exporting."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterator
from pathlib import Path

from fieldapp.cli.acces import ask_new_passphrase, ask_passphrase
from fieldapp.cli.arguments import UsageError
from fieldapp.cli.avancement import Watch
from fieldapp.cli.siege_store import open_store, show_progress, tell_taken
from fieldapp.cli.sortie import check_new, count, day, plain, private, say, table, tell_json
from fieldapp.domain.document import taille_fr
from fieldapp.services.session import Session
from fieldapp.siege.espace import check_own_space
from fieldapp.siege.founding import init_space, open_siege
from fieldapp.siege.ingest import ingest as take_in
from fieldapp.siege.posts import invite as write_invitation
from fieldapp.sync.space import remember_folder


def init(args: argparse.Namespace) -> None:
    """Create headquarters and its exchange space; both secrets are shown once."""
    founded = init_space(
        Path(args.data), args.space, args.organisme, ask_new_passphrase(), args.database
    )
    founded.session.close()
    if args.json:
        tell_json(
            {
                "donnees": args.data,
                "espace": args.space,
                "cle_de_secours": founded.code_secours,
                "cle_des_lots": founded.cle_secours,
            }
        )
        return
    say(
        f"Siège créé dans {args.data}, espace d’échange dans {args.space}.",
        "À imprimer et à garder à part, ces deux clés ne seront plus jamais montrées\u00a0:",
        f"  clé de secours (ouvre la base du siège)      {founded.code_secours}",
        f"  clé des lots (ouvre ce que les postes envoient)  {founded.cle_secours}",
    )


def invite(args: argparse.Namespace) -> None:
    """Write the invitation of one worker."""
    check_new(args.out)
    with siege_of(args) as session, private():
        agent = write_invitation(
            session, nom=args.agent, role=args.role, unite=args.unite, out=args.out
        )
    if args.json:
        tell_json({"invitation": args.out, "agent": agent})
        return
    say(
        f"Invitation de {agent.nom} ({agent.role}, {agent.unite}) écrite dans {args.out}.",
        "Remettez-la de la main à la main\u00a0: elle sert une fois, pendant 14 jours.",
    )


def ingest(args: argparse.Namespace) -> None:
    """Take in what the posts put in the space, and answer them."""
    if args.fichier is not None or args.reponse is not None:
        _ingest_file(args)
        return
    with siege_of(args) as session:
        bilan = take_in(session, args.space, show_progress)
    if args.json:
        tell_json(bilan)
        return
    tell_taken(bilan)


def _ingest_file(args: argparse.Namespace) -> None:
    """Take in what a post sent by mail, and write the answer."""
    from fieldapp.siege.courrier import take_in_file  # only here
    from fieldapp.sync.pli import write_pli

    if args.fichier is None:
        raise UsageError("--reponse demande --fichier")
    if args.reponse is not None:
        check_new(args.reponse)
    with siege_of(args) as session:
        taken = take_in_file(session, args.fichier)
    if args.reponse is not None:
        with private():
            write_pli(args.reponse, taken.reponse)
    if args.json:
        told = {"nom": taken.nom, "deja_pris": taken.deja_pris, "reste": taken.reste}
        told["rappel"] = taken.rappel
        tell_json({**plain(taken.bilan), **told, "reponse": args.reponse})
        return
    if taken.rappel:
        say(
            f"Poste de {taken.nom}\u00a0: ce siège, rétabli d’une sauvegarde, ne connaît plus ce "
            "qu’il avait envoyé. La réponse le lui demande de nouveau, rien n’est perdu."
        )
    elif taken.deja_pris:
        say(f"Poste de {taken.nom}\u00a0: ce fichier était déjà pris, rien n’a changé.")
    else:
        say(f"Poste de {taken.nom}.")
        tell_taken(taken.bilan)
    if args.reponse is None:
        say("Sa réponse n’est pas écrite\u00a0: refaites la commande avec --reponse.")
    else:
        say(f"Réponse à lui renvoyer\u00a0: {args.reponse}.")
    if taken.reste:
        say("Elle ne contient pas tout\u00a0: la suite partira avec la réponse suivante.")


def export(args: argparse.Namespace) -> None:
    """Write the central export."""
    from fieldapp.siege.export import export as write_export  # its formats, when asked for

    with siege_of(args) as session, private():
        bordereau = write_export(
            session, mode=args.mode, formats=args.format, out_dir=args.out,
            depuis_dernier=args.depuis_dernier, progress=Watch(),
        )  # fmt: skip
    if args.json:
        tell_json({"dossier": args.out, **plain(bordereau)})
        return
    le = day(bordereau.etabli_le[:10])
    say(f"Export {args.mode} n° {bordereau.numero} du {le} dans {args.out}\u00a0:")
    if bordereau.suite_de is not None:
        before = bordereau.suite_de
        say(
            f"  ce qui a changé depuis l’export n° {before.numero} du "
            f"{day(before.etabli_le[:10])}, {count(before.suppressions, 'ligne')} à en retirer"
        )
    table((fichier.nom, count(fichier.lignes, "ligne")) for fichier in bordereau.fichiers)


def vues(args: argparse.Namespace) -> None:
    """Make the views for the analysts' tools, and write them with their meaning if asked."""
    from fieldapp.siege.vues import create_views, write_views  # only here

    if args.out is not None:
        check_new(args.out)
    with siege_of(args) as session, private():
        if args.out is not None:
            write_views(session, args.out)
        names = create_views(session)
    if args.json:
        tell_json({"vues": names, "fichier": args.out})
        return
    say(f"{count(len(names), 'vue refaite')} dans la base du siège\u00a0: {', '.join(names)}.")


def move(args: argparse.Namespace) -> None:
    """Move headquarters from its own file to PostgreSQL, or erase what it left in that file."""
    if args.effacer_ancien:
        _erase_former(args)
        return
    from fieldapp.siege.moving import move as move_to  # the extra of headquarters

    if args.database is None:
        raise UsageError("move demande --database")
    passphrase = ask_passphrase()
    session = open_siege(Path(args.data), passphrase)
    try:
        moved = move_to(session, args.database, show_progress)
    finally:
        session.close()
    # Only now does the base know that it is in use.
    open_siege(Path(args.data), passphrase).close()
    if args.json:
        tell_json(moved)
        return
    say(
        f"Siège déplacé dans PostgreSQL\u00a0: {count(moved.lignes, 'ligne')} de "
        f"{count(len(moved.tables), 'table')}, relues et identiques.",
        f"  empreinte de la copie\u00a0: {moved.empreinte}",
        "Les clés et les réglages restent dans le fichier du siège. Les données d’avant y restent "
        "aussi, chiffrées, et n’y changent plus\u00a0: c’est la copie d’avant le déplacement.",
        "Quand la base est sauvegardée et que l’échange a repris, effacez-les\u00a0: "
        "«\u00a0fieldapp siege move --effacer-ancien\u00a0».",
    )


def _erase_former(args: argparse.Namespace) -> None:
    """Erase the data of the former file, once the base was found to hold all of them."""
    from fieldapp.siege.moving_end import erase_former  # the extra of headquarters

    with open_store(args) as session:
        erased = erase_former(session, show_progress)
    if args.json:
        tell_json(erased)
        return
    say(
        "La base PostgreSQL contient tout ce que contenait l’ancien fichier du siège, relu et "
        "comparé.",
        f"Effacé de l’ancien fichier\u00a0: {count(erased.lignes, 'ligne')}, "
        f"{taille_fr(erased.octets)} de "
        "moins. Les clés et les réglages du siège y restent\u00a0: gardez-le et sauvegardez-le.",
        "Ses sauvegardes d’avant le déplacement contiennent encore ces données, chiffrées.",
    )


@contextlib.contextmanager
def siege_of(args: argparse.Namespace) -> Iterator[Session]:
    """Open the store of headquarters, check that the folder is its space, and close it at last."""
    with open_store(args) as session:
        check_own_space(session.store, args.space)
        remember_folder(session.store, args.space)
        yield session


def verify_siege(folder: Path, passphrase: str) -> tuple[list[str], list[str]]:
    """Return the problems of a headquarters store, none when all is well, and its known losses."""
    from fieldapp.services.integrite import known_losses, verify

    session = open_siege(folder, passphrase)
    try:
        return verify(session), known_losses(session)
    finally:
        session.close()
