"""The contract of mutual commitments: objectives, who commits to what, signatures, versions.

It carries no sanction and is not the « contrat d’engagement » of RSA: the print says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fieldapp.domain.ecrits import Entete
from fieldapp.domain.errors import KnownError, SaisieError

BROUILLON, PROPOSE, SIGNE, REVISE, ATTEINT, PARTIEL, ABANDONNE = (
    "BROUILLON", "PROPOSE", "SIGNE", "REVISE", "ATTEINT", "PARTIEL", "ABANDONNE",
)  # fmt: skip
STATUTS: Final = {
    BROUILLON: "Brouillon",
    PROPOSE: "Proposé",
    SIGNE: "Signé",
    REVISE: "Révisé",
    ATTEINT: "Atteint",
    PARTIEL: "Partiellement atteint",
    ABANDONNE: "Abandonné",
}
SUIVANTS: Final[dict[str, tuple[str, ...]]] = {
    BROUILLON: (PROPOSE, ABANDONNE),
    PROPOSE: (SIGNE, BROUILLON, ABANDONNE),
    SIGNE: (REVISE, ATTEINT, PARTIEL, ABANDONNE),
}
# How a signed contract may end; a revision ends it too, when the next version is signed.
FINS: Final = (ATTEINT, PARTIEL, ABANDONNE)
VIVANTS: Final = (BROUILLON, PROPOSE, SIGNE)

FAMILLE, TS, ORGANISME, PARTENAIRE = "FAMILLE", "TS", "ORGANISME", "PARTENAIRE"
PARTIES: Final = {
    FAMILLE: "Famille",
    TS: "Travailleur social",
    ORGANISME: "Organisme",
    PARTENAIRE: "Partenaire",
}
ECRAN, PAPIER = "ECRAN", "PAPIER"
MODES: Final = {ECRAN: "À l’écran", PAPIER: "Sur papier"}

A_FAIRE, FAIT = "A_FAIRE", "FAIT"
ETATS_ENGAGEMENT: Final = {A_FAIRE: "À faire", FAIT: "Fait", ABANDONNE: "Abandonné"}
EN_COURS = "EN_COURS"
ETATS_OBJECTIF: Final = {
    EN_COURS: "En cours",
    ATTEINT: "Atteint",
    PARTIEL: "Partiellement atteint",
    ABANDONNE: "Abandonné",
}
OBJECTIFS_MAX = 5
# Signs of an objective or a commitment: a line of the contract, which a family reads aloud.
LIBELLE_MAX = 200
NOTE_SANS_SANCTION: Final = (
    "Ce contrat est libre. Aucune sanction n’y est attachée\u00a0: vos droits et vos prestations "
    "n’en dépendent pas.",
    "Ce n’est pas le contrat d’engagement du RSA.",
)


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed and, on a screen, how: strokes of points in thousandths of the pad's width.

    A stroke is x, y, x, y…; on paper there is none. `hauteur` is the pad's height in the same
    unit.
    """

    partie: str
    nom: str
    traits: tuple[tuple[int, ...], ...] = ()
    hauteur: int = 320


@dataclass(frozen=True, slots=True)
class Engagement:
    """What one party commits to. `personne` names the adult of the family who does, if one does."""

    id: str
    objectif_id: str
    partie: str
    personne_id: str | None
    personne: str
    libelle: str
    echeance: str | None
    etat: str

    @property
    def qui(self) -> str:
        """Who commits, in words."""
        return self.personne or PARTIES.get(self.partie, self.partie)


@dataclass(frozen=True, slots=True)
class Objectif:
    """An objective, the sign that it is reached (`critere`), and who does what for it."""

    id: str
    contrat_id: str
    rang: int
    libelle: str
    critere: str
    echeance: str | None
    etat: str
    engagements: tuple[Engagement, ...] = ()


@dataclass(frozen=True, slots=True)
class Contrat:
    """One version of a contract. Dates are ISO; `signataires` are ids of the adults it binds.

    `document_id` names the scan of the paper that was signed, when one is kept.
    """

    id: str
    foyer_id: str
    version: int
    statut: str
    domaine: str | None
    debut: str | None
    fin: str | None
    revision_le: str | None
    propose_le: str | None
    signe_le: str | None
    signature_mode: str | None
    signatures: tuple[Signature, ...]
    signataires: tuple[str, ...]
    remplace_id: str | None
    bilan: str | None
    clos_le: str | None
    auteur_id: str
    auteur: str
    objectifs: tuple[Objectif, ...] = ()
    document_id: str | None = None

    @property
    def modifiable(self) -> bool:
        """Whether its objectives and commitments may still be written."""
        return self.statut == BROUILLON

    @property
    def engagements(self) -> tuple[Engagement, ...]:
        """Every commitment, objective after objective."""
        return tuple(e for objectif in self.objectifs for e in objectif.engagements)


@dataclass(frozen=True, slots=True)
class SaisieContrat:
    """What opens a contract; only the family is needed."""

    foyer_id: str
    domaine: str | None = None
    debut: str | None = None
    fin: str | None = None
    revision_le: str | None = None
    signataires: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SaisieObjectif:
    """An objective being typed; its words are needed."""

    contrat_id: str
    libelle: str
    critere: str = ""
    echeance: str | None = None


@dataclass(frozen=True, slots=True)
class SaisieEngagement:
    """A commitment being typed; its words are needed, and who commits (the family if not said)."""

    objectif_id: str
    libelle: str
    partie: str = FAMILLE
    personne_id: str | None = None
    echeance: str | None = None


@dataclass(frozen=True, slots=True)
class LigneContrat:
    """A commitment as printed: who, what, by when."""

    qui: str
    libelle: str
    echeance: str = ""


@dataclass(frozen=True, slots=True)
class ObjectifImprime:
    """An objective as printed."""

    titre: str
    critere: str
    echeance: str
    lignes: tuple[LigneContrat, ...]


@dataclass(frozen=True, slots=True)
class ContratImprime:
    """What is printed of a contract, once per copy. No address and no phone stand on it."""

    entete: Entete
    famille: str
    domaine: str
    version: int
    statut: str
    debut: str
    fin: str
    revision_le: str
    signe_le: str
    objectifs: tuple[ObjectifImprime, ...]
    signatures: tuple[Signature, ...]
    gros_caracteres: bool = False


def check_passage(contrat: Contrat, statut: str) -> None:
    """Raise KnownError when a contract may not pass to this state, saying what to do instead."""
    if statut not in SUIVANTS.get(contrat.statut, ()):
        before, after = STATUTS[contrat.statut].lower(), STATUTS.get(statut, statut).lower()
        hint = (
            "Faites une nouvelle version."
            if contrat.statut in (SIGNE, REVISE, *FINS)
            else "Proposez-le d’abord à la famille."
        )
        raise KnownError(
            f"Un contrat «\u00a0{before}\u00a0» ne peut pas passer à «\u00a0{after}\u00a0». "
            f"Rien n’a changé. {hint}"
        )
    if statut == PROPOSE:
        _check_complete(contrat)


def _check_complete(contrat: Contrat) -> None:
    if not contrat.objectifs:
        raise SaisieError(
            "Il manque un objectif\u00a0: un contrat en porte de un à cinq.",
            "Ajoutez l’objectif que la famille se donne.",
        )
    parties = {engagement.partie for engagement in contrat.engagements}
    if FAMILLE not in parties or parties == {FAMILLE}:
        who = "de la famille" if FAMILLE not in parties else "du service"
        raise SaisieError(
            f"Les engagements sont réciproques\u00a0: il manque un engagement {who}.",
            "Ajoutez-le, puis proposez le contrat.",
        )


def check_modifiable(contrat: Contrat) -> None:
    """Raise KnownError when the text of a contract may no longer be written."""
    if contrat.modifiable:
        return
    if contrat.statut == PROPOSE:
        raise KnownError(
            "Ce contrat est proposé à la famille\u00a0: son texte ne change plus. Rien n’a "
            "changé. Remettez-le en brouillon pour le modifier."
        )
    raise KnownError(
        "Ce contrat est signé ou terminé\u00a0: son texte ne change plus. Rien n’a changé. "
        "Faites une nouvelle version."
    )


def check_signatures(mode: str, signatures: Sequence[Signature]) -> None:
    """Raise KnownError unless the family and the service both signed."""
    if mode == PAPIER:
        return
    for partie, who in ((FAMILLE, "de la famille"), (TS, "du travailleur social")):
        if not any(s.partie == partie and s.traits for s in signatures):
            raise KnownError(
                f"Il manque la signature {who}. Les autres sont gardées à l’écran. "
                "Faites signer, ou choisissez la signature sur papier.",
                champ=partie,
            )
