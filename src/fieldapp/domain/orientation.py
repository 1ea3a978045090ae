"""An orientation: a family sent towards an action and, mostly, a structure; then what became of it.

The states and what may follow each, the levels of agreement, and the rules of each type
(catalogue `types_orientation`, rules R01–R10).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fieldapp.domain.controles import check_year
from fieldapp.domain.errors import KnownError, SaisieError

PROPOSEE = "PROPOSEE"
ACCEPTEE_FAMILLE = "ACCEPTEE_FAMILLE"
TRANSMISE = "TRANSMISE"
PRISE_EN_CHARGE = "PRISE_EN_CHARGE"
REALISEE = "REALISEE"
NON_ABOUTIE = "NON_ABOUTIE"
REFUSEE_FAMILLE = "REFUSEE_FAMILLE"
ANNULEE = "ANNULEE"

SUIVANTS: dict[str, tuple[str, ...]] = {
    PROPOSEE: (ACCEPTEE_FAMILLE, TRANSMISE, REALISEE, REFUSEE_FAMILLE, NON_ABOUTIE, ANNULEE),
    ACCEPTEE_FAMILLE: (
        TRANSMISE, PRISE_EN_CHARGE, REALISEE, NON_ABOUTIE, REFUSEE_FAMILLE, ANNULEE,
    ),
    TRANSMISE: (PRISE_EN_CHARGE, REALISEE, NON_ABOUTIE, REFUSEE_FAMILLE, ANNULEE),
    PRISE_EN_CHARGE: (REALISEE, NON_ABOUTIE, REFUSEE_FAMILLE, ANNULEE),
    REALISEE: (),
    NON_ABOUTIE: (),
    REFUSEE_FAMILLE: (),
    ANNULEE: (),
}  # fmt: skip
OUVERTS = tuple(code for code, suivants in SUIVANTS.items() if suivants)

INFORMATION, APPEL, FICHE, REFUS = "INFORMATION", "APPEL", "FICHE", "REFUS"
ACCORDS = {
    INFORMATION: "Information seule",
    APPEL: "La structure peut appeler",
    FICHE: "La fiche peut être transmise",
    REFUS: "Refus",
}
MAX_MOTIFS = 3
# A reminder is proposed ten days after the orientation (ui.md §3, « relances J+10 »).
RELANCE_JOURS = 10

# Rules of the catalogue that this module reads.
REGLE_ANONYME = "pas_de_fiche_nominative"
REGLE_MEDIATION = "deconseillee_si_violence"
REGLE_SUIVI_ACTIF = "suivi_actif_requis"
REGLE_MOINS_6 = "enfant_moins_6_ans"
REGLE_INFORMATION = "information_seule"
AGES = {"age_12_25": (12, 25), "age_15_17": (15, 17), "age_min_14": (14, 120)}


@dataclass(frozen=True, slots=True)
class SaisieOrientation:
    """What is typed to orient. Needed: `foyer_id`, `type`, 1 to 3 `motifs`, `accord`.

    `personne_id` is the person concerned (the applicant when None). `date` and `relance_le` are
    ISO (today, and ten days later, when None). `attentes`: what each party expects.
    """

    foyer_id: str
    type: str
    accord: str
    motifs: tuple[str, ...]
    personne_id: str | None = None
    sous_type: str | None = None
    structure_id: str | None = None
    attentes: str = ""
    date: str | None = None
    relance_le: str | None = None
    action_plan: str | None = None
    origine: str | None = None


@dataclass(frozen=True, slots=True)
class Orientation:
    """An orientation as stored. `structure_nom` is frozen when the orientation is made."""

    id: str
    foyer_id: str
    personne_id: str | None
    type: str
    sous_type: str | None
    structure_id: str | None
    structure_nom: str | None
    motifs: tuple[str, ...]
    attentes: str
    accord: str
    statut: str
    date: str
    relance_le: str | None
    action_plan: str | None
    origine: str | None
    motif_non_aboutie: str | None
    suite_donnee: str | None
    auteur_id: str
    auteur: str
    foyer_nom: str = ""
    personne: str = ""


@dataclass(frozen=True, slots=True)
class Avertissement:
    """A remark about an orientation being made. A blocking one (`bloquant`) refuses the save."""

    code: str
    texte: str
    bloquant: bool = False
    champ: str | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """What the rules need to know of the family. `ages` are whole years of the people who live
    there, `age` that of the person concerned (None when unknown).
    """

    violence: bool
    suivi_actif: bool
    age: int | None
    ages: tuple[int, ...]


def first_statut(accord: str) -> str:
    """Return the state of a new orientation, which follows from the family's agreement."""
    if accord == REFUS:
        return REFUSEE_FAMILLE
    return PROPOSEE if accord == INFORMATION else ACCEPTEE_FAMILLE


def check_relance(relance_le: str | None, jour: str) -> str | None:
    """Return when to ask again, an ISO day; raises KnownError when nobody can have meant it.

    `jour` is the day of the orientation: there is nothing to ask before it. One noted late may
    have been due since.
    """
    if relance_le is not None and relance_le < jour[:10]:
        raise SaisieError(
            "La relance est avant l’orientation.", "Choisissez un autre jour.", champ="relance_le"
        )
    return check_year(relance_le, "relance_le")


def check_transition(avant: str, apres: str, motif: str | None, regles: Sequence[str]) -> None:
    """Raise KnownError when a state may not follow another one.

    A Laep is anonymous (R01): nothing is sent to it and it takes nobody in charge; only what the
    family says of it is noted.
    """
    if apres not in SUIVANTS.get(avant, ()):
        raise KnownError(
            "Ce changement d’état n’est pas possible depuis l’état actuel. L’orientation est "
            "inchangée. Si l’état actuel est une erreur, annulez d’abord l’acte qui l’a noté, "
            "dans la fenêtre.",
            champ="statut",
        )
    if REGLE_ANONYME in regles and apres in (TRANSMISE, PRISE_EN_CHARGE):
        raise KnownError(
            "Le Laep est anonyme et sans inscription\u00a0: rien ne lui est transmis. "
            "L’orientation est inchangée. Notez seulement ce que la famille vous en dit.",
            champ="statut",
        )
    if apres == NON_ABOUTIE and not motif:
        raise KnownError(
            "Il manque le motif\u00a0: pourquoi l’orientation n’a pas abouti. Rien n’est perdu. "
            "Choisissez un motif du catalogue.",
            champ="motif",
        )


def check_rules(
    saisie: SaisieOrientation, regles: Sequence[str], situation: Situation, forbidden_tag: bool
) -> tuple[Avertissement, ...]:
    """Return the remarks on an orientation being made, the blocking ones first."""
    found = [*_missing(saisie), *_advice(saisie, regles, situation)]
    if forbidden_tag:
        found.append(
            Avertissement(
                "PLAN_RESERVE",
                "Ce plan ne sert qu’aux partenaires et aux actions collectives\u00a0: il ne peut "
                "pas étiqueter une famille. Choisissez une autre action de plan.",
                bloquant=True,
                champ="action_plan",
            )
        )
    return tuple(sorted(found, key=lambda remark: not remark.bloquant))


def _missing(saisie: SaisieOrientation) -> list[Avertissement]:
    found = []
    if saisie.accord not in ACCORDS:
        found.append(
            Avertissement(
                "ACCORD",
                "Il manque l’accord de la famille.",
                bloquant=True,
                champ="accord",
            )
        )
    if not 1 <= len(saisie.motifs) <= MAX_MOTIFS or not all(m.strip() for m in saisie.motifs):
        found.append(
            Avertissement(
                "MOTIF",
                "Choisissez un à trois motifs.",
                bloquant=True,
                champ="motifs",
            )
        )
    return found


def _advice(
    saisie: SaisieOrientation, regles: Sequence[str], situation: Situation
) -> list[Avertissement]:
    found = []
    if REGLE_ANONYME in regles:
        found.append(
            Avertissement(
                "LAEP_ANONYME",
                "Anonyme et sans inscription\u00a0: aucune fiche nominative. La famille reçoit "
                "l’adresse et les horaires.",
            )
        )
    if REGLE_MEDIATION in regles and situation.violence:
        found.append(
            Avertissement(
                "MEDIATION_VIOLENCE",
                "Médiation déconseillée\u00a0: une situation de violence ou un contact sûr est "
                "signalé dans ce dossier. Parlez-en avec votre responsable avant de proposer.",
            )
        )
    if REGLE_SUIVI_ACTIF in regles and not situation.suivi_actif:
        found.append(
            Avertissement(
                "SUIVI_ACTIF",
                "Cette action est réservée aux familles suivies\u00a0: aucun accompagnement "
                "n’est ouvert dans ce dossier.",
            )
        )
    if REGLE_MOINS_6 in regles and situation.ages and min(situation.ages) >= 6:
        found.append(
            Avertissement("AGE", "Ce lieu reçoit les enfants de moins de 6 ans avec un adulte.")
        )
    if REGLE_INFORMATION in regles and saisie.accord in (APPEL, FICHE):
        found.append(
            Avertissement("INFORMATION", "Cette action est une information donnée à la famille.")
        )
    for regle, (mini, maxi) in AGES.items():
        if regle in regles and situation.age is not None and not mini <= situation.age <= maxi:
            bornes = f"dès {mini} ans" if maxi > 100 else f"de {mini} à {maxi} ans"
            found.append(
                Avertissement(
                    "AGE",
                    f"Cette action s’adresse aux jeunes {bornes}\u00a0; la personne choisie a "
                    f"{situation.age} ans. À vérifier avec la structure.",
                    champ="personne_id",
                )
            )
    return found
