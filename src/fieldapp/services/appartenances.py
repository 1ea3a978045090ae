"""Memberships: who lives where, since when, which part of the time, and in two households."""

from __future__ import annotations

from collections.abc import Mapping

from fieldapp.db import foyers, journal
from fieldapp.domain import droits
from fieldapp.domain.errors import KnownError, SaisieError
from fieldapp.domain.foyer import AUTRE, ROLES, Membre, check_code, check_date, check_text
from fieldapp.domain.journal import Valeur
from fieldapp.domain.lien import RYTHMES
from fieldapp.services.droits import require_foyer
from fieldapp.services.session import Session

MODIFIABLES = ("role", "debut", "fin", "part", "semaines", "precision")
MAX_PRECISION = 60


def update_appartenance(
    session: Session, appartenance_id: str, changes: Mapping[str, Valeur]
) -> Membre:
    """Change the role, the dates, the share of time or the few words about someone's stay.

    `part` is in percent: 0 for someone who lives elsewhere but matters, empty for someone simply
    at home. Raises KnownError with the field at fault.
    """
    row = foyers.get_appartenance(session.store, appartenance_id)
    if row is None:
        raise KnownError("Cette personne ne fait plus partie du foyer. Rien n’a changé.")
    foyer_id = str(row["foyer_id"])
    require_foyer(session, droits.ECRIRE_FOYER, foyer_id)
    unknown = sorted(set(changes) - set(MODIFIABLES))
    if unknown:
        raise KnownError(
            f"Ces champs n’existent pas pour une place dans le foyer\u00a0: {', '.join(unknown)}. "
            "Rien n’a changé."
        )
    fields = _checked(changes)
    debut, fin = fields.get("debut", row["debut"]), fields.get("fin", row["fin"])
    if debut is not None and fin is not None and str(fin) < str(debut):
        raise SaisieError(
            "Le départ est avant l’arrivée.", "Corrigez l’une des deux dates.", champ="fin"
        )
    journal.write(
        session.store,
        "appartenance",
        fields,
        row_id=appartenance_id,
        author=session.agent.id,
        foyer_id=foyer_id,
    )
    return _membre(session, foyer_id, appartenance_id)


def join_foyer(
    session: Session, foyer_id: str, personne_id: str, values: Mapping[str, Valeur] | None = None
) -> Membre:
    """Make somebody already known part of a second household: a child who lives in two.

    Raises KnownError when the person is there already or is in no file that the agent may read.
    """
    require_foyer(session, droits.ECRIRE_FOYER, foyer_id)
    homes = foyers.foyers_of_personne(session.store, personne_id)
    if not homes or foyers.get_personne(session.store, personne_id) is None:
        raise KnownError("Cette personne n’existe pas sur ce poste. Rien n’a changé.")
    for home in homes:
        require_foyer(session, droits.LIRE_FOYER, home)
    if any(
        m.personne.id == personne_id and m.fin is None
        for m in foyers.list_membres(session.store, foyer_id)
    ):
        raise KnownError(
            "Cette personne fait déjà partie du foyer. Rien n’a changé. Modifiez sa place.",
            champ="personne_id",
        )
    fields = {"role": AUTRE, **_checked(values or {})}
    appartenance_id = journal.write(
        session.store,
        "appartenance",
        {"foyer_id": foyer_id, "personne_id": personne_id, **fields},
        author=session.agent.id,
        foyer_id=foyer_id,
    )
    return _membre(session, foyer_id, appartenance_id)


def _checked(values: Mapping[str, Valeur]) -> dict[str, Valeur]:
    fields: dict[str, Valeur] = {}
    for name, value in values.items():
        text = " ".join(str(value).split()) if value is not None else ""
        if name in ("debut", "fin"):
            fields[name] = check_date(text, name)
        elif name == "role":
            fields[name] = check_code(text, tuple(ROLES), name) or AUTRE
        elif name == "semaines":
            fields[name] = check_code(text, tuple(RYTHMES), name)
        elif name == "part":
            fields[name] = _share(text)
        else:
            if len(text) > MAX_PRECISION:
                raise SaisieError(
                    f"Cette précision dépasse {MAX_PRECISION} signes.",
                    "Raccourcissez-la, ou écrivez une note.",
                    champ=name,
                )
            fields[name] = check_text(text, name)
    return fields


def _share(text: str) -> int | None:
    cleaned = text.removesuffix("%").strip()
    if not cleaned:
        return None
    if not cleaned.isascii() or not cleaned.isdigit() or int(cleaned) > 100:
        raise SaisieError(
            "La part du temps est un pourcentage entre 0 et 100.",
            "Laissez vide pour quelqu’un qui vit ici tout le temps.",
            champ="part",
        )
    return None if int(cleaned) == 100 else int(cleaned)


def _membre(session: Session, foyer_id: str, appartenance_id: str) -> Membre:
    for membre in foyers.list_membres(session.store, foyer_id):
        if membre.appartenance_id == appartenance_id:
            return membre
    raise KnownError("Cette personne ne fait plus partie du foyer. Rien n’a changé.")
