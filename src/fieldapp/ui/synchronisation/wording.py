"""How tables, fields and values are named to a worker, in the lists of this screen."""

from __future__ import annotations

from fieldapp.domain.dates import format_date
from fieldapp.domain.journal import Valeur
from fieldapp.domain.telephone import format_telephone

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
_CHAMPS = {
    "nom": "nom",
    "nom_naissance": "nom de naissance",
    "prenom": "prénom",
    "naissance": "date de naissance",
    "telephone": "téléphone",
    "courriel": "courriel",
    "adresse": "adresse",
    "complement": "complément d’adresse",
    "code_postal": "code postal",
    "commune": "commune",
    "numero": "numéro de dossier",
    "autre_numero": "autre numéro",
    "valeur": "numéro ou courriel",
    "personnes": "à qui il est",
    "debut": "date de début",
    "note": "note",
    "besoins": "besoins",
    "suite": "suite prévue",
    "titre": "titre",
    "zone": "zone de lecture",
    "suite_le": "date de la suite",
    "duree_min": "durée",
    "moment": "date et heure",
    "statut": "état",
    "relance_le": "date de relance",
    "attentes": "ce que chacun attend",
    "accord": "accord de la famille",
    "referent_id": "référent",
    "supprime": "retrait",
    "plages": "plages d’appel",
    "motif_sortie": "motif de sortie",
    "fin": "date de fin",
}


def nature_fr(table: str) -> str:
    """Return the French name of a table of the trade."""
    return _NATURES.get(table, table)


def champ_fr(champ: str) -> str:
    """Return the French name of a field."""
    return _CHAMPS.get(champ, champ.replace("_", " "))


def valeur_fr(_table: str, champ: str, valeur: Valeur) -> str:
    """Return a value as it is read: dates in French, a withdrawal in words, empty said so."""
    if champ == "supprime":
        return "Retiré" if valeur else "Gardé"
    if valeur is None or valeur == "":
        return "(vide)"
    text = str(valeur)
    if champ == "telephone":
        return format_telephone(text)
    if champ in ("naissance", "suite_le", "relance_le", "debut", "fin", "date"):
        return format_date(text)
    return text
