"""From an offer to a follow-up: proposing, the answer, opening, inviting colleagues, closing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from fieldapp.db import accompagnements, agents, journal
from fieldapp.domain import droits
from fieldapp.domain.accompagnement import (
    ADHESION,
    MODES,
    NIVEAUX,
    Accompagnement,
    CoIntervenant,
    Proposition,
    SaisieAccompagnement,
    SaisieProposition,
    check_reponse,
)
from fieldapp.domain.agent import Agent
from fieldapp.domain.controles import check_order, check_past, check_year
from fieldapp.domain.errors import KnownError, SaisieError
from fieldapp.domain.foyer import check_code, check_date, check_text
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.journal import Valeur
from fieldapp.services.droits import require, require_foyer
from fieldapp.services.session import Session


def open_accompagnement(session: Session, saisie: SaisieAccompagnement) -> Accompagnement:
    """Open an intervention ponctuelle or an accompagnement social."""
    require_foyer(session, droits.ECRIRE_CONTACT, saisie.foyer_id)
    entrees = session.catalogue.entrees
    debut = check_year(check_date(saisie.debut, "debut"), "debut") or aujourd_hui().isoformat()
    planned = _checked_plan(debut, {"fin_prevue": saisie.fin_prevue, "revue_le": saisie.revue_le})
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
            "debut": debut,
            "referent_id": saisie.referent_id or session.agent.id,
            "socle": _socle(session, saisie.offre) if saisie.socle is None else int(saisie.socle),
        }
        | planned,
        author=session.agent.id,
        foyer_id=saisie.foyer_id,
    )
    return _required(session, accompagnement_id)


def plan_accompagnement(
    session: Session, accompagnement_id: str, changes: Mapping[str, str | None]
) -> Accompagnement:
    """Change the planned end (`fin_prevue`), the review (`revue_le`) or the référent."""
    current = _required(session, accompagnement_id)
    require_foyer(session, droits.ECRIRE_CONTACT, current.foyer_id)
    fields = _checked_plan(
        current.debut, {n: changes[n] for n in ("fin_prevue", "revue_le") if n in changes}
    )
    if changes.get("referent_id"):
        fields["referent_id"] = _agent(session, str(changes["referent_id"]), "referent_id")
    journal.write(
        session.store,
        "accompagnement",
        fields,
        row_id=accompagnement_id,
        author=session.agent.id,
        foyer_id=current.foyer_id,
    )
    return _required(session, accompagnement_id)


def close_accompagnement(
    session: Session, accompagnement_id: str, motif_sortie: str, fin: str | None = None
) -> Accompagnement:
    """Close a follow-up with its reason (catalogue `motifs_sortie`) and date (today if None).

    Raises KnownError without a reason (S001-36), or when it would end before it began.
    """
    current = _required(session, accompagnement_id)
    require_foyer(session, droits.ECRIRE_CONTACT, current.foyer_id)
    motifs = [e.code for e in session.catalogue.entrees("motifs_sortie")]
    motif = check_code(motif_sortie, motifs, "motif_sortie")
    if motif is None:
        raise SaisieError(
            "Il manque le motif de sortie.",
            "Choisissez un motif du catalogue.",
            champ="motif_sortie",
        )
    day = check_past(check_date(fin, "fin"), "fin") or aujourd_hui().isoformat()
    check_order(current.debut, day, "fin", "L’accompagnement finirait avant de commencer.")
    journal.write(
        session.store,
        "accompagnement",
        {
            "fin": day,
            "motif_sortie": motif,
        },
        row_id=accompagnement_id,
        author=session.agent.id,
        foyer_id=current.foyer_id,
    )
    return _required(session, accompagnement_id)


def propose_offre(session: Session, saisie: SaisieProposition) -> Proposition:
    """Note that an offer was made to a family; needed: the offer. Today unless told otherwise."""
    require_foyer(session, droits.PROPOSER_OFFRE, saisie.foyer_id)
    offres = [e.code for e in session.catalogue.entrees("offres_de_service")]
    offre = check_code(saisie.offre, offres, "offre")
    if offre is None:
        raise SaisieError(
            "Il manque l’offre proposée.", "Choisissez une offre du catalogue.", champ="offre"
        )
    proposition_id = journal.write(
        session.store,
        "proposition",
        {
            "foyer_id": saisie.foyer_id,
            "offre": offre,
            "socle": _socle(session, offre),
            "fait_generateur": check_text(saisie.fait_generateur, "fait_generateur"),
            "fait_le": check_past(check_date(saisie.fait_le, "fait_le"), "fait_le"),
            "propose_le": check_past(check_date(saisie.propose_le, "propose_le"), "propose_le")
            or aujourd_hui().isoformat(),
            "mode": check_code(saisie.mode, tuple(MODES), "mode"),
            "auteur_id": session.agent.id,
        },
        author=session.agent.id,
        foyer_id=saisie.foyer_id,
    )
    return get_proposition(session, proposition_id)


def answer_proposition(
    session: Session,
    proposition_id: str,
    reponse: str,
    le: str | None = None,
    suivi: SaisieAccompagnement | None = None,
) -> Proposition:
    """Note the family's free answer. With an adhésion the follow-up opens in the same act.

    `suivi` says how it opens (level, domain, dates); its family and offer are the proposal's.
    """
    current = get_proposition(session, proposition_id)
    require_foyer(session, droits.PROPOSER_OFFRE, current.foyer_id)
    check_reponse(current, reponse)
    day = check_past(check_date(le, "le"), "le") or aujourd_hui().isoformat()
    check_order(current.propose_le, day, "le", "La réponse serait d’avant la proposition.")
    fields: dict[str, Valeur] = {"reponse": reponse, "reponse_le": day}
    with session.store.atomic():
        if reponse == ADHESION:
            asked = suivi or SaisieAccompagnement(current.foyer_id)
            opened = open_accompagnement(
                session,
                replace(
                    asked,
                    foyer_id=current.foyer_id,
                    offre=current.offre,
                    domaine=asked.domaine or _domaine(session, current.offre),
                    debut=asked.debut or day,
                    socle=current.socle,
                ),
            )
            fields["accompagnement_id"] = opened.id
        journal.write(
            session.store,
            "proposition",
            fields,
            row_id=proposition_id,
            author=session.agent.id,
            foyer_id=current.foyer_id,
        )
    return get_proposition(session, proposition_id)


def get_proposition(session: Session, proposition_id: str) -> Proposition:
    """Return one offer made to a family in reach."""
    found = accompagnements.get_proposition(session.store, proposition_id)
    if found is None:
        raise KnownError("Cette offre n’existe pas, ou plus, sur ce poste. Rien n’a changé.")
    require_foyer(session, droits.LIRE_OFFRE, found.foyer_id)
    return found


def list_propositions(session: Session, foyer_id: str) -> tuple[Proposition, ...]:
    """Return the offers made to a family, those without an answer first."""
    require_foyer(session, droits.LIRE_OFFRE, foyer_id)
    return accompagnements.list_propositions(session.store, foyer_id)


def list_accompagnements(session: Session, foyer_id: str) -> tuple[Accompagnement, ...]:
    """Return the follow-ups of a family, open ones first."""
    require_foyer(session, droits.LIRE_FOYER, foyer_id)
    return accompagnements.list_accompagnements(session.store, foyer_id)


def list_colleagues(session: Session) -> tuple[Agent, ...]:
    """Return the social workers known on this laptop whom one may invite, oneself excepted."""
    require(session, droits.INVITER_COLLEGUE)
    return tuple(
        agent
        for agent in agents.list_agents(session.store)
        if agent.actif
        and agent.id != session.agent.id
        and session.catalogue.role_family(agent.role) in (droits.TS, droits.RESPONSABLE)
    )


def invite_colleague(
    session: Session, accompagnement_id: str, agent_id: str, fin: str | None = None
) -> CoIntervenant:
    """Open the file to a colleague from today, until `fin` (ISO, excluded) or the closing."""
    current = _required(session, accompagnement_id)
    require_foyer(session, droits.INVITER_COLLEGUE, current.foyer_id)
    if current.fin is not None:
        raise KnownError("Cet accompagnement est clos : personne n’y est plus invité.")
    today = aujourd_hui()
    last = check_date(fin, "fin")
    if last is not None and last <= today.isoformat():
        raise SaisieError(
            "L’invitation serait déjà finie.",
            "Choisissez un jour à venir, ou laissez vide.",
            champ="fin",
        )
    there = list_co_intervenants(session, current.foyer_id)
    if any(
        c.agent_id == agent_id and c.accompagnement_id == current.id and c.actif(today)
        for c in there
    ):
        raise KnownError(
            "Cette personne est déjà co-intervenante. Rien n’a changé.", champ="agent_id"
        )
    co_intervenant_id = journal.write(
        session.store,
        "co_intervenant",
        {
            "foyer_id": current.foyer_id,
            "accompagnement_id": current.id,
            "agent_id": _agent(session, agent_id, "agent_id"),
            "debut": today.isoformat(),
            "fin": last,
        },
        author=session.agent.id,
        foyer_id=current.foyer_id,
    )
    return _invitation(session, co_intervenant_id)


def end_invitation(session: Session, co_intervenant_id: str) -> CoIntervenant:
    """Close the file to a colleague from today on."""
    current = _invitation(session, co_intervenant_id)
    require_foyer(session, droits.INVITER_COLLEGUE, current.foyer_id)
    journal.write(
        session.store,
        "co_intervenant",
        {"fin": aujourd_hui().isoformat()},
        row_id=co_intervenant_id,
        author=session.agent.id,
        foyer_id=current.foyer_id,
    )
    return _invitation(session, co_intervenant_id)


def list_co_intervenants(session: Session, foyer_id: str) -> tuple[CoIntervenant, ...]:
    """Return every invitation to the follow-ups of a family, past ones included."""
    require_foyer(session, droits.LIRE_FOYER, foyer_id)
    return accompagnements.list_co_intervenants(session.store, foyer_id)


def _checked_plan(debut: str | None, changes: Mapping[str, str | None]) -> dict[str, Valeur]:
    """Return the planned end and the review; neither is before the follow-up began."""
    fields: dict[str, Valeur] = {}
    for name, what in (("fin_prevue", "La fin prévue"), ("revue_le", "Le point")):
        if name in changes:
            day = check_date(changes[name], name)
            check_order(debut, day, name, f"{what} est avant le début de l’accompagnement.")
            fields[name] = day
    return fields


def _invitation(session: Session, co_intervenant_id: str) -> CoIntervenant:
    found = accompagnements.get_co_intervenant(session.store, co_intervenant_id)
    if found is None:
        raise KnownError("Cette invitation n’existe pas, ou plus, sur ce poste.")
    return found


def _agent(session: Session, agent_id: str, champ: str) -> str:
    found = agents.get_agent(session.store, agent_id)
    if found is None or not found.actif:
        raise SaisieError(
            "Ce collègue n’est pas connu de ce poste.", "Synchronisez, puis réessayez.", champ=champ
        )
    return found.id


def _socle(session: Session, offre: str | None) -> int | None:
    """Whether an offer is of the national core, as the catalogue of today says."""
    entree = session.catalogue.entree("offres_de_service", offre) if offre else None
    return None if entree is None else int(bool(entree.donnees.get("socle")))


def _domaine(session: Session, offre: str) -> str | None:
    entree = session.catalogue.entree("offres_de_service", offre)
    domaine = entree.donnees.get("domaine") if entree else None
    return str(domaine) if domaine else None


def _required(session: Session, accompagnement_id: str) -> Accompagnement:
    found = accompagnements.get_accompagnement(session.store, accompagnement_id)
    if found is None:
        raise KnownError("Cet accompagnement n’existe pas sur ce poste. Rien n’a changé.")
    return found
