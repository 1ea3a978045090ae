"""Printing a family's drawing: whose names may stand on paper is decided here."""

from __future__ import annotations

from fieldapp.db import traces
from fieldapp.domain import droits
from fieldapp.domain.ecrits import CONFIDENTIALITES
from fieldapp.domain.errors import KnownError
from fieldapp.services import liens
from fieldapp.services.droits import require_foyer
from fieldapp.services.session import Session
from fieldapp.services.synthese import make_entete

DESTINATAIRE = "Dossier de la famille"


def genogramme_pdf(session: Session, foyer_id: str) -> bytes:
    """Return the drawing of a family as a PDF, and leave a trace that it was printed."""
    content = genogramme_apercu(session, foyer_id)
    traces.add(session.store, session.agent.id, "impression", foyer_id)
    return content


def genogramme_apercu(session: Session, foyer_id: str) -> bytes:
    """Return the same PDF for the screen: nothing left the program, no trace is kept.

    While a safe contact or violence stands, only the people of this household are on it. Raises
    KnownError when nobody is there to draw.
    """
    foyer = require_foyer(session, droits.IMPRIMER, foyer_id)
    figure = liens.get_famille(session, foyer_id).figure()
    if not figure.dessin.symboles:
        raise KnownError(
            "Aucune personne n’est notée dans ce foyer : il n’y a rien à dessiner. Rien n’est "
            "imprimé. Ajoutez les personnes qui vivent ici."
        )
    # Late: reportlab takes 0.4 s to import, and most sessions begin without printing.
    from fieldapp.documents.genogramme import build

    entete = make_entete(
        session, session.agent, DESTINATAIRE, CONFIDENTIALITES["EQUIPE"], foyer.numero or ""
    )
    return build(entete, foyer.nom, figure)
