"""How this person likes the window (theme, size, density), kept beside the store in clear.

Nothing in it is about a family: it must be readable before the passphrase is given.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast

from fieldapp.ui.theme import Choix, Densite, Theme

FILE_NAME = "affichage.json"
_CHOICES = ("clair", "sombre", "systeme")
_DENSITIES = ("auto", "confort", "compact")


def load_display(theme: Theme, folder: Path) -> None:
    """Apply what was chosen; a missing or damaged file changes nothing."""
    try:
        raw = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
        zoom = float(raw.get("zoom", 1.0))
        choix, densite = str(raw.get("theme")), str(raw.get("densite"))
    except (OSError, ValueError, TypeError, AttributeError):
        return
    theme.set_zoom(zoom)
    if choix in _CHOICES:
        theme.choose(cast(Choix, choix))
    if densite in _DENSITIES:
        theme.set_densite(cast(Densite, densite))


def save_display(theme: Theme, folder: Path) -> None:
    """Keep the choices, if the folder of the store exists; a failure is not worth a message."""
    if not folder.is_dir():
        return
    text = json.dumps({"theme": theme.choix, "zoom": theme.zoom, "densite": theme.densite})
    try:
        (folder / FILE_NAME).write_text(text, encoding="utf-8")
    except OSError:
        return
