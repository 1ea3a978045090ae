"""How fields and their values are named to a reader: history and conflicts say them alike."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from fieldapp.domain import adresse, contrat, demarche, lien, report
from fieldapp.domain.accompagnement import MODES, NIVEAUX, REPONSES
from fieldapp.domain.catalogue import Catalogue
from fieldapp.domain.contact import ISSUES, ZONES
from fieldapp.domain.coordonnee import USAGES
from fieldapp.domain.dates import format_date, format_moment
from fieldapp.domain.document import NATURES, taille_fr
from fieldapp.domain.foyer import CIVILITES, NOTICES, ROLES, SYSTEMES
from fieldapp.domain.orientation import ACCORDS
from fieldapp.domain.telephone import format_telephone

_NOBODY: Mapping[str, str] = MappingProxyType({})
_NOMS = {
    "nature": "Nature", "issue": "Issue", "moment": "Moment", "duree_min": "Durée (min)",
    "note": "Note", "besoins": "Besoins", "zone": "Zone", "suite": "Et ensuite",
    "suite_le": "Échéance", "suite_faite_le": "Étape faite le", "personne_id": "Personne",
    "type": "Action", "sous_type": "Variante", "structure_nom": "Structure", "motifs": "Motifs",
    "attentes": "Attentes", "accord": "Accord", "statut": "État", "date": "Date",
    "relance_le": "Relance", "motif_non_aboutie": "Motif", "suite_donnee": "Suite donnée",
    "nom": "Nom", "nom_naissance": "Nom de naissance", "prenom": "Prénom",
    "naissance": "Date de naissance", "telephone": "Téléphone", "courriel": "Courriel",
    "valeur": "Numéro ou courriel", "personnes": "À qui il est", "debut": "Date de début",
    "fin": "Date de fin", "referent_id": "Référent", "supprime": "Retrait",
    "plages": "Plages d’appel", "motif_sortie": "Motif de sortie", "role": "Place dans le foyer",
    "niveau": "Niveau", "domaine": "Domaine", "offre": "Offre", "deces": "Décès",
    "message_possible": "Message possible", "preferee": "À préférer", "bilan": "Bilan",
    "revue_le": "Point le", "fin_prevue": "Fin prévue", "organisme": "Organisme",
    "numero": "N° de dossier", "autre_numero": "Autre numéro",
    "adresse": "Adresse", "complement": "Complément", "code_postal": "Code postal",
    "adresse_depuis": "À cette adresse depuis", "autre_systeme": "De quel système",
    "commune": "Commune", "langue": "Langue", "interprete": "Interprète",
    "ecrit_difficile": "Écrit difficile", "violence": "Violence signalée", "notice": "Information",
    "libelle": "Libellé", "qui": "Qui agit", "echeance": "Échéance", "etat": "État",
    "pieces": "Pièces", "faite_le": "Faite le", "critere": "Critère", "partie": "Qui s’engage",
    "freins": "Freins", "appuis": "Appuis", "paroles": "Mots de la famille",
    "texte": "Partie professionnelle", "version": "Version", "reponse": "Réponse",
    "reunion": "Réunion", "titre": "Titre", "taille": "Taille", "produit_ici": "Produit ici",
    "document_id": "Papier signé",
    "genre": "Genre", "usage": "Usage", "precision": "Précision", "code": "Fait déclaré",
    "part": "Part du temps (%)", "semaines": "Rythme", "autre_id": "Avec", "civilite": "Civilité",
    "inconnu": "Parent inconnu", "socle": "Socle national", "agent_id": "Collègue",
    "fait_generateur": "Fait générateur", "propose_le": "Proposé le", "reponse_le": "Réponse le",
    "ouvert_le": "Ouvert le", "unite": "Antenne", "mode": "Comment",
}  # fmt: skip
_CATALOGUE = {"nature": "natures_contact", "type": "types_orientation",
          "statut": "orientation_statuts", "sous_type": "sous_types_orientation",
          "motif_non_aboutie": "orientation_motifs_non_aboutie",
          "domaine": "domaines", "offre": "offres_de_service",
          "motif_sortie": "motifs_sortie"}  # fmt: skip
_WORDS = {
    "issue": ISSUES, "zone": ZONES, "accord": ACCORDS, "notice": NOTICES, "qui": demarche.QUI,
    "role": ROLES, "civilite": CIVILITES, "usage": USAGES, "inconnu": lien.INCONNUS,
    "niveau": NIVEAUX, "mode": MODES,
    "genre": {**adresse.LIBELLES, **lien.GENRES},
    "semaines": {code: here for code, (here, _) in lien.RYTHMES.items()},
    "autre_systeme": SYSTEMES, "systeme": report.SYSTEMES, "objet": report.OBJETS,
    "partie": contrat.PARTIES, "reponse": REPONSES,
    "etat": {**lien.ETATS, **contrat.ETATS_ENGAGEMENT, **contrat.ETATS_OBJECTIF, **demarche.ETATS},
}  # fmt: skip
_DATES = (
    "adresse_depuis", "naissance", "debut", "fin", "deces", "revue_le", "fin_prevue", "suite_le",
    "suite_faite_le", "date", "relance_le", "echeance", "faite_le", "propose_le", "reponse_le",
    "ouvert_le",
)  # fmt: skip
_LISTES = {"besoins", "pieces", "personnes", "freins", "appuis", "motifs"}
_BOOLEANS = {
    "interprete",
    "socle",
    "ecrit_difficile",
    "violence",
    "produit_ici",
    "message_possible",
    "preferee",
}


def nom_champ(champ: str) -> str:
    """Return the French name of a field, with its capital."""
    return _NOMS.get(champ, champ.replace("_", " ").capitalize())


def en_clair(
    champ: str, value: object, catalogue: Catalogue, noms: Mapping[str, str] = _NOBODY
) -> str:
    """Return the value of a field as a reader knows it; `noms` are those of ids, when at hand."""
    if champ == "supprime":
        return "Retiré" if value else "Gardé"
    if value is None or value == "":
        return "—"
    if champ in _BOOLEANS:
        return "oui" if value else "non"
    text = str(value)
    if champ in _LISTES:
        return _list_in_words(champ, json.loads(text), catalogue, noms)
    if champ == "nature" and text in NATURES:
        return NATURES[text]
    if champ in _CATALOGUE:
        return catalogue.libelle(_CATALOGUE[champ], text)
    if champ in _WORDS:
        return _WORDS[champ].get(text, text)
    if champ.endswith("_id"):
        return noms.get(text, text)
    return _FORMATS[champ](text) if champ in _FORMATS else text


def _list_in_words(
    champ: str, items: list[Any], catalogue: Catalogue, noms: Mapping[str, str]
) -> str:
    if champ == "besoins":
        return ", ".join(catalogue.libelle("freins_besoins", code) for code in items)
    if champ == "pieces":
        return ", ".join(p["libelle"] + " (là)" * bool(p["fournie"]) for p in items)
    if champ == "personnes":
        return ", ".join(noms.get(one, "une personne") for one in items)
    return (" ; " if champ in ("freins", "appuis") else ", ").join(items)


def _number(text: str) -> str:
    return text if "@" in text else format_telephone(text)


_FORMATS: Mapping[str, Callable[[str], str]] = {
    **dict.fromkeys(_DATES, format_date),
    "moment": format_moment,
    "taille": lambda text: taille_fr(int(text)),
    "telephone": _number,
    "valeur": _number,
}
