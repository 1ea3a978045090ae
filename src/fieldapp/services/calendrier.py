"""Calendar files: giving one's agenda to another calendar, taking appointments from one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from fieldapp.db import journal, rendezvous, traces
from fieldapp.domain import droits
from fieldapp.domain.errors import KnownError
from fieldapp.domain.feuille_route import initials
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.ics import Evenement, write_calendar
from fieldapp.domain.ics_lecture import MAX_OCTETS, Lu, RapportCalendrier, read_calendar
from fieldapp.domain.ids import new_id
from fieldapp.domain.journal import Valeur
from fieldapp.domain.rendezvous import (
    A_VENIR,
    ANNULE_SERVICE,
    AUTRE,
    DUREE_MAX_MIN,
    EXCUSE,
    SANS_CONTACT,
    RendezVous,
    weekly,
)
from fieldapp.services.agenda import list_rendezvous
from fieldapp.services.droits import require
from fieldapp.services.session import Session

ICS = "ICS"
DOMAINE = "fieldapp"
# What is read of a calendar that never ends.
AVANT_JOURS, APRES_JOURS = 31, 366


def export_ics(session: Session, debut: date, fin: date, avec_initiales: bool = False) -> bytes:
    """Return the agent's agenda between two days (the last excluded) as a calendar file.

    Never a note, a reason, a paper nor a name: « Visite à domicile », with the initials of the
    family if asked. No place under a safe contact; a visit at home tells its commune only.
    Whole weekly series go out as one repeated event.
    """
    # What came from another calendar is there already: giving it back would double it.
    found = [one for one in list_rendezvous(session, debut, fin) if one.origine != ICS]
    singles = [one for one in found if not one.recurrence]
    events = [_event(session, one, avec_initiales) for one in singles]
    for uid in dict.fromkeys(one.uid for one in found if one.recurrence):
        events += _serie(session, rendezvous.list_serie(session.store, uid), avec_initiales)
    traces.add(session.store, session.agent.id, "export agenda", session.agent.id)
    return write_calendar(events, datetime.now(UTC))


def import_ics(session: Session, path: Path) -> RapportCalendrier:
    """Take the appointments of a calendar file into one's own agenda, as one act.

    The same file twice changes nothing: an event is known by its UID and its occurrence. One that
    was cancelled there is removed here, one that was removed here stays removed. Raises KnownError,
    with nothing written, when the file cannot be read or is no calendar.
    """
    require(session, droits.ECRIRE_AGENDA)
    jour = aujourd_hui()
    lecture = read_calendar(
        _content(path), jour - timedelta(days=AVANT_JOURS), jour + timedelta(days=APRES_JOURS)
    )
    counts = {"crees": 0, "mis_a_jour": 0, "inchanges": 0, "retires": 0, "propres": 0}
    with session.store.atomic():
        for uid, group in _by_uid(lecture.evenements).items():
            known = rendezvous.ids_by_occurrence(session.store, uid, session.agent.id)
            for lu in group:
                counts[_take(session, lu, known.get(lu.occurrence))] += 1
    return RapportCalendrier(len(lecture.evenements), **counts, remarques=lecture.remarques)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_OCTETS + 1)
    except OSError as error:
        raise KnownError(
            "Le fichier d’agenda n’a pas pu être lu. Rien n’a été importé, rien n’a changé. "
            "Vérifiez qu’il est toujours là et réessayez."
        ) from error


def _by_uid(found: Sequence[Lu]) -> dict[str, list[Lu]]:
    groups: dict[str, list[Lu]] = {}
    for lu in found:
        groups.setdefault(lu.uid, []).append(lu)
    return groups


def _take(session: Session, lu: Lu, known: tuple[str, str | None, bool] | None) -> str:
    """Bring one occurrence into the agenda; return which count it adds to."""
    if lu.uid.endswith(f"@{DOMAINE}"):
        return "propres"
    store, author = session.store, session.agent.id
    if known is not None and known[2]:
        return "inchanges"
    if lu.annule:
        if known is None:
            return "inchanges"
        journal.delete(store, "rendezvous", known[0], author=author)
        return "retires"
    fields: dict[str, Valeur] = {
        "debut": f"{lu.debut:%Y-%m-%dT%H:%M}",
        "duree_min": min(max(lu.duree_min, 1), DUREE_MAX_MIN),
        "motif": lu.titre,
        "lieu": lu.lieu or None,
    }
    if known is not None:
        before = rendezvous.get_rendezvous(store, known[0])
        same = before is not None and all(
            (getattr(before, name) or None) == (value or None) for name, value in fields.items()
        )
        if same:
            return "inchanges"
        journal.write(store, "rendezvous", fields, row_id=known[0], author=author)
        return "mis_a_jour"
    fields |= {
        "agent_id": author, "auteur_id": author, "unite": session.agent.unite, "nature": AUTRE,
        "statut": A_VENIR, "uid": lu.uid, "occurrence": lu.occurrence or None, "origine": ICS,
    }  # fmt: skip
    journal.write(store, "rendezvous", fields, row_id=new_id(), author=author)
    return "crees"


def _title(session: Session, one: RendezVous, avec_initiales: bool) -> str:
    nature = SANS_CONTACT.get(one.nature) or session.catalogue.libelle(
        "natures_contact", one.nature
    )
    if one.foyer_id is None:
        return one.motif or nature
    shown = initials(one.foyer_nom) if avec_initiales else ""
    return f"{nature} – {shown}" if shown else nature


def _place(one: RendezVous) -> str:
    if one.contact_sur:
        return ""
    if one.foyer_id is not None and one.nature == "VAD":
        return one.commune
    return one.lieu or ""


def _event(
    session: Session, one: RendezVous, avec_initiales: bool, occurrence: datetime | None = None
) -> Evenement:
    return Evenement(
        uid=f"{one.uid}@{DOMAINE}",
        debut=datetime.fromisoformat(one.debut),
        duree_min=one.duree_min,
        titre=_title(session, one, avec_initiales),
        lieu=_place(one),
        journee=one.journee,
        occurrence=occurrence,
        annule=one.statut in (ANNULE_SERVICE, EXCUSE),
    )


def _serie(
    session: Session, members: Sequence[RendezVous], avec_initiales: bool
) -> Iterable[Evenement]:
    """One repeated event, the occurrences that were removed, and those that differ from it."""
    by_occurrence = {one.occurrence or one.debut: one for one in members}
    first = min(by_occurrence)
    last_day = (members[0].recurrence or "").partition(":")[2]
    planned = weekly(first, last_day)
    model = by_occurrence[first]
    master = Evenement(
        uid=f"{model.uid}@{DOMAINE}",
        debut=datetime.fromisoformat(first),
        duree_min=model.duree_min,
        titre=_title(session, model, avec_initiales),
        lieu=_place(model),
        jusqu_au=datetime.fromisoformat(planned[-1]),
        sauf=tuple(datetime.fromisoformat(m) for m in planned if m not in by_occurrence),
    )
    yield master
    for occurrence, one in by_occurrence.items():
        event = _event(session, one, avec_initiales, datetime.fromisoformat(occurrence))
        same = (
            one.debut == occurrence
            and event.duree_min == master.duree_min
            and event.titre == master.titre
            and event.lieu == master.lieu
            and not event.annule
        )
        if not same:
            yield event
