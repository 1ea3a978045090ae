"""History and undo of the last act: both read from the journal."""

from __future__ import annotations

from fieldapp.db import (
    agents,
    foyers,
    fusions,
    journal,
    transferts,
    undo,
)
from fieldapp.domain import droits
from fieldapp.domain.doublon_fusion import FOYER, PERSONNE
from fieldapp.domain.errors import KnownError
from fieldapp.domain.fusion import SUPPRIME, merge
from fieldapp.domain.historique import NOMS, Changement
from fieldapp.domain.journal import KIND_INSERT, KIND_UNDO, Op
from fieldapp.domain.rapport import Rapport
from fieldapp.services import accueils, agenda
from fieldapp.services.droits import can_read_note, may_foyer, require, require_foyer
from fieldapp.services.fusions_textes import changes
from fieldapp.services.masquage import hide_protected
from fieldapp.services.session import Session

# Reading the past of these tables asks the right to read the notion itself.
LECTURES = {
    "proposition": droits.LIRE_OFFRE,
    "evaluation": droits.LIRE_EVALUATION,
    "evaluation_chapitre": droits.LIRE_EVALUATION,
    "contrat": droits.LIRE_CONTRAT,
    "objectif": droits.LIRE_CONTRAT,
    "engagement": droits.LIRE_CONTRAT,
    "demarche": droits.LIRE_DEMARCHE,
    "document": droits.LIRE_DOCUMENT,
    "orientation": droits.LIRE_ORIENTATION,
    "situation": droits.LIRE_SITUATION,
    "report": droits.REPORTER,
}
# What each may be read of depends on its zone, on who wrote it and on who follows the family.
_PAR_ZONE = {
    "contact": "Cette note n’est pas lisible par vous.",
    "demarche": "Cette démarche n’est pas lisible par vous.",
    "document": "Ce document n’est pas lisible par vous.",
}


def history(session: Session, table: str, row_id: str) -> tuple[Changement, ...]:
    """Return every change of one row, field by field, the newest first."""
    ops = journal.row_ops(session.store, table, row_id)
    require_row(session, table, row_id, ops)
    names = agents.agent_names(session.store)
    foyer_id = next((op.foyer_id for op in ops if op.foyer_id), None)
    late = transferts.late_ops(session.store, foyer_id) if foyer_id else {}
    found: list[Changement] = []
    for op in ops:
        before = merge(other for other in ops if other.hlc < op.hlc).values
        found.extend(
            Changement(
                op.moment,
                names.get(op.author, op.author) + (", après le transfert" if op.id in late else ""),
                table, row_id, champ, before.get(champ), apres,
            )
            for champ, apres in op.fields.items()
        )  # fmt: skip
    if table in (FOYER, PERSONNE):
        found = sorted([*found, *changes(session, row_id)], key=lambda one: one.moment)
    return hide_protected(session, foyer_id, tuple(reversed(found)))


def undo_last(session: Session) -> str:
    """Take back the agent's last act on this laptop and say in French what was taken back."""
    require(session, droits.LIRE_ANNUAIRE)
    return f"Annulé\u00a0: {_told(undo.undo(session.store, session.agent.id))}"


def redo_last(session: Session) -> str:
    """Do again the act taken back last on this laptop and say in French which it was.

    Raises KnownError when there is none, or when it would go over a newer change.
    """
    require(session, droits.LIRE_ANNUAIRE)
    return f"Rétabli\u00a0: {_told(undo.redo(session.store, session.agent.id))}"


def _told(act: tuple[Op, ...]) -> str:
    """Say what an act was about, in few words."""
    # Settling an appointment writes its contact too: the appointment is what is told.
    op = next((other for other in act if other.table == "rendezvous"), act[-1])
    quoi = NOMS.get(op.table, op.table)
    handed = sum(other.table == "transfert" for other in act)
    if handed:
        return "transfert" if handed == 1 else f"réaffectation de {handed} dossiers"
    if any(other.table == "fusion" for other in act):
        return NOMS["fusion"]
    if len(act) > 1 and any(other.table == "foyer" for other in act):
        quoi = "dossier et ses personnes"
    elif len(act) > 20:
        quoi = f"import de {len(act)} lignes"
    if op.kind == KIND_INSERT or (op.kind == KIND_UNDO and op.fields.get(SUPPRIME)):
        return f"{quoi} créé"
    return f"{quoi} {'supprimé' if SUPPRIME in op.fields else 'modifié'}"


def undo_import(session: Session, rapport: Rapport) -> str:
    """Take back all that an import wrote and say in French what was taken back.

    Raises KnownError when what it wrote has been used or changed since.
    """
    require(session, droits.LIRE_ANNUAIRE)
    if not rapport.actes:
        raise KnownError("Cet import n’a rien écrit\u00a0: il n’y a rien à annuler.")
    undo.undo_acts(session.store, session.agent.id, rapport.actes)
    return "Annulé\u00a0: l’import"


def may_read_row(
    session: Session, table: str, row_id: str, foyer_id: str | None, ops: list[Op]
) -> bool:
    """Tell whether a row may be read, without leaving a trace of a refusal nobody asked for."""
    home = None if foyer_id is None else fusions.lead(session.store, foyer_id)
    foyer = None if home is None else foyers.get_foyer(session.store, home)
    if foyer is not None and not may_foyer(session, LECTURES.get(table, droits.LIRE_FOYER), foyer):
        return False
    try:
        require_row(session, table, row_id, ops)
    except KnownError:
        return False
    return True


def home_of(session: Session, ops: list[Op]) -> str | None:
    """The family that a row belongs to, through the unions that moved it since it was born."""
    foyer_id = next((op.foyer_id for op in ops if op.foyer_id), None)
    return None if foyer_id is None else fusions.lead(session.store, foyer_id)


def require_row(session: Session, table: str, row_id: str, ops: list[Op]) -> None:
    """Raise KnownError unless the row may be read: its past asks the same right."""
    if not ops:
        raise KnownError("Cet élément n’existe pas sur ce poste.")
    if table == "rendezvous" and not agenda.get_rendezvous(session, row_id).lisible:
        raise KnownError("Le motif de ce rendez-vous n’est pas lisible par vous.")
    if table == "accueil" and not accueils.get_accueil(session, row_id).lisible:
        raise KnownError("Cet accueil n’est pas lisible par vous.")
    foyer_id = home_of(session, ops)
    if foyer_id is None:
        require(session, droits.LIRE_ANNUAIRE)
        return
    foyer = require_foyer(session, droits.LIRE_FOYER, foyer_id)
    if table in LECTURES:
        require_foyer(session, LECTURES[table], foyer_id)
    if table in _PAR_ZONE:
        # Read from the journal, which a removal leaves as it was.
        values = merge(ops).values
        zone, author = str(values.get("zone") or ""), str(values.get("auteur_id") or "")
        if not can_read_note(session, foyer, zone, author):
            raise KnownError(_PAR_ZONE[table])
