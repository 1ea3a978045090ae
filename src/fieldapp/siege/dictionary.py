"""The data dictionary of an export: every column of every file, its meaning, its values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from fieldapp.siege.columns import (
    IDENTIFIANT,
    STATISTIQUE,
    TEXTE,
    Cell,
    Column,
)

COLUMNS: Final = (
    Column("fichier", TEXTE, "Fichier ou feuille", ""),
    Column("colonne", TEXTE, "Nom de la colonne", ""),
    Column("type", TEXTE, "Nature des valeurs", ""),
    Column("description", TEXTE, "Ce que la colonne contient", ""),
    Column("valeurs", TEXTE, "Liste des codes possibles, dans le fichier nomenclatures", ""),
    Column("contenu", TEXTE, "Ce que contient une ligne du fichier", ""),
)

_PSEUDONYME = "pseudonyme"


def dictionary(
    files: Sequence[tuple[str, str, Sequence[Column]]], mode: str
) -> Iterator[tuple[Cell, ...]]:
    """Yield a line for each column of each file (name, meaning, columns) of an export."""
    for nom, description, columns in files:
        for column in columns:
            genre = column.genre
            if genre == IDENTIFIANT and mode == STATISTIQUE:
                genre = _PSEUDONYME
            yield (nom, column.nom, genre, column.sens(mode), column.valeurs, description)
