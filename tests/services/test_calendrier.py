"""Holidays of the place, and calendar files that go out and come in without telling families."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from tests.services.agenda_monde import Monde, make_monde

from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import SaisieContactSur
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.jours import FERIE, VACANCES
from fieldapp.domain.rendezvous import ANNULE_SERVICE, SaisieRendezVous
from fieldapp.services import agenda, calendrier, contact_sur, historique, jours, rendezvous

JOUR = aujourd_hui() + timedelta(days=3)


@pytest.fixture
def monde(tmp_path: Path) -> Iterator[Monde]:
    made = make_monde(tmp_path / "poste")
    yield made
    made.nadia.close()


def _names(departement: str, debut: date, fin: date, genre: str) -> dict[str, str]:
    return {j.jour: j.nom for j in jours.days_of(departement, debut, fin) if j.genre == genre}


def test_bank_holidays_of_2026_are_the_eleven_and_thirteen_in_moselle() -> None:
    year = (date(2026, 1, 1), date(2027, 1, 1))
    found = _names("62", *year, FERIE)
    assert list(found) == [
        "2026-01-01", "2026-04-06", "2026-05-01", "2026-05-08", "2026-05-14", "2026-05-25",
        "2026-07-14", "2026-08-15", "2026-11-01", "2026-11-11", "2026-12-25",
    ]  # fmt: skip
    assert found["2026-12-25"] == "Noël"
    assert set(_names("57", *year, FERIE)) - set(found) == {"2026-04-03", "2026-12-26"}


def test_school_holidays_follow_the_zone_of_the_departement() -> None:
    winter = (date(2026, 2, 1), date(2026, 3, 15))
    starts = {d: min(_names(d, *winter, VACANCES)) for d in ("62", "42", "92")}
    # Arrêté du 7 décembre 2022: A from the 7th, B from the 14th, C from the 21st of February.
    assert starts == {"42": "2026-02-07", "62": "2026-02-14", "92": "2026-02-21"}
    assert set(_names("62", *winter, VACANCES).values()) == {"Vacances d’hiver"}
    assert _names("2A", *winter, VACANCES) == {}
    assert jours.school_year_is_known(date(2028, 1, 1))
    assert not jours.school_year_is_known(date(2040, 1, 1))


def test_the_agent_sees_the_days_of_the_place_of_work(monde: Monde) -> None:
    days = jours.particular_days(monde.nadia, date(2026, 11, 1), date(2026, 11, 2))
    assert {(d.nom, d.genre) for d in days} == {
        ("Toussaint", FERIE), ("Vacances de la Toussaint", VACANCES),
    }  # fmt: skip


def _export(monde: Monde, avec_initiales: bool = False) -> bytes:
    return calendrier.export_ics(
        monde.nadia, JOUR, JOUR + timedelta(days=60), avec_initiales=avec_initiales
    )


def _events(content: bytes) -> list[Any]:
    """What another library reads; it types every property as any of thirty."""
    return list(Calendar.from_ical(content).walk("VEVENT"))


def test_an_export_tells_no_name_no_note_and_at_home_the_commune_only(monde: Monde) -> None:
    rendezvous.create_rendezvous(
        monde.nadia,
        SaisieRendezVous(
            f"{JOUR}T10:00", "VAD", monde.foyer_id, "Impayé de loyer", papiers="Bail",
            lieu="14 rue du Général-de-Gaulle",
        ),
    )  # fmt: skip
    content = _export(monde)
    (event,) = _events(content)
    assert str(event["summary"]) == "Visite à domicile"
    assert str(event["location"]) == "Frévent"
    for secret in ("Delattre", "Impayé", "Bail", "Gaulle", "Aurélie"):
        assert secret not in content.decode()
    (event,) = _events(_export(monde, avec_initiales=True))
    assert str(event["summary"]) == "Visite à domicile – D."
    contact_sur.save_contact_sur(monde.nadia, monde.foyer_id, SaisieContactSur("0612345642"))
    (event,) = _events(_export(monde))
    assert "location" not in event


def test_a_series_leaves_as_one_event_with_its_hole_and_its_exception(monde: Monde) -> None:
    last = (JOUR + timedelta(days=28)).isoformat()
    rendezvous.create_rendezvous(
        monde.nadia,
        SaisieRendezVous(f"{JOUR}T09:00", "PERMANENCE", motif="Permanence", jusqu_au=last),
    )
    members = agenda.list_rendezvous(monde.nadia, JOUR, JOUR + timedelta(days=60))
    rendezvous.delete_rendezvous(monde.nadia, members[1].id)
    rendezvous.move_rendezvous(monde.nadia, members[2].id, f"{members[2].jour}T14:00")
    rendezvous.set_statut(monde.nadia, members[3].id, ANNULE_SERVICE)
    master, moved, cancelled = _events(_export(monde))
    assert master["rrule"]["FREQ"] == ["WEEKLY"]
    assert master["exdate"].dts[0].dt.date() == date.fromisoformat(members[1].jour)
    assert moved.decoded("dtstart").hour == 14
    assert (str(moved["status"]), str(cancelled["status"])) == ("CONFIRMED", "CANCELLED")


def _write(path: Path, *events: str) -> Path:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//ailleurs//FR", *events, "END:VCALENDAR"]
    path.write_text("\r\n".join(lines) + "\r\n", encoding="utf-8", newline="")
    return path


def _event(uid: str, hour: str, titre: str, *more: str) -> str:
    start = f"DTSTART;TZID=Europe/Paris:{JOUR:%Y%m%d}T{hour}00"
    return "\r\n".join(
        ["BEGIN:VEVENT", f"UID:{uid}", start, "DURATION:PT1H", f"SUMMARY:{titre}", *more,
         "END:VEVENT"]
    )  # fmt: skip


def test_the_same_file_twice_changes_nothing_and_a_changed_one_only_its_change(
    monde: Monde, tmp_path: Path
) -> None:
    series = _event("s@x", "1400", "Analyse de pratiques", "RRULE:FREQ=WEEKLY;COUNT=4")
    path = _write(tmp_path / "a.ics", _event("a@x", "0900", "Commission"), series)
    first = calendrier.import_ics(monde.nadia, path)
    assert (first.lus, first.crees, first.remarques) == (5, 5, ())
    again = calendrier.import_ics(monde.nadia, path)
    assert (again.crees, again.mis_a_jour, again.inchanges) == (0, 0, 5)
    path = _write(tmp_path / "a.ics", _event("a@x", "1000", "Commission"), series)
    moved = calendrier.import_ics(monde.nadia, path)
    assert (moved.mis_a_jour, moved.inchanges) == (1, 4)
    (commission,) = [
        one
        for one in agenda.list_rendezvous(monde.nadia, JOUR, JOUR + timedelta(days=1))
        if one.motif == "Commission"
    ]
    assert commission.debut == f"{JOUR}T10:00"
    gone = _write(tmp_path / "a.ics", _event("a@x", "1000", "Commission", "STATUS:CANCELLED"))
    assert calendrier.import_ics(monde.nadia, gone).retires == 1
    # What was removed, here or there, does not come back by itself.
    assert calendrier.import_ics(monde.nadia, path).crees == 0
    # Importing is one act, and what came from elsewhere is not sent back.
    historique.undo_last(monde.nadia)
    assert b"Commission" not in _export(monde)


def test_the_meeting_of_the_team_stands_in_the_agenda_of_each_one_who_imports_it(
    monde: Monde, tmp_path: Path
) -> None:
    path = _write(tmp_path / "equipe.ics", _event("equipe@x", "0900", "Réunion d’équipe"))
    for worker in (monde.nadia, monde.julie):
        assert calendrier.import_ics(worker, path).crees == 1
        assert len(agenda.list_rendezvous(worker, JOUR, JOUR + timedelta(days=1))) == 1
    cancelled = _event("equipe@x", "0900", "Réunion d’équipe", "STATUS:CANCELLED")
    calendrier.import_ics(monde.julie, _write(tmp_path / "equipe.ics", cancelled))
    # Julie does not go; Nadia still does.
    assert len(agenda.list_rendezvous(monde.nadia, JOUR, JOUR + timedelta(days=1))) == 1


def test_a_leave_of_three_weeks_takes_each_of_its_days(monde: Monde, tmp_path: Path) -> None:
    last = JOUR + timedelta(days=20)
    leave = "\r\n".join(
        ["BEGIN:VEVENT", "UID:conges@x", f"DTSTART;VALUE=DATE:{JOUR:%Y%m%d}",
         f"DTEND;VALUE=DATE:{last + timedelta(days=1):%Y%m%d}", "SUMMARY:Congés", "END:VEVENT"]
    )  # fmt: skip
    assert calendrier.import_ics(monde.nadia, _write(tmp_path / "c.ics", leave)).remarques == ()
    (one,) = agenda.list_rendezvous(monde.nadia, last, last + timedelta(days=1))
    assert one.motif == "Congés"
    assert one.journee
    assert (
        agenda.list_rendezvous(monde.nadia, last + timedelta(days=1), last.replace(year=2030)) == ()
    )


def test_our_own_export_read_back_doubles_nothing(monde: Monde, tmp_path: Path) -> None:
    rendezvous.create_rendezvous(
        monde.nadia, SaisieRendezVous(f"{JOUR}T10:00", "VAD", monde.foyer_id)
    )
    path = tmp_path / "mien.ics"
    path.write_bytes(_export(monde))
    report = calendrier.import_ics(monde.nadia, path)
    assert (report.propres, report.crees) == (1, 0)


def test_a_bad_file_is_refused_and_the_agenda_is_as_it_was(monde: Monde, tmp_path: Path) -> None:
    bad = tmp_path / "photo.ics"
    bad.write_bytes(b"\x89PNG\r\n\x1a\n")
    for path in (bad, tmp_path / "absent.ics", tmp_path):
        with pytest.raises(KnownError, match=r"[Rr]ien n’a été importé"):
            calendrier.import_ics(monde.nadia, path)
    assert agenda.list_rendezvous(monde.nadia, JOUR, JOUR + timedelta(days=400)) == ()
