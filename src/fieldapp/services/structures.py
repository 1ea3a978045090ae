"""The offline directory: finding, reading, saving structures."""

from __future__ import annotations

from dataclasses import asdict, replace
from math import asin, cos, radians, sin, sqrt

from fieldapp.db import journal, structures
from fieldapp.domain import droits
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import check_code, check_date
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.journal import Valeur
from fieldapp.domain.structure import Structure
from fieldapp.domain.texte import tokens
from fieldapp.services.communes import complete_commune
from fieldapp.services.droits import require
from fieldapp.services.session import Session
from fieldapp.services.telephones import normalise

EARTH_KM = 6371.0


def list_structures(
    session: Session,
    types: tuple[str, ...] = (),
    texte: str = "",
    departement: str | None = None,
    limit: int = 50,
    *,
    fermees: bool = False,
) -> tuple[Structure, ...]:
    """Return open structures of these types (all when empty) whose name or town bears the words.

    `departement` (« 62 ») keeps those of one département; `fermees` adds those that are closed.
    """
    require(session, droits.LIRE_ANNUAIRE)
    words = tokens(texte)
    jour = "" if fermees else aujourd_hui().isoformat()
    most = limit if not words else 5000
    found = structures.list_structures(session.store, types, departement, jour, most)
    if words:
        found = [s for s in found if _bears(s, words)][:limit]
    return tuple(found)


def get_structure(session: Session, structure_id: str) -> Structure:
    """Return one structure; raises KnownError when it is not in this directory."""
    require(session, droits.LIRE_ANNUAIRE)
    found = structures.get_structure(session.store, structure_id)
    if found is None:
        raise KnownError("Cette structure n’est pas dans l’annuaire de ce poste.")
    return found


def save_structure(session: Session, structure: Structure) -> Structure:
    """Create or change a structure; an empty `id` creates it."""
    require(session, droits.ECRIRE_ANNUAIRE)
    if not structure.nom.strip():
        raise KnownError("Il manque le nom de la structure.", champ="nom")
    types = [entree.code for entree in session.catalogue.entrees("types_structure")]
    if check_code(structure.type, types, "type") is None:
        raise KnownError("Il manque la nature de la structure.", champ="type")
    fields: dict[str, Valeur] = asdict(structure)
    structure_id = fields.pop("id")
    for name in ("a_confirmer", "adresse_masquee"):
        fields[name] = 1 if fields[name] else 0
    saved = journal.write(
        session.store,
        "structure",
        fields,
        row_id=None if not structure_id else str(structure_id),
        author=session.agent.id,
    )
    return get_structure(session, saved)


def put_structure(session: Session, structure: Structure) -> Structure:
    """Create or change a structure as it was typed: number and town are put in their usual form.

    Raises KnownError with the field at fault: name, kind, telephone, closing day.
    """
    before = None if not structure.id else get_structure(session, structure.id)
    place: dict[str, Valeur] = {
        "commune": structure.commune, "code_postal": structure.code_postal,
        "code_insee": structure.code_insee,
    }  # fmt: skip
    if before is None or (before.commune, before.code_postal) != (
        structure.commune, structure.code_postal,
    ):  # fmt: skip
        place["code_insee"] = None
        complete_commune(place)
    return save_structure(
        session,
        replace(
            structure,
            telephone=normalise(structure.telephone) if structure.telephone else None,
            fermee_le=check_date(structure.fermee_le, "fermee_le"),
            commune=_text(place["commune"]),
            code_postal=_text(place["code_postal"]),
            code_insee=_text(place["code_insee"]),
        ),
    )


def _text(value: Valeur) -> str | None:
    return None if value is None else str(value)


def distance_km(a: Structure, latitude: float, longitude: float) -> float | None:
    """Return the distance as the crow flies, in kilometres, or None when a place is unknown."""
    if a.latitude is None or a.longitude is None:
        return None
    lat1, lon1, lat2, lon2 = map(radians, (a.latitude, a.longitude, latitude, longitude))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))


def _bears(structure: Structure, words: list[str]) -> bool:
    text = " ".join(tokens(f"{structure.nom} {structure.commune or ''}"))
    return all(word in text for word in words)
