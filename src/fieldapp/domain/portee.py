"""What an agent's post is never sent, whatever the family: the notions that the agent may not read.

A secretary sees identity and agenda, no notes (L13, L16): those rows stay out of the laptop.
"""

from __future__ import annotations

from typing import Final

from fieldapp.domain import droits

# The right that reading each table asks; the tables that are not here go with the family.
_LECTURES: Final = {
    "contact": droits.ECRIRE_CONTACT,
    "proposition": droits.LIRE_OFFRE,
    "evaluation": droits.LIRE_EVALUATION,
    "evaluation_chapitre": droits.LIRE_EVALUATION,
    "contrat": droits.LIRE_CONTRAT,
    "objectif": droits.LIRE_CONTRAT,
    "engagement": droits.LIRE_CONTRAT,
    "demarche": droits.LIRE_DEMARCHE,
    "document": droits.LIRE_DOCUMENT,
    "orientation": droits.LIRE_ORIENTATION,
    "report": droits.REPORTER,
}


def hidden_tables(famille: str) -> frozenset[str]:
    """Return the tables whose rows a family of roles (TS, SECRETAIRE…) may not receive."""
    granted = droits.ACTES.get(famille, {})
    return frozenset(table for table, acte in _LECTURES.items() if acte not in granted)
