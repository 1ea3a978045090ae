"""Who may read a thing of a family file, as the permission table says, with the names there are."""

from __future__ import annotations

from collections.abc import Iterable

from fieldapp.db import accompagnements, contrats, foyers
from fieldapp.db.agents import agent_names
from fieldapp.domain import droits
from fieldapp.domain.contact import ZONES
from fieldapp.domain.foyer import Foyer
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.lisibilite import lecteurs, portees, portees_note
from fieldapp.services.droits import require_foyer
from fieldapp.services.session import Session

_ACTES = (
    droits.LIRE_FOYER, droits.LIRE_SITUATION, droits.LIRE_EVALUATION, droits.LIRE_CONTRAT,
    droits.LIRE_ORIENTATION, droits.LIRE_OFFRE,
)  # fmt: skip


def lisible_par(session: Session, foyer: Foyer, *, acte: str = "", zone: str = "") -> str:
    """Return who reads what an act gives, or a note of a zone, in this family's file.

    The agent of the session is « vous »; référents and invited colleagues bear their names.
    """
    reaches = portees_note(zone) if zone else portees(acte)
    followers, invited = _names(session, foyer)
    return lecteurs(reaches, followers, invited)


def lisible_par_actes(session: Session, foyer: Foyer, actes: Iterable[str]) -> dict[str, str]:
    """Return the same for several acts, the names being read once."""
    followers, invited = _names(session, foyer)
    return {acte: lecteurs(portees(acte), followers, invited) for acte in actes}


def lecteurs_du_foyer(session: Session, foyer_id: str) -> dict[str, str]:
    """Return who reads what in a family's file: by zone for notes, by act for the rest.

    Raises KnownError when the family itself is out of reach.
    """
    foyer = require_foyer(session, droits.LIRE_FOYER, foyer_id)
    words = {zone: lisible_par(session, foyer, zone=zone) for zone in ZONES}
    return words | lisible_par_actes(session, foyer, _ACTES)


def lecteurs_du_contrat(session: Session, contrat_id: str) -> dict[str, str]:
    """Return the same for the family of a contract; nothing when there is no such contract."""
    contrat = contrats.get_contrat(session.store, contrat_id)
    return lecteurs_du_foyer(session, contrat.foyer_id) if contrat is not None else {}


def lecteurs_de_la_place(session: Session, appartenance_id: str) -> dict[str, str]:
    """Return the same for the household of a membership; nothing when there is no such place."""
    row = foyers.get_appartenance(session.store, appartenance_id)
    return lecteurs_du_foyer(session, str(row["foyer_id"])) if row is not None else {}


def lecteurs_a_venir(*, recue: bool = False) -> str:
    """Return who will read a file that nobody follows yet.

    It is a new one of the antenna, or, if `recue`, the one that another antenna receives.
    """
    reaches = portees(droits.LIRE_FOYER)
    return (
        lecteurs(reaches, lieu="de l’antenne qui reçoit le dossier") if recue else lecteurs(reaches)
    )


def _names(session: Session, foyer: Foyer) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who follows the file, then who is invited to it today."""
    store, today = session.store, aujourd_hui().isoformat()
    opened = {
        suivi.id: suivi.referent_id
        for suivi in accompagnements.list_accompagnements(store, foyer.id)
        if suivi.fin is None or suivi.fin > today
    }
    following = () if foyer.referent_id is None else (foyer.referent_id, *opened.values())
    invited = [
        one.agent_id
        for one in accompagnements.list_co_intervenants(store, foyer.id)
        if one.accompagnement_id in opened
        and one.debut <= today
        and (one.fin is None or one.fin > today)
    ]
    names = agent_names(store)
    me = session.agent.id

    def told(ids: tuple[str | None, ...] | list[str]) -> tuple[str, ...]:
        known = ["vous" if id_ == me else names.get(id_ or "", "") for id_ in ids if id_]
        return tuple(sorted(filter(None, dict.fromkeys(known)), key=lambda name: name != "vous"))

    return told(following), told(invited)
