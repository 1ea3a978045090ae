"""A move on its day: the planned address becomes the present one by itself, the other is kept."""

from __future__ import annotations

from fieldapp.db import adresses, foyers, journal
from fieldapp.db.store import Store
from fieldapp.domain.adresse import AUTEUR_CALENDRIER, LIEU, PRINCIPALE, Adresse
from fieldapp.domain.foyer import Foyer
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.journal import Valeur


def take_effect(store: Store) -> int:
    """Carry out the planned moves whose day has come, and return how many.

    Whichever post opens first that day does it. Two that do write the same values, which is no
    conflict; the calendar is the author, so that nobody's Ctrl+Z takes it back by surprise.
    """
    done = 0
    for planned in adresses.list_due(store, aujourd_hui().isoformat()):
        foyer = foyers.get_foyer(store, planned.foyer_id)
        if foyer is not None:
            with store.atomic():
                carry_out(store, foyer, planned, AUTEUR_CALENDRIER)
            done += 1
    return done


def carry_out(store: Store, foyer: Foyer, planned: Adresse, author: str) -> None:
    """Make a planned address the present one, inside the transaction that is open."""
    journal.delete(store, "adresse", planned.id, author=author, foyer_id=foyer.id)
    place: dict[str, Valeur] = {name: getattr(planned, name) for name in LIEU}
    move_in(store, foyer, place, planned.debut or aujourd_hui().isoformat(), author)


def move_in(store: Store, foyer: Foyer, place: dict[str, Valeur], day: str, author: str) -> None:
    """Give a family its new address since a day; the former one is kept with its dates."""
    former: dict[str, Valeur] = {name: getattr(foyer, name) for name in LIEU}
    if any(former.values()):
        kept = {**former, "genre": PRINCIPALE, "debut": foyer.adresse_depuis, "fin": day}
        journal.write(
            store, "adresse", {"foyer_id": foyer.id, **kept}, author=author, foyer_id=foyer.id
        )
    journal.write(store, "foyer", {**place, "adresse_depuis": day}, row_id=foyer.id, author=author)
