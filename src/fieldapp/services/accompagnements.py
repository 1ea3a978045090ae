"""Follow-ups of a family: opening and closing them."""

from __future__ import annotations

from fieldapp.db import accompagnements, journal
from fieldapp.domain import droits
from fieldapp.domain.accompagnement import NIVEAUX, Accompagnement, SaisieAccompagnement
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import check_code, check_date
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.services.droits import require_foyer
from fieldapp.services.session import Session


def open_accompagnement(session: Session, saisie: SaisieAccompagnement) -> Accompagnement:
    """Open an intervention ponctuelle or an accompagnement social."""
    require_foyer(session, droits.ECRIRE_CONTACT, saisie.foyer_id)
    entrees = session.catalogue.entrees
    accompagnement_id = journal.write(
        session.store,
        "accompagnement",
        {
            "foyer_id": saisie.foyer_id,
            "niveau": check_code(saisie.niveau, tuple(NIVEAUX), "niveau"),
            "domaine": check_code(saisie.domaine, [e.code for e in entrees("domaines")], "domaine"),
            "offre": check_code(
                saisie.offre, [e.code for e in entrees("offres_de_service")], "offre"
            ),
            "debut": check_date(saisie.debut, "debut") or aujourd_hui().isoformat(),
            "referent_id": saisie.referent_id or session.agent.id,
        },
        author=session.agent.id,
        foyer_id=saisie.foyer_id,
    )
    return _required(session, accompagnement_id)


def close_accompagnement(
    session: Session, accompagnement_id: str, motif_sortie: str, fin: str | None = None
) -> Accompagnement:
    """Close a follow-up with its reason (catalogue `motifs_sortie`) and date (today if None)."""
    current = _required(session, accompagnement_id)
    require_foyer(session, droits.ECRIRE_CONTACT, current.foyer_id)
    motifs = [e.code for e in session.catalogue.entrees("motifs_sortie")]
    journal.write(
        session.store,
        "accompagnement",
        {
            "fin": check_date(fin, "fin") or aujourd_hui().isoformat(),
            "motif_sortie": check_code(motif_sortie, motifs, "motif_sortie"),
        },
        row_id=accompagnement_id,
        author=session.agent.id,
        foyer_id=current.foyer_id,
    )
    return _required(session, accompagnement_id)


def _required(session: Session, accompagnement_id: str) -> Accompagnement:
    found = accompagnements.get_accompagnement(session.store, accompagnement_id)
    if found is None:
        raise KnownError("Cet accompagnement n’existe pas sur ce poste. Rien n’a changé.")
    return found
