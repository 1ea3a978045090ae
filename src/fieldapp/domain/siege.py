"""What headquarters shows of itself: its posts, its invitations, its last round of reception."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fieldapp.domain.echange import BilanSiege, Refus
from fieldapp.domain.perte import Perte

# Where the exchange with a post stands, the gravest first.
REVOQUE, REFUSE, EXPIRE, EN_ATTENTE, A_JOUR, REMPLACE = (
    "REVOQUE", "REFUSE", "EXPIRE", "EN_ATTENTE", "A_JOUR", "REMPLACE",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PosteSuivi:
    """A post and where its exchange stands. Instants are UTC, by the clock of headquarters.

    `dernier_lot` is the number of the last bundle of changes taken in, 0 before the first;
    `dernier_signe` is when anything of that post was taken in last, receipts included. `recues`
    counts its changes here; `en_route` those put for it that it has not acknowledged. `attendu`
    is a French sentence when one of its bundles is missing among those that arrived; `muet` tells
    that it will never send it: revoked, or going on under another name. Of a revoked post: until
    when its unsent work is taken (`reprise_jusque`), why, and when it said that its store is
    destroyed (`efface_le`). `refuses` counts its files that are refused now.
    """

    device: str
    nom: str
    role: str
    unite: str
    valable_jusque: str
    dernier_lot: int
    dernier_lot_le: str | None
    dernier_signe: str | None
    recues: int
    en_route: int
    attendu: str
    etat: str
    revoque_le: str | None = None
    reprise_jusque: str | None = None
    efface_le: str | None = None
    motif: str = ""
    muet: bool = False
    refuses: int = 0


@dataclass(frozen=True, slots=True)
class RefusPoste:
    """A refused file, the post it comes from and its worker, "" when the post is unknown."""

    refus: Refus
    agent: str
    device: str = ""


@dataclass(frozen=True, slots=True)
class BilanReprise:
    """What a new try of the refused files did, in number of changes taken.

    `resolus` are the files that were taken this time, `restants` those still refused and why.
    """

    recus: int
    conflits: int
    resolus: tuple[str, ...]
    restants: tuple[RefusPoste, ...]


@dataclass(frozen=True, slots=True)
class InvitationOuverte:
    """An invitation that no post has used; instants are UTC."""

    agent: str
    role: str
    unite: str
    emise_le: str
    expire_le: str
    expiree: bool


@dataclass(frozen=True, slots=True)
class Reception:
    """What the last round of reception did, in number of changes; `postes` counts those accepted.

    `le` is a UTC instant.
    """

    le: str
    recus: int
    envoyes: int
    conflits: int
    refuses: int
    postes: int


@dataclass(frozen=True, slots=True)
class EtatSiege:
    """Everything that headquarters watches. `conflits` counts the fields waiting for a choice;
    `pertes` are the gaps that were declared lost with their post."""

    postes: tuple[PosteSuivi, ...]
    refus: tuple[RefusPoste, ...]
    recues: int
    conflits: int
    derniere: Reception | None
    dossier: Path | None
    pertes: tuple[Perte, ...] = ()


@dataclass(frozen=True, slots=True)
class ClePreparee:
    """A key that headquarters has prepared: the folder on it, what was taken from it, the workers
    for whose posts something waits there, and how many bundles do."""

    dossier: Path
    bilan: BilanSiege
    pour: tuple[str, ...]
    lots: int


_NAMED = 4  # beyond, a count tells more


def phrase_cle(cle: ClePreparee) -> str:
    """Say what lies on a key now, and what to do with it."""
    then = (
        "Vous pouvez retirer la clé\u00a0; sur le poste, choisissez le dossier «\u00a0"
        f"{cle.dossier.name}\u00a0»."
    )
    if not cle.pour:
        return f"Rien n’attend sur la clé. {then}"
    whose = f"{len(cle.pour)} postes"
    if len(cle.pour) <= _NAMED:
        whose = f"{'les postes' if len(cle.pour) > 1 else 'le poste'} de {', '.join(cle.pour)}"
    sent = f"{cle.lots} envois attendent" if cle.lots > 1 else "1 envoi attend"
    return f"{sent} sur la clé, pour {whose}. {then}"


@dataclass(frozen=True, slots=True)
class CourrierPris:
    """A file received by mail, taken in, and its answer.

    `nom` is the worker of the post; `deja_pris` tells that everything was taken before and that
    nothing changed. `rappel` tells that headquarters, restored from a backup, has lost what this
    post sent: the answer asks it to send all of that again. `reponse` are the bytes of the answer,
    `fichier` the name proposed for it; `reste` tells that not all had room in it: the rest goes
    with the next answer.
    """

    nom: str
    bilan: BilanSiege
    deja_pris: bool
    reponse: bytes
    fichier: str
    reste: bool
    rappel: bool = False
