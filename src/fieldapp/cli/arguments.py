"""What may be typed after « fieldapp »: every command, its options and its help."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from fieldapp import __version__
from fieldapp.cli.arguments_siege import add_agent, add_headquarters, add_posts, add_references
from fieldapp.cli.francais import Parser, speak_french
from fieldapp.domain.ecrits import CONFIDENTIALITES

DESCRIPTION = (
    "Suivi des familles par les travailleurs sociaux, sans réseau. Sans commande, ouvre la fenêtre."
)
EPILOG = (
    "La phrase de passe est lue dans FIELDAPP_PASSPHRASE, ou demandée. Les identifiants peuvent "
    "être abrégés à leur début, tant qu’un seul correspond. Code de retour\u00a0: 0 fait, "
    "1 refusé (la raison est écrite), 2 commande mal formée."
)
COMMANDS = "commandes\u00a0"  # argparse adds the colon
OUT = "nouveau fichier PDF"
FICHIER = "fichier JSON, ou - pour l’entrée standard"


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    speak_french()
    common = _common()
    root = Parser(prog="fieldapp", description=DESCRIPTION, epilog=EPILOG, parents=[common])
    root.add_argument(
        "--version", action="version", version=f"fieldapp {__version__}",
        help="affiche la version du programme",
    )  # fmt: skip
    root.set_defaults(run="fieldapp.cli.fenetre:open_window")
    commands = root.add_subparsers(title=COMMANDS, metavar="COMMANDE", prog="fieldapp")
    add = _Adder(commands, common)
    _setting_up(add)
    _dossiers(add)
    _others(add)
    _siege(add)
    return root


def no_choice() -> argparse.Namespace:
    """Return what stands when neither --data nor --json is given, before or after the command."""
    return argparse.Namespace(data=None, json=False)


class UsageError(Exception):
    """A command is incomplete in a way that argparse cannot see; the message is French."""


class _Adder:
    """Adds a command under a group of commands, with the options that all share."""

    def __init__(
        self, group: argparse._SubParsersAction[Any],
        common: argparse.ArgumentParser,
    ) -> None:  # fmt: skip
        self.group = group
        self.common = common

    def __call__(self, name: str, run: str, help_: str) -> argparse.ArgumentParser:
        command: argparse.ArgumentParser = self.group.add_parser(
            name, help=help_, description=_sentence(help_), parents=[self.common]
        )
        command.set_defaults(run=f"fieldapp.cli.{run}")
        return command

    def group_of(self, name: str, help_: str) -> _Adder:
        """Open a group of commands (« foyer add », « foyer list »…)."""
        command = self.group.add_parser(
            name, help=help_, description=_sentence(help_), parents=[self.common]
        )
        under = command.add_subparsers(
            title=COMMANDS, metavar="COMMANDE", required=True, prog=command.prog
        )
        return _Adder(under, self.common)


def _common() -> argparse.ArgumentParser:
    """The options that stand before or after the command: absent means what stood before."""
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument(
        "--data", type=Path, metavar="DOSSIER",
        help="dossier des données (sinon FIELDAPP_DATA, sinon celui de l’utilisateur)",
    )  # fmt: skip
    common.add_argument("--json", action="store_true", help="écrit le résultat en JSON")
    return common


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."


def whole_number(text: str) -> int:
    """Read a number of things, 0 or more."""
    try:
        number = int(text)
    except ValueError:
        number = -1
    if number < 0:
        raise argparse.ArgumentTypeError(
            f"un nombre entier, 0 ou plus, est attendu, pas «\u00a0{text}\u00a0»"
        )
    return number


def _setting_up(add: _Adder) -> None:
    demo = add(
        "demo", "demo:run",
        "crée une organisation fictive, puis y fait le travail principal de bout en bout",
    )  # fmt: skip
    demo.add_argument("dossier", type=Path, metavar="DIR", help="dossier à remplir")
    demo.add_argument(
        "--foyers", type=whole_number, default=60, metavar="N",
        help="nombre de familles (60)\u00a0; au-delà de 5\u00a0000, les autres sont celles "
        "d’autres antennes, que seul le siège détient. 50\u00a0000 demandent quelques minutes",
    )  # fmt: skip
    demo.add_argument(
        "--seed", type=whole_number, default=62, metavar="S",
        help="graine\u00a0: la même donne les mêmes familles (62)",
    )  # fmt: skip
    init = add("init", "poste:init", "crée un poste autonome, sans siège")
    add_agent(init)
    join = add("join", "poste:join", "crée un poste à partir d’une invitation du siège")
    join.add_argument("invitation", type=Path, metavar="F", help="fichier d’invitation")


def _page(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--debut", type=whole_number, default=0, metavar="N", help="nombre de lignes à passer"
    )
    command.add_argument(
        "--limite", type=whole_number, default=100, metavar="N",
        help="nombre de lignes au plus (100)",
    )  # fmt: skip


def _json_in(command: argparse.ArgumentParser) -> None:
    command.add_argument("fichier", nargs="?", metavar="FICHIER", help=FICHIER)
    command.add_argument(
        "--schema", action="store_true", help="écrit le schéma JSON de ce qui est attendu"
    )


def _dossiers(add: _Adder) -> None:
    foyer = add.group_of("foyer", "dossiers des familles")
    _json_in(foyer("add", "foyers:add", "ouvre un dossier"))
    change = foyer("set", "foyers:change", "modifie un dossier, ses personnes, son suivi")
    change.add_argument("id", nargs="?", metavar="FOYER_ID", help="dossier à modifier")
    _json_in(change)
    listing = foyer("list", "foyers:list_", "liste les dossiers accessibles")
    listing.add_argument("--miens", action="store_true", help="seulement ceux que l’agent suit")
    listing.add_argument("--en-retard", action="store_true", help="seulement ceux en retard")
    listing.add_argument("--texte", default="", metavar="TEXTE", help="partie du nom")
    listing.add_argument(
        "--tri", default="nom",
        choices=("nom", "commune", "niveau", "dernier_contact", "echeance"), help="ordre (nom)",
    )  # fmt: skip
    listing.add_argument("--descendant", action="store_true", help="ordre inverse")
    _page(listing)
    show = foyer("show", "foyers:show", "montre un dossier")
    show.add_argument("id", metavar="FOYER_ID", help="dossier à montrer")

    contact = add.group_of("contact", "contacts avec les familles")
    _json_in(contact("add", "contacts:add", "note un contact"))
    listing = contact("list", "contacts:list_", "liste les contacts d’une famille")
    listing.add_argument("foyer_id", metavar="FOYER_ID", help="dossier")
    _page(listing)

    orientation = add.group_of("orientation", "orientations des familles")
    _json_in(orientation("add", "orientations:add", "oriente une famille"))
    change = orientation("set", "orientations:change", "fait avancer une orientation")
    change.add_argument("id", nargs="?", metavar="ORIENTATION_ID", help="orientation à modifier")
    _json_in(change)
    listing = orientation("list", "orientations:list_", "liste les orientations")
    listing.add_argument("foyer_id", nargs="?", metavar="FOYER_ID", help="d’un seul dossier")
    listing.add_argument("--miennes", action="store_true", help="celles de mes dossiers")
    listing.add_argument("--ouvertes", action="store_true", help="celles qui ne sont pas finies")
    _page(listing)


def _doublons(add: _Adder) -> None:
    pairs = add("doublons", "doublons:list_", "liste les personnes qui se ressemblent")
    pairs.add_argument(
        "--limite", type=whole_number, default=200, metavar="N", help="paires au plus (200)"
    )
    pairs.add_argument(
        "--reunis", action="store_true", help="liste plutôt ce qui a été réuni et peut se séparer"
    )
    unite = add("fusionner", "doublons:unite", "réunit deux dossiers d’une même famille")
    unite.add_argument("garde", metavar="A", help="dossier gardé")
    unite.add_argument("absorbe", metavar="B", help="dossier dont tout rejoint le premier")
    unite.add_argument(
        "--choix", action="append", metavar="CHAMP=COTE",
        help="d’où vient un champ\u00a0: garde ou autre, comme adresse=autre",
    )  # fmt: skip
    unite.add_argument(
        "--personnes-distinctes", action="store_true",
        help="ne réunit pas les personnes qui se ressemblent",
    )  # fmt: skip
    unite.add_argument("--essai", action="store_true", help="compare sans rien changer")
    part = add("separer", "doublons:part", "sépare ce qui a été réuni, sans rien perdre")
    part.add_argument("id", metavar="ID", help="réunion, ou dossier réuni une seule fois")


def _others(add: _Adder) -> None:
    search = add("search", "recherche:run", "cherche une famille, un numéro, un mot des notes")
    search.add_argument("texte", nargs="+", metavar="TEXTE", help="ce qui est cherché")
    search.add_argument(
        "--limite", type=whole_number, default=12, metavar="N", help="résultats au plus (12)"
    )
    _doublons(add)
    _conservation(add)
    _imports(add)
    _papers(add)
    _exchange(add)
    add("verify", "poste:verify", "vérifie que tout est intact et que le journal l’explique")


def _conservation(add: _Adder) -> None:
    kept = add("conservation", "conservation:run", "liste les dossiers à échéance de conservation")
    which = kept.add_mutually_exclusive_group()
    which.add_argument("--echus", action="store_true", help="seulement ceux qui sont échus")
    which.add_argument(
        "--proches", action="store_true", help="seulement ceux à échéance dans deux mois"
    )
    kept.add_argument("--out", type=Path, metavar="F.pdf", help=OUT)
    _page(kept)


def _imports(add: _Adder) -> None:
    import_ = add.group_of("import", "reprise de fichiers")
    usagers = import_("usagers", "imports:usagers", "reprend un fichier d’usagers (CSV ou XLSX)")
    structures = import_(
        "structures", "imports:structures", "reprend un annuaire au format data·inclusion v1"
    )
    for command in (usagers, structures):
        command.add_argument("fichier", type=Path, metavar="FILE", help="fichier à reprendre")
        command.add_argument(
            "--dry-run", action="store_true", help="dit ce qui serait fait, sans rien écrire"
        )


def _papers(add: _Adder) -> None:
    synthese = add("synthese", "ecrits:synthese", "écrit la synthèse de situation d’une famille")
    synthese.add_argument("id", metavar="FOYER_ID", help="dossier")
    synthese.add_argument("--destinataire", metavar="TEXTE", help="à qui elle est remise")
    synthese.add_argument("--objet", metavar="TEXTE", help="objet de la synthèse")
    synthese.add_argument(
        "--confidentialite", choices=tuple(CONFIDENTIALITES),
        help="classe de diffusion, qui décide des notes reprises (EQUIPE)",
    )  # fmt: skip
    fiche = add("fiche", "ecrits:fiche", "écrit la fiche de liaison d’une orientation")
    fiche.add_argument("id", metavar="ORIENTATION_ID", help="orientation")
    for command in (synthese, fiche):
        command.add_argument("--out", type=Path, required=True, metavar="F.pdf", help=OUT)


def _exchange(add: _Adder) -> None:
    sync = add("sync", "poste:sync", "échange avec le siège, par dossier, HTTPS ou courrier")
    way = sync.add_mutually_exclusive_group()
    way.add_argument(
        "--space",
        type=Path,
        metavar="DIR",
        help="dossier partagé (sinon la dernière voie utilisée)",
    )
    way.add_argument(
        "--cle", type=Path, metavar="DIR", help="dossier d’échange sur une clé, qu’elle retient"
    )
    way.add_argument("--adresse", metavar="URL", help="adresse du siège, comme https://siege:8443")
    sync.add_argument(
        "--fichier", type=Path, metavar="F.pli",
        help="écrit ce qui attend dans un nouveau fichier, à envoyer par courriel",
    )  # fmt: skip
    sync.add_argument(
        "--reponse", type=Path, metavar="G.pli",
        help="ouvre d’abord la réponse du siège reçue par courriel",
    )  # fmt: skip
    sync.add_argument(
        "--empreinte", metavar="SHA256",
        help="empreinte du certificat du siège (sinon celle qui est connue)",
    )  # fmt: skip
    sync.add_argument(
        "--reprendre", action="store_true",
        help="reprend ce poste, rétabli d’une ancienne sauvegarde, sans rien perdre",
    )  # fmt: skip


def _with_database(common: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """What every command of headquarters takes: where its data lie, when not in its own file."""
    parent = argparse.ArgumentParser(add_help=False, parents=[common])
    parent.add_argument(
        "--database", metavar="URL",
        help="base PostgreSQL du siège, comme postgresql://fieldapp@serveur/siege, sans mot de "
        "passe (voir PGPASSFILE)\u00a0; donnée une fois, elle est retenue",
    )  # fmt: skip
    return parent


def _siege(add: _Adder) -> None:
    group = add.group_of("siege", "travail du siège")
    siege = _Adder(group.group, _with_database(group.common))
    add_headquarters(siege)
    add_posts(siege)
    add_references(siege)
