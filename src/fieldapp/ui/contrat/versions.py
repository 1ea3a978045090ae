"""What one may do with a version of a contract in its state, and what is said of it."""

from __future__ import annotations

from collections.abc import Sequence

from fieldapp.domain.catalogue import Catalogue
from fieldapp.domain.contrat import (
    A_FAIRE,
    BROUILLON,
    FINS,
    PAPIER,
    PROPOSE,
    REVISE,
    SIGNE,
    VIVANTS,
    Contrat,
)
from fieldapp.domain.dates import format_date

_ACTS = {
    BROUILLON: frozenset({"objectif", "engagement", "dates", "proposer", "terminer"}),
    PROPOSE: frozenset({"brouillon", "signer", "terminer"}),
    SIGNE: frozenset({"dates", "terminer"}),
}


def acts_of(contrat: Contrat | None, *, newest: bool, writable: bool) -> frozenset[str]:
    """Return the names of the acts that the state of a version allows."""
    if contrat is None:
        return frozenset()
    acts = {"imprimer"}
    if writable:
        acts |= _ACTS.get(contrat.statut, frozenset())
        if newest and contrat.statut == SIGNE:
            acts.add("reviser")
        elif newest and contrat.statut not in VIVANTS:
            acts.add("nouveau")
        if contrat.signature_mode == PAPIER and contrat.document_id is None:
            acts.add("joindre")
    if not contrat.objectifs:
        acts -= {"engagement", "proposer"}
    return frozenset(acts)


def contrat_words(contrat: Contrat, catalogue: Catalogue) -> str:
    """« signé le 24/11/2026 · point le 24/01/2027 · Logement », then how it ended."""
    parts = []
    if contrat.signe_le:
        parts.append(f"signé le {format_date(contrat.signe_le)}")
    if contrat.statut in VIVANTS and contrat.revision_le:
        parts.append(f"point le {format_date(contrat.revision_le)}")
    if contrat.clos_le and contrat.statut in (*FINS, REVISE):
        parts.append(f"terminé le {format_date(contrat.clos_le)}")
    if contrat.domaine:
        parts.append(catalogue.libelle("domaines", contrat.domaine))
    if contrat.bilan:
        parts.append(contrat.bilan)
    return " · ".join(parts)


def left_to_keep(versions: Sequence[Contrat]) -> int:
    """Count the commitments still to be kept: of what is signed, else of what is prepared."""
    kept = [e for c in versions if c.statut == SIGNE for e in c.engagements]
    if not kept and versions and versions[0].statut in VIVANTS:
        kept = list(versions[0].engagements)
    return sum(e.etat == A_FAIRE for e in kept)
