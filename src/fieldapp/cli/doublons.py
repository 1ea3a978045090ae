"""The commands « doublons », « fusionner », « separer »: look-alikes, made one, parted."""

from __future__ import annotations

import argparse
import contextlib

from fieldapp.cli.acces import full_id, session_of
from fieldapp.cli.sortie import count, say, tell_json
from fieldapp.domain.doublon_fusion import ChoixFusion, Comparaison
from fieldapp.domain.errors import KnownError
from fieldapp.services import doublons, fusions, fusions_comparaison
from fieldapp.services.fusions_textes import told
from fieldapp.services.session import Session


def list_(args: argparse.Namespace) -> None:
    """List the people who look like one, or what was made one and may be parted."""
    with session_of(args) as session:
        if args.reunis:
            _unions(args, session)
            return
        found = doublons.list_doublons(session, session.store, args.limite)
    if args.json:
        tell_json(found)
        return
    for pair in found:
        say(
            f"{pair.foyer_id}  {pair.famille}\u00a0: {pair.personne}",
            f"{pair.autre_foyer_id}  {pair.autre_famille}\u00a0: {pair.autre}",
            f"    {', '.join(pair.raisons)}",
        )
    say(f"{count(len(found), 'doublon possible')}.")


def unite(args: argparse.Namespace) -> None:
    """Make the second family part of the first; with --essai, only compare them."""
    with session_of(args) as session:
        ids = [full_id(session, "foyer", one) for one in (args.garde, args.absorbe)]
        compared = fusions_comparaison.compare_foyers(session, ids[0], ids[1])
        if args.essai:
            _compare(args, compared)
            return
        people: dict[str, tuple[str, dict[str, str]]] = {
            pair.comparaison.autre.id: (pair.comparaison.garde.id, {})
            for pair in compared.personnes
            if pair.probable and not args.personnes_distinctes
        }
        champs = _sides(args.choix or ())
        union = fusions.unite_foyers(session, ids[0], ids[1], ChoixFusion(champs, people))
        words = told(session, union).phrase()
    if args.json:
        tell_json(union)
        return
    say(f"{words}.", f"  réunion  {union.id}", f"  Pour les séparer\u00a0: separer {union.id[:13]}")


def part(args: argparse.Namespace) -> None:
    """Part what was made one; an id of the family will do when it has one union only."""
    with session_of(args) as session:
        bilan = fusions.separate(session, _union_id(session, args.id))
    if args.json:
        tell_json(bilan)
        return
    say(f"Séparés\u00a0: {count(bilan.rendus, 'élément')} à leur place d’avant.")
    for reste in bilan.restes:
        say(f"  reste comme aujourd’hui\u00a0: {reste}")


def _unions(args: argparse.Namespace, session: Session) -> None:
    lines = [told(session, fusion) for fusion in fusions.list_fusions(session)]
    if args.json:
        tell_json([line.fusion for line in lines])
        return
    for line in lines:
        say(f"{line.fusion.id}  {line.phrase()}")
    say(f"{count(len(lines), 'réunion')}.")


def _compare(args: argparse.Namespace, compared: Comparaison) -> None:
    if args.json:
        tell_json(compared)
        return
    for sentence in compared.attention:
        say(f"! {sentence}")
    for one in (compared, *(pair.comparaison for pair in compared.personnes)):
        say(f"{one.garde.titre} / {one.autre.titre}")
        for champ in one.champs:
            if champ.differe:
                say(
                    f"  {champ.cle}\u00a0: {champ.garde or '—'} / {champ.autre or '—'} "
                    f"({champ.propose})"
                )
    say("Rien n’a changé.")


def _sides(choices: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for choice in choices:
        champ, sign, side = choice.partition("=")
        if not sign:
            raise KnownError(
                f"Le choix «\u00a0{choice}\u00a0» n’a pas la forme champ=garde ou champ=autre. "
                "Rien n’a changé."
            )
        found[champ] = side
    return found


def _union_id(session: Session, beginning: str) -> str:
    with contextlib.suppress(KnownError):
        return full_id(session, "fusion", beginning)
    found = fusions.list_fusions(session, full_id(session, "foyer", beginning))
    if len(found) != 1:
        raise KnownError(
            "Ce dossier n’a pas une seule réunion à défaire. Rien n’a changé. Donnez "
            "l’identifiant de la réunion, que montre «\u00a0doublons --reunis\u00a0»."
        )
    return found[0].id
