"""« Lisible par … »: the permission table told in French, under the fields that are sensitive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fieldapp.domain.contact import PERSONNEL_JOURS
from fieldapp.domain.droits import (
    ACTES,
    AUTEUR,
    DOSSIER,
    NOTES,
    RESPONSABLE,
    SECRETAIRE,
    SIEGE,
    TOUT,
    TS,
    UNITE,
)

PERSONNEL = "personnel"
_METIERS = {
    TS: "les travailleurs sociaux",
    RESPONSABLE: "le responsable",
    SECRETAIRE: "le secrétariat",
    SIEGE: "le siège",
}


def portees(acte: str) -> dict[str, str]:
    """Return how far each family of roles reaches for an act; the others may not do it."""
    return {famille: actes[acte] for famille, actes in ACTES.items() if acte in actes}


def portees_note(zone: str) -> dict[str, str]:
    """Return how far each family of roles reads notes of a zone."""
    return {famille: zones[zone] for famille, zones in NOTES.items() if zone in zones}


def lecteurs(
    reaches: Mapping[str, str],
    suiveurs: Sequence[str] = (),
    invites: Sequence[str] = (),
    lieu: str = "de l’antenne",
) -> str:
    """Say who reads something: « les travailleurs sociaux et le responsable de l’antenne ».

    `reaches` come from the permission table. `suiveurs` are the words for those who follow the
    file (« vous », a name), none when nobody is named yet; `invites` are colleagues invited from
    elsewhere; `lieu` says of which antenna one speaks. Nobody at all gives "".
    """
    if set(reaches.values()) == {AUTEUR}:
        return f"vous seul(e), effacé après {PERSONNEL_JOURS} jours"
    everywhere = [_METIERS[f] for f in _METIERS if reaches.get(f) == TOUT]
    unit = [_METIERS[f] for f in _METIERS if reaches.get(f) == UNITE]
    found: list[str] = []
    if DOSSIER in reaches.values():
        found.extend(suiveurs or ("les travailleurs sociaux de l’antenne",))
    if len(unit) > 1:
        found.append(f"{_and(unit)} {lieu}")
    else:
        found.extend(unit)
    found.extend(everywhere)
    found.extend(name for name in invites if name not in found)
    return _and(found)


def _and(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} et {words[-1]}"
