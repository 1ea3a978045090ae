"""How this person likes the window (theme, size, density, synchronising by itself), kept beside
the store in clear.

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
_ALONE = "synchroniser_seul"


def load_display(theme: Theme, folder: Path) -> None:
    """Apply what was chosen; a missing or damaged file changes nothing."""
    raw = _read(folder)
    try:
        zoom = float(str(raw.get("zoom", 1.0)))
    except ValueError:
        return
    choix, densite = str(raw.get("theme")), str(raw.get("densite"))
    theme.set_zoom(zoom)
    if choix in _CHOICES:
        theme.choose(cast(Choix, choix))
    if densite in _DENSITIES:
        theme.set_densite(cast(Densite, densite))


def save_display(theme: Theme, folder: Path) -> None:
    """Keep the choices, if the folder of the store exists; a failure is not worth a message."""
    _write(folder, theme=theme.choix, zoom=theme.zoom, densite=theme.densite)


def synchronises_alone(folder: Path) -> bool:
    """Tell whether the post of this folder synchronises by itself; yes, unless it was refused."""
    return _read(folder).get(_ALONE) is not False


def save_synchronises_alone(folder: Path, alone: bool) -> None:
    """Keep that choice."""
    _write(folder, **{_ALONE: alone})


def _read(folder: Path) -> dict[str, object]:
    """Return what was kept; nothing when the file is missing or damaged."""
    try:
        raw = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return raw if isinstance(raw, dict) else {}


def _write(folder: Path, **changes: object) -> None:
    if not folder.is_dir():
        return
    try:
        (folder / FILE_NAME).write_text(json.dumps(_read(folder) | changes), encoding="utf-8")
    except OSError:
        return
