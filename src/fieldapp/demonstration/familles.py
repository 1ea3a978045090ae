"""One fictional family after another: who they are, why they came, what was done since."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

from fieldapp.demonstration.fil import make_contacts, weighted, workday
from fieldapp.demonstration.modele import Champs, Famille, Membre
from fieldapp.demonstration.noms import AILLEURS, BASSIN, COMPLEMENTS, LANGUES, PLAGES, RUES
from fieldapp.demonstration.parcours import make_orientations
from fieldapp.demonstration.personnes import make_membres
from fieldapp.demonstration.phrases import Plume
from fieldapp.demonstration.vie import make_vie
from fieldapp.domain.catalogue import Catalogue
from fieldapp.domain.foyer import ENFANT, household_name
from fieldapp.domain.orientation import SUIVANTS
from fieldapp.services.communes import get_commune

ORGANISME = "CAF62"
UNITE = "62-ADS-LENS"
# Two years of past, as the active base keeps (L07).
PASSE_JOURS = 730

_DOMAINES = {
    "SEPARATION": "PARENTALITE", "PARENT_SEUL": "INSERTION", "IMPAYE": "LOGEMENT",
    "NON_DECENCE": "LOGEMENT", "SURPEUPLEMENT": "LOGEMENT", "ARRIVEE_ENFANT": "PARENTALITE",
    "HANDICAP_ENFANT": "HANDICAP", "DECES_CONJOINT": "PARENTALITE", "VACANCES": "PARENTALITE",
    "DEMANDE_SPONTANEE": "ACCES_DROITS", "PARTENAIRE": "PARENTALITE",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lieu:
    """Where a family lives, and which antenne follows it."""

    unite: str
    proches: tuple[str, ...]
    autres: tuple[str, ...]


LENS = Lieu(UNITE, BASSIN, AILLEURS)


@dataclass(frozen=True, slots=True)
class Decor:
    """What every family is made with: the catalogue, the directory, the seed, the day."""

    catalogue: Catalogue
    annuaire: tuple[Champs, ...]
    seed: int
    jour: date


def make_famille(decor: Decor, rang: int, lieu: Lieu = LENS) -> Famille:
    """Return family number `rang`: the same for a seed and a place, however many are made."""
    rng = random.Random(f"{decor.seed}:{rang}")
    membres = make_membres(rng, decor.jour)
    enfants = [str(m.champs["prenom"]) for m in membres if m.role == ENFANT]
    offre = _offre(rng, decor.jour, membres)
    violence = rng.random() < 0.04
    ouvert = decor.jour - timedelta(days=rng.randrange(15, PASSE_JOURS))
    foyer = make_foyer(rng, rang, membres, violence, ouvert, lieu)
    lieux = [str(foyer["commune"]), "Lens", "Arras"]
    plume = Plume(rng, membres[0].champs["civilite"] == "MME", enfants, lieux, offre)
    suivis, fin = _suivis(rng, decor, offre, ouvert)
    contacts = make_contacts(rng, decor.jour, plume, offre, ouvert, fin, violence)
    orientations = make_orientations(
        rng, decor.catalogue, decor.annuaire, decor.jour, plume, membres, offre, violence, ouvert,
        # The first families go through every state, so that a small demonstration shows them all.
        list(SUIVANTS)[rang % len(SUIVANTS)] if 0 < rang <= 2 * len(SUIVANTS) else None,
    )  # fmt: skip
    safe = _contact_sur(rng, membres, violence)
    vie = make_vie(decor.seed, rang, decor.jour, foyer, membres, offre)
    return Famille(rang, foyer, membres, safe, suivis, contacts, orientations, vie)


def _offre(rng: random.Random, jour: date, membres: tuple[Membre, ...]) -> str:
    """Why the family came, which its composition must allow."""
    enfants = [m for m in membres if m.role == ENFANT]
    seul = not any(m.role == "CONJOINT" for m in membres)
    weights = [("DEMANDE_SPONTANEE", 16), ("IMPAYE", 18), ("NON_DECENCE", 7)]
    if enfants:
        weights += [("PARTENAIRE", 7), ("VACANCES", 5), ("HANDICAP_ENFANT", 8)]
        if seul:
            weights += [("SEPARATION", 24), ("PARENT_SEUL", 16), ("DECES_CONJOINT", 4)]
        if max(m.annee for m in enfants) >= jour.year - 1:
            weights.append(("ARRIVEE_ENFANT", 20))
        if len(membres) > 4:
            weights.append(("SURPEUPLEMENT", 9))
    return weighted(rng, tuple(weights))


def make_foyer(
    rng: random.Random,
    rang: int,
    membres: tuple[Membre, ...],
    violence: bool,
    ouvert: date,
    lieu: Lieu = LENS,
) -> Champs:
    """Return the columns of a household, at home near its antenne four times out of five."""
    near = rng.random() < 0.8
    commune = get_commune(rng.choice(lieu.proches if near else lieu.autres))
    assert commune is not None
    langue = rng.choice(LANGUES) if rng.random() < 0.05 else None
    # One number each: 4182307 belongs to the family of the main job.
    numero = f"{2_000_000 + (rang * 9_973) % 2_000_000:07d}"
    return {
        "organisme": ORGANISME,
        "unite": lieu.unite,
        "nom": household_name([str(m.champs["nom"]) for m in membres if m.role != ENFANT]),
        "numero": numero if rng.random() < 0.93 else None,
        "adresse": f"{rng.randrange(1, 140)} {rng.choice(RUES)}",
        "complement": rng.choice(COMPLEMENTS) if rng.random() < 0.2 else None,
        "code_postal": commune.codes_postaux[0],
        "commune": commune.nom,
        "code_insee": commune.code_insee,
        "langue": langue,
        "interprete": 1 if langue and rng.random() < 0.7 else 0,
        "ecrit_difficile": 1 if rng.random() < 0.06 else 0,
        "violence": 1 if violence else 0,
        "notice": weighted(rng, (("ORAL", 5), ("PAPIER", 3), ("PLUS_TARD", 1))),
        "ouvert_le": ouvert.isoformat(),
    }


def _contact_sur(
    rng: random.Random, membres: tuple[Membre, ...], violence: bool
) -> Champs | None:  # fmt: skip
    if not violence:
        return None
    return {
        "telephone": membres[0].champs["telephone"],
        "plages": rng.choice(PLAGES),
        "message_possible": 0,
    }


def _suivis(
    rng: random.Random, decor: Decor, offre: str, ouvert: date
) -> tuple[tuple[Champs, ...], date | None]:
    """Return the follow-ups and the day when the last one ended, None while one is open."""
    if rng.random() < 0.08:
        return (), None
    suivi: Champs = {
        "niveau": "SOCIAL" if rng.random() < 0.62 else "PONCTUEL",
        "domaine": _DOMAINES[offre],
        "offre": offre,
        "debut": ouvert.isoformat(),
    }
    age = (decor.jour - ouvert).days
    if age < 200 or rng.random() > 0.25:
        return (suivi,), None
    fin = workday(ouvert + timedelta(days=rng.randrange(90, age - 30)))
    motifs = [entree.code for entree in decor.catalogue.entrees("motifs_sortie")][:7]
    return ({**suivi, "fin": fin.isoformat(), "motif_sortie": rng.choice(motifs)},), fin
