"""The commands of the life of posts: status, devices, revoke, renew, retry, transfer."""

from __future__ import annotations

import argparse

from fieldapp.cli.acces import full_id
from fieldapp.cli.siege_store import (
    find_agent,
    find_poste,
    open_store,
    show_progress,
    tell,
    tell_taken,
)
from fieldapp.cli.sortie import count, day, say, table, tell_json
from fieldapp.db.agents import list_agents
from fieldapp.db.foyers import foyer_with_number
from fieldapp.domain.perte import phrase_perte
from fieldapp.domain.siege import phrase_cle
from fieldapp.services.session import Session
from fieldapp.services.transferts import transfer_foyer
from fieldapp.siege.cle import prepare_key
from fieldapp.siege.lots_perdus import declare_lost
from fieldapp.siege.renewal import renew as renew_post
from fieldapp.siege.retry import retry as try_again
from fieldapp.siege.revocation import reopen_recovery
from fieldapp.siege.revocation import revoke as revoke_post
from fieldapp.siege.suivi import etat_siege

ETATS = {
    "A_JOUR": "à jour", "EN_ATTENTE": "en attente", "REFUSE": "refusé", "EXPIRE": "expiré",
    "REVOQUE": "révoqué", "REMPLACE": "remplacé",
}  # fmt: skip


def status(args: argparse.Namespace) -> None:
    """Say where the exchange stands: posts, last round, refused files."""
    with open_store(args) as session:
        etat = etat_siege(session)
    if args.json:
        tell_json(etat)
        return
    counts = [
        count(many, label) if label.endswith("é") else f"{many} {label}"
        for code, label in ETATS.items()
        if (many := sum(poste.etat == code for poste in etat.postes))
    ]
    say(
        f"{count(len(etat.postes), 'poste')}\u00a0: {', '.join(counts) or 'aucun'}.",
        f"Reçu\u00a0: {count(etat.recues, 'modification')}, {etat.conflits} en conflit. "
        f"Refusé\u00a0: {count(len(etat.refus), 'envoi')}.",
    )
    if etat.derniere is not None:
        say(f"Dernière réception le {day(etat.derniere.le[:10])}.")
    for one in etat.refus:
        say(f"  refusé\u00a0: {one.agent or one.device}, {one.refus.fichier}. {one.refus.raison}")
    for perte in etat.pertes:
        say(f"  perdu\u00a0: {phrase_perte(perte)}")


def lost(args: argparse.Namespace) -> None:
    """Declare lost the bundles that died with their post, and take those behind them."""
    with open_store(args) as session:
        device = find_poste(session, args.poste).device
        done = declare_lost(session, device, args.motif, args.space, args.fichier)
    tell(
        args,
        done,
        *map(phrase_perte, done.pertes),
        f"{count(done.recus, 'modification prise')} de ce qui était arrivé après.",
        *(f"  refusé\u00a0: {raison}" for raison in done.refus),
        "Ce qui manque est dit par «\u00a0siege status\u00a0», «\u00a0verify\u00a0» et le "
        "bordereau des exports. Un lot retrouvé sera pris quand même.",
    )


def key(args: argparse.Namespace) -> None:
    """Take in what posts put on a key, and write on it what waits for them."""
    with open_store(args) as session:
        wanted = [find_poste(session, text).device for text in args.postes]
        done = prepare_key(session, args.dossier, wanted, show_progress)
    if args.json:
        tell_json(done)
        return
    tell_taken(done.bilan)
    say(phrase_cle(done))


def devices(args: argparse.Namespace) -> None:
    """List the posts with their last exchange, what waits and what is refused."""
    with open_store(args) as session:
        etat = etat_siege(session)
    if args.json:
        tell_json(etat.postes)
        return
    if not etat.postes:
        say("Aucun poste n’est enrôlé. Invitez un agent avec «\u00a0fieldapp siege invite\u00a0».")
        return
    table(
        (
            poste.device, poste.nom, poste.unite, ETATS.get(poste.etat, poste.etat),
            day(poste.dernier_signe[:10]) if poste.dernier_signe else "jamais venu",
            count(poste.recues, "reçue"), f"{poste.en_route} en route",
            f"certifié jusqu’au {day(poste.valable_jusque[:10])}",
        )
        for poste in etat.postes
    )  # fmt: skip


def revoke(args: argparse.Namespace) -> None:
    """End a post: its unsent work comes first, then it destroys its store."""
    with open_store(args) as session:
        poste = find_poste(session, args.poste)
        if args.rouvrir:
            jusque = reopen_recovery(session, poste.device)
            tell(args, {"poste": poste.device, "reprise_jusque": jusque},
                  f"Le travail du poste de {poste.nom} est de nouveau reçu jusqu’au "
                  f"{day(jusque[:10])}.")  # fmt: skip
            return
        ended = revoke_post(session, poste.device, args.motif or "")
    tell(
        args,
        ended,
        f"Poste de {ended.nom} révoqué.",
        "À sa prochaine synchronisation il envoie ce qu’il n’avait pas envoyé (repris pendant "
        "30 jours), en reçoit l’accusé, puis détruit sa base.",
        "Un poste volé qui ne synchronise plus ne peut pas être effacé à distance\u00a0: ses "
        "données restent chiffrées sous sa phrase de passe.",
    )


def renew(args: argparse.Namespace) -> None:
    """Renew the certificate of a post."""
    with open_store(args) as session:
        renewed = renew_post(session, find_poste(session, args.poste).device)
    tell(
        args,
        renewed,
        f"Certificat du poste de {renewed.nom} renouvelé jusqu’au "
        f"{day(renewed.valable_jusque[:10])}. Il le prendra à sa prochaine synchronisation.",
    )


def retry(args: argparse.Namespace) -> None:
    """Try the refused files again, and say what to do about those that stay."""
    with open_store(args) as session:
        device = None if args.poste is None else _device(session, args.poste)
        bilan = try_again(session, device, args.space, show_progress)
    if args.json:
        tell_json(bilan)
        return
    if not bilan.resolus and not bilan.restants:
        say("Rien n’est refusé.")
        return
    say(
        f"Pris cette fois\u00a0: {count(len(bilan.resolus), 'envoi')}, "
        f"{count(bilan.recus, 'modification')}. "
        f"Encore refusé\u00a0: {count(len(bilan.restants), 'envoi')}."
    )
    for one in bilan.restants:
        say(f"  {one.agent or one.device}, {one.refus.fichier}. {one.refus.raison}")


def transfer(args: argparse.Namespace) -> None:
    """Hand a family over to another unit, and to a worker there when one is named."""
    with open_store(args) as session:
        foyer_id = foyer_with_number(session.store, session.agent.organisme, args.foyer)
        foyer_id = foyer_id or full_id(session, "foyer", args.foyer)
        referent_id = (
            None
            if args.referent is None
            else find_agent(
                list_agents(session.store, args.unite),
                args.referent,
                "referent_id",
                f" de {args.unite}",
            )
        )
        done = transfer_foyer(session, foyer_id, args.unite, referent_id, args.motif or "")
    tell(
        args,
        done,
        f"Dossier transféré de {done.de_unite} à {done.vers_unite}"
        + (f", suivi par {done.vers_referent}." if done.vers_referent else ", sans référent."),
        "Les postes le recevront, et le quitteront, à leur prochaine synchronisation.",
    )


def _device(session: Session, text: str) -> str:
    """A post that was never admitted has files that are refused too."""
    known = {one.device for one in etat_siege(session).refus}
    return text if text in known else find_poste(session, text).device
