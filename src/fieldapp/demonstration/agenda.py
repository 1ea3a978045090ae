"""The agenda and the welcomes of the demonstration: last week told, today and next week to come."""

from __future__ import annotations

from datetime import date, timedelta

from fieldapp.demonstration.figures import figure_ids
from fieldapp.demonstration.fil import workday
from fieldapp.demonstration.principale import main_family
from fieldapp.domain.accueil import SaisieAccueil
from fieldapp.domain.foyer import DEMANDEUR, Filtre, SaisieFoyer, SaisiePersonne
from fieldapp.domain.rendezvous import (
    ANNULE_SERVICE,
    EXCUSE,
    HONORE,
    NON_EXCUSE,
    SaisieRendezVous,
)
from fieldapp.services import accueils, calendrier, foyers, rendezvous
from fieldapp.services.session import Session

MAIRIE = "Mairie d’Auchy-les-Mines"
# Days from today, hour, nature, rank of the family (None: no family), subject, papers, outcome.
_AGENDA = (
    (-6, "10:00", "VAD", 1, "", "", HONORE),
    (-5, "14:00", "RDV_BUREAU", 2, "", "", NON_EXCUSE),
    (-4, "09:30", "RDV_BUREAU", 3, "", "", EXCUSE),
    (-3, "11:00", "VISIO", 9, "", "", ANNULE_SERVICE),
    (-1, "15:30", "RDV_BUREAU", 4, "", "", None),
    (0, "10:00", "VAD", 5, "", "attestation de loyer, dossier FSL", None),
    (0, "11:30", "ITINERANCE", None, f"Itinérance, {MAIRIE[0].lower()}{MAIRIE[1:]}", "", None),
    (0, "14:00", "RDV_BUREAU", 2, "", "avis d’imposition", None),
    (0, "14:30", "RDV_BUREAU", 6, "", "", None),
    (0, "16:30", "VAD", 0, "Revue du contrat", "planning de formation", None),
    (1, "09:30", "VAD", 7, "", "bail", None),
    (1, "11:00", "VAD", 8, "", "", None),
    (1, "14:00", "REUNION", None, "Commission d’antenne", "", None),
    (2, "10:00", "PARTENAIRE", None, "Multi-accueil, point de situation", "", None),
    (3, "15:00", "VISIO", 9, "", "", None),
)
_ACCUEILS = (
    (-1, "11:35", ("DROITS", "NUMERIQUE"), ("ECOUTE", "ACCOMPAGNEMENT"), MAIRIE, ""),
    (-1, "11:50", ("LOGEMENT",), ("ECOUTE", "CONSEILS", "ORIENTATION"), MAIRIE,
     "Logement humide, deux enfants. Adresse de l’Adil remise."),
    (-1, "12:10", ("BUDGET",), ("CONSEILS",), MAIRIE, ""),
    (0, "08:45", ("ECRIT",), ("ACCOMPAGNEMENT",), None, "Courrier lu ensemble."),
)  # fmt: skip


def fill_agenda(session: Session, jour: date) -> int:
    """Write appointments and welcomes around a day; returns how many appointments there are."""
    page = foyers.list_foyers(session, Filtre(), tri="nom", limit=60)
    main = main_family(session)
    set_aside = figure_ids(session) | {main}
    known = [main, *(line.foyer_id for line in page.lignes if line.foyer_id not in set_aside)]
    count = 0
    for days, hour, nature, rank, motif, papiers, statut in _AGENDA:
        foyer_id = None if rank is None else known[rank % len(known)]
        made = rendezvous.create_rendezvous(
            session,
            SaisieRendezVous(
                debut=f"{_day(jour, days).isoformat()}T{hour}",
                nature=nature,
                foyer_id=foyer_id,
                motif=motif,
                papiers=papiers or None,
                lieu=MAIRIE if nature == "ITINERANCE" else None,
            ),
        )
        if statut is not None:
            rendezvous.set_statut(session, made.id, statut)
        count += 1
    rendezvous.create_rendezvous(
        session,
        SaisieRendezVous(
            debut=f"{_day(jour, 0).isoformat()}T08:30",
            nature="PERMANENCE",
            motif="Permanence téléphonique",
            duree_min=60,
            jusqu_au=(jour + timedelta(days=42)).isoformat(),
        ),
    )
    for days, hour, besoins, reponses, lieu, note in _ACCUEILS:
        accueils.save_accueil(
            session,
            SaisieAccueil(
                besoins, reponses, "Auchy-les-Mines", lieu=lieu, note=note,
                moment=f"{_day(jour, days).isoformat()}T{hour}",
            ),
        )  # fmt: skip
    _open_from_welcome(session, jour)
    return count + 1 + _take_calendar(session, jour)


def _open_from_welcome(session: Session, jour: date) -> None:
    """Somebody met at the mairie without a name comes back, and a file is opened from it."""
    met = accueils.save_accueil(
        session,
        SaisieAccueil(
            ("DROITS", "LANGUE"), ("ECOUTE", "ACCOMPAGNEMENT"), "Auchy-les-Mines", lieu=MAIRIE,
            prenom="Oksana", contact="06 39 98 97 50", langue="ukrainien", interprete=True,
            moment=f"{_day(jour, -8).isoformat()}T11:20", note="Dossier de logement à remplir.",
        ),
    )  # fmt: skip
    person = SaisiePersonne("Kovalenko", civilite="MME", naissance="1990-03-08", role=DEMANDEUR)
    accueils.open_dossier(
        session, met.id,
        SaisieFoyer(personnes=(person,), adresse="6 rue de la Fosse", code_postal="62138",
                    commune="Auchy-les-Mines", code_insee="62051", ecrit_difficile=True),
    )  # fmt: skip


def _take_calendar(session: Session, jour: date) -> int:
    """Take in the agenda of the organisme, as a file that another calendar wrote."""
    day = _day(jour, 4)
    words = (
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Demonstration//FR", "BEGIN:VEVENT",
        "UID:formation-ecrits@example.org", f"DTSTAMP:{jour:%Y%m%d}T060000Z",
        f"DTSTART:{day:%Y%m%d}T090000", f"DTEND:{day:%Y%m%d}T120000",
        "SUMMARY:Formation aux écrits professionnels", "LOCATION:Arras", "END:VEVENT",
        "END:VCALENDAR", "",
    )  # fmt: skip
    path = session.store.folder / "agenda-organisme.ics"
    path.write_text("\r\n".join(words), encoding="utf-8", newline="")
    calendrier.import_ics(session, path)
    path.unlink()
    return 1


def _day(jour: date, days: int) -> date:
    """Today is today, even a Sunday: it must be seen; other days are working days."""
    return jour if days == 0 else workday(jour + timedelta(days=days))
