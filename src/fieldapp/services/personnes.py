"""People of a family: adding, changing, ending a membership."""

from __future__ import annotations

from collections.abc import Mapping

from fieldapp.db import foyers, journal
from fieldapp.domain import droits
from fieldapp.domain.controles import check_order, check_past, check_year
from fieldapp.domain.coordonnee import normalise_courriel
from fieldapp.domain.errors import KnownError, SaisieError
from fieldapp.domain.foyer import (
    CIVILITES,
    ROLES,
    Personne,
    SaisiePersonne,
    check_code,
    check_date,
    check_nom,
)
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.ids import new_id
from fieldapp.domain.journal import Valeur
from fieldapp.domain.nir import find_nir, looks_like_nir
from fieldapp.services import telephones
from fieldapp.services.coordonnees import CHAMPS, share_known
from fieldapp.services.droits import require_foyer
from fieldapp.services.session import Session

MODIFIABLES = (
    "nom", "prenom", "nom_naissance", "civilite", "naissance", "telephone", "courriel", "deces",
)  # fmt: skip


def add_personne(session: Session, foyer_id: str, saisie: SaisiePersonne) -> Personne:
    """Add a person to a family; a name or a first name is enough."""
    require_foyer(session, droits.ECRIRE_FOYER, foyer_id)
    columns = personne_fields(saisie)
    with session.store.atomic():
        personne_id = attach_personne(session, foyer_id, saisie, columns)
    return _required(session, personne_id)


def update_personne(session: Session, personne_id: str, changes: Mapping[str, Valeur]) -> Personne:
    """Change some fields of a person; returns the person as now known."""
    foyer_id = _foyer_of(session, personne_id)
    unknown = sorted(set(changes) - set(MODIFIABLES))
    if unknown:
        raise KnownError(
            f"Ces champs n’existent pas pour une personne\u00a0: {', '.join(unknown)}. "
            "Rien n’a changé."
        )
    fields = _checked(changes)
    if "nom" in fields or "prenom" in fields:
        known = _required(session, personne_id)
        _check_named(fields.get("nom", known.nom), fields.get("prenom", known.prenom))
    if "naissance" in fields or "deces" in fields:
        before = _required(session, personne_id)
        check_order(
            _day(fields.get("naissance", before.naissance)),
            _day(fields.get("deces", before.deces)),
            "deces" if "deces" in fields else "naissance",
            "Le décès est avant la naissance.",
        )
    with session.store.atomic():
        _share(session, foyer_id, personne_id, fields)
        journal.write(
            session.store,
            "personne",
            fields,
            row_id=personne_id,
            author=session.agent.id,
            foyer_id=foyer_id,
        )
    return _required(session, personne_id)


def end_appartenance(session: Session, appartenance_id: str, fin: str | None = None) -> None:
    """Note that a person left a household (today, or on an ISO date); the past stays."""
    row = foyers.get_appartenance(session.store, appartenance_id)
    if row is None:
        raise KnownError("Cette personne ne fait plus partie du foyer. Rien n’a changé.")
    require_foyer(session, droits.ECRIRE_FOYER, row["foyer_id"])
    journal.write(
        session.store,
        "appartenance",
        {"fin": check_date(fin, "fin") or aujourd_hui().isoformat()},
        row_id=appartenance_id,
        author=session.agent.id,
        foyer_id=row["foyer_id"],
    )


def personne_fields(saisie: SaisiePersonne) -> dict[str, Valeur]:
    """Return the checked columns of a person; raises KnownError with the field at fault."""
    check_code(saisie.role, tuple(ROLES), "role")
    fields = _checked({name: getattr(saisie, name) for name in MODIFIABLES if name != "deces"})
    _check_named(fields["nom"], fields["prenom"])
    return fields


def _check_named(nom: Valeur, prenom: Valeur) -> None:
    if not nom and not prenom:
        raise SaisieError("Il manque le nom ou le prénom de la personne.", champ="nom")


def attach_personne(
    session: Session, foyer_id: str, saisie: SaisiePersonne, columns: Mapping[str, Valeur]
) -> str:
    """Write a person and the membership, in the caller's transaction; returns the person's id."""
    personne_id, fields = new_id(), dict(columns)
    _share(session, foyer_id, personne_id, fields)
    journal.write(
        session.store,
        "personne",
        fields,
        row_id=personne_id,
        author=session.agent.id,
        foyer_id=foyer_id,
    )
    journal.write(
        session.store,
        "appartenance",
        {
            "foyer_id": foyer_id,
            "personne_id": personne_id,
            "role": saisie.role,
            "debut": check_date(saisie.debut, "debut"),
        },
        author=session.agent.id,
        foyer_id=foyer_id,
    )
    return personne_id


def _share(session: Session, foyer_id: str, personne_id: str, fields: dict[str, Valeur]) -> None:
    """A number that the household has already is shared, not written a second time."""
    for champ in CHAMPS.values():
        valeur = fields.get(champ)
        if valeur and share_known(session, foyer_id, personne_id, str(valeur)):
            fields[champ] = None


def _checked(values: Mapping[str, Valeur]) -> dict[str, Valeur]:
    fields: dict[str, Valeur] = {}
    for name, value in values.items():
        text = " ".join(str(value or "").split())
        if looks_like_nir(text) or find_nir(text):
            raise SaisieError(
                "Cette valeur a la forme d’un numéro de sécurité sociale, que Fieldapp ne "
                "conserve jamais.",
                "Retirez-la.",
                champ=name,
            )
        if name in ("naissance", "deces"):
            jour = check_date(text, name)
            fields[name] = check_year(check_past(jour, name), name)
        elif name == "civilite":
            fields[name] = check_code(text, tuple(CIVILITES), name)
        elif name == "telephone":
            fields[name] = telephones.normalise(text) if text else None
        elif name == "courriel":
            fields[name] = normalise_courriel(text) if text else None
        else:
            fields[name] = check_nom(text, name)
    return fields


def _day(value: Valeur) -> str | None:
    return None if value is None else str(value)


def _foyer_of(session: Session, personne_id: str) -> str:
    for foyer_id in foyers.foyers_of_personne(session.store, personne_id):
        require_foyer(session, droits.ECRIRE_FOYER, foyer_id)
        return foyer_id
    raise KnownError("Cette personne n’existe pas sur ce poste. Rien n’a changé.")


def _required(session: Session, personne_id: str) -> Personne:
    personne = foyers.get_personne(session.store, personne_id)
    if personne is None:
        raise KnownError("Cette personne n’existe pas sur ce poste. Rien n’a changé.")
    return personne
