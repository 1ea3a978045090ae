"""Beyond the antenne: workers invited, a family that comes from Arras, a bundle cut on its way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from fieldapp.db import journal
from fieldapp.demonstration.ecriture import write_familles
from fieldapp.demonstration.familles import UNITE, Decor, Lieu, make_famille
from fieldapp.demonstration.noms import ANTENNES
from fieldapp.domain.contact import SaisieContact
from fieldapp.services import contacts, transferts
from fieldapp.services.session import Session
from fieldapp.siege.posts import invite
from fieldapp.sync.folder import POSTES

ARRAS: Final = "62-ADS-ARRAS"
# Who was invited and has not opened the invitation yet: name, role, unit.
INVITES: Final = (
    ("Karim Benali", "ASS", ARRAS),
    ("Carole Wattrelos", "SECRETAIRE", UNITE),
)
# No other family has this rank, so none has its number.
RANG: Final = 1_999_999
_TARDIVE = (
    "Madame appelle encore Arras\u00a0: elle a reçu la réponse du bailleur. Le message est pour "
    "Lens."
)
_APPEL = "Madame demande l’heure de son rendez-vous. Elle la note."


def invite_workers(siege: Session) -> list[str]:
    """Write their invitations, which wait for their laptops; return their ids."""
    return [
        invite(
            siege, nom=nom, role=role, unite=unite,
            out=siege.store.folder / f"invitation-poste-{rank}.json",
        ).id
        for rank, (nom, role, unite) in enumerate(INVITES, start=1)
    ]  # fmt: skip


def transfer_from_arras(
    siege: Session, decor: Decor, structure_ids: Sequence[str], agent: str, vers: str
) -> None:
    """Let a family move from Arras to Lens; a call noted in Arras comes after the transfer."""
    towns = ANTENNES[ARRAS]
    famille = make_famille(decor, RANG, Lieu(ARRAS, towns, towns))
    write_familles(siege, [famille], decor.annuaire, structure_ids, lambda _done: None, agent)
    (row,) = siege.store.query("SELECT id FROM foyer WHERE referent_id = :a", a=agent)
    foyer_id = row["id"]
    transferts.transfer_foyer(siege, foyer_id, UNITE, vers, "Déménagement à Lens")
    day = (decor.jour - timedelta(days=1)).isoformat()
    late: dict[str, str | int] = {
        "foyer_id": foyer_id, "nature": "TEL_ENTRANT", "issue": "ECHANGE", "zone": "equipe",
        "moment": f"{day}T15:45", "duree_min": 5, "note": _TARDIVE, "auteur_id": agent,
    }  # fmt: skip
    journal.write(siege.store, "contact", late, author=agent, foyer_id=foyer_id)


def note_before_the_cut(session: Session, foyer_id: str, jour: date) -> None:
    """The call that the head of the antenne notes, and whose bundle is then cut."""
    contacts.save_contact(
        session,
        SaisieContact(foyer_id, "TEL_ENTRANT", f"{jour.isoformat()}T08:50", note=_APPEL,
                      duree_min=5),
    )  # fmt: skip


def cut_last_bundle(espace: Path, device: str) -> None:
    """Cut the last bundle of a post, as a copy that stopped half-way does.

    Headquarters refuses it and says why; the post puts it again at its next exchange.
    """
    path = max((espace / POSTES / device).glob("*.lot"))
    path.write_bytes(path.read_bytes()[:-40])
