"""The exported tables, in the order of their files; those that describe no family stand here."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from fieldapp.domain.catalogue import Catalogue
from fieldapp.siege.columns import DATE, DECIMAL, OUI_NON, TEXTE, Column, Table
from fieldapp.siege.tables_actes import ACCUEILS, CONTACTS, RENDEZVOUS, orientations
from fieldapp.siege.tables_familles import (
    ACCOMPAGNEMENTS,
    CO_INTERVENANTS,
    FOYERS,
    PERSONNES,
    PROPOSITIONS,
)
from fieldapp.siege.tables_foyer import ADRESSES, COORDONNEES, SITUATIONS_DECLAREES
from fieldapp.siege.tables_projets import (
    CHAPITRES,
    CONTRATS,
    DEMARCHES,
    DOCUMENTS,
    ENGAGEMENTS,
    EVALUATIONS,
    OBJECTIFS,
)

_ORGANISME = Column("organisme", TEXTE, "Organisme du siège", "'{organisme}'", "organismes")


def _where_known(champ: str) -> str:
    """SQL of a value of a structure, empty when its address is kept secret."""
    return f"CASE WHEN coalesce(t.adresse_masquee, 0) = 0 THEN t.{champ} END"


STRUCTURES: Final = Table(
    "structures", "Une ligne par structure de l’annuaire", "structure", "t",
    (
        _ORGANISME,
        Column("structure", TEXTE, "Structure", "t.id"),
        Column("source", TEXTE, "Origine de la fiche", "t.source"),
        Column("nom", TEXTE, "Nom", "t.nom"),
        Column("type", TEXTE, "Type", "t.type", "types_structure"),
        Column("siret", TEXTE, "Siret", "t.siret"),
        Column("adresse_masquee", OUI_NON, "Adresse tenue secrète", "t.adresse_masquee"),
        Column("adresse", TEXTE, "Adresse, vide si elle est tenue secrète",
               _where_known("adresse")),
        Column("code_postal", TEXTE, "Code postal, vide si l’adresse est tenue secrète",
               _where_known("code_postal")),
        Column("commune", TEXTE, "Commune, vide si l’adresse est tenue secrète",
               _where_known("commune")),
        Column("code_insee", TEXTE, "Code Insee, vide si l’adresse est tenue secrète",
               _where_known("code_insee")),
        Column("telephone", TEXTE, "Téléphone", "t.telephone"),
        Column("courriel", TEXTE, "Courriel", "t.courriel"),
        Column("site_web", TEXTE, "Site web", "t.site_web"),
        Column("latitude", DECIMAL, "Latitude, vide si l’adresse est tenue secrète",
               _where_known("latitude")),
        Column("longitude", DECIMAL, "Longitude, vide si l’adresse est tenue secrète",
               _where_known("longitude")),
        Column("date_maj", DATE, "Dernière mise à jour de la fiche", "substr(t.date_maj, 1, 10)"),
        Column("a_confirmer", OUI_NON, "Fiche à confirmer", "t.a_confirmer"),
        Column("fermee_le", DATE, "Fermeture", "t.fermee_le"),
    ),
    "t.nom, t.id",
    libre=True,
)  # fmt: skip

NOMENCLATURES: Final = Table(
    "nomenclatures", "Les listes de codes du catalogue et leur libellé", "reference", "r",
    (
        Column("liste", TEXTE, "Nom de la liste", "r.nature"),
        Column("code", TEXTE, "Code", "r.code"),
        Column("libelle", TEXTE, "Libellé", "r.libelle"),
        Column("actif", OUI_NON, "Encore proposé à la saisie", "r.actif"),
        Column("version", TEXTE, "Version du catalogue", "r.version"),
    ),
    "r.nature, r.rang, r.code",
    libre=True,
    entiere=True,
)  # fmt: skip


def all_tables(catalogue: Catalogue, organisme: str) -> tuple[Table, ...]:
    """Return every table, for the headquarters of an organisme (a code of the catalogue)."""
    if catalogue.organisme(organisme) is None:
        raise ValueError(organisme)
    restricted = tuple(kind.code for kind in catalogue.types_orientation if kind.restreinte)
    tables = (
        FOYERS, PERSONNES, ADRESSES, COORDONNEES, SITUATIONS_DECLAREES, ACCOMPAGNEMENTS,
        CO_INTERVENANTS, PROPOSITIONS, CONTACTS, RENDEZVOUS, ACCUEILS, orientations(restricted),
        EVALUATIONS, CHAPITRES, CONTRATS, OBJECTIFS, ENGAGEMENTS, DEMARCHES, DOCUMENTS, STRUCTURES,
        NOMENCLATURES,
    )  # fmt: skip
    return tuple(_of(table, organisme) for table in tables)


def _of(table: Table, organisme: str) -> Table:
    """Write the code of the organisme where no row bears it."""
    columns = tuple(
        replace(column, sql=column.sql.replace("{organisme}", organisme))
        for column in table.columns
    )
    return replace(table, columns=columns)
