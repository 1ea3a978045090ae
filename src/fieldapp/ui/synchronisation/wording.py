"""How tables and fields are named to a worker, in the lists of this screen."""

from __future__ import annotations

from fieldapp.ui.champs import nom_champ

_NATURES = {
    "foyer": "dossier",
    "personne": "personne",
    "appartenance": "composition du foyer",
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
    "structure": "structure",
    "agent": "agent",
}


def nature_fr(table: str) -> str:
    """Return the French name of a table of the trade."""
    return _NATURES.get(table, table)


def champ_fr(champ: str) -> str:
    """Return the French name of a field, within a sentence."""
    name = nom_champ(champ)
    return name[:1].lower() + name[1:]
