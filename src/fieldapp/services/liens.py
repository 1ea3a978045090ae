"""Links between the people of a file: noting, changing, ending, removing and reading them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace

from fieldapp.db import foyers, journal, liens
from fieldapp.domain import droits
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import Membre, Personne, check_date
from fieldapp.domain.genogramme.famille import FamilleLiee
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.journal import Valeur
from fieldapp.domain.lien import (
    COUPLE,
    FINIS,
    SEPARATION,
    Lien,
    Remarque,
    SaisieLien,
    check_lien,
)
from fieldapp.domain.lien_deduit import complete, is_deduced
from fieldapp.services.droits import require_foyer
from fieldapp.services.session import Session

_COLUMNS = tuple(field.name for field in fields(SaisieLien))
_DEDUCED = (
    "Ce lien est déduit de la place de chacun dans le foyer : il n’est pas enregistré. Rien n’a "
    "changé. Notez le bon lien, ou corrigez la place de la personne."
)


def get_famille(session: Session, foyer_id: str) -> FamilleLiee:
    """Return the people of a file and their links, the deduced ones marked as such."""
    foyer = require_foyer(session, droits.LIRE_FOYER, foyer_id)
    store, jour = session.store, aujourd_hui()
    membres = foyers.list_membres(store, foyer_id)
    recorded = liens.list_liens(store, foyer_id)
    masked = foyer.violence or foyers.get_contact_sur(store, foyer_id) is not None
    return FamilleLiee(
        foyer_id=foyer_id,
        membres=membres,
        liens=complete(membres, recorded),
        ailleurs=liens.other_homes(store, foyer_id, session.agent.unite, session.agent.id),
        jour=jour,
        modifiable=droits.ECRIRE_FOYER in droits.ACTES.get(session.famille_role, {}),
        masque=masked,
    )


def list_liens(session: Session, foyer_id: str) -> tuple[Lien, ...]:
    """Return the links of a file, recorded and deduced."""
    return get_famille(session, foyer_id).liens


def check_saisie(
    session: Session, foyer_id: str, saisie: SaisieLien, lien_id: str | None = None
) -> tuple[Remarque, ...]:
    """Check a link being typed; returns what is odd but allowed, raises KnownError otherwise."""
    require_foyer(session, droits.LIRE_FOYER, foyer_id)
    checked = _dated(saisie)
    return check_lien(
        checked,
        liens.list_liens(session.store, foyer_id),
        _personnes(session, foyer_id),
        aujourd_hui(),
        lien_id,
    )


def add_lien(session: Session, foyer_id: str, saisie: SaisieLien) -> Lien:
    """Record a link between two people of a file (or to a parent who is not known).

    Raises KnownError, with the field at fault, when the link cannot be.
    """
    require_foyer(session, droits.ECRIRE_FOYER, foyer_id)
    return _save(session, foyer_id, saisie, None)


def update_lien(session: Session, lien_id: str, changes: Mapping[str, Valeur]) -> Lien:
    """Change some fields of a recorded link; returns it as it now is."""
    lien = _recorded(session, lien_id)
    unknown = sorted(set(changes) - set(_COLUMNS))
    if unknown:
        raise KnownError(
            f"Ces champs n’existent pas pour un lien : {', '.join(unknown)}. Rien n’a changé."
        )
    saisie = replace(_saisie(lien), **{k: _text(v) for k, v in changes.items()})  # type: ignore[arg-type]
    return _save(session, lien.foyer_id, saisie, lien.id)


def end_couple(
    session: Session, lien_id: str, fin: str | None = None, etat: str = SEPARATION
) -> Lien:
    """Note that a couple is no more: separation, divorce or death, on an ISO date or today."""
    lien = _recorded(session, lien_id)
    if lien.genre != COUPLE or etat not in FINIS:
        raise KnownError(
            "Seul un couple peut se séparer. Rien n’a changé. Choisissez un lien de couple.", "etat"
        )
    day = check_date(fin, "fin") or aujourd_hui().isoformat()
    return update_lien(session, lien_id, {"etat": etat, "fin": day})


def remove_lien(session: Session, lien_id: str) -> None:
    """Remove a recorded link (undoable); what the places in the household tell is drawn again."""
    lien = _recorded(session, lien_id)
    journal.delete(
        session.store, "lien", lien_id, author=session.agent.id, foyer_id=lien.foyer_id
    )  # fmt: skip


def _save(session: Session, foyer_id: str, saisie: SaisieLien, lien_id: str | None) -> Lien:
    checked = _dated(saisie)
    recorded = liens.list_liens(session.store, foyer_id)
    check_lien(checked, recorded, _personnes(session, foyer_id), aujourd_hui(), lien_id)
    written: dict[str, Valeur] = {name: getattr(checked, name) for name in _COLUMNS}
    saved = journal.write(
        session.store,
        "lien",
        {"foyer_id": foyer_id, **written},
        row_id=lien_id,
        author=session.agent.id,
        foyer_id=foyer_id,
    )
    lien = liens.get_lien(session.store, saved)
    assert lien is not None
    return lien


def _dated(saisie: SaisieLien) -> SaisieLien:
    """Read the dates; a separation or a divorce without any date is allowed."""
    return replace(
        saisie, debut=check_date(saisie.debut, "debut"), fin=check_date(saisie.fin, "fin")
    )  # fmt: skip


def _saisie(lien: Lien) -> SaisieLien:
    return SaisieLien(**{name: getattr(lien, name) for name in _COLUMNS})


def _recorded(session: Session, lien_id: str) -> Lien:
    if is_deduced(lien_id):
        raise KnownError(_DEDUCED)
    lien = liens.get_lien(session.store, lien_id)
    if lien is None:
        raise KnownError("Ce lien n’existe plus sur ce poste. Rien n’a changé.")
    require_foyer(session, droits.ECRIRE_FOYER, lien.foyer_id)
    return lien


def _personnes(session: Session, foyer_id: str) -> dict[str, Personne]:
    membres: tuple[Membre, ...] = foyers.list_membres(session.store, foyer_id)
    return {membre.personne.id: membre.personne for membre in membres}


def _text(value: Valeur) -> str | None:
    return None if value is None or value == "" else str(value)
