"""The exchange with headquarters as it is shown: what left, what came, what was refused and why."""

from __future__ import annotations

from dataclasses import dataclass

from fieldapp.domain.validite import Validite


@dataclass(frozen=True, slots=True)
class Refus:
    """A file that was refused: where it lies in the space, the French reason, when (UTC)."""

    fichier: str
    raison: str
    vu_le: str


@dataclass(frozen=True, slots=True)
class Bilan:
    """What one synchronisation did, in number of changes.

    `conflits` counts the rows that received changes left in conflict. `en_attente` is True while
    headquarters has not accepted this post yet: everything entered is kept and goes on leaving.
    `retires` counts the families that left this post for another one. `revoque` is True once
    headquarters has ended this post, `effacer` when all was acknowledged and its store is to be
    destroyed now. `reprise` is True while headquarters has not answered a post restored from a
    backup: until then nothing leaves it.
    """

    envoyes: int = 0
    recus: int = 0
    conflits: int = 0
    refuses: tuple[Refus, ...] = ()
    en_attente: bool = False
    retires: int = 0
    revoque: bool = False
    effacer: bool = False
    reprise: bool = False


@dataclass(frozen=True, slots=True)
class BilanSiege:
    """What one ingestion did at headquarters; `postes` names the posts accepted by it."""

    envoyes: int = 0
    recus: int = 0
    conflits: int = 0
    refuses: tuple[Refus, ...] = ()
    postes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Poste:
    """An enrolled laptop as headquarters knows it; keys are text, instants are UTC."""

    device: str
    agent_id: str
    nom: str
    role: str
    unite: str
    organisme: str
    cle_signature: str
    cle_chiffrement: str
    enrole_le: str
    valable_jusque: str
    revoque_le: str | None
    curseur: int


@dataclass(frozen=True, slots=True)
class Envoi:
    """A bundle that this store made: its changes, its fingerprint, when it was put and received.

    `taille` is in bytes, 0 once the recipient has acknowledged it: the changes stay in the
    journal. `refus` is the reason of the recipient while it cannot take the bundle.
    """

    vers: str
    numero: int
    premier: int
    dernier: int
    nombre: int
    empreinte: str
    taille: int
    cree_le: str
    depose_le: str | None
    recu_le: str | None
    refus: str | None


@dataclass(frozen=True, slots=True)
class Reception:
    """A bundle that this store took in."""

    de: str
    numero: int
    nombre: int
    empreinte: str
    recu_le: str


@dataclass(frozen=True, slots=True)
class Changement:
    """A change that is only here so far."""

    seq: int
    table: str
    row_id: str
    kind: str
    foyer_id: str | None
    moment: str


@dataclass(frozen=True, slots=True)
class EtatEchange:
    """The three counters of « Rien ne se perd », in number of changes.

    `plus_ancienne` is the instant of the oldest change that is only here; `accuse_le` is when
    headquarters acknowledged last, by its own clock. `rattache` is False for a store that works
    alone; `en_attente` is True until headquarters accepts the post.
    """

    ici: int
    plus_ancienne: str | None
    recues: int
    accuse_le: str | None
    refusees: int
    rattache: bool
    en_attente: bool
    validite: Validite | None = None
