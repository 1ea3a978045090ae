"""The orientations of a fictional family: towards what fits it, in a state that fits the date."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta

from fieldapp.demonstration.modele import Champs, Evenement, Membre
from fieldapp.demonstration.phrases import ATTENTES, SUITES_DONNEES, Plume
from fieldapp.domain.catalogue import Catalogue, TypeOrientation
from fieldapp.domain.foyer import ENFANT
from fieldapp.domain.orientation import (
    ACCEPTEE_FAMILLE,
    APPEL,
    FICHE,
    INFORMATION,
    NON_ABOUTIE,
    OUVERTS,
    PRISE_EN_CHARGE,
    PROPOSEE,
    REALISEE,
    REFUS,
    REFUSEE_FAMILLE,
    REGLE_ANONYME,
    RELANCE_JOURS,
    TRANSMISE,
)

# What a family that came for this is oriented to.
_TYPES = {
    "SEPARATION": ("MEDIATION", "ESPACE_RENCONTRE", "CAFE_PARENTS", "ENTRAIDE_MONO"),
    "PARENT_SEUL": ("INSERTION_MONO_RSA", "EAJE_INSERTION", "CENTRE_SOCIAL", "ENTRAIDE_MONO"),
    "IMPAYE": ("ACCES_DROITS", "SERVICE_SOCIAL_DEPT", "CENTRE_SOCIAL"),
    "NON_DECENCE": ("ACCES_DROITS", "SERVICE_SOCIAL_DEPT"),
    "SURPEUPLEMENT": ("ACCES_DROITS", "CENTRE_SOCIAL", "CLAS"),
    "ARRIVEE_ENFANT": ("LAEP", "MODE_ACCUEIL", "LUDOTHEQUE"),
    "HANDICAP_ENFANT": ("REPIT", "POLE_RESSOURCES_HANDICAP", "ACCUEIL_INCLUSIF"),
    "DECES_CONJOINT": ("SOINS_BIENETRE", "ACCES_DROITS", "CAFE_PARENTS"),
    "VACANCES": ("LOISIRS_VACANCES", "CENTRE_SOCIAL"),
    "DEMANDE_SPONTANEE": (
        "ECRIVAIN_NUMERIQUE", "INCLUSION_NUMERIQUE", "ACCES_DROITS", "ILLETTRISME",
    ),
    "PARTENAIRE": ("CLAS", "REAAP", "CENTRE_SOCIAL"),
}  # fmt: skip
_ENFANT_CONCERNE = {"EAJE_INSERTION", "MODE_ACCUEIL", "LAEP", "REPIT", "ACCUEIL_INCLUSIF", "CLAS"}
_PETITS = {"EAJE_INSERTION": 3, "MODE_ACCUEIL": 3, "LAEP": 6}
RECENT_JOURS = 24


def make_orientations(
    rng: random.Random,
    catalogue: Catalogue,
    annuaire: tuple[Champs, ...],
    jour: date,
    plume: Plume,
    membres: tuple[Membre, ...],
    offre: str,
    violence: bool,
    ouvert: date,
    forced: str | None,
) -> tuple[Evenement, ...]:
    """Return the orientations of one family; `forced` is a state that one of them must be in."""
    count = rng.choice((0, 0, 1, 1, 1, 2)) or (1 if forced else 0)
    codes = list(_TYPES[offre])
    if violence:
        codes = ["VIF_VICTIME", *(code for code in codes if code != "MEDIATION")]
    found: list[Evenement] = []
    for code in rng.sample(codes, min(count, len(codes))):
        type_ = catalogue.type_orientation(code)
        person = _concerned(rng, jour, membres, code)
        if type_ is None or person is None:
            continue
        statut = forced if not found else None
        champs = _champs(rng, catalogue, plume, type_, jour, ouvert, statut)
        found.append(Evenement(champs, person, _structure(rng, annuaire, type_)))
    return tuple(found)


def _concerned(
    rng: random.Random, jour: date, membres: tuple[Membre, ...], code: str
) -> int | None:  # fmt: skip
    """The rank of the person concerned, None when nobody of the family can be."""
    if code not in _ENFANT_CONCERNE:
        return 0
    limit = jour.year - _PETITS.get(code, 18)
    children = [
        rank for rank, m in enumerate(membres)
        if m.role == ENFANT and m.annee > limit and (code != "CLAS" or m.annee <= jour.year - 6)
    ]  # fmt: skip
    return rng.choice(children) if children else None


def _structure(
    rng: random.Random, annuaire: tuple[Champs, ...], type_: TypeOrientation
) -> int | None:  # fmt: skip
    ranks = [rank for rank, s in enumerate(annuaire) if s["type"] in type_.types_structure]
    return rng.choice(ranks) if ranks else None


def _champs(
    rng: random.Random,
    catalogue: Catalogue,
    plume: Plume,
    type_: TypeOrientation,
    jour: date,
    ouvert: date,
    forced: str | None,
) -> Champs:
    anonyme = REGLE_ANONYME in type_.regles
    span = max(1, (jour - ouvert).days)
    recent = forced in OUVERTS or (forced is None and rng.random() < 0.5)
    ago = rng.randrange(1, min(span, RECENT_JOURS) + 1) if recent else rng.randrange(1, span + 1)
    day = jour - timedelta(days=ago)
    statut = forced or _statut(rng, recent)
    if anonyme and statut in (TRANSMISE, PRISE_EN_CHARGE):
        statut = PROPOSEE  # R01: nothing is sent to a Laep
    motifs = catalogue.motifs_for(type_.code)
    actions = catalogue.actions_for_family(type_.code, "CAF62")
    relance = day + timedelta(days=RELANCE_JOURS + rng.randrange(0, 15))
    echecs = [e.code for e in catalogue.entrees("orientation_motifs_non_aboutie")]
    return {
        "type": type_.code,
        "sous_type": rng.choice(type_.sous_types) if type_.sous_types else None,
        "motifs": json.dumps(rng.sample(motifs, min(len(motifs), rng.choice((1, 1, 2)))),
                             ensure_ascii=False),
        "attentes": plume.fill(rng.choice(ATTENTES), day) or None,
        "accord": _accord(rng, statut, anonyme),
        "statut": statut,
        "date": day.isoformat(),
        "relance_le": relance.isoformat() if statut in OUVERTS and not anonyme else None,
        "action_plan": actions[0].code if actions else None,
        "motif_non_aboutie": rng.choice(echecs) if statut == NON_ABOUTIE else None,
        "suite_donnee": rng.choice(SUITES_DONNEES) if statut == REALISEE else None,
    }  # fmt: skip


def _statut(rng: random.Random, recent: bool) -> str:
    if recent:
        return rng.choice((PROPOSEE, ACCEPTEE_FAMILLE, TRANSMISE, TRANSMISE, PRISE_EN_CHARGE))
    closed = (REALISEE, REALISEE, REALISEE, NON_ABOUTIE, NON_ABOUTIE, REFUSEE_FAMILLE)
    return rng.choice(closed)


def _accord(rng: random.Random, statut: str, anonyme: bool) -> str:
    """The agreement that led there: a refusal is a refusal, a proposal is information."""
    if statut == REFUSEE_FAMILLE:
        return REFUS
    if anonyme or statut == PROPOSEE:
        return INFORMATION
    return rng.choice((FICHE, FICHE, APPEL))
