"""Orientations: checking, saving, following what became of them."""

from __future__ import annotations

import json
from datetime import date, timedelta

from fieldapp.db import accompagnements, foyers, journal, orientations, structures
from fieldapp.domain import droits
from fieldapp.domain.catalogue import TypeOrientation
from fieldapp.domain.controles import check_past
from fieldapp.domain.dates import age_en_annees
from fieldapp.domain.errors import KnownError, SaisieError
from fieldapp.domain.foyer import check_code, check_date, check_text
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.orientation import (
    ACCORDS,
    NON_ABOUTIE,
    OUVERTS,
    REFUS,
    REGLE_ANONYME,
    RELANCE_JOURS,
    Avertissement,
    Orientation,
    SaisieOrientation,
    Situation,
    check_relance,
    check_rules,
    check_transition,
    first_statut,
)
from fieldapp.services.droits import require, require_foyer
from fieldapp.services.session import Session


def check_orientation(session: Session, saisie: SaisieOrientation) -> tuple[Avertissement, ...]:
    """Return the remarks on an orientation being made, without writing anything."""
    require_foyer(session, droits.ORIENTER, saisie.foyer_id)
    type_ = _type(session, saisie.type)
    return check_rules(
        saisie, type_.regles, _situation(session, saisie), _forbidden_tag(session, saisie)
    )


def save_orientation(session: Session, saisie: SaisieOrientation) -> Orientation:
    """Orient a family; raises KnownError with the first blocking remark, nothing being lost."""
    remarks = check_orientation(session, saisie)
    check_code(saisie.accord, tuple(ACCORDS), "accord")  # an unknown one is not a missing one
    for remark in remarks:
        if remark.bloquant:
            raise SaisieError(remark.texte, champ=remark.champ)
    # The sheet goes to another service.
    check_text(saisie.attentes, "attentes")
    for motif in saisie.motifs:
        check_text(motif, "motifs")
    type_ = _type(session, saisie.type)
    jour = check_past(check_date(saisie.date, "date"), "date") or aujourd_hui().isoformat()
    orientation_id = journal.write(
        session.store,
        "orientation",
        {
            "foyer_id": saisie.foyer_id,
            "personne_id": _personne(session, saisie),
            "type": type_.code,
            "sous_type": check_code(saisie.sous_type, type_.sous_types, "sous_type"),
            "structure_id": saisie.structure_id,
            "structure_nom": _structure_name(session, saisie.structure_id),
            "motifs": json.dumps([m.strip() for m in saisie.motifs], ensure_ascii=False),
            "attentes": saisie.attentes.strip() or None,
            "accord": saisie.accord,
            "statut": first_statut(saisie.accord),
            "date": jour,
            "relance_le": _relance(saisie, type_, jour),
            "action_plan": saisie.action_plan or _default_action(session, type_),
            "origine": saisie.origine,
            "auteur_id": session.agent.id,
        },
        author=session.agent.id,
        foyer_id=saisie.foyer_id,
    )
    return _required(session, orientation_id)


def set_statut(
    session: Session,
    orientation_id: str,
    statut: str,
    motif: str | None = None,
    suite: str | None = None,
) -> Orientation:
    """Move an orientation to its next state; `motif` (catalogue) says why it failed, `suite`
    what the family says came of it.
    """
    current = _required(session, orientation_id)
    require_foyer(session, droits.ORIENTER, current.foyer_id)
    motifs = [e.code for e in session.catalogue.entrees("orientation_motifs_non_aboutie")]
    check_code(motif, motifs, "motif")
    check_transition(current.statut, statut, motif, _type(session, current.type).regles)
    fields: dict[str, str | None] = {"statut": statut}
    if statut == NON_ABOUTIE:
        fields["motif_non_aboutie"] = motif
    if suite is not None:
        check_text(suite, "suite")
        fields["suite_donnee"] = suite.strip() or None
    if statut not in OUVERTS:
        fields["relance_le"] = None
    return _write(session, current, fields)


def set_relance(session: Session, orientation_id: str, relance_le: str | None) -> Orientation:
    """Move the reminder of an orientation to another ISO date, or remove it (None)."""
    current = _required(session, orientation_id)
    require_foyer(session, droits.ORIENTER, current.foyer_id)
    wanted = check_relance(check_date(relance_le, "relance_le"), current.date)
    return _write(session, current, {"relance_le": wanted})


def get_orientation(session: Session, orientation_id: str) -> Orientation:
    """Return one orientation of a family in reach."""
    found = _required(session, orientation_id)
    require_foyer(session, droits.LIRE_ORIENTATION, found.foyer_id)
    return found


def list_orientations(
    session: Session,
    foyer_id: str | None = None,
    *,
    miennes: bool = False,
    ouvertes: bool = False,
    offset: int = 0,
    limit: int = 100,
) -> tuple[Orientation, ...]:
    """Return orientations, most recent first: of one family, of mine, or of the antenna."""
    if foyer_id is not None:
        require_foyer(session, droits.LIRE_ORIENTATION, foyer_id)
    require(session, droits.LIRE_ORIENTATION)
    return tuple(
        orientations.list_orientations(
            session.store,
            unite=session.agent.unite,
            foyer_id=foyer_id,
            referent_id=session.agent.id if miennes else None,
            statuts=OUVERTS if ouvertes else (),
            offset=offset,
            limit=limit,
        )
    )


def _write(session: Session, current: Orientation, fields: dict[str, str | None]) -> Orientation:
    journal.write(
        session.store,
        "orientation",
        fields,
        row_id=current.id,
        author=session.agent.id,
        foyer_id=current.foyer_id,
    )
    return _required(session, current.id)


def _type(session: Session, code: str) -> TypeOrientation:
    found = session.catalogue.type_orientation(code)
    if found is None:
        raise SaisieError(
            f"L’action «\u00a0{code}\u00a0» n’existe pas au catalogue.",
            "Choisissez une action du catalogue.",
            champ="type",
        )
    return found


def _situation(session: Session, saisie: SaisieOrientation) -> Situation:
    store = session.store
    foyer = foyers.get_foyer(store, saisie.foyer_id)
    jour = aujourd_hui()
    ages: list[int] = []
    concerned: int | None = None
    chosen = _personne(session, saisie)
    for membre in foyers.list_membres(store, saisie.foyer_id):
        if not membre.vit_ici(jour) or membre.personne.naissance is None:
            continue
        years = age_en_annees(membre.personne.naissance, jour)
        ages.append(years)
        if membre.personne.id == chosen:
            concerned = years
    # A safe contact or a past orientation about violence says the same as the flag.
    violence = (
        bool(foyer and foyer.violence)
        or foyers.get_contact_sur(store, saisie.foyer_id) is not None
        or any(
            orientation.type.startswith("VIF_")
            for orientation in orientations.list_orientations(
                store, unite="", foyer_id=saisie.foyer_id, limit=500
            )
        )
    )
    suivis = accompagnements.list_accompagnements(store, saisie.foyer_id)
    return Situation(violence, any(s.fin is None for s in suivis), concerned, tuple(ages))


def _forbidden_tag(session: Session, saisie: SaisieOrientation) -> bool:
    """Tell whether the plan action may not tag a family (R03, R04: plan of S002, CTG axis 7)."""
    if saisie.action_plan is None:
        return False
    allowed = {action.code for action in session.catalogue.actions() if action.sur_famille}
    return saisie.action_plan not in allowed


def _default_action(session: Session, type_: TypeOrientation) -> str | None:
    actions = session.catalogue.actions_for_family(type_.code, session.agent.organisme)
    return actions[0].code if actions else None


def _personne(session: Session, saisie: SaisieOrientation) -> str | None:
    membres = foyers.list_membres(session.store, saisie.foyer_id)
    if saisie.personne_id is None:
        return membres[0].personne.id if membres else None
    if all(membre.personne.id != saisie.personne_id for membre in membres):
        raise SaisieError(
            "La personne choisie ne fait pas partie de ce foyer.", champ="personne_id"
        )
    return saisie.personne_id


def _structure_name(session: Session, structure_id: str | None) -> str | None:
    if structure_id is None:
        return None
    structure = structures.get_structure(session.store, structure_id)
    if structure is None:
        raise SaisieError(
            "La structure choisie n’est pas dans l’annuaire de ce poste.", champ="structure_id"
        )
    return structure.nom


def _relance(saisie: SaisieOrientation, type_: TypeOrientation, jour: str) -> str | None:
    """A refusal waits for nothing; a Laep is never asked about anybody (R01)."""
    if saisie.relance_le is not None:
        return check_relance(check_date(saisie.relance_le, "relance_le"), jour)
    if saisie.accord == REFUS or REGLE_ANONYME in type_.regles:
        return None
    return (date.fromisoformat(jour) + timedelta(days=RELANCE_JOURS)).isoformat()


def _required(session: Session, orientation_id: str) -> Orientation:
    found = orientations.get_orientation(session.store, orientation_id)
    if found is None:
        raise KnownError("Cette orientation n’existe pas, ou plus, sur ce poste.")
    return found
