"""The catalogue as headquarters keeps it: values added, renamed, closed on a day, never deleted."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from fieldapp.db import journal, traces, valeurs
from fieldapp.domain.droits import TENIR_CATALOGUE
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import check_date
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.journal import Valeur
from fieldapp.domain.valeur import (
    MODIFIABLES,
    NOMS,
    OUVERTES,
    UNITES,
    LigneCatalogue,
    ValeurCatalogue,
)
from fieldapp.services.droits import require
from fieldapp.services.relecture import relire
from fieldapp.services.session import Session, refresh_catalogue

_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
_LIBELLE_MAX: Final = 120
# What never becomes a box to tick on a family, whoever asks (convictions, radicalisation, NIR).
_JAMAIS: Final = ("RELIGION", "HORS_DOSSIER", "NIR", "CARTE")
_KEPT = "Rien n’a changé dans le catalogue."


def list_catalogue(session: Session, nature: str) -> tuple[LigneCatalogue, ...]:
    """Return every value of a list, the closed ones included, in the order of the list."""
    require(session, TENIR_CATALOGUE)
    _check_nature(nature)
    own = {v.code: v for v in valeurs.list_valeurs(session.store) if v.nature == nature}
    today = aujourd_hui().isoformat()
    found = []
    for entree in session.catalogue.listes.get(nature, ()):
        kept = own.get(entree.code)
        found.append(
            LigneCatalogue(
                nature, entree.code, entree.libelle, kept.debut if kept else None,
                kept.fin if kept else None, entree.actif, kept is not None,
                kept is not None and kept.debut is not None and today < kept.debut,
            )
        )  # fmt: skip
    return tuple(found)


def set_valeur(
    session: Session,
    nature: str,
    code: str,
    libelle: str,
    *,
    debut: str | None = None,
    fin: str | None = None,
    donnees: Mapping[str, Any] | None = None,
) -> ValeurCatalogue:
    """Add a value to a list, or rename it and say from when until when it is proposed.

    It reaches the posts at their next exchange; what was recorded keeps its code.
    Raises KnownError with the field at fault.
    """
    require(session, TENIR_CATALOGUE)
    _check_nature(nature)
    code, libelle = code.strip(), " ".join(libelle.split())
    known = session.catalogue.entree(nature, code)
    _check_code(nature, code, new=known is None)
    _check_libelle(libelle)
    first, end = check_date(debut, "debut"), check_date(fin, "fin")
    if first and end and end <= first:
        raise KnownError(f"La fin doit venir après le début. {_KEPT}", champ="fin")
    fields: dict[str, Valeur] = {
        "nature": nature, "code": code, "libelle": libelle, "debut": first, "fin": end,
    }  # fmt: skip
    if known is None:
        fields["rang"] = 1 + max(
            (e.rang for e in session.catalogue.listes.get(nature, ())), default=0
        )
        fields["donnees"] = json.dumps(_donnees(session, nature, libelle, donnees or {}))
    elif donnees:
        fields["donnees"] = json.dumps(dict(donnees), ensure_ascii=False)
    return _write(session, nature, code, fields)


def close_valeur(
    session: Session, nature: str, code: str, fin: str | None = None
) -> ValeurCatalogue:
    """Stop proposing a value from an ISO day on (today if None): records keep it and its label."""
    require(session, TENIR_CATALOGUE)
    _check_nature(nature)
    entree = session.catalogue.entree(nature, code)
    if entree is None:
        raise KnownError(
            f"Le code «\u00a0{code}\u00a0» n’existe pas dans «\u00a0{NOMS[nature]}\u00a0». {_KEPT}",
            champ="code",
        )
    end = check_date(fin, "fin") or aujourd_hui().isoformat()
    row = valeurs.row_of(session.store, nature, code)
    debut = None if row is None else row["debut"]
    if debut and end <= debut:
        raise KnownError(f"La fin doit venir après le début. {_KEPT}", champ="fin")
    fields: dict[str, Valeur] = {
        "nature": nature, "code": code, "libelle": entree.libelle, "fin": end,
    }  # fmt: skip
    return _write(session, nature, code, fields)


def _write(
    session: Session, nature: str, code: str, fields: Mapping[str, Valeur]
) -> ValeurCatalogue:
    store = session.store
    row = valeurs.row_of(store, nature, code)
    with store.atomic():
        journal.write(
            store, "valeur_catalogue", fields, row_id=None if row is None else row["id"],
            author=session.agent.id,
        )  # fmt: skip
        traces.add(store, session.agent.id, "catalogue", f"{nature}:{code}")
    refresh_catalogue(session)
    return next(v for v in valeurs.list_valeurs(store) if (v.nature, v.code) == (nature, code))


def _check_nature(nature: str) -> None:
    if nature not in MODIFIABLES:
        raise KnownError(
            f"La liste «\u00a0{nature}\u00a0» ne se modifie pas ici\u00a0: elle porte des règles "
            f"du programme. {_KEPT} Listes possibles\u00a0: {', '.join(MODIFIABLES)}.",
            champ="nature",
        )


def _check_code(nature: str, code: str, *, new: bool) -> None:
    if not _CODE.fullmatch(code):
        raise KnownError(
            "Le code se compose de 1 à 40 lettres sans accent, chiffres, tirets ou points. "
            f"{_KEPT}",
            champ="code",
        )
    if new and nature not in OUVERTES:
        raise KnownError(
            f"«\u00a0{NOMS[nature]}\u00a0» suit des règles du programme\u00a0: ses valeurs se "
            f"renomment et se ferment, aucune ne s’ajoute. {_KEPT}",
            champ="code",
        )


def _check_libelle(libelle: str) -> None:
    if not libelle or len(libelle) > _LIBELLE_MAX:
        raise KnownError(
            f"Le libellé compte de 1 à {_LIBELLE_MAX} caractères. {_KEPT}", champ="libelle"
        )
    if any(remarque.code in _JAMAIS for remarque in relire(libelle)):
        raise KnownError(
            "Ce libellé parle de convictions, de radicalisation ou porte un numéro "
            f"personnel\u00a0: il ne peut pas devenir une valeur à cocher. {_KEPT}",
            champ="libelle",
        )


def _donnees(
    session: Session, nature: str, libelle: str, given: Mapping[str, Any]
) -> dict[str, Any]:
    """What a new value of this list must say besides its label."""
    if nature == UNITES:
        return {
            "nom": libelle, "type": "antenne", "organisme": session.agent.organisme,
            "codes_insee": [], "codes_postaux": [], **given,
        }  # fmt: skip
    if nature == "offres_de_service":
        return {"socle": False, **given}  # what headquarters adds is a local offer
    return dict(given)
