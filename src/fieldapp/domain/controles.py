"""What dates typed in a form cannot be: to come when they tell the past, or in the wrong order."""

from __future__ import annotations

from fieldapp.domain.errors import SaisieError
from fieldapp.domain.horloge import aujourd_hui

# Nobody that a worker meets or draws (three generations) was born before; nothing is planned after.
PREMIERE_ANNEE, DERNIERE_ANNEE = "1850", "2100"


def check_past(jour: str | None, champ: str) -> str | None:
    """Return an ISO day or moment that has come; raises KnownError for one that is to come."""
    if jour is not None and jour[:10] > aujourd_hui().isoformat():
        raise SaisieError("Cette date est dans l’avenir.", "Vérifiez l’année.", champ=champ)
    return jour


def check_order(avant: str | None, apres: str | None, champ: str, faute: str) -> None:
    """Raise KnownError when the second ISO date is before the first; `faute` says it in French."""
    if avant is not None and apres is not None and apres[:10] < avant[:10]:
        raise SaisieError(faute, "Corrigez l’une des deux dates.", champ=champ)


def check_year(jour: str | None, champ: str) -> str | None:
    """Return an ISO day or moment of a believable year; raises KnownError for 0202 or 9999."""
    if jour is not None and not PREMIERE_ANNEE <= jour[:4] <= DERNIERE_ANNEE:
        raise SaisieError(f"L’année {jour[:4]} n’est pas possible.", "Vérifiez-la.", champ=champ)
    return jour
