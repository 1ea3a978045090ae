"""What happened in the life of a family, as the thread tells it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from fieldapp.domain.catalogue import Catalogue
from fieldapp.domain.contact import ABSENT, ANNULE, ECHANGE, ISSUES, PERSONNEL, RESTREINT, Contact
from fieldapp.domain.dates import format_date, format_duree, format_heure
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.orientation import (
    ACCORDS,
    OUVERTS,
    PRISE_EN_CHARGE,
    REALISEE,
    Orientation,
)
from fieldapp.domain.transfert import Tardif, Transfert
from fieldapp.ui.capture.natures import icon_of
from fieldapp.ui.delegates.paint import BadgeSpec, Knot

AFTER_TRANSFER = BadgeSpec("Après le transfert", "warn", "clock")
UNREADABLE = "Note réservée au référent et au responsable"
CONTACT, ORIENTATION, TRANSFERT = "contact", "orientation", "transfert"


@dataclass(frozen=True, slots=True)
class Event:
    """One knot of the thread. `objet` is the contact, the orientation or the transfer itself."""

    objet: Contact | Orientation | Transfert
    genre: str
    moment: str
    title: str
    meta: str
    text: str
    after: str
    knot: Knot
    icon: str
    badges: tuple[BadgeSpec, ...]
    muted: bool = False

    @property
    def id(self) -> str:
        """The id of what happened."""
        return self.objet.id

    def sentence(self) -> str:
        """Return the event as one sentence, for a screen reader."""
        words = (self.title, self.meta, *(b.text for b in self.badges), self.text, self.after)
        return ", ".join(word for word in words if word)


def contact_event(contact: Contact, catalogue: Catalogue) -> Event:
    """Return the knot of a contact."""
    title = catalogue.libelle("natures_contact", contact.nature)
    if contact.duree_min:
        title += f", {format_duree(contact.duree_min)}"
    badges = []
    if contact.zone == PERSONNEL:
        badges.append(BadgeSpec("Personnel", "reserve", "lock"))
    elif contact.zone == RESTREINT:
        badges.append(BadgeSpec("Restreint", "reserve", "shield"))
    if contact.issue != ECHANGE:
        icon = "user-x" if contact.issue in (ABSENT, ANNULE) else "phone-missed"
        badges.append(BadgeSpec(ISSUES.get(contact.issue, contact.issue), "warn", icon))
    if contact.tardif:
        badges.append(AFTER_TRANSFER)
    badges += [BadgeSpec(catalogue.libelle("freins_besoins", code)) for code in contact.besoins[:2]]
    return Event(
        contact,
        CONTACT,
        contact.moment,
        title,
        f"{format_date(contact.moment)} {format_heure(contact.moment)} · "
        + (contact.tardif or contact.auteur),
        contact.note if contact.lisible else UNREADABLE,
        _after(contact),
        "personnel" if contact.zone == PERSONNEL else "contact",
        icon_of(contact.nature),
        tuple(badges),
        muted=not contact.lisible,
    )


def orientation_event(orientation: Orientation, catalogue: Catalogue, tardif: str = "") -> Event:
    """Return the knot of an orientation; `tardif` says that it was written after a transfer."""
    where = orientation.structure_nom or "Sans structure"
    who = f" Pour {orientation.personne}." if orientation.personne else ""
    accord = ACCORDS.get(orientation.accord, orientation.accord)
    after = f"Suite donnée\u00a0: {orientation.suite_donnee}" if orientation.suite_donnee else ""
    return Event(
        orientation,
        ORIENTATION,
        orientation.date,
        f"Orientation\u00a0: {catalogue.libelle('types_orientation', orientation.type)}",
        f"{format_date(orientation.date)} · {tardif or orientation.auteur}",
        f"{where}.{who} Accord\u00a0: {accord[:1].lower()}{accord[1:]}.",
        after,
        "decision",
        "send",
        (statut_badge(orientation, catalogue), *((AFTER_TRANSFER,) if tardif else ())),
    )


def transfert_event(transfert: Transfert, catalogue: Catalogue) -> Event:
    """Return the knot of a change of hands: who, from where, to whom, and why."""
    before, after = transfert.de_referent, transfert.vers_referent or "à désigner"
    who = f"Référent\u00a0: {after}{f', après {before}' if before else ''}."
    if transfert.entre_antennes:
        de, vers = (_unite(c, catalogue) for c in (transfert.de_unite, transfert.vers_unite))
        who = f"De\u00a0: {de}. Vers\u00a0: {vers}. {who}"
    return Event(
        transfert,
        TRANSFERT,
        _moment_of(transfert),
        "Transfert à une autre antenne" if transfert.entre_antennes else "Changement de référent",
        f"{format_date(transfert.le)} · {transfert.auteur}",
        who,
        f"Motif\u00a0: {transfert.motif}" if transfert.motif else "",
        "decision",
        "arrow-right-left",
        (),
    )


def _moment_of(transfert: Transfert) -> str:
    """The hour it was written, when it counts from that day: it stands among its contacts."""
    written = transfert.moment.astimezone().strftime("%Y-%m-%dT%H:%M")
    return written if written[:10] == transfert.le else transfert.le


def _unite(code: str, catalogue: Catalogue) -> str:
    unite = catalogue.unite(code)
    return unite.nom if unite is not None else code


def statut_badge(orientation: Orientation, catalogue: Catalogue) -> BadgeSpec:
    """Return the state of an orientation, late when its reminder is past."""
    label = catalogue.libelle("orientation_statuts", orientation.statut)
    if orientation.statut in OUVERTS:
        late = days_late(orientation)
        if late > 0:
            return BadgeSpec(f"À relancer, {late}\u00a0j", "late", "clock-alert")
        if orientation.statut == PRISE_EN_CHARGE:
            return BadgeSpec(label, "ok", "check")
        return BadgeSpec(label, "warn", "clock")
    if orientation.statut == REALISEE:
        return BadgeSpec(label, "ok", "check")
    return BadgeSpec(label, "neutre", "circle-x")


def days_late(orientation: Orientation) -> int:
    """Return by how many days an orientation waits past its reminder; 0 or less when it is not."""
    if orientation.relance_le is None or orientation.statut not in OUVERTS:
        return 0
    return (aujourd_hui() - date.fromisoformat(orientation.relance_le[:10])).days


@dataclass(frozen=True, slots=True)
class Decisions:
    """What is read at once beside the contacts of a thread.

    `tardifs` says, by orientation, that the former antenna wrote it after a transfer.
    """

    orientations: tuple[Orientation, ...] = ()
    transferts: tuple[Transfert, ...] = ()
    tardifs: Mapping[str, Tardif] = field(default_factory=dict)

    def events(self, catalogue: Catalogue) -> list[Event]:
        """Return the knots of all of them."""
        late = {row: tardif.phrase for row, tardif in self.tardifs.items()}
        return [
            *(orientation_event(one, catalogue, late.get(one.id, "")) for one in self.orientations),
            *(transfert_event(one, catalogue) for one in self.transferts),
        ]


def merge_events(
    contacts: Iterable[Contact], decisions: Iterable[Event], catalogue: Catalogue, *, complete: bool
) -> tuple[Event, ...]:
    """Return the thread, the newest first.

    While older contacts are still to be read (`complete` is False), older decisions wait too.
    """
    found = [contact_event(contact, catalogue) for contact in contacts]
    oldest = "" if complete or not found else found[-1].moment
    found += [event for event in decisions if event.moment[:10] >= oldest[:10]]
    # A date without an hour stands at the end of its day: the orientation came out of the visit.
    return tuple(sorted(found, key=lambda e: (e.moment[:10], e.moment[11:] or "99"), reverse=True))


def _after(contact: Contact) -> str:
    if not contact.suite:
        return ""
    if contact.suite_faite_le:
        return f"Ensuite\u00a0: {contact.suite} — fait le {format_date(contact.suite_faite_le)}"
    when = f", le {format_date(contact.suite_le)}" if contact.suite_le else ""
    return f"Ensuite\u00a0: {contact.suite}{when}"
