"""« Et ensuite »: what the next step of a contact becomes."""

from __future__ import annotations

ETAPE, DEMARCHE, RENDEZVOUS = "ETAPE", "DEMARCHE", "RENDEZVOUS"
SUITES = {ETAPE: "À suivre", DEMARCHE: "Démarche", RENDEZVOUS: "Rendez-vous"}

# Natures of contact that an appointment may have too; any other one leads to the office.
NATURES_RENDEZVOUS = ("VAD", "RDV_BUREAU", "VISIO", "PERMANENCE", "ITINERANCE", "ACCOMP_PHYSIQUE")
AU_BUREAU = "RDV_BUREAU"


def nature_du_rendezvous(nature: str) -> str:
    """Return the nature of the appointment that follows a contact: a visit after a visit."""
    return nature if nature in NATURES_RENDEZVOUS else AU_BUREAU
