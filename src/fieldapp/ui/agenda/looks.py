"""How an appointment looks: the icon and colours of its kind, the badge of its status, its row."""

from __future__ import annotations

from typing import NamedTuple

from fieldapp.domain.catalogue import Catalogue
from fieldapp.domain.dates import format_duree, format_heure, format_jour
from fieldapp.domain.rendezvous import (
    A_VENIR,
    ANNULE_SERVICE,
    EXCUSE,
    HONORE,
    NON_EXCUSE,
    SANS_CONTACT,
    RendezVous,
)
from fieldapp.ui.capture.natures import ICONS
from fieldapp.ui.delegates.paint import BadgeSpec
from fieldapp.ui.delegates.row import Row

KEYS_HELP = "V vu, E excusé, A absent, S annulé par le service, R reporter, Entrée pour ouvrir"


class Kind(NamedTuple):
    """The tokens of a kind of appointment: ink, ground and icon; never colour alone."""

    ink: str
    ground: str
    icon: str


_OWN_ICONS = {"REUNION": "users-round", "INDISPONIBLE": "ban", "AUTRE": "calendar"}
_GROUNDS = {
    "VAD": ("primaire", "primaire_doux"),
    "RDV_BUREAU": ("info", "info_doux"),
    "ACCOMP_PHYSIQUE": ("primaire", "primaire_doux"),
    "ITINERANCE": ("attention", "attention_doux"),
    "PERMANENCE": ("attention", "attention_doux"),
    "ACCUEIL": ("attention", "attention_doux"),
    "TEL_SORTANT": ("reussite", "reussite_doux"),
    "TEL_ENTRANT": ("reussite", "reussite_doux"),
    "VISIO": ("reussite", "reussite_doux"),
}
_BADGES = {
    A_VENIR: BadgeSpec("Prévu", "info", "calendar-check"),
    HONORE: BadgeSpec("Fait", "ok", "check"),
    EXCUSE: BadgeSpec("Excusé", "neutre", "user-minus"),
    NON_EXCUSE: BadgeSpec("Absent", "late", "user-x"),
    ANNULE_SERVICE: BadgeSpec("Annulé", "neutre", "calendar-x"),
}


def kind_of(nature: str) -> Kind:
    """Return the look of a nature; one that a newer version added has a plain one."""
    ink, ground = _GROUNDS.get(nature, ("encre_2", "creux"))
    return Kind(ink, ground, _OWN_ICONS.get(nature) or ICONS.get(nature, "calendar"))


def natures(catalogue: Catalogue) -> tuple[tuple[str, str], ...]:
    """Return what an appointment may be, the most frequent first."""
    known = {e.code: e.libelle for e in catalogue.entrees("natures_contact")}
    first = ("VAD", "RDV_BUREAU", "TEL_SORTANT", "VISIO", "PERMANENCE", "ITINERANCE")
    order = [*first, *(code for code in known if code not in first)]
    # Calls that come in and mail are not planned.
    left_out = {"TEL_ENTRANT", "COURRIER", "COURRIEL_SMS", "ACCUEIL"}
    found = [(code, known[code]) for code in order if code in known and code not in left_out]
    return (*found, *SANS_CONTACT.items())


def nature_label(one: RendezVous, catalogue: Catalogue) -> str:
    """Return the words of its nature."""
    return SANS_CONTACT.get(one.nature) or catalogue.libelle("natures_contact", one.nature)


def status_badge(one: RendezVous, now: str) -> BadgeSpec:
    """Return the badge of its status; one that is over and says nothing is still to be told."""
    if one.statut == A_VENIR and one.foyer_id and one.fin <= now:
        return BadgeSpec("À renseigner", "warn", "circle-question-mark")
    if one.statut == A_VENIR and one.fin <= now:
        return BadgeSpec("Passé", "neutre", "clock")
    if one.statut == A_VENIR and one.a_confirmer:
        return BadgeSpec("À confirmer", "warn", "clock")
    return _BADGES.get(one.statut, _BADGES[A_VENIR])


def title_of(one: RendezVous, catalogue: Catalogue) -> str:
    """« Wattel – Nowak — visite à domicile », or what a meeting is for."""
    nature = nature_label(one, catalogue)
    if not one.titre or one.titre == nature:
        return nature
    if one.foyer_id is None:
        return one.titre
    return f"{one.titre} — {nature[:1].lower()}{nature[1:]}"


def second_of(one: RendezVous) -> str:
    """Return the line under it: the place, the papers, why."""
    place = one.lieu or (one.commune if one.nature == "VAD" else "")
    if one.contact_sur:
        place = ""
    papers = f"prévoir\u00a0: {one.papiers}" if one.papiers else ""
    why = one.motif if one.foyer_id else ""
    words = " · ".join(part for part in (place, papers, why) if part)
    return words[:1].upper() + words[1:]


def rendezvous_row(one: RendezVous, catalogue: Catalogue, now: str) -> Row:
    """Return the line of a day list; its key is `rdv:` and the id."""
    badges = [status_badge(one, now)]
    if one.contact_sur:
        badges.insert(0, BadgeSpec("Contact sûr", "reserve", "shield"))
    return Row(
        key=f"rdv:{one.id}",
        title=title_of(one, catalogue),
        second=second_of(one),
        icon=kind_of(one.nature).icon,
        badges=tuple(badges),
        hour="Jour" if one.journee else format_heure(one.debut),
        length="" if one.journee else format_duree(one.duree_min),
        keys_help=KEYS_HELP,
    )


def sentence(one: RendezVous, catalogue: Catalogue, now: str) -> str:
    """Return the appointment as one sentence, for a screen reader."""
    parts = (
        format_jour(one.debut),
        "toute la journée" if one.journee else format_heure(one.debut),
        title_of(one, catalogue),
        second_of(one),
        "contact sûr" if one.contact_sur else "",
        status_badge(one, now).text.lower(),
    )
    return ", ".join(part for part in parts if part)
