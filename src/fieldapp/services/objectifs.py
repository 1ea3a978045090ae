"""Objectives and commitments of a contract: words in a draft, state once signed."""

from __future__ import annotations

from collections.abc import Mapping

from fieldapp.db import contrats as rows
from fieldapp.db import foyers
from fieldapp.domain.contrat import (
    A_FAIRE,
    EN_COURS,
    ETATS_ENGAGEMENT,
    ETATS_OBJECTIF,
    FAIT,
    LIBELLE_MAX,
    OBJECTIFS_MAX,
    PARTIES,
    SIGNE,
    Contrat,
    SaisieEngagement,
    SaisieObjectif,
    check_modifiable,
)
from fieldapp.domain.errors import KnownError, SaisieError
from fieldapp.domain.foyer import check_code, check_date, check_text
from fieldapp.domain.journal import Valeur
from fieldapp.services.contrats import delete_row, get_contrat, require_writable, write_row
from fieldapp.services.session import Session

_OBJECTIF, _ENGAGEMENT = "l’objectif", "l’engagement"
_SHORTER = {
    _OBJECTIF: "Mettez le détail dans «\u00a0Réussi quand\u00a0».",
    _ENGAGEMENT: "Faites-en deux engagements.",
}


def add_objectif(session: Session, saisie: SaisieObjectif) -> Contrat:
    """Add an objective to a draft: one to five, its words are needed."""
    current = require_writable(session, saisie.contrat_id)
    check_modifiable(current)
    if len(current.objectifs) >= OBJECTIFS_MAX:
        raise SaisieError(
            f"Un contrat porte {OBJECTIFS_MAX} objectifs au plus, pour rester tenable.",
            "Regroupez deux objectifs, ou gardez celui-ci pour la suite.",
            champ="libelle",
        )
    check_text(saisie.critere, "critere")
    write_row(
        session,
        "objectif",
        current,
        None,
        {
            "contrat_id": current.id,
            "rang": 1 + max((o.rang for o in current.objectifs), default=0),
            "libelle": _words(saisie.libelle, _OBJECTIF),
            "critere": saisie.critere.strip() or None,
            "echeance": check_date(saisie.echeance, "echeance"),
            "etat": EN_COURS,
        },
    )
    return get_contrat(session, current.id)


def update_objectif(session: Session, objectif_id: str, changes: Mapping[str, object]) -> Contrat:
    """Change the words of an objective of a draft, or the state of one of a signed contract."""
    current = require_writable(session, rows.contrat_of_objectif(session.store, objectif_id))
    write_row(
        session,
        "objectif",
        current,
        objectif_id,
        _checked_item(current, changes, ("critere",), ETATS_OBJECTIF, _OBJECTIF),
    )
    return get_contrat(session, current.id)


def delete_objectif(session: Session, objectif_id: str) -> Contrat:
    """Take an objective and its commitments out of a draft (undoable)."""
    current = require_writable(session, rows.contrat_of_objectif(session.store, objectif_id))
    check_modifiable(current)
    with session.store.atomic():
        for objectif in current.objectifs:
            if objectif.id == objectif_id:
                for engagement in objectif.engagements:
                    delete_row(session, "engagement", current, engagement.id)
        delete_row(session, "objectif", current, objectif_id)
    return get_contrat(session, current.id)


def add_engagement(session: Session, saisie: SaisieEngagement) -> Contrat:
    """Add what a party commits to for an objective of a draft; its words are needed."""
    current = require_writable(session, rows.contrat_of_objectif(session.store, saisie.objectif_id))
    check_modifiable(current)
    changes = {
        "libelle": saisie.libelle,
        "partie": saisie.partie,
        "personne_id": saisie.personne_id,
        "echeance": saisie.echeance,
    }
    fields = _checked_engagement(session, current, changes)
    there = [e for e in current.engagements if e.objectif_id == saisie.objectif_id]
    fields |= {
        "contrat_id": current.id,
        "objectif_id": saisie.objectif_id,
        "rang": len(there) + 1,
        "etat": A_FAIRE,
    }
    write_row(session, "engagement", current, None, fields)
    return get_contrat(session, current.id)


def update_engagement(
    session: Session, engagement_id: str, changes: Mapping[str, object]
) -> Contrat:
    """Change a commitment of a draft, or the state of one of a signed contract."""
    current = require_writable(session, rows.contrat_of_engagement(session.store, engagement_id))
    fields = _checked_engagement(session, current, changes)
    write_row(session, "engagement", current, engagement_id, fields)
    return get_contrat(session, current.id)


def toggle_engagement(session: Session, engagement_id: str) -> Contrat:
    """Tick a commitment of a signed contract as done, or take the tick back."""
    current = get_contrat(session, rows.contrat_of_engagement(session.store, engagement_id) or "")
    found = next(e for e in current.engagements if e.id == engagement_id)
    etat = A_FAIRE if found.etat == FAIT else FAIT
    return update_engagement(session, engagement_id, {"etat": etat})


def delete_engagement(session: Session, engagement_id: str) -> Contrat:
    """Take a commitment out of a draft (undoable)."""
    current = require_writable(session, rows.contrat_of_engagement(session.store, engagement_id))
    check_modifiable(current)
    delete_row(session, "engagement", current, engagement_id)
    return get_contrat(session, current.id)


def _checked_item(
    current: Contrat,
    changes: Mapping[str, object],
    texts: tuple[str, ...],
    etats: Mapping[str, str],
    what: str,
) -> dict[str, Valeur]:
    """Words may change in a draft only; the state, once the contract is signed."""
    unknown = sorted(set(changes) - {"libelle", "echeance", "etat", *texts})
    if unknown:
        raise KnownError(f"Ces champs n’existent pas\u00a0: {', '.join(unknown)}.")
    fields: dict[str, Valeur] = {}
    if set(changes) - {"etat"}:
        check_modifiable(current)
    if "etat" in changes:
        if current.statut != SIGNE:
            raise KnownError(
                f"L’état de {what} se note quand le contrat est signé. Rien n’a changé. "
                "Faites d’abord signer le contrat."
            )
        fields["etat"] = check_code(str(changes["etat"]), tuple(etats), "etat")
    if "libelle" in changes:
        fields["libelle"] = _words(str(changes["libelle"] or ""), what)
    for name in ("echeance", *texts):
        if name in changes:
            text = None if changes[name] is None else str(changes[name]).strip() or None
            fields[name] = check_date(text, name) if name == "echeance" else text
    # A criterion may take several lines: it is looked at, and kept as it is typed.
    check_text(str(fields.get("critere") or ""), "critere")
    return fields


def _checked_engagement(
    session: Session, current: Contrat, changes: Mapping[str, object]
) -> dict[str, Valeur]:
    fields = _checked_item(
        current, changes, ("partie", "personne_id"), ETATS_ENGAGEMENT, _ENGAGEMENT
    )
    if "partie" in fields:
        partie = fields["partie"]
        fields["partie"] = check_code(
            None if partie is None else str(partie), tuple(PARTIES), "partie"
        )
        if fields["partie"] is None:
            raise SaisieError("Il manque qui s’engage.", "Choisissez une partie.", champ="partie")
    if fields.get("personne_id") and not any(
        m.personne.id == fields["personne_id"]
        for m in foyers.list_membres(session.store, current.foyer_id)
    ):
        raise SaisieError(
            "La personne choisie ne fait pas partie de ce foyer.", champ="personne_id"
        )
    return fields


def _words(value: str, what: str) -> str:
    cleaned = check_text(value, "libelle")
    if cleaned is None:
        raise SaisieError(
            f"Il manque les mots de {what}.",
            "Écrivez-le comme la famille le dirait.",
            champ="libelle",
        )
    if len(cleaned) > LIBELLE_MAX:
        raise SaisieError(
            f"{what[:1].upper()}{what[1:]} se dit en {LIBELLE_MAX} caractères au plus\u00a0: "
            f"il en compte {len(cleaned)}.",
            _SHORTER[what],
            champ="libelle",
        )
    return cleaned
