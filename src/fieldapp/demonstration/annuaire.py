"""The fictional directory: structures of every type of the catalogue, in real towns."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Final

from fieldapp.demonstration.noms import AILLEURS, BASSIN, RUES
from fieldapp.domain.catalogue import Catalogue
from fieldapp.domain.journal import Valeur
from fieldapp.services.communes import get_commune

SOURCE: Final = "DEMONSTRATION"
# Names by type, the town is added. A type that is not here bears its own label.
_NOMS: Final[dict[str, tuple[str, ...]]] = {
    "LAEP": (
        "Laep Les Petits Pas", "Laep La Coccinelle", "Laep L’Île aux câlins", "Laep Pom d’Api",
    ),
    "EAJE": ("Multi-accueil Les Petits Galets", "Crèche Les Lucioles", "Micro-crèche Pirouette"),
    "CHRS": ("Résidence Le Relais du Nord", "CHRS L’Escale"),
    "HEBERGEMENT_VIF": ("Maison Louise", "Accueil Simone"),
    "CENTRE_SOCIAL": (
        "Centre social Les Corons", "Centre social Jacques-Brel", "Centre social L’Étoile",
    ),
    "EVS": ("Espace de vie sociale Le Kiosque", "Espace de vie sociale La Ruche"),
    "HALTE_REPIT": ("Halte répit Les Hirondelles", "Halte répit Le Souffle"),
    "MEDIATION": ("Médiation familiale Trait d’union", "Service de médiation Le Pont"),
    "ESPACE_RENCONTRE": ("Espace de rencontre La Passerelle",),
    "THERAPIE_FAMILIALE": ("Lieu d’écoute familiale Entre nous",),
    "SERVICE_VIF": ("Service d’écoute Parole libre",),
    "LUDOTHEQUE": ("Ludothèque Le Cerf-volant", "Ludothèque Pirouette"),
    "MISSION_LOCALE": ("Mission locale du bassin (fictive)",),
    "ORG_ILLETTRISME": ("Association Lire et dire",),
    "ASSOCIATION": (
        "Association Mobil’ensemble", "Association Coup de main", "Association Soutien",
    ),
    "LIEU_CULTUREL": ("La Scène du terril", "Atelier Couleurs du Nord"),
    "CENTRE_VACANCES": ("Centre de vacances Les Dunes", "Colonie La Baie"),
    "PASSERELLE": ("Accueil passerelle Les Petits Ponts",),
    "POLE_HANDICAP": ("Pôle ressources handicap (fictif)",),
}  # fmt: skip
# Types that most families are sent to have several places.
_NOMBREUX: Final = {"LAEP", "EAJE", "CENTRE_SOCIAL", "EVS", "ASSOCIATION", "SITE_ACCUEIL"}
_SANS_ADRESSE: Final = {"HEBERGEMENT_VIF", "CHRS"}
_HORAIRES: Final = (
    "Mo-Fr 09:00-12:00,13:30-17:00",
    "Mo,We,Fr 09:00-12:00; Tu,Th 14:00-18:00",
    "Tu-Sa 09:30-12:30",
    "We 14:00-18:00; Sa 09:00-12:00",
)
_CONDITIONS: Final = (
    "Sans rendez-vous.", "Sur rendez-vous, par téléphone.",
    "Adhésion de 5\u00a0€ par famille et par an.",
    "Ouvert à toutes les familles du secteur.", None,
)  # fmt: skip

Champs = dict[str, Valeur]


def make_annuaire(catalogue: Catalogue, seed: int, jour: date) -> list[Champs]:
    """Return the columns of every structure of the directory, always the same for a seed."""
    rng = random.Random(f"{seed}:annuaire")
    found: list[Champs] = []
    for entree in catalogue.entrees("types_structure"):
        names = _NOMS.get(entree.code, ())
        count = max(len(names), 4 if entree.code in _NOMBREUX else 1)
        for rank in range(count):
            # The first one of each type is near the antenne.
            code = BASSIN[0] if rank == 0 else rng.choice(BASSIN + AILLEURS)
            name = names[rank] if rank < len(names) else None
            found.append(_structure(rng, entree.code, name or entree.libelle, code, jour))
            found[-1]["source_id"] = f"demo-{len(found):03d}"
    return found


def _structure(rng: random.Random, type_: str, nom: str, code_insee: str, jour: date) -> Champs:
    commune = get_commune(code_insee)
    assert commune is not None
    old = rng.random() < 0.2
    updated = jour - timedelta(days=rng.randrange(400, 900) if old else rng.randrange(5, 300))
    return {
        "source": SOURCE,
        "nom": nom if nom.endswith(")") else f"{nom}, {commune.nom}",
        "type": type_,
        "adresse": f"{rng.randrange(1, 120)} {rng.choice(RUES)}",
        "code_postal": commune.codes_postaux[0],
        "commune": commune.nom,
        "code_insee": code_insee,
        # 03 53 01 xx xx: the range that Arcep keeps for fiction.
        "telephone": f"+3335301{rng.randrange(10_000):04d}",
        "horaires": rng.choice(_HORAIRES),
        "conditions": rng.choice(_CONDITIONS),
        "description": "Structure fictive de la démonstration.",
        "date_maj": updated.isoformat(),
        "a_confirmer": 1 if old else 0,
        "adresse_masquee": 1 if type_ in _SANS_ADRESSE else 0,
    }
