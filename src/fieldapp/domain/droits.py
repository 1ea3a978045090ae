"""The permission table: role × act × zone. Every act asks it, whoever calls (L13, L16).

A role of the catalogue belongs to one family of roles; roles without a family may do nothing
with family files.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TS, RESPONSABLE, SECRETAIRE, SIEGE = "TS", "RESPONSABLE", "SECRETAIRE", "SIEGE"

# How far a permission reaches: what one wrote, the files one follows, the antenna, everything.
AUTEUR, DOSSIER, UNITE, TOUT = "auteur", "dossier", "unite", "tout"

LIRE_FOYER = "lire un dossier"
ECRIRE_FOYER = "modifier un dossier"
LIRE_NOTE = "lire une note"
ECRIRE_CONTACT = "noter un contact"
LIRE_ORIENTATION = "lire une orientation"
ORIENTER = "orienter une famille"
LIRE_AGENDA = "lire l’agenda"
ECRIRE_AGENDA = "modifier l’agenda"
ACCUEILLIR = "noter un accueil"
LIRE_EVALUATION = "lire l’évaluation sociale"
ECRIRE_EVALUATION = "écrire l’évaluation sociale"
LIRE_CONTRAT = "lire le contrat d’engagements"
ECRIRE_CONTRAT = "écrire le contrat d’engagements"
LIRE_DEMARCHE = "lire les démarches"
ECRIRE_DEMARCHE = "écrire une démarche"
LIRE_DOCUMENT = "lire les documents du dossier"
ECRIRE_DOCUMENT = "ajouter un document au dossier"
LIRE_SITUATION = "lire ce que la famille a déclaré"
ECRIRE_SITUATION = "noter ce que la famille déclare"
LIRE_OFFRE = "lire les offres proposées"
PROPOSER_OFFRE = "proposer un accompagnement"
LIRE_CONSERVATION = "voir les dossiers à échéance de conservation"
INVITER_COLLEGUE = "inviter un co-intervenant"
FUSIONNER = "réunir deux dossiers"
IMPRIMER = "imprimer un document nominatif"
REPORTER = "reporter dans un autre logiciel"
LIRE_ANNUAIRE = "lire l’annuaire"
ECRIRE_ANNUAIRE = "modifier l’annuaire"
IMPORTER = "importer un fichier d’usagers"
SYNCHRONISER = "synchroniser"
VERIFIER = "vérifier les données"
EXPORTER = "produire l’export central"
INVITER = "inviter un poste"
TRANSFERER = "transférer un dossier"
REVOQUER = "révoquer ou renouveler un poste"
TENIR_CATALOGUE = "tenir le catalogue et les agents"

# Acts without a zone: family of roles -> act -> reach. What is absent is refused.
ACTES: Final[Mapping[str, Mapping[str, str]]] = {
    TS: {
        LIRE_FOYER: UNITE, ECRIRE_FOYER: UNITE, ECRIRE_CONTACT: UNITE, LIRE_ORIENTATION: UNITE,
        LIRE_AGENDA: UNITE, ECRIRE_AGENDA: UNITE, ACCUEILLIR: UNITE,
        ORIENTER: UNITE, IMPRIMER: UNITE, LIRE_ANNUAIRE: TOUT, ECRIRE_ANNUAIRE: TOUT,
        LIRE_EVALUATION: DOSSIER, ECRIRE_EVALUATION: DOSSIER, LIRE_CONTRAT: DOSSIER,
        ECRIRE_CONTRAT: DOSSIER, INVITER_COLLEGUE: DOSSIER, FUSIONNER: DOSSIER,
        LIRE_CONSERVATION: DOSSIER,
        LIRE_DEMARCHE: UNITE, ECRIRE_DEMARCHE: UNITE, LIRE_OFFRE: UNITE, PROPOSER_OFFRE: UNITE,
        LIRE_SITUATION: UNITE, ECRIRE_SITUATION: UNITE,
        LIRE_DOCUMENT: UNITE, ECRIRE_DOCUMENT: UNITE, REPORTER: UNITE,
        IMPORTER: TOUT, SYNCHRONISER: TOUT, VERIFIER: TOUT,
    },
    RESPONSABLE: {
        LIRE_FOYER: UNITE, ECRIRE_FOYER: UNITE, ECRIRE_CONTACT: UNITE, LIRE_ORIENTATION: UNITE,
        LIRE_AGENDA: UNITE, ECRIRE_AGENDA: UNITE, ACCUEILLIR: UNITE,
        ORIENTER: UNITE, IMPRIMER: UNITE, LIRE_ANNUAIRE: TOUT, ECRIRE_ANNUAIRE: TOUT,
        LIRE_EVALUATION: UNITE, ECRIRE_EVALUATION: UNITE, LIRE_CONTRAT: UNITE,
        ECRIRE_CONTRAT: UNITE, INVITER_COLLEGUE: UNITE, FUSIONNER: UNITE,
        LIRE_CONSERVATION: UNITE,
        LIRE_DEMARCHE: UNITE, ECRIRE_DEMARCHE: UNITE, LIRE_OFFRE: UNITE, PROPOSER_OFFRE: UNITE,
        LIRE_SITUATION: UNITE, ECRIRE_SITUATION: UNITE,
        LIRE_DOCUMENT: UNITE, ECRIRE_DOCUMENT: UNITE, TRANSFERER: UNITE, REPORTER: UNITE,
        IMPORTER: TOUT, SYNCHRONISER: TOUT, VERIFIER: TOUT,
    },
    SECRETAIRE: {
        LIRE_FOYER: UNITE, ECRIRE_FOYER: UNITE, LIRE_AGENDA: UNITE, ECRIRE_AGENDA: UNITE,
        ACCUEILLIR: UNITE, LIRE_ANNUAIRE: TOUT, ECRIRE_ANNUAIRE: TOUT,
        IMPORTER: TOUT, SYNCHRONISER: TOUT, VERIFIER: TOUT,
    },
    SIEGE: {
        LIRE_ANNUAIRE: TOUT, ECRIRE_ANNUAIRE: TOUT, SYNCHRONISER: TOUT, VERIFIER: TOUT,
        EXPORTER: TOUT, INVITER: TOUT, TRANSFERER: TOUT, REVOQUER: TOUT, TENIR_CATALOGUE: TOUT,
    },
}  # fmt: skip

# Reading a note: family of roles -> zone -> reach.
NOTES: Final[Mapping[str, Mapping[str, str]]] = {
    TS: {
        "personnel": AUTEUR, "equipe": DOSSIER, "institution": UNITE, "restreint": DOSSIER,
    },
    RESPONSABLE: {
        "personnel": AUTEUR, "equipe": UNITE, "institution": UNITE, "restreint": UNITE,
    },
}  # fmt: skip

LISIBLE_PAR: Final[Mapping[str, str]] = {
    "personnel": "vous seul(e), effacé après 30 jours",
    "equipe": "vous, co-intervenants, responsable",
    "institution": "les travailleurs sociaux et le responsable de l’antenne",
    "restreint": "vous, référent, responsable",
}


def can_read_note(
    family: str | None, zone: str, *, is_author: bool, follows: bool, same_unite: bool
) -> bool:
    """Tell whether a note of that zone may be read.

    `follows`: the reader is référent or co-intervenant of the file, or the file has no référent
    yet and is of the reader's antenna.
    """
    reach = NOTES.get(family or "", {}).get(zone)
    if reach is None:
        return False
    # Whoever is called to a file from elsewhere reads there what its whole antenna reads.
    return is_author or (reach != AUTEUR and follows) or (reach == UNITE and same_unite)
