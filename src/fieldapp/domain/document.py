"""A document kept in a family's file: what is noted of it, and how its bytes are cut in chunks."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from fieldapp.domain.contact import EQUIPE
from fieldapp.domain.errors import KnownError, SaisieError
from fieldapp.domain.nir import find_nir

TAILLE_MAX: Final = 25 * 1024 * 1024
MORCEAU_MAX: Final = 1024 * 1024
TITRE_MAX: Final = 160
# A deletion can be taken back for 30 days; the content is then erased for good.
CORBEILLE_JOURS: Final = 30

NATURES: Final[dict[str, str]] = {
    "IDENTITE": "Identité et famille",
    "RESSOURCES": "Ressources et budget",
    "LOGEMENT": "Logement",
    "SANTE": "Santé et handicap",
    "JUSTICE": "Justice",
    "SCOLARITE": "École et garde",
    "EMPLOI": "Emploi et formation",
    "COURRIER": "Courrier",
    "CONTRAT": "Contrat signé",
    "ECRIT": "Écrit professionnel",
    "FICHE": "Fiche de liaison",
    "AUTRE": "Autre",
}
AUTRE: Final = "AUTRE"

_EMPREINTE = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class SaisieDocument:
    """What is noted of a document. Only `foyer_id` and `titre` are needed.

    `date` is the ISO date that the document bears (today when None).
    """

    foyer_id: str
    titre: str
    nature: str = AUTRE
    date: str | None = None
    zone: str = EQUIPE
    produit_ici: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A document as stored. `taille` is in bytes; `empreinte` is the SHA-256 of its content.

    `morceaux` names its chunks in order; `present` tells whether all of them are on this laptop.
    """

    id: str
    foyer_id: str
    titre: str
    nature: str
    date: str
    zone: str
    type_mime: str
    taille: int
    empreinte: str
    morceaux: tuple[str, ...]
    auteur_id: str
    auteur: str
    produit_ici: bool
    present: bool


@dataclass(frozen=True, slots=True)
class Photo:
    """One page as an upright JPEG, with its size in points of the image."""

    jpeg: bytes
    largeur: int
    hauteur: int


def fingerprint(octets: bytes) -> str:
    """Return the SHA-256 of bytes, in hexadecimal: the name of a chunk."""
    return hashlib.sha256(octets).hexdigest()


def cut(contenu: bytes) -> Iterator[bytes]:
    """Cut a content in chunks of `MORCEAU_MAX` bytes, the last one shorter."""
    for start in range(0, len(contenu), MORCEAU_MAX):
        yield contenu[start : start + MORCEAU_MAX]


def names_of(contenu: bytes) -> tuple[str, ...]:
    """Return the names of the chunks of a content, in order."""
    return tuple(fingerprint(octets) for octets in cut(contenu))


def join(morceaux: Iterable[bytes], empreinte: str) -> bytes:
    """Put a content together again; raises KnownError when it is not what was stored."""
    contenu = b"".join(morceaux)
    if fingerprint(contenu) != empreinte:
        raise KnownError(
            "Le contenu de ce document est abîmé\u00a0: il n’a pas été ouvert. Sa fiche est "
            "intacte. Ajoutez de nouveau le document, et lancez la vérification des données."
        )
    return contenu


def read_names(texte: object) -> tuple[str, ...]:
    """Read the names of chunks as a row holds them; what is not a name is left out."""
    words = texte.split() if isinstance(texte, str) else ()
    return tuple(name for name in words if _EMPREINTE.fullmatch(name))


def check_titre(value: str | None) -> str:
    """Return the title; raises KnownError when empty, too long, or holding a NIR."""
    cleaned = " ".join((value or "").split())
    if not cleaned:
        raise SaisieError(
            "Il manque le titre du document.",
            "Dites en quelques mots ce que c’est.",
            champ="titre",
            garde="Le reste est gardé.",
        )
    if len(cleaned) > TITRE_MAX:
        raise SaisieError(
            f"Le titre tient en {TITRE_MAX} caractères au plus.",
            "Raccourcissez-le.",
            champ="titre",
            garde="Le reste est gardé.",
        )
    if find_nir(cleaned):
        raise SaisieError(
            "Le titre contient un numéro de sécurité sociale, que Fieldapp ne garde pas.",
            "Retirez le numéro du titre.",
            champ="titre",
            garde="Le reste est gardé.",
        )
    return cleaned


def check_taille(taille: int, nom: str = "Ce document") -> None:
    """Raise KnownError for a content that is empty or larger than what is kept."""
    if taille == 0:
        raise KnownError(f"{nom} est vide. Rien n’a été ajouté.", champ="contenu")
    if taille > TAILLE_MAX:
        raise KnownError(
            f"{nom} pèse {taille_fr(taille)}. La limite est de 25\u00a0Mo. Rien n’a été ajouté. "
            "Numérisez-le en moins fin, ou partagez-le en plusieurs documents.",
            champ="contenu",
        )


def taille_fr(octets: int) -> str:
    """« 340 o », « 24 Ko », « 2,4 Mo »."""
    if octets < 1024:
        return f"{octets}\u00a0o"
    if octets < 1024 * 1024:
        return f"{max(1, round(octets / 1024))}\u00a0Ko"
    return f"{octets / (1024 * 1024):.1f}\u00a0Mo".replace(".", ",")
