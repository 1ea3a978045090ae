"""The commands of the reference data: catalogue, agents and directory of headquarters."""

from __future__ import annotations

import argparse
from dataclasses import replace

from fieldapp.cli.acces import full_id
from fieldapp.cli.arguments import UsageError
from fieldapp.cli.imports import count_lines, tell_report
from fieldapp.cli.siege_store import find_agent, open_store, tell
from fieldapp.cli.sortie import day, table, tell_json
from fieldapp.db.agents import list_agents
from fieldapp.domain.agent import Agent
from fieldapp.domain.foyer import check_date
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.valeur import NOMS
from fieldapp.services.structures import get_structure, save_structure
from fieldapp.siege.agents import end_agent, list_siege_agents, resume_agent, set_agent
from fieldapp.siege.catalogue import close_valeur, list_catalogue, set_valeur

AT_NEXT = "Les postes la recevront à leur prochaine synchronisation."


def list_(args: argparse.Namespace) -> None:
    """List the values of a list, or the lists that can be kept."""
    if args.liste is None:
        if args.json:
            tell_json(NOMS)
        else:
            table(NOMS.items())
        return
    with open_store(args) as session:
        found = list_catalogue(session, args.liste)
    if args.json:
        tell_json(found)
        return
    table(
        (
            one.code, one.libelle,
            "à venir" if one.a_venir else "proposée" if one.offert else "fermée",
            f"{'dès' if one.a_venir else 'depuis'} le {day(one.debut)}" if one.debut else "",
            f"jusqu’au {day(one.fin)} exclu" if one.fin else "",
            "siège" if one.du_siege else "",
        )
        for one in found
    )  # fmt: skip


def set_(args: argparse.Namespace) -> None:
    """Add a value or rename it, with its days."""
    with open_store(args) as session:
        done = set_valeur(
            session, args.liste, args.code, args.libelle, debut=args.debut, fin=args.fin
        )
    tell(args, done, f"{NOMS[done.nature]}\u00a0: {done.libelle} ({done.code}). {AT_NEXT}")


def close(args: argparse.Namespace) -> None:
    """Stop proposing a value."""
    with open_store(args) as session:
        done = close_valeur(session, args.liste, args.code, args.fin)
    tell(
        args,
        done,
        f"{done.libelle} ({done.code}) n’est plus proposée à partir du {day(done.fin or '')}. Ce "
        "qui la porte la garde, avec son libellé.",
    )


def agents(args: argparse.Namespace) -> None:
    """List the agents that headquarters knows."""
    with open_store(args) as session:
        found = list_siege_agents(session)
    if args.json:
        tell_json(found)
        return
    table((agent.id, agent.nom, agent.role, agent.unite, _presence(agent)) for agent in found)


def change_agent(args: argparse.Namespace) -> None:
    """Change the name, the role, the unit of an agent, or note that they left or came back."""
    if args.le is not None and args.parti is None:
        raise UsageError("--le demande --parti")
    if not args.revenu and (args.nom, args.role, args.unite, args.parti) == (None,) * 4:
        raise UsageError("il manque --nom, --role, --unite, --parti ou --revenu")
    with open_store(args) as session:
        agent_id = find_agent(list_agents(session.store), args.agent, "agent")
        if args.parti is not None:
            done = end_agent(session, agent_id, args.parti, args.le)
            words = f"{done.nom} n’est plus en activité, ses postes sont révoqués."
            if done.actif:
                words = (
                    f"{done.nom} part le {day(done.parti_le or '')}. Jusque-là rien ne "
                    "change\u00a0; ce jour-là ses postes sont révoqués à la première réception."
                )
        elif args.revenu:
            done = resume_agent(session, agent_id)
            words = f"{done.nom} est en activité. Si ses postes étaient révoqués, invitez-le."
        else:
            done = set_agent(session, agent_id, nom=args.nom, role=args.role, unite=args.unite)
            words = f"{done.nom}\u00a0: {done.role}, {done.unite}. Ses postes l’apprendront."
    tell(args, done, words)


def _presence(agent: Agent) -> str:
    if not agent.actif:
        return f"parti le {day(agent.parti_le)}" if agent.parti_le else "parti"
    return f"part le {day(agent.parti_le)}" if agent.parti_le else ""


def import_directory(args: argparse.Namespace) -> None:
    """Take a directory in the national format into the one of every post."""
    from fieldapp.services.structures_import import import_structures

    with open_store(args) as session:
        report = import_structures(session, args.fichier, args.dry_run, count_lines)
    tell_report(args, report)


def close_structure(args: argparse.Namespace) -> None:
    """Note that a structure is closed: it is no longer offered, orientations keep its name."""
    with open_store(args) as session:
        found = get_structure(session, full_id(session, "structure", args.structure))
        day_ = args.le or aujourd_hui().isoformat()
        done = save_structure(session, replace(found, fermee_le=check_date(day_, "le")))
    tell(args, done, f"{done.nom}\u00a0: fermée le {day(done.fermee_le or '')}. {AT_NEXT}")
