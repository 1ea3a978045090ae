"""Pieces of SQL and columns that several exported tables share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from fieldapp.siege.columns import (
    IDENTIFIANT,
    MODES,
    NOMINATIF,
    STATISTIQUE,
    TEXTE,
    Cell,
    Column,
    Reserve,
    Suit,
    Table,
)

NOM: Final = (NOMINATIF,)
STAT: Final = (STATISTIQUE,)

# An address is hidden as soon as somebody's safety may depend on it.
PROTEGE: Final = (
    "(coalesce(f.violence, 0) = 1 OR EXISTS (SELECT 1 FROM contact_sur s "
    "WHERE s.foyer_id = f.id AND s.supprime IS NULL))"
)
# Texts of these zones may leave the file; a zone of a newer version gives none.
ZONES_LISIBLES: Final = ("equipe", "institution")
LISIBLE: Final = Reserve("zone", ZONES_LISIBLES)
JAMAIS_PERSONNEL: Final = Reserve("zone", ("personnel",), sauf=True)

ORGANISME: Final = Column("organisme", TEXTE, "Organisme", "f.organisme", "organismes")
FOYER: Final = Column("foyer", IDENTIFIANT, "Dossier de la famille", "f.id")
UNITE: Final = Column("unite", TEXTE, "Unité qui suit la famille", "f.unite", "unites")

# A line of a family: without the family there is none, and it shows its unit.
DE_FAMILLE: Final = (("foyer_id", "foyer"),)
FAMILLE: Final = Suit("foyer", "f.id")
SECRET_DE_FAMILLE: Final = Suit("contact_sur", "f.id", "foyer_id")
# What tells which words are hidden in the texts about a family whose address is secret: its own
# rows, and the telephone and the e-mail that each of its people bears.
MOTS_CACHES: Final = (
    *(
        Suit(table, "f.id", "foyer_id", NOM)
        for table in ("contact_sur", "adresse", "coordonnee", "appartenance")
    ),
    Suit("personne", "f.id", "foyer_id", NOM, via="appartenance"),
)


def with_family(alias: str) -> str:
    """Return the join of a row with its family, which must be there."""
    return f"JOIN foyer f ON f.id = {alias}.foyer_id AND f.supprime IS NULL"


def of_family(
    nom: str,
    description: str,
    primaire: str,
    alias: str,
    columns: Sequence[Column],
    ordre: str,
    *,
    jointures: str = "",
    si: str = "",
    reserves: tuple[Reserve, ...] = (),
    statistique_si: Reserve | None = None,
    suit: tuple[Suit, ...] = (),
    parents: tuple[tuple[str, str], ...] = (),
    modes: Sequence[str] = MODES,
) -> Table:
    """Return a table whose rows belong to a family: its lines also bear the organisme, the file and
    the unit, after the first of `columns`, which names them. The rest is as `Table` says."""
    cle, *others = columns
    mots = MOTS_CACHES if any(column.ecrit for column in columns) else ()
    return Table(
        nom, description, primaire, alias, (ORGANISME, cle, FOYER, UNITE, *others), ordre,
        jointures=with_family(alias) + jointures, si=si, reserves=reserves,
        statistique_si=statistique_si, suit=(FAMILLE, *mots, *suit),
        parents=(*DE_FAMILLE, *parents), modes=modes,
    )  # fmt: skip


def agent(nom: str, description: str, sql: str) -> tuple[Column, Column]:
    """Return the column of an agent, and that of the name for those entitled."""
    return (
        Column(nom, IDENTIFIANT, description, sql),
        Column(f"{nom}_nom", TEXTE, f"{description}\u00a0: nom",
               f"(SELECT nom FROM agent WHERE id = {sql})", modes=NOM),
    )  # fmt: skip


def ecrit(
    nom: str, description: str, sql: str, lecture: Callable[[object], Cell] | None = None
) -> Column:
    """Return the column of a text written freely, for those entitled."""
    return Column(nom, TEXTE, description, sql, modes=NOM, lecture=lecture, ecrit=True)


def day(sql: str) -> str:
    """Return the SQL of the day of a moment."""
    return f"substr({sql}, 1, 10)"


_TRANCHES: Final = (
    (3, "0-2 ans"), (6, "3-5 ans"), (12, "6-11 ans"), (18, "12-17 ans"), (26, "18-25 ans"),
    (40, "26-39 ans"), (60, "40-59 ans"),
)  # fmt: skip


def tranche(jour: str) -> Column:
    """Return the age band of the person `p` on a day."""
    return Column(
        "tranche_age", TEXTE, "Âge de la personne ce jour-là, par tranche",
        age_band(day(jour), "p.naissance"), modes=STAT,
    )  # fmt: skip


def age_band(jour: str, naissance: str) -> str:
    """Return the SQL of the age band on a day of somebody born on a day, NULL when one of them is
    no date. Only what is made of figures is taken for a number: PostgreSQL stops at the rest."""
    bands = " ".join(f"WHEN ans < {limit} THEN '{band}'" for limit, band in _TRANCHES)
    years = f"CAST(substr({jour}, 1, 4) AS INTEGER) - CAST(substr({naissance}, 1, 4) AS INTEGER)"
    return (
        f"CASE WHEN {_is_day(jour)} AND {_is_day(naissance)} THEN (SELECT CASE {bands} "
        f"ELSE '60 ans et plus' END FROM (SELECT {years} - CASE WHEN substr({jour}, 6, 5) < "
        f"substr({naissance}, 6, 5) THEN 1 ELSE 0 END AS ans) AS a) END"
    )


def _is_day(sql: str) -> str:
    figures = f"replace({sql}, '-', '')"
    return f"(length({sql}) = 10 AND length({figures}) = 8 AND trim({figures}, '0123456789') = '')"


def unless_secret(sql: str) -> str:
    """Return the SQL of a value that is empty when somebody's safety may depend on it."""
    return f"CASE WHEN NOT {PROTEGE} THEN {sql} END"
