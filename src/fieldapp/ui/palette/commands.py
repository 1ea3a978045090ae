"""The commands that the palette offers, from the one table of shortcuts."""

from __future__ import annotations

from fieldapp.domain import droits
from fieldapp.domain.texte import fold
from fieldapp.services.droits import may
from fieldapp.services.session import Session
from fieldapp.ui.actions import RACCOURCIS, Raccourci
from fieldapp.ui.palette.entries import COMMANDE, Entry

_ICONS = {
    "noter": "message-square-plus",
    "accueil": "hand",
    "nouveau": "user-plus",
    "synchroniser": "refresh-cw",
    "imprimer": "printer",
    "reporter": "clipboard-copy",
    "doublons": "users-round",
    "fusionner": "merge",
    "conservation": "archive",
    "importer_usagers": "file-input",
    "importer_annuaire": "file-input",
    "numeros": "phone-call",
    "affichage": "contrast",
    "aide": "book-open",
    "verrouiller": "lock",
    "annuler": "undo-2",
    "retablir": "redo-2",
}
# What a role may not do is absent, not greyed.
_ACTES = {
    "noter": droits.ECRIRE_CONTACT,
    "accueil": droits.ACCUEILLIR,
    "synchroniser": droits.SYNCHRONISER,
    "reporter": droits.REPORTER,
    "doublons": droits.FUSIONNER,
    "fusionner": droits.FUSIONNER,
    "conservation": droits.LIRE_CONSERVATION,
    "importer_usagers": droits.IMPORTER,
    "importer_annuaire": droits.ECRIRE_ANNUAIRE,
}
_KEYS = {"Shift": "Maj", "Return": "Entrée"}


def commands(session: Session, texte: str) -> list[Entry]:
    """Return this role's commands that hold every word typed, in the order of the table."""
    asked = fold(texte).split()
    return [
        Entry(
            kind=COMMANDE,
            key=raccourci.name,
            title=raccourci.texte,
            icon=_ICONS[raccourci.name],
            keys=_caps(raccourci),
        )
        for raccourci in RACCOURCIS
        if raccourci.name in _ICONS
        and _holds(raccourci.texte, asked)
        and (raccourci.name not in _ACTES or may(session, _ACTES[raccourci.name]))
    ]


def _holds(text: str, asked: list[str]) -> bool:
    folded = fold(text)
    return all(word in folded for word in asked)


def _caps(raccourci: Raccourci) -> tuple[str, ...]:
    if not raccourci.keys:
        return ()
    return tuple(_KEYS.get(key, key) for key in raccourci.keys[0].split("+"))
