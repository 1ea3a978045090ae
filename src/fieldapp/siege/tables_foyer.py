"""Exported tables of a household over time: other addresses, numbers, what it declares."""

from __future__ import annotations

from typing import Final

from fieldapp.domain.adresse import LIBELLES
from fieldapp.domain.coordonnee import TIERS, USAGES
from fieldapp.domain.situation import SITUATIONS
from fieldapp.siege.columns import DATE, IDENTIFIANT, OUI_NON, TEXTE, Column, Reserve
from fieldapp.siege.fragments import (
    NOM,
    SECRET_DE_FAMILLE,
    of_family,
    unless_secret,
)

ADRESSES: Final = of_family(
    "adresses", "Une ligne par ancienne ou par seconde adresse d’une famille", "adresse", "d",
    (
        Column("adresse_id", IDENTIFIANT, "Adresse", "d.id"),
        Column("personne", IDENTIFIANT, "Personne concernée, vide pour tout le foyer",
               "d.personne_id"),
        Column("genre", TEXTE, f"Genre\u00a0: {', '.join(LIBELLES)} (PRINCIPALE\u00a0: ancienne, "
               "ou prochaine si elle n’a pas de fin)", "d.genre"),
        Column("adresse", TEXTE, "Adresse, vide si elle est tenue secrète",
               unless_secret("d.adresse")),
        Column("complement", TEXTE, "Complément d’adresse, vide si elle est tenue secrète",
               unless_secret("d.complement")),
        Column("code_postal", TEXTE, "Code postal, vide si l’adresse est tenue secrète",
               unless_secret("d.code_postal")),
        Column("commune", TEXTE, "Commune, vide si l’adresse est tenue secrète",
               unless_secret("d.commune")),
        Column("precision", TEXTE, "Précision, vide si l’adresse est tenue secrète",
               unless_secret("d.precision")),
        Column("debut", DATE, "Depuis le", "d.debut"),
        Column("fin", DATE, "Jusqu’au", "d.fin"),
    ),
    "d.foyer_id, d.id",
    suit=(SECRET_DE_FAMILLE,),
    modes=NOM,
)  # fmt: skip

# The number of somebody else (« de la voisine ») never leaves the service.
COORDONNEES: Final = of_family(
    "coordonnees", "Une ligne par téléphone ou courriel noté pour le foyer, à un ou à plusieurs",
    "coordonnee", "n",
    (
        Column("coordonnee", IDENTIFIANT, "Téléphone ou courriel", "n.id"),
        Column("genre", TEXTE, "Genre\u00a0: TELEPHONE ou COURRIEL", "n.genre"),
        Column("valeur", TEXTE, "Numéro ou courriel, vide si un contact sûr existe",
               unless_secret("n.valeur")),
        Column("usage", TEXTE, f"Usage\u00a0: {', '.join(u for u in USAGES if u != TIERS)}",
               "n.usage"),
        Column("personnes", TEXTE, "Personnes à qui il est, vide pour tout le foyer",
               "n.personnes"),
        Column("preferee", OUI_NON, "À essayer en premier", "n.preferee"),
    ),
    "n.foyer_id, n.id",
    reserves=(Reserve("usage", (TIERS,), sauf=True),),
    suit=(SECRET_DE_FAMILLE,),
    modes=NOM,
)  # fmt: skip

SITUATIONS_DECLAREES: Final = of_family(
    "situations", "Une ligne par situation que la famille a déclarée", "situation", "d",
    (
        Column("situation", IDENTIFIANT, "Situation déclarée", "d.id"),
        Column("personne", IDENTIFIANT, "Personne concernée, vide pour tout le foyer",
               "d.personne_id"),
        Column("code", TEXTE, f"Situation\u00a0: {', '.join(SITUATIONS)}", "d.code"),
        Column("debut", DATE, "Depuis le", "d.debut"),
        Column("fin", DATE, "Jusqu’au", "d.fin"),
    ),
    "d.foyer_id, d.id",
    modes=NOM,
)  # fmt: skip
