"""Who a document is made with: the adults of a family, never a victim beside the author."""

from __future__ import annotations

from fieldapp.db import foyers
from fieldapp.domain.foyer import DEMANDEUR, ENFANT, Foyer, Membre
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.services.session import Session


def adultes(session: Session, foyer: Foyer) -> tuple[Membre, ...]:
    """Return the adults who live there today, the applicant first."""
    today = aujourd_hui()
    return tuple(
        m
        for m in foyers.list_membres(session.store, foyer.id)
        if m.role != ENFANT and m.vit_ici(today)
    )


def parties(session: Session, foyer: Foyer, choisies: tuple[str, ...] = ()) -> tuple[Membre, ...]:
    """Return the adults that a document names.

    While violence is flagged or a contact sûr stands, one adult alone: the one of the contact
    sûr, else the applicant. Otherwise those chosen (ids of persons), else all of them.
    """
    there = adultes(session, foyer)
    safe = foyers.get_contact_sur(session.store, foyer.id)
    if safe is not None or foyer.violence:
        wanted = (safe.personne_id if safe is not None else None) or (
            choisies[0] if choisies else None
        )
        alone = [m for m in there if m.personne.id == wanted]
        alone = alone or [m for m in there if m.role == DEMANDEUR] or list(there)
        return tuple(alone[:1])
    chosen = tuple(m for m in there if m.personne.id in choisies)
    return chosen or there


def noms_des_parties(
    session: Session, foyer: Foyer, choisies: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """Return their names as one writes to people; the family's name when nobody is known."""
    names = tuple(_formal(m) for m in parties(session, foyer, choisies))
    return names or (foyer.nom,)


def _formal(membre: Membre) -> str:
    civilite = {"MME": "Mme ", "M": "M. "}.get(membre.personne.civilite or "", "")
    return f"{civilite}{membre.personne.nom_complet}"
