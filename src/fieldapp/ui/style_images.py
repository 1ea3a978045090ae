"""The few images that a Qt style sheet can only take from a file: arrows and ticks, tinted."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTemporaryDir

from fieldapp.ui.lucide import svg

# name in the style sheet -> (icon, colour token)
_IMAGES = {
    "img_fleche_bas": ("chevron-down", "encre_2"),
    "img_fleche_haut": ("chevron-up", "encre_2"),
    "img_fleche_gauche": ("chevron-left", "encre_2"),
    "img_fleche_droite": ("chevron-right", "encre_2"),
    "img_coche": ("check", "sur_primaire"),
    "img_tri_bas": ("arrow-down", "encre_2"),
    "img_tri_haut": ("arrow-up", "encre_2"),
}


class StyleImages:
    """Writes the tinted images into a folder that disappears with the program."""

    def __init__(self) -> None:
        self._folder = QTemporaryDir()

    def written_for(self, colours: dict[str, str]) -> dict[str, str]:
        """Return, for each image name, the ``url(…)`` of a file in the given colours."""
        urls: dict[str, str] = {}
        for name, (icon, token) in _IMAGES.items():
            colour = colours[token]
            path = Path(self._folder.filePath(f"{icon}-{colour[1:]}.svg"))
            if not path.exists():
                path.write_bytes(svg(icon, colour))
            urls[name] = f"url({path.as_posix()})"
        return urls
