"""The commands that the palette offers, from the one table of shortcuts."""

from __future__ import annotations

from fieldapp.domain.texte import fold
from fieldapp.ui.actions import RACCOURCIS
from fieldapp.ui.palette.entries import COMMANDE, Entry

_ICONS = {
    "noter": "message-square-plus",
    "accueil": "hand",
    "nouveau": "user-plus",
    "synchroniser": "refresh-cw",
    "imprimer": "printer",
    "numeros": "phone-call",
    "affichage": "contrast",
    "aide": "book-open",
    "verrouiller": "lock",
    "annuler": "undo-2",
}
_KEYS = {"Shift": "Maj", "Return": "Entrée"}


def commands(texte: str) -> list[Entry]:
    """Return the commands whose words hold the text, in the order of the table."""
    asked = fold(texte)
    return [
        Entry(
            kind=COMMANDE,
            key=raccourci.name,
            title=raccourci.texte,
            icon=_ICONS[raccourci.name],
            keys=tuple(_KEYS.get(key, key) for key in raccourci.keys[0].split("+")),
        )
        for raccourci in RACCOURCIS
        if raccourci.name in _ICONS and asked in fold(raccourci.texte)
    ]
