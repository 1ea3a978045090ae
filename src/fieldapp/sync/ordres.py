"""The orders in a bundle: what headquarters asks of a post, what a post answers."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from fieldapp.db import retraits, revocations
from fieldapp.db.store import Store
from fieldapp.domain.errors import KnownError
from fieldapp.sync import reprise
from fieldapp.sync.adresse import ORDRE as ADRESSE
from fieldapp.sync.annonce import take_order_of_address
from fieldapp.sync.enrolment import NATURE_CERTIFICAT, take_certificate
from fieldapp.sync.identity import Identity
from fieldapp.sync.records import ContentError, OrdreLine
from fieldapp.sync.reprise import REPRISE
from fieldapp.sync.revocation import EFFACE, NATURE, take_order
from fieldapp.sync.space import known_space

# Families that leave the reach of a post, and those among them that enter it again.
RETRAIT, RETOUR = "retrait", "retour"
RESERVED = (NATURE_CERTIFICAT, NATURE, RETRAIT, RETOUR, ADRESSE, REPRISE)


def obey(store: Store, identity: Identity, orders: Sequence[OrdreLine]) -> None:
    """Take the orders of headquarters, in the transaction of the bundle that carries them.

    One of a newer version is left aside. Raises ContentError when one cannot be trusted.
    """
    space = known_space(store)
    for order in orders:
        data = order.contenu.encode()
        try:
            if order.nature == NATURE_CERTIFICAT and space is not None:
                take_certificate(store, data, space, identity)
            elif order.nature == NATURE and space is not None:
                take_order(store, space, data)
            elif order.nature == REPRISE:
                reprise.finish(store, order.contenu)
            elif order.nature == RETRAIT:
                retraits.ask(store, msgspec.json.decode(data, type=list[str]))
            elif order.nature == RETOUR:
                retraits.came_back(store, msgspec.json.decode(data, type=list[str]))
            elif order.nature == ADRESSE:
                take_order_of_address(store, data)
        except (KnownError, msgspec.DecodeError) as error:
            raise ContentError("il contient un ordre que le siège n’a pas signé") from error


def hear(store: Store, device: str, orders: Sequence[OrdreLine]) -> None:
    """Take what a post says of its orders; raises ContentError when it gives one itself."""
    for order in orders:
        if order.nature in RESERVED:
            raise ContentError("il contient un ordre que seul le siège peut donner")
        if order.nature == EFFACE:
            revocations.mark_wiped(store, device, order.contenu[:32])
