"""The drawing of a family as plain shapes with coordinates, for the screen and for paper alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

CARRE, CERCLE, LOSANGE = "CARRE", "CERCLE", "LOSANGE"
FORMES: Final = {"M": CARRE, "MME": CERCLE}

# Sizes in px at zoom 100 %, y downwards.
COTE: Final = 52.0
COTE_FANTOME: Final = 40.0
MARGE_CONTOUR: Final = 12.0
LIGNE: Final = 17.0

# What a line says.
L_COUPLE, L_FILIATION, L_ADOPTION, L_ACCUEIL = "COUPLE", "FILIATION", "ADOPTION", "ACCUEIL"
# What a label names.
E_NOM, E_COUPLE, E_FOYER = "NOM", "COUPLE", "FOYER"
CENTRE, GAUCHE, DROITE = "CENTRE", "GAUCHE", "DROITE"
# The outline of the household that the file is about.
ICI: Final = "ICI"

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Symbole:
    """A person: the middle of the shape, its side, the age inside.

    `cle` names the symbol in this drawing. `personne_id` is None for a parent who is not known.
    `fantome`: the person is drawn elsewhere too, and lives here part of the time.
    """

    cle: str
    personne_id: str | None
    forme: str
    x: float
    y: float
    cote: float
    texte: str
    rang: int
    ici: bool = False
    focus: bool = False
    deces: bool = False
    fantome: bool = False

    @property
    def boite(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the shape."""
        half = self.cote / 2
        return self.x - half, self.y - half, self.x + half, self.y + half


@dataclass(frozen=True, slots=True)
class Etiquette:
    """Lines of text in a box, `LIGNE` px each; the first `grasses` of them larger and bold."""

    cle: str
    genre: str
    x: float
    y: float
    w: float
    h: float
    lignes: tuple[str, ...]
    alignement: str = CENTRE
    grasses: int = 0

    @property
    def boite(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the box."""
        return self.x, self.y, self.x + self.w, self.y + self.h


@dataclass(frozen=True, slots=True)
class Trait:
    """A line of horizontal and vertical pieces; `cle` names the union that it belongs to."""

    genre: str
    cle: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Marque:
    """The double stroke of a couple that is no more, across its line at this point."""

    cle: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Contour:
    """The dashed outline round the people who live together; `ici` for the file's own household.

    A polygon inside another is a hole: somebody else stands in the middle.
    """

    cle: str
    ici: bool
    polygones: tuple[tuple[Point, ...], ...]

    def contient(self, x: float, y: float) -> bool:
        """Tell whether a point lies in the household."""
        return sum(inside(polygon, x, y) for polygon in self.polygones) % 2 == 1


@dataclass(frozen=True, slots=True)
class Dessin:
    """A whole drawing. `omis` counts the links that contradict the others: only the list has them.

    `voisins` gives, for each person, where the arrow keys go: (`haut`, `bas`, `gauche`, `droite`),
    "" where there is nobody.
    """

    largeur: float
    hauteur: float
    symboles: tuple[Symbole, ...]
    etiquettes: tuple[Etiquette, ...]
    traits: tuple[Trait, ...]
    marques: tuple[Marque, ...]
    contours: tuple[Contour, ...]
    voisins: dict[str, tuple[str, str, str, str]]
    rangs: int
    omis: int

    def symbole(self, personne_id: str) -> Symbole | None:
        """Return the symbol of a person (never the ghost), or None."""
        for symbole in self.symboles:
            if symbole.personne_id == personne_id and not symbole.fantome:
                return symbole
        return None


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing with the sentences that are read in its place."""

    dessin: Dessin
    texte: str


def inside(polygon: Sequence[Point], x: float, y: float) -> bool:
    """Tell whether a point is in a polygon."""
    found = False
    for (x1, y1), (x2, y2) in zip(polygon, (*polygon[1:], polygon[0]), strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            found = not found
    return found
