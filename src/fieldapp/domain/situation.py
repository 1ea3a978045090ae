"""Facts that a family declares, each optional and dated: what publics need and nothing tells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

RSA, HANDICAP_ENFANT = "RSA", "HANDICAP_ENFANT"
INSERTION, DECROCHAGE = "INSERTION", "DECROCHAGE"
# A right or a step, never a diagnosis (L05), never a measure of child protection (L20, L21).
SITUATIONS = {
    RSA: "Bénéficiaire du RSA",
    HANDICAP_ENFANT: "AEEH ou PCH pour un enfant",
    INSERTION: "Parcours d’insertion",
    DECROCHAGE: "Jeune en décrochage scolaire",
}
# Facts of one child or young person; the others may be those of the household.
D_UN_ENFANT = frozenset({HANDICAP_ENFANT, DECROCHAGE})


@dataclass(frozen=True, slots=True)
class SaisieSituation:
    """A declared fact as typed. Dates are ISO texts, each optional."""

    code: str
    personne_id: str | None = None
    debut: str | None = None
    fin: str | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """A declared fact as stored; `personne_id` is None when it is the household's."""

    id: str
    foyer_id: str
    personne_id: str | None
    code: str
    debut: str | None
    fin: str | None

    def vraie(self, jour: date) -> bool:
        """Tell whether it holds on that day."""
        iso = jour.isoformat()
        return (self.debut is None or self.debut <= iso) and (self.fin is None or self.fin > iso)
