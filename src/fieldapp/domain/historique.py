"""Who changed what and when, per field, with the former value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from fieldapp.domain.journal import Valeur

# What each table of the trade is called within a sentence.
NOMS: Final = {
    "foyer": "dossier",
    "personne": "personne",
    "appartenance": "composition du foyer",
    "lien": "lien de famille",
    "contact_sur": "contact sûr",
    "adresse": "adresse",
    "coordonnee": "téléphone ou courriel",
    "situation": "situation déclarée",
    "accompagnement": "accompagnement",
    "proposition": "offre proposée",
    "co_intervenant": "co-intervenant",
    "fusion": "réunion de dossiers",
    "evaluation": "évaluation",
    "evaluation_chapitre": "chapitre d’évaluation",
    "contrat": "contrat",
    "objectif": "objectif",
    "engagement": "engagement",
    "demarche": "démarche",
    "document": "document",
    "contact": "contact",
    "orientation": "orientation",
    "rendezvous": "rendez-vous",
    "accueil": "accueil",
    "structure": "structure",
    "report": "report ailleurs",
    "agent": "agent",
    "transfert": "transfert",
    "valeur_catalogue": "valeur du catalogue",
}


@dataclass(frozen=True, slots=True)
class Changement:
    """One field changed by one act. `moment` is a UTC instant by the clock of its device.

    `sujet` says in French what the row is about, when several rows are told together.
    """

    moment: datetime
    auteur: str
    table: str
    row_id: str
    champ: str
    avant: Valeur
    apres: Valeur
    sujet: str = ""


@dataclass(frozen=True, slots=True)
class Acte:
    """What one transaction changed, for undo: its clock value and a French label."""

    hlc: int
    libelle: str
