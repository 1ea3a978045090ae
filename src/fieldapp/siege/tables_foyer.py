"""Exported tables of a household over time: other addresses, numbers, what it declares."""

from __future__ import annotations

from typing import Final

from fieldapp.domain.adresse import LIBELLES
from fieldapp.domain.coordonnee import TIERS, USAGES
from fieldapp.domain.situation import SITUATIONS
from fieldapp.siege.columns import DATE, IDENTIFIANT, OUI_NON, TEXTE, Column, Reserve, Table
from fieldapp.siege.fragments import (
    DE_FAMILLE,
    FAMILLE,
    FOYER,
    NOM,
    ORGANISME,
    SECRET_DE_FAMILLE,
    UNITE,
    unless_secret,
    with_family,
)

ADRESSES: Final = Table(
    "adresses", "Une ligne par ancienne ou par seconde adresse d’une famille", "adresse", "d",
    (
        ORGANISME,
        Column("adresse_id", IDENTIFIANT, "Adresse", "d.id"),
        FOYER,
        UNITE,
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
    jointures=with_family("d"),
    suit=(FAMILLE, SECRET_DE_FAMILLE),
    parents=DE_FAMILLE,
    modes=NOM,
)  # fmt: skip

# The number of somebody else (« de la voisine ») never leaves the service.
COORDONNEES: Final = Table(
    "coordonnees", "Une ligne par téléphone ou courriel noté pour le foyer, à un ou à plusieurs",
    "coordonnee", "n",
    (
        ORGANISME,
        Column("coordonnee", IDENTIFIANT, "Téléphone ou courriel", "n.id"),
        FOYER,
        UNITE,
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
    jointures=with_family("n"),
    reserves=(Reserve("usage", (TIERS,), sauf=True),),
    suit=(FAMILLE, SECRET_DE_FAMILLE),
    parents=DE_FAMILLE,
    modes=NOM,
)  # fmt: skip

SITUATIONS_DECLAREES: Final = Table(
    "situations", "Une ligne par situation que la famille a déclarée", "situation", "d",
    (
        ORGANISME,
        Column("situation", IDENTIFIANT, "Situation déclarée", "d.id"),
        FOYER,
        UNITE,
        Column("personne", IDENTIFIANT, "Personne concernée, vide pour tout le foyer",
               "d.personne_id"),
        Column("code", TEXTE, f"Situation\u00a0: {', '.join(SITUATIONS)}", "d.code"),
        Column("debut", DATE, "Depuis le", "d.debut"),
        Column("fin", DATE, "Jusqu’au", "d.fin"),
    ),
    "d.foyer_id, d.id",
    jointures=with_family("d"),
    suit=(FAMILLE,),
    parents=DE_FAMILLE,
    modes=NOM,
)  # fmt: skip
