"""The JSON Schema of what a command takes, with French titles and the codes of the catalogue."""

from __future__ import annotations

from typing import Any

import msgspec

from fieldapp.domain.accompagnement import NIVEAUX
from fieldapp.domain.catalogue import Catalogue
from fieldapp.domain.contact import ISSUES, ZONES
from fieldapp.domain.coordonnee import USAGES
from fieldapp.domain.foyer import CIVILITES, NOTICES, ROLES, SYSTEMES
from fieldapp.domain.orientation import ACCORDS, MAX_MOTIFS, SUIVANTS
from fieldapp.domain.situation import SITUATIONS

DIALECT = "https://json-schema.org/draft/2020-12/schema"

TITRES = {
    "SaisieFoyer": "Ouverture d’un dossier. Un nom suffit\u00a0: celui de la famille ou d’une "
    "personne.",
    "SaisiePersonne": "Une personne du foyer. Le nom ou le prénom suffit.",
    "SaisieContact": "Un contact. Il faut le dossier et la nature\u00a0; le moment est "
    "maintenant s’il n’est pas donné.",
    "SaisieOrientation": "Une orientation. Il faut le dossier, l’action, l’accord et un à trois "
    "motifs.",
    "SaisieContactSur": "Le contact sûr\u00a0: tant qu’il existe, l’adresse est masquée sur les "
    "documents.",
    "SaisieDemenagement": "La nouvelle adresse\u00a0; l’adresse quittée reste au dossier, avec ses "
    "dates.",
    "SaisieCoordonnee": "Un téléphone ou un courriel du foyer\u00a0; sans personnes, à tout le "
    "foyer.",
    "SaisieSituation": "Ce que la famille déclare (RSA, AEEH…)\u00a0; les publics en sont "
    "calculés.",
    "ChangementFoyer": "Ce qui change dans un dossier. null vide un champ\u00a0; contact_sur à "
    "null retire le contact sûr.",
    "ChangementPersonne": "Une personne à modifier (id) ou à ajouter (sans id)\u00a0; fin dit "
    "qu’elle a quitté le foyer.",
    "ChangementAccompagnement": "Un suivi à ouvrir (sans id) ou à clore (id, motif_sortie, fin).",
    "ChangementOrientation": "L’état suivant d’une orientation, et ce qui en est dit.",
}
CHAMPS = {
    "accord": "accord de la famille",
    "accompagnements": "suivis à ouvrir ou à clore",
    "action_plan": "action d’un plan, code du catalogue",
    "adresse": "numéro et voie",
    "adresse_depuis": "depuis quand la famille est à cette adresse, AAAA-MM-JJ",
    "attentes": "ce que chacun attend",
    "autre_numero": "numéro dans un autre logiciel",
    "autre_systeme": "de quel logiciel est cet autre numéro",
    "besoins": "besoins repérés, codes du catalogue",
    "civilite": "civilité",
    "code_insee": "code Insee de la commune",
    "code_postal": "code postal",
    "commune": "commune",
    "complement": "bâtiment, étage, lieu-dit",
    "contact_sur": "contact sûr",
    "courriel": "adresse électronique",
    "code": "ce que la famille déclare",
    "coordonnees": "téléphones et courriels du foyer",
    "date": "date AAAA-MM-JJ (aujourd’hui sinon)",
    "deces": "date de décès AAAA-MM-JJ",
    "debut": "date de début AAAA-MM-JJ",
    "demenagement": "nouvelle adresse et jour du déménagement",
    "domaine": "domaine, code du catalogue",
    "duree_min": "durée en minutes",
    "ecrit_difficile": "l’écrit est difficile",
    "fin": "date de fin AAAA-MM-JJ",
    "foyer_id": "identifiant du dossier, ou son début",
    "id": "identifiant, ou son début",
    "interprete": "un interprète est nécessaire",
    "issue": "issue du contact",
    "langue": "langue de l’échange",
    "le": "jour AAAA-MM-JJ (aujourd’hui sinon)",
    "message_possible": "un message peut être laissé",
    "moment": "moment local AAAA-MM-JJTHH:MM (maintenant sinon)",
    "motif": "motif, si l’orientation n’a pas abouti",
    "motif_sortie": "motif de sortie, code du catalogue",
    "motifs": "un à trois motifs, en clair",
    "naissance": "date de naissance AAAA-MM-JJ",
    "nature": "nature du contact",
    "niveau": "niveau d’intervention",
    "nom": "nom",
    "nom_naissance": "nom de naissance",
    "note": "note, que la famille pourrait lire",
    "notice": "comment la notice d’information a été remise",
    "numero": "numéro de dossier Caf (jamais le numéro de sécurité sociale)",
    "offre": "offre de service, code du catalogue",
    "origine": "origine de la demande",
    "personne_id": "personne concernée\u00a0: identifiant, ou son début",
    "personnes": "personnes du foyer",
    "plages": "jours et heures où appeler",
    "precision": "quelques mots",
    "preferee": "à essayer en premier",
    "prenom": "prénom",
    "referent_id": "agent référent",
    "relance_le": "date de relance AAAA-MM-JJ",
    "role": "place dans le foyer",
    "situations": "ce que la famille déclare",
    "sous_type": "variante de l’action",
    "statut": "état suivant",
    "structure_id": "structure de l’annuaire\u00a0: identifiant, ou son début",
    "suite": "suite\u00a0: ce qui reste à faire, ou ce que la famille en dit",
    "suite_le": "date de la suite AAAA-MM-JJ",
    "telephone": "numéro de téléphone",
    "type": "action vers laquelle la famille est orientée, code du catalogue",
    "unite": "unité, code du catalogue (celle de l’agent sinon)",
    "usage": "à quoi sert le numéro",
    "valeur": "numéro de téléphone ou courriel",
    "violence": "une situation de violence est signalée",
    "zone": "qui peut lire la note",
}


def schema_of(kind: type, catalogue: Catalogue) -> dict[str, Any]:
    """Return the JSON Schema of an input, fields outside of it being refused."""
    components = msgspec.json.schema(kind)
    definitions = components["$defs"]
    for name, definition in definitions.items():
        _translate(definition, name, _codes(catalogue))
    top = kind.__name__
    return {"$schema": DIALECT, **definitions.pop(top), "$defs": definitions}


def _translate(definition: dict[str, Any], name: str, codes: dict[str, list[str]]) -> None:
    definition["title"] = name
    definition["description"] = TITRES[name]
    definition["additionalProperties"] = False
    for field, shape in definition["properties"].items():
        shape["description"] = CHAMPS[field]
        if field in codes:
            _limit(shape, codes[field])
        if field == "motifs":
            shape |= {"minItems": 1, "maxItems": MAX_MOTIFS}


def _limit(shape: dict[str, Any], codes: list[str]) -> None:
    """Write the codes allowed where the text stands: alone, in a list, or beside null."""
    if shape.get("type") == "string":
        shape["enum"] = codes
    elif shape.get("type") == "array":
        _limit(shape["items"], codes)
    for arm in shape.get("anyOf", ()):
        _limit(arm, codes)


def _codes(catalogue: Catalogue) -> dict[str, list[str]]:
    lists = {
        "nature": "natures_contact",
        "besoins": "freins_besoins",
        "domaine": "domaines",
        "offre": "offres_de_service",
        "motif_sortie": "motifs_sortie",
        "motif": "orientation_motifs_non_aboutie",
    }
    return {
        "accord": list(ACCORDS),
        "code": list(SITUATIONS),
        "usage": list(USAGES),
        "autre_systeme": list(SYSTEMES),
        "civilite": list(CIVILITES),
        "issue": list(ISSUES),
        "niveau": list(NIVEAUX),
        "notice": list(NOTICES),
        "role": list(ROLES),
        "statut": list(SUIVANTS),
        "zone": list(ZONES),
        "type": [type_.code for type_ in catalogue.types_orientation],
        **{
            field: [entree.code for entree in catalogue.entrees(name)]
            for field, name in lists.items()
        },
    }
