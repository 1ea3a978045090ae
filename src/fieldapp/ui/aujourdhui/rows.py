"""What the landing screen says of a contact, of a due date and of a draft, as rows."""

from __future__ import annotations

from datetime import date

from fieldapp.domain.brouillon import FORMULAIRE, Brouillon
from fieldapp.domain.catalogue import Catalogue
from fieldapp.domain.contact import ECHANGE, ISSUES, PERSONNEL, Contact
from fieldapp.domain.dates import format_date, format_duree, format_heure
from fieldapp.domain.echeance import (
    DEMARCHE,
    ENGAGEMENT,
    RELANCE,
    REVISION,
    REVUE,
    SANS_CONTACT,
    SUITE,
    Echeance,
)
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.ui.capture.form_draft import FOYER, OUVERT
from fieldapp.ui.capture.moment_field import SHORT_DAYS
from fieldapp.ui.capture.natures import icon_of
from fieldapp.ui.delegates.paint import BadgeSpec
from fieldapp.ui.delegates.row import Row
from fieldapp.ui.texte import jour_et_heure

_ICONS = {
    SUITE: "list-todo",
    DEMARCHE: "list-checks",
    ENGAGEMENT: "handshake",
    REVISION: "file-clock",
    REVUE: "heart-handshake",
    RELANCE: "send",
    SANS_CONTACT: "user-x",
}
_SECONDS = {
    SUITE: "Prochaine étape prévue le {}",
    DEMARCHE: "Démarche à faire pour le {}",
    ENGAGEMENT: "Engagement du contrat, pour le {}",
    REVISION: "Contrat à revoir depuis le {}",
    REVUE: "Accompagnement à revoir depuis le {}",
    RELANCE: "Orientation à relancer depuis le {}",
    SANS_CONTACT: "Dernier échange le {}",
}
_THIS_WEEK = {
    RELANCE: "Orientation à relancer",
    DEMARCHE: "Démarche",
    ENGAGEMENT: "Engagement du contrat",
    REVISION: "Contrat à revoir",
    REVUE: "Accompagnement à revoir",
}


def _followed(words: str, echeance: Echeance) -> str:
    """Add who follows the family, where that is told."""
    return f"{words} · {echeance.referent}" if echeance.referent else words


def day_row(contact: Contact, nom: str, catalogue: Catalogue) -> Row:
    """Return the row of a contact noted today."""
    nature = catalogue.libelle("natures_contact", contact.nature)
    badges = []
    if contact.zone == PERSONNEL:
        badges.append(BadgeSpec("Personnel", "reserve", "lock"))
    if contact.issue == ECHANGE:
        badges.append(BadgeSpec("Fait", "ok", "check"))
    else:
        badges.append(BadgeSpec(ISSUES.get(contact.issue, contact.issue), "warn", "clock"))
    return Row(
        key=contact.foyer_id,
        title=f"{nom} — {nature[:1].lower()}{nature[1:]}",
        second=" ".join(contact.note.split()) or "Sans note",
        icon=icon_of(contact.nature),
        badges=tuple(badges),
        hour=format_heure(contact.moment),
        length=format_duree(contact.duree_min) if contact.duree_min else "",
        keys_help="Entrée\u00a0: ouvrir le dossier",
    )


def late_row(echeance: Echeance) -> Row:
    """Return the row of something late."""
    return Row(
        key=echeance.foyer_id,
        title=f"{echeance.foyer} — {_lower(echeance.texte)}",
        second=_followed(_SECONDS[echeance.genre].format(format_date(echeance.le)), echeance),
        icon=_ICONS.get(echeance.genre, "clock-alert"),
        tone="retard",
        badges=(BadgeSpec(delay(echeance.retard_jours), "late", "clock-alert"),),
        keys_help="Entrée\u00a0: ouvrir le dossier",
    )


def week_row(echeance: Echeance) -> Row:
    """Return the row of something due this week."""
    jour = date.fromisoformat(echeance.le)
    words = "aujourd’hui" if jour == aujourd_hui() else f"{SHORT_DAYS[jour.weekday()]} {jour.day}"
    return Row(
        key=echeance.foyer_id,
        title=f"{echeance.foyer} — {_lower(echeance.texte)}",
        second=_followed(_THIS_WEEK.get(echeance.genre, "Prochaine étape"), echeance),
        icon=_ICONS.get(echeance.genre, "clock"),
        tone="attention",
        badges=(BadgeSpec(words, "warn", "clock"),),
        keys_help="Entrée\u00a0: ouvrir le dossier",
    )


def draft_words(draft: Brouillon, nom: str) -> tuple[str, str]:
    """Return what is said of an interrupted entry: whose and when, then its beginning."""
    content = draft.contenu
    form = str(content.get("_titre") or "")
    whose = "".join(f"{part}, " for part in (nom, form) if part)
    if draft.ecran.startswith(FORMULAIRE):
        own = (
            text for key, text in content.items() if key not in ("_titre", "_onglet", FOYER, OUVERT)
        )
        content = {"note": next((t for t in own if isinstance(t, str) and " " in t), "")}
    written = (content.get(name) for name in ("note", "attentes", "nom", "etat", "paroles"))
    first = str(next((text for text in written if text), ""))
    text = " ".join(first.split())
    when = jour_et_heure(draft.modifie_le) if draft.modifie_le else ""
    # Without a word (a signature, a file), the form says what it is: the line above may be cut.
    return f"{whose}{when}", f"«\u00a0{text}\u00a0»" if text else form or "Saisie commencée"


def delay(days: int) -> str:
    """« 1 jour », « 12 jours », « 6 mois »: how long something has been late."""
    if days >= 60:
        return f"{days // 30} mois"
    return f"{days} jour{'s' if days > 1 else ''}"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
