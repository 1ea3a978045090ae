"""What may be typed after « fieldapp siege »: its founding, its exports, its posts, its lists."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Protocol

POSTE = "identifiant du poste (ou son début), ou nom de son agent"
JOUR = "AAAA-MM-JJ"
FORMATS_EXPORT = ("csv", "xlsx", "parquet", "json")


class Add(Protocol):
    """Adds a command to a group, or a group of commands."""

    def __call__(self, name: str, run: str, help_: str) -> argparse.ArgumentParser:
        """Add a command."""
        ...

    def group_of(self, name: str, help_: str) -> Add:
        """Open a group of commands."""
        ...


def add_agent(command: argparse.ArgumentParser) -> None:
    """Who works on a post."""
    command.add_argument("--agent", required=True, metavar="NOM", help="prénom et nom de l’agent")
    command.add_argument(
        "--role", required=True, metavar="CODE", help="code du catalogue, comme TS, ASS, CESF"
    )
    command.add_argument(
        "--unite", required=True, metavar="CODE", help="code du catalogue, comme 62-ADS-LENS"
    )


def export_formats(text: str) -> tuple[str, ...]:
    """Read one format of export or several, parted by commas."""
    wanted = tuple(part.strip().lower() for part in text.split(","))
    for part in wanted:
        if part not in FORMATS_EXPORT:
            raise argparse.ArgumentTypeError(
                f"un format parmi {', '.join(FORMATS_EXPORT)} est attendu, pas «\u00a0{part}\u00a0»"
            )
    return wanted


def add_headquarters(siege: Add) -> None:
    """Headquarters itself: its founding, its rounds, its exports."""
    init = siege("init", "siege:init", "crée le siège et son espace d’échange")
    init.add_argument("--organisme", required=True, metavar="CODE", help="comme CAF62")
    invite = siege("invite", "siege:invite", "invite un agent à rattacher son poste")
    add_agent(invite)
    invite.add_argument(
        "--out", type=Path, required=True, metavar="F", help="nouveau fichier pour l’invitation"
    )
    ingest = siege("ingest", "siege:ingest", "prend ce que les postes ont déposé et leur répond")
    ingest.add_argument(
        "--fichier", type=Path, metavar="F.pli",
        help="prend seulement ce fichier, reçu d’un poste par courriel",
    )  # fmt: skip
    ingest.add_argument(
        "--reponse", type=Path, metavar="G.pli", help="nouveau fichier pour la réponse à ce poste"
    )
    serve = siege("serve", "serveur:serve", "écoute les postes par HTTPS, jusqu’à Ctrl+C")
    serve.add_argument(
        "--adresse", default="0.0.0.0:8443", metavar="HÔTE:PORT", help="où écouter (0.0.0.0:8443)"
    )
    serve.add_argument(
        "--url", action="append", default=[], metavar="URL",
        help="adresse que les postes utilisent, à répéter s’il y en a plusieurs",
    )  # fmt: skip
    serve.add_argument(
        "--certificat", type=Path, metavar="F", help="certificat PEM (sinon le siège fait le sien)"
    )
    serve.add_argument("--cle", type=Path, metavar="F", help="clé PEM de ce certificat")
    serve.add_argument(
        "--autorite-publique", action="store_true",
        help="le certificat est signé par une autorité que tous les postes connaissent",
    )  # fmt: skip
    serve.add_argument(
        "--space", type=Path, metavar="DIR", help="dossier partagé (sinon le dernier utilisé)"
    )
    serve.add_argument(
        "--ouvriers", type=int, metavar="N",
        help="postes reçus à la fois, dans PostgreSQL (sinon autant que de processeurs)",
    )  # fmt: skip
    export = siege("export", "siege:export", "produit l’export central")
    export.add_argument(
        "--mode", required=True, choices=("statistique", "nominatif"), help="avec ou sans identité"
    )
    export.add_argument(
        "--format", required=True, type=export_formats, metavar="FORMATS",
        help="csv, xlsx, parquet ou json\u00a0; plusieurs séparés par une virgule",
    )  # fmt: skip
    export.add_argument(
        "--depuis-dernier", action="store_true",
        help="seulement ce qui a changé depuis le dernier export de ce mode",
    )  # fmt: skip
    export.add_argument("--out", type=Path, required=True, metavar="DIR", help="dossier à remplir")
    move = siege(
        "move", "siege:move", "déplace le siège de son fichier à la base PostgreSQL --database"
    )
    move.add_argument(
        "--effacer-ancien", action="store_true",
        help="une fois déplacé\u00a0: vérifie la base, puis efface les données de l’ancien fichier",
    )  # fmt: skip
    vues = siege("vues", "siege:vues", "refait les vues SQL d’analyse dans la base du siège")
    vues.add_argument(
        "--out", type=Path, metavar="F.sql", help="nouveau fichier où les écrire, commentées"
    )
    for command in (init, invite, ingest, export, vues):
        command.add_argument("space", type=Path, metavar="SPACE", help="dossier partagé")


def add_posts(siege: Add) -> None:
    """The life of posts."""
    siege("status", "siege_postes:status", "dit où en est l’échange avec les postes")
    siege("devices", "siege_postes:devices", "liste les postes et leur dernier échange")
    revoke = siege("revoke", "siege_postes:revoke", "met fin à un poste, son travail repris")
    revoke.add_argument("poste", metavar="POSTE", help=POSTE)
    why = revoke.add_mutually_exclusive_group(required=True)
    why.add_argument("--motif", metavar="TEXTE", help="pourquoi, sans nommer de famille")
    why.add_argument(
        "--rouvrir", action="store_true",
        help="reçoit de nouveau, pendant 30 jours, le travail d’un poste déjà révoqué",
    )  # fmt: skip
    lost = siege("perdu", "siege_postes:lost", "déclare perdu ce qu’un poste n’enverra plus")
    lost.add_argument("poste", metavar="POSTE", help=f"révoqué ou remplacé\u00a0; {POSTE}")
    lost.add_argument(
        "--motif", required=True, metavar="TEXTE", help="pourquoi, sans nommer de famille"
    )
    where = lost.add_mutually_exclusive_group()
    where.add_argument(
        "--space", type=Path, metavar="DIR", help="dossier partagé (sinon le dernier utilisé)"
    )
    where.add_argument(
        "--fichier", type=Path, metavar="PLI", help="dernier fichier que ce poste a envoyé"
    )
    key = siege("cle", "siege_postes:key", "prend ce qu’une clé porte, y écrit ce qui attend")
    key.add_argument("dossier", type=Path, metavar="DIR", help="la clé, ou un dossier de la clé")
    key.add_argument("postes", nargs="*", metavar="POSTE", help=f"sinon tous\u00a0; {POSTE}")
    renew = siege("renew", "siege_postes:renew", "renouvelle le certificat d’un poste")
    renew.add_argument("poste", metavar="POSTE", help=POSTE)
    retry = siege("retry", "siege_postes:retry", "essaie de nouveau ce qui a été refusé")
    retry.add_argument("poste", nargs="?", metavar="POSTE", help=f"un seul poste\u00a0: {POSTE}")
    retry.add_argument(
        "--space", type=Path, metavar="DIR", help="dossier partagé (sinon le dernier utilisé)"
    )
    transfer = siege("transfer", "siege_postes:transfer", "transfère un dossier à une unité")
    transfer.add_argument("foyer", metavar="FOYER", help="identifiant ou numéro de dossier")
    transfer.add_argument("--unite", required=True, metavar="CODE", help="unité qui le reçoit")
    transfer.add_argument("--referent", metavar="NOM", help="agent de cette unité qui le suivra")
    transfer.add_argument("--motif", metavar="TEXTE", help="pourquoi")


def add_references(siege: Add) -> None:
    """The catalogue, the agents, the directory."""
    catalogue = siege.group_of("catalogue", "listes du catalogue que le siège tient")
    listing = catalogue("list", "siege_catalogue:list_", "montre une liste du catalogue")
    listing.add_argument("liste", nargs="?", metavar="LISTE", help="sinon, nomme les listes")
    value = catalogue("set", "siege_catalogue:set_", "ajoute une valeur, ou la renomme")
    value.add_argument("--debut", metavar=JOUR, help="proposée à partir de ce jour")
    value.add_argument("--fin", metavar=JOUR, help="plus proposée à partir de ce jour")
    close = catalogue("close", "siege_catalogue:close", "ne propose plus une valeur")
    close.add_argument("--fin", metavar=JOUR, help="à partir de ce jour (aujourd’hui)")
    for command in (value, close):
        command.add_argument("liste", metavar="LISTE", help="comme motifs_sortie")
        command.add_argument("code", metavar="CODE", help="comme RELAIS_PMI")
    value.add_argument("libelle", metavar="LIBELLÉ", help="ce que lisent les agents")
    agents = siege.group_of("agent", "agents que le siège connaît")
    agents("list", "siege_catalogue:agents", "liste les agents")
    agent = agents("set", "siege_catalogue:change_agent", "modifie un agent")
    agent.add_argument("agent", metavar="AGENT", help="son nom, ou le début de son identifiant")
    agent.add_argument("--nom", metavar="NOM", help="prénom et nom")
    agent.add_argument("--role", metavar="CODE", help="code du catalogue, comme ASS")
    agent.add_argument("--unite", metavar="CODE", help="code du catalogue, comme 62-ADS-LENS")
    agent.add_argument("--parti", metavar="MOTIF", help="ne travaille plus ici\u00a0: pourquoi")
    agent.add_argument("--le", metavar=JOUR, help="à partir de ce jour (aujourd’hui)")
    agent.add_argument(
        "--revenu", action="store_true", help="travaille de nouveau ici, ou ne part plus"
    )
    directory = siege.group_of("structure", "annuaire que tous les postes reçoivent")
    take = directory("import", "siege_catalogue:import_directory", "reprend un annuaire national")
    take.add_argument("fichier", type=Path, metavar="FILE", help="au format data·inclusion v1")
    take.add_argument(
        "--dry-run", action="store_true", help="dit ce qui serait fait, sans rien écrire"
    )
    shut = directory("close", "siege_catalogue:close_structure", "note qu’une structure est fermée")
    shut.add_argument("structure", metavar="STRUCTURE_ID", help="son identifiant, ou son début")
    shut.add_argument("--le", metavar=JOUR, help="fermée ce jour-là (aujourd’hui)")
