"""Appointments: making, moving, and settling them with one key; what they become as contacts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from fieldapp.db import contacts, foyers, journal, rendezvous
from fieldapp.domain import droits
from fieldapp.domain.contact import ABSENT, ANNULE, ECHANGE, EQUIPE
from fieldapp.domain.controles import check_year
from fieldapp.domain.errors import KnownError, SaisieError
from fieldapp.domain.foyer import check_code, check_date, check_text
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.ids import new_id
from fieldapp.domain.journal import Valeur
from fieldapp.domain.rendezvous import (
    A_VENIR,
    DUREE_MAX_MIN,
    HEBDO,
    HONORE,
    NON_EXCUSE,
    SANS_CONTACT,
    STATUTS,
    RendezVous,
    SaisieRendezVous,
    usual_duration,
    weekly,
)
from fieldapp.services.agenda import agent_of_unit, required
from fieldapp.services.droits import require, require_foyer
from fieldapp.services.session import Session

MODIFIABLES = (
    "foyer_id", "personne_id", "debut", "duree_min", "nature", "lieu", "motif", "papiers",
    "a_confirmer",
)  # fmt: skip
_TEXTES = ("lieu", "motif", "papiers")


def create_rendezvous(session: Session, saisie: SaisieRendezVous) -> RendezVous:
    """Make an appointment, or a whole weekly series as one act; returns the (first) one.

    Raises KnownError with the field at fault: no moment, neither family nor subject, unknown
    nature, a series that ends before it begins. Overlaps are kept; `agenda.list_overlaps` tells
    them.
    """
    require(session, droits.ECRIRE_AGENDA)
    agent = agent_of_unit(session, saisie.agent_id)
    if saisie.foyer_id is None and not saisie.motif.strip():
        raise SaisieError(
            "Il manque une famille ou un objet.",
            "Choisissez une famille, ou écrivez l’objet (réunion, permanence…).",
            champ="foyer_id",
        )
    values: dict[str, object] = {name: getattr(saisie, name) for name in MODIFIABLES}
    if saisie.duree_min is None:
        values["duree_min"] = usual_duration(saisie.nature)
    fields = _checked(session, values)
    debut, row_id = str(fields["debut"]), new_id()
    fields |= {
        "agent_id": agent,
        "unite": session.agent.unite,
        "statut": A_VENIR,
        "auteur_id": session.agent.id,
    }
    if saisie.jusqu_au is None:
        fields["uid"] = row_id
        journal.write(
            session.store, "rendezvous", fields, row_id=row_id,
            author=session.agent.id, foyer_id=saisie.foyer_id,
        )  # fmt: skip
        return required(session, row_id)
    _write_serie(session, fields, row_id, debut, saisie.jusqu_au, saisie.foyer_id)
    return required(session, row_id)


def update_rendezvous(
    session: Session, rendezvous_id: str, changes: Mapping[str, object]
) -> RendezVous:
    """Change some fields of one appointment; returns it as it now is."""
    current = _writable(session, rendezvous_id)
    unknown = sorted(set(changes) - set(MODIFIABLES))
    if unknown:
        raise KnownError(
            f"Ces champs n’existent pas pour un rendez-vous\u00a0: {', '.join(unknown)}. "
            "Rien n’a changé."
        )
    if "motif" in changes and not current.lisible:
        raise KnownError("Le motif n’est pas lisible par vous\u00a0: il ne peut pas être modifié.")
    fields = _checked(session, changes, current.nature)
    foyer = fields.get("foyer_id", current.foyer_id)
    if foyer is None and not fields.get("motif", current.motif):
        raise SaisieError("Il manque une famille ou un objet.", champ="foyer_id")
    _write(session, current, fields)
    return required(session, rendezvous_id)


def move_rendezvous(session: Session, rendezvous_id: str, debut: str) -> RendezVous:
    """Move an appointment to another local moment."""
    return update_rendezvous(session, rendezvous_id, {"debut": debut})


def set_statut(session: Session, rendezvous_id: str, statut: str) -> RendezVous:
    """Say what became of an appointment; a family that came, or did not, has it in its thread.

    HONORE and NON_EXCUSE, refused before the day itself, create the contact, or link the one
    already noted that day, in the same act. Saying something else later takes the contact back
    when nobody wrote in it, or corrects its outcome when somebody did.
    """
    current = _writable(session, rendezvous_id)
    if check_code(statut, tuple(STATUTS), "statut") is None:
        raise KnownError("Il manque le statut du rendez-vous. Rien n’a changé.", champ="statut")
    if statut == current.statut:
        return current
    if statut in (HONORE, NON_EXCUSE) and current.jour > aujourd_hui().isoformat():
        raise KnownError(
            "Ce rendez-vous est à venir\u00a0: nul ne sait encore s’il sera honoré. Rien n’a "
            "changé. Notez-le le jour même, ou dites-le excusé ou annulé.",
            champ="statut",
        )
    with session.store.atomic():
        contact_id = _follow_in_contact(session, current, statut)
        fields: dict[str, Valeur] = {"statut": statut, "contact_id": contact_id}
        if statut != A_VENIR:
            fields["a_confirmer"] = 0
        _write(session, current, fields)
    return required(session, rendezvous_id)


def report(session: Session, rendezvous_id: str, debut: str) -> RendezVous:
    """Postpone: an appointment to come moves; a missed one keeps its outcome and has a new one."""
    current = _writable(session, rendezvous_id)
    if current.statut == A_VENIR:
        return move_rendezvous(session, rendezvous_id, debut)
    return create_rendezvous(
        session,
        SaisieRendezVous(
            debut, current.nature, current.foyer_id, current.motif, current.duree_min,
            current.personne_id, current.lieu, current.papiers, agent_id=current.agent_id,
        ),
    )  # fmt: skip


def delete_rendezvous(session: Session, rendezvous_id: str, serie: bool = False) -> int:
    """Remove an appointment (undoable), or with `serie` it and those of its series still to come.

    Returns how many were removed.
    """
    current = _writable(session, rendezvous_id)
    chosen = [current]
    if serie and current.recurrence:
        chosen = [
            other
            for other in rendezvous.list_serie(session.store, current.uid)
            if other.debut >= current.debut and other.statut == A_VENIR
        ]
    with session.store.atomic():
        for one in chosen:
            journal.delete(
                session.store, "rendezvous", one.id,
                author=session.agent.id, foyer_id=one.foyer_id,
            )  # fmt: skip
    return len(chosen)


def _write_serie(
    session: Session,
    fields: Mapping[str, Valeur],
    first_id: str,
    debut: str,
    jusqu_au: str,
    foyer_id: str | None,
) -> None:
    last = check_date(jusqu_au, "jusqu_au") or ""
    moments = weekly(debut, last)
    if len(moments) < 2:
        raise SaisieError(
            "La répétition s’arrête avant de commencer.",
            "Choisissez un jour au moins une semaine plus tard.",
            champ="jusqu_au",
        )
    rows = [
        journal.Nouvelle(
            "rendezvous",
            first_id if moment == debut else new_id(),
            {**fields, "debut": moment, "occurrence": moment, "uid": first_id,
             "recurrence": f"{HEBDO}:{last}"},
            foyer_id,
        )
        for moment in moments
    ]  # fmt: skip
    journal.write_many(session.store, rows, author=session.agent.id)


def _follow_in_contact(session: Session, current: RendezVous, statut: str) -> str | None:
    """Make the thread of the family tell this outcome; returns the contact linked, or None."""
    known = [entree.code for entree in session.catalogue.entrees("natures_contact")]
    if current.foyer_id is None or current.nature not in known:
        return None
    issue = {HONORE: ECHANGE, NON_EXCUSE: ABSENT}.get(statut)
    linked = None
    if current.contact_id is not None:
        linked = contacts.get_contact(session.store, current.contact_id)
    if linked is not None:
        if issue is None and statut == A_VENIR and (linked.note or linked.suite):
            return None  # what was written stays; the appointment is simply open again
        if issue is None and not (linked.note or linked.suite or linked.besoins):
            journal.delete(
                session.store, "contact", linked.id,
                author=session.agent.id, foyer_id=current.foyer_id,
            )  # fmt: skip
            return None
        journal.write(
            session.store, "contact", {"issue": issue or ANNULE}, row_id=linked.id,
            author=session.agent.id, foyer_id=current.foyer_id,
        )  # fmt: skip
        return linked.id
    if issue is None:
        return None
    found = rendezvous.matching_contact(
        session.store, current.foyer_id, current.jour, current.nature, issue, current.agent_id
    )
    return found or journal.write(
        session.store,
        "contact",
        {
            "foyer_id": current.foyer_id,
            "personne_id": current.personne_id,
            "nature": current.nature,
            "issue": issue,
            "moment": current.debut,
            "duree_min": current.duree_min if issue == ECHANGE else None,
            "zone": EQUIPE,
            # The one who met the family, whoever pressed the key at the desk.
            "auteur_id": current.agent_id,
        },
        author=session.agent.id,
        foyer_id=current.foyer_id,
    )


def _checked(session: Session, values: Mapping[str, object], kept: str = "") -> dict[str, Valeur]:
    """Return the columns; the nature `kept` stays allowed, offered today or not."""
    fields: dict[str, Valeur] = {}
    for name, value in values.items():
        if name == "debut":
            fields[name] = _moment(value)
        elif name == "duree_min":
            fields[name] = _duree(value)
        elif name == "a_confirmer":
            fields[name] = 1 if value else 0
        else:
            text = None if value is None else str(value)
            # The names of rows are not for reading: only words are.
            fields[name] = check_text(text, name) if name in _TEXTES else text or None
    if "nature" in fields:
        natures = [entree.code for entree in session.catalogue.entrees("natures_contact")]
        nature = None if fields["nature"] is None else str(fields["nature"])
        if check_code(nature, (*natures, *SANS_CONTACT, kept), "nature") is None:
            raise SaisieError(
                "Il manque la nature du rendez-vous (visite, bureau…).", champ="nature"
            )
    if fields.get("foyer_id") is not None:
        require_foyer(session, droits.LIRE_FOYER, str(fields["foyer_id"]))
    personne = fields.get("personne_id")
    if personne is not None and foyers.get_personne(session.store, str(personne)) is None:
        raise SaisieError("La personne choisie n’existe pas sur ce poste.", champ="personne_id")
    return fields


def _moment(value: object) -> str:
    try:
        moment = datetime.fromisoformat(str(value or "").strip())
    except ValueError as error:
        raise SaisieError(
            "Il manque le jour et l’heure du rendez-vous.",
            "Écrivez par exemple «\u00a0jeu 14h\u00a0» ou «\u00a026/11 9h30\u00a0».",
            champ="debut",
        ) from error
    # Not strftime: it writes the year 202 with three figures, which is no date any more.
    iso = moment.replace(tzinfo=None).isoformat(timespec="minutes")
    check_year(iso, "debut")
    return iso


def _duree(value: object) -> int:
    try:
        minutes = int(str(value))
    except ValueError:
        minutes = 0
    if not 1 <= minutes <= DUREE_MAX_MIN:
        raise SaisieError("La durée se compte en minutes, à partir de 1.", champ="duree_min")
    return minutes


def _writable(session: Session, rendezvous_id: str) -> RendezVous:
    require(session, droits.ECRIRE_AGENDA)
    return required(session, rendezvous_id)


def _write(session: Session, current: RendezVous, fields: Mapping[str, Valeur]) -> None:
    journal.write(
        session.store,
        "rendezvous",
        fields,
        row_id=current.id,
        author=session.agent.id,
        foyer_id=current.foyer_id,
    )
