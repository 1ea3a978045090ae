"""Ending a post, and declaring lost what died with it: what will happen, and why it is done."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from fieldapp.domain.echange import Poste
from fieldapp.domain.perte import LotsPerdus
from fieldapp.domain.siege import PosteSuivi
from fieldapp.services.session import Session
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.siege.acts import SiegeActs
from fieldapp.ui.siege.reason_dialog import ReasonDialog
from fieldapp.ui.tasks import Tasks

WHAT = (
    "À sa prochaine synchronisation, ce poste envoie ce qu’il n’avait pas envoyé, en reçoit "
    "l’accusé, puis détruit ses données. Pendant 30 jours, ce travail est repris."
)
STOLEN = (
    "Un poste perdu ou volé qui ne synchronise plus ne peut pas être effacé à distance\u00a0: ses "
    "données restent chiffrées sous sa phrase de passe."
)
LOST = (
    "Un envoi de ce poste manque, et il ne l’enverra plus. Ce qui est arrivé après lui sera pris "
    "tout de suite\u00a0; ce qui manque sera dit partout où sont les chiffres."
)
FOUND = (
    "L’acte est signé et gardé. Si l’envoi perdu reparaît un jour, sur une clé ou une copie, il "
    "sera pris quand même."
)


class RevokeDialog(ReasonDialog[Poste]):
    """Ends a post; its worker will read why."""

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        navigator: Navigator,
        acts: SiegeActs,
        poste: PosteSuivi,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            f"Révoquer le poste de {poste.nom}", "Révoquer", (WHAT, STOLEN),
            "Départ de l’agent, poste volé…", tasks,
            lambda motif: acts.revoke(session, poste.device, motif),
            lambda done: navigator.toast(
                f"Poste de {done.nom} révoqué. L’ordre part à la réception."
            ),
            parent, aide="L’agent le lira. Ne nommez aucune famille.",
        )  # fmt: skip


class LostDialog(ReasonDialog[LotsPerdus]):
    """Declares lost what a post will never send; `pli` is the last file of one that has mail."""

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        acts: SiegeActs,
        poste: PosteSuivi,
        said: Callable[[LotsPerdus], None],
        parent: QWidget | None = None,
        pli: Path | None = None,
    ) -> None:
        super().__init__(
            f"Déclarer perdu ce qui manque du poste de {poste.nom}", "Déclarer perdu",
            (LOST, FOUND), "Ordinateur détruit, disque illisible…", tasks,
            lambda motif: acts.lost(session, poste.device, motif, pli), said, parent,
        )  # fmt: skip
