"""A structure of the offline directory: a place or a service that families are oriented to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Structure:
    """A structure. `type` is a code of the catalogue (`LAEP`, `MISSION_LOCALE`…).

    `a_confirmer`: not verified for 12 months, its phone is then not printed. `adresse_masquee`:
    a shelter whose address never appears on a document.
    """

    id: str
    nom: str
    type: str
    source: str = "LOCAL"
    source_id: str | None = None
    siret: str | None = None
    adresse: str | None = None
    complement: str | None = None
    code_postal: str | None = None
    commune: str | None = None
    code_insee: str | None = None
    telephone: str | None = None
    courriel: str | None = None
    site_web: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    description: str | None = None
    horaires: str | None = None
    conditions: str | None = None
    date_maj: str | None = None
    a_confirmer: bool = False
    adresse_masquee: bool = False
    fermee_le: str | None = None
