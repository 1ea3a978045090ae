"""What is said of a line to report, and of a thing that is not wholly reported."""

from __future__ import annotations

from fieldapp.domain.dates import format_date, format_heure
from fieldapp.domain.report import ACCOMPAGNEMENT, CONTACT, ORIENTATION, AReporter, Ligne
from fieldapp.ui.delegates.paint import BadgeSpec
from fieldapp.ui.delegates.row import Row

_ICONS = {CONTACT: "message-square", ORIENTATION: "send", ACCOMPAGNEMENT: "heart-handshake"}
KEYS = (
    "Entrée\u00a0: copier, C\u00a0: copier le code, Espace\u00a0: reporté, "
    "Alt+Haut et Alt+Bas\u00a0: déplacer la ligne"
)


def ligne_row(ligne: Ligne, copied: str) -> Row:
    """Return the row of a line; `copied` is the code of the one on the clipboard."""
    badges = []
    if ligne.codes:
        badges.append(BadgeSpec(ligne.codes.split(", ")[0], "neutre"))
    if ligne.masquee:
        badges.append(BadgeSpec("Masqué", "reserve", "shield"))
    elif ligne.faite:
        badges.append(BadgeSpec("Reporté", "ok", "check"))
    elif ligne.code == copied:
        badges.append(BadgeSpec("Copié", "info", "copy"))
    second = " ".join(ligne.valeur.split())
    if ligne.faite:
        when = f"{format_date(ligne.fait_le)[:5]} à {format_heure(ligne.fait_le)}"
        second = f"{second} — {ligne.fait_par}, le {when}"
    return Row(
        ligne.code,
        ligne.champ,
        second,
        "square-check" if ligne.faite else "square",
        "reussite" if ligne.faite else "encre_2",
        tuple(badges),
        keys_help=KEYS,
    )


def reste_row(one: AReporter, key: str) -> Row:
    """Return the row of something left to report."""
    done = f"{one.faites} ligne{'s' if one.faites > 1 else ''} déjà reportée" if one.faites else ""
    if one.faites > 1:
        done += "s"
    return Row(
        key,
        f"{one.foyer} — {one.titre[:1].lower()}{one.titre[1:]}",
        done or "Rien n’est encore reporté",
        _ICONS.get(one.objet, "clipboard-copy"),
        "attention",
        (BadgeSpec(f"du {format_date(one.le)[:5]}", "warn", "clipboard-copy"),),
        keys_help="Entrée\u00a0: reporter ailleurs",
    )
