"""What the screen of a family reads at once, and the words its head is made of."""

from __future__ import annotations

from dataclasses import dataclass

from fieldapp.domain import droits
from fieldapp.domain.accompagnement import NIVEAUX, SOCIAL, Accompagnement
from fieldapp.domain.conservation import clock
from fieldapp.domain.contact import Contact
from fieldapp.domain.contrat import SIGNE, Contrat
from fieldapp.domain.dates import age, format_date
from fieldapp.domain.demarche import Demarche
from fieldapp.domain.foyer import ContactSur, Dossier, Membre
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.orientation import Orientation
from fieldapp.domain.report import AReporter
from fieldapp.domain.telephone import format_telephone
from fieldapp.services import (
    contacts,
    contrats,
    demarches,
    foyers,
    orientations,
    reports,
    transferts,
)
from fieldapp.services.droits import may, may_foyer
from fieldapp.services.session import Session
from fieldapp.ui.delegates.paint import BadgeSpec
from fieldapp.ui.dossier.events import Decisions
from fieldapp.ui.dossier.thread_model import PAGE

# Next steps may stand in older contacts than those shown first.
DUE_DEPTH = 300
ORIENTATIONS_MAX = 500
READABLE = (droits.LIRE_EVALUATION, droits.LIRE_CONTRAT, droits.LIRE_DEMARCHE)


@dataclass(frozen=True, slots=True)
class DossierView:
    """The head of a family, the beginning of its thread, its decisions, what is due.

    `contrat` is the signed one, `demarches` those that are open. `actes` are those of `READABLE`
    that the agent may do on this family. `a_reporter` is what is left to type in another system.
    """

    dossier: Dossier
    contacts: tuple[Contact, ...]
    due: tuple[Contact, ...]
    decisions: Decisions
    actes: frozenset[str]
    demarches: tuple[Demarche, ...]
    contrat: Contrat | None
    a_reporter: tuple[AReporter, ...] = ()

    @property
    def orientations(self) -> tuple[Orientation, ...]:
        """The orientations of the family, the newest first."""
        return self.decisions.orientations


def read_view(session: Session, foyer_id: str) -> DossierView:
    """Read a family for the screen."""
    dossier = foyers.get_dossier(session, foyer_id)
    recent = contacts.list_contacts(session, foyer_id, 0, DUE_DEPTH)
    due = tuple(c for c in recent if c.suite_le and not c.suite_faite_le)
    found: tuple[Orientation, ...] = ()
    if may(session, droits.LIRE_ORIENTATION):
        found = orientations.list_orientations(session, foyer_id, limit=ORIENTATIONS_MAX)
    actes = frozenset(a for a in READABLE if may_foyer(session, a, dossier.foyer))
    steps: tuple[Demarche, ...] = ()
    if droits.LIRE_DEMARCHE in actes:
        steps = tuple(d for d in demarches.list_demarches(session, foyer_id) if d.ouverte)
    signed = None
    if droits.LIRE_CONTRAT in actes:
        versions = contrats.list_contrats(session, foyer_id)
        signed = next((c for c in versions if c.statut == SIGNE), None)
    left = reports.list_a_reporter(session, foyer_id)
    decisions = Decisions(
        found,
        transferts.list_transferts(session, foyer_id),
        transferts.late_rows(session, foyer_id, "orientation"),
    )
    return DossierView(dossier, recent[:PAGE], due, decisions, actes, steps, signed, left)


def current_suivi(dossier: Dossier) -> Accompagnement | None:
    """Return the open follow-up, the strongest when there are several."""
    opened = [suivi for suivi in dossier.accompagnements if suivi.fin is None]
    opened.sort(key=lambda suivi: suivi.niveau != SOCIAL)
    return opened[0] if opened else None


def level_badge(dossier: Dossier) -> BadgeSpec:
    """Return the level of the follow-up as a badge."""
    suivi = current_suivi(dossier)
    if suivi is None:
        return BadgeSpec("Sans suivi ouvert", "neutre")
    return BadgeSpec(NIVEAUX.get(suivi.niveau, suivi.niveau), "primaire")


def reference_words(dossier: Dossier, agent_id: str) -> str:
    """« n° 4182307 · suivi par vous »."""
    number = f"n°\u00a0{dossier.foyer.numero}" if dossier.foyer.numero else ""
    if dossier.foyer.referent_id == agent_id:
        who = "suivi par vous"
    else:
        who = f"référent\u00a0: {dossier.referent}" if dossier.referent else "sans référent"
    return " · ".join(part for part in (number, who) if part)


def person_words(membre: Membre) -> tuple[str, str, str]:
    """Return what a chip says of a person: name, age, icon."""
    personne = membre.personne
    today = aujourd_hui()
    years = age(personne.naissance, today) if personne.naissance else ""
    child = membre.role == "ENFANT"
    name = personne.prenom if child and personne.prenom else personne.nom_complet
    small = years.endswith(("mois", "jours", "jour")) or years in ("2 ans", "3 ans")
    return name, years, "baby" if child and small else "user-round"


def present_members(dossier: Dossier) -> tuple[Membre, ...]:
    """Return who lives there today."""
    today = aujourd_hui()
    return tuple(m for m in dossier.membres if m.vit_ici(today))


def last_contact_words(dossier: Dossier) -> tuple[str, str]:
    """Return « Dernier contact 17/11/2026 » and how long the file is kept."""
    last, opened = dossier.dernier_contact, dossier.foyer.ouvert_le
    if last is not None:
        return f"Dernier contact {format_date(last)}", clock(last, rencontree=True)
    if opened is not None:
        return "Aucun contact", clock(opened, rencontree=False)
    return "Aucun contact", "La durée de conservation court dès le premier contact."


def mask(telephone: str) -> str:
    """« 06 12 ·· ·· 42 »: enough to know the number, not enough to read it over a shoulder."""
    pairs = format_telephone(telephone).split(" ")
    if len(pairs) < 5:
        return "··" if telephone else ""
    return " ".join([*pairs[:2], *("··" for _ in pairs[2:-1]), pairs[-1]])


def banner_words(contact_sur: ContactSur, *, short: bool = False) -> tuple[str, str, str]:
    """Return the masked number, the whole one, and the conditions; never why."""
    number = contact_sur.telephone
    rest = f", {contact_sur.plages}." if contact_sur.plages and number else "."
    if contact_sur.plages and not number:
        rest = f"Joindre {contact_sur.plages}."
    message = "Message vocal possible." if contact_sur.message_possible else "Pas de message vocal."
    whole = format_telephone(number) if number else ""
    masked = "" if short else " Adresse masquée à l’impression."
    return mask(number), whole, f"{rest} {message}{masked}"
