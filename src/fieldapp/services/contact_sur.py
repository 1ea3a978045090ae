"""The safe contact of a family (L23, R10): saving and removing it."""

from __future__ import annotations

from fieldapp.db import foyers, journal, traces
from fieldapp.domain import droits
from fieldapp.domain.errors import SaisieError
from fieldapp.domain.foyer import ContactSur, SaisieContactSur, check_text
from fieldapp.services import telephones
from fieldapp.services.droits import require_foyer
from fieldapp.services.session import Session

# What the access journal says when somebody asked to see what is masked.
NUMERO, NUMERO_COPIE, ADRESSE = "contact sûr affiché", "contact sûr copié", "adresse affichée"


def save_contact_sur(session: Session, foyer_id: str, saisie: SaisieContactSur) -> ContactSur:
    """Set or change the safe contact; from then on the address is masked in every print."""
    require_foyer(session, droits.ECRIRE_FOYER, foyer_id)
    if not saisie.telephone.strip() and not saisie.plages.strip():
        raise SaisieError("Il manque le numéro ou les heures du contact sûr.", champ="telephone")
    current = foyers.get_contact_sur(session.store, foyer_id)
    telephone = saisie.telephone.strip()
    journal.write(
        session.store,
        "contact_sur",
        {
            "foyer_id": foyer_id,
            "personne_id": saisie.personne_id,
            "telephone": telephones.normalise(telephone) if telephone else None,
            "plages": check_text(saisie.plages, "plages"),
            "message_possible": 1 if saisie.message_possible else 0,
        },
        row_id=None if current is None else current.id,
        author=session.agent.id,
        foyer_id=foyer_id,
    )
    saved = foyers.get_contact_sur(session.store, foyer_id)
    assert saved is not None
    return saved


def remove_contact_sur(session: Session, foyer_id: str) -> None:
    """Remove the safe contact (undoable); the address is then printed again."""
    require_foyer(session, droits.ECRIRE_FOYER, foyer_id)
    current = foyers.get_contact_sur(session.store, foyer_id)
    if current is not None:
        journal.delete(
            session.store, "contact_sur", current.id, author=session.agent.id, foyer_id=foyer_id
        )


def trace_shown(session: Session, foyer_id: str, quoi: str = NUMERO) -> None:
    """Note in the access journal that what a safe contact hides was shown or copied (L14, L23)."""
    require_foyer(session, droits.LIRE_FOYER, foyer_id)
    traces.add(session.store, session.agent.id, quoi, foyer_id)
