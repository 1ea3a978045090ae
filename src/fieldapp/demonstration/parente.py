"""Who is whose in the demonstration: three generations, twins, an adopted child, a shared one."""

from __future__ import annotations

from datetime import date, timedelta

from fieldapp.demonstration.figures import JUMEAUX, MERE, PERE, find_figure, people_of
from fieldapp.demonstration.principale import main_family
from fieldapp.domain.foyer import AUTRE, CONJOINT, ENFANT, SaisiePersonne
from fieldapp.domain.journal import Valeur
from fieldapp.domain.lien import (
    COUPLE,
    MARIAGE,
    PARENT,
    PARENT_ADOPTIF,
    SEPARATION,
    UNION_LIBRE,
    VEUVAGE,
    Lien,
    SaisieLien,
)
from fieldapp.domain.lien import JUMEAUX as JUMEAU
from fieldapp.services import appartenances, foyers, liens, personnes
from fieldapp.services.session import Session

SEPARES_JOURS = 425
ENSEMBLE_JOURS = 5_100
DECES = "2019-04-02"


def note_kin(session: Session, jour: date) -> None:
    """Note three generations and two households, as a worker does over some visits."""
    foyer_id = main_family(session)
    parted = (jour - timedelta(days=SEPARES_JOURS)).isoformat()
    met = (jour - timedelta(days=ENSEMBLE_JOURS)).isoformat()
    people = {m.personne.prenom: m for m in foyers.get_dossier(session, foyer_id).membres}
    aurelie = people["Aurélie"].personne.id
    julien = _add(session, foyer_id, "Hennebelle", "Julien", "M", "1988-02-17", CONJOINT)
    gerard = _add(session, foyer_id, "Delattre", "Gérard", "M", "1960-09-03", AUTRE)
    monique = _add(session, foyer_id, "Delattre", "Monique", "MME", "1965-01-21", AUTRE)
    personnes.update_personne(session, gerard, {"deces": DECES})
    stays = {m.personne.id: m for m in foyers.get_dossier(session, foyer_id).membres}
    changed: tuple[tuple[str, dict[str, Valeur]], ...] = (
        (julien, {"debut": met, "fin": parted}),
        (monique, {"part": 0, "precision": "garde le mercredi"}),
        (people["Hugo"].personne.id, {"part": 50, "semaines": "IMPAIRES"}),
        (people["Léa"].personne.id, {"precision": "collège, 6e"}),
    )
    for personne_id, changes in changed:
        appartenances.update_appartenance(session, stays[personne_id].appartenance_id, changes)
    _link(session, foyer_id, SaisieLien(COUPLE, monique, gerard, VEUVAGE, fin=DECES))
    for parent in (gerard, monique):
        _link(session, foyer_id, SaisieLien(PARENT, aurelie, parent))
    couple = _link(session, foyer_id, SaisieLien(COUPLE, julien, aurelie, UNION_LIBRE, met))
    liens.end_couple(session, couple.id, parted, SEPARATION)


def _add(
    session: Session,
    foyer_id: str,
    nom: str,
    prenom: str,
    civilite: str,
    naissance: str,
    role: str,
) -> str:
    saisie = SaisiePersonne(nom, prenom, civilite=civilite, naissance=naissance, role=role)
    return personnes.add_personne(session, foyer_id, saisie).id


def _link(session: Session, foyer_id: str, saisie: SaisieLien) -> Lien:
    return liens.add_lien(session, foyer_id, saisie)


def note_figures_kin(session: Session) -> None:
    """Note a couple of women, their twins of an unknown father, an adopted child; and a girl who
    lives one week out of two in each of two households."""
    foyer_id = find_figure(session, JUMEAUX)
    who = people_of(session, foyer_id)
    for child in ("Tom", "Lou"):
        _link(session, foyer_id, SaisieLien(PARENT, who[child], who["Delphine"]))
        _link(session, foyer_id, SaisieLien(PARENT, who[child], inconnu="M"))
    _link(session, foyer_id, SaisieLien(JUMEAU, who["Tom"], who["Lou"]))
    _link(session, foyer_id, SaisieLien(COUPLE, who["Delphine"], who["Sophie"], MARIAGE))
    for mother in ("Delphine", "Sophie"):
        _link(session, foyer_id, SaisieLien(PARENT_ADOPTIF, who["Noé"], who[mother]))
    mere, pere = find_figure(session, MERE), find_figure(session, PERE)
    ines = people_of(session, mere)["Inès"]
    stay = next(m for m in foyers.get_dossier(session, mere).membres if m.personne.id == ines)
    appartenances.update_appartenance(
        session, stay.appartenance_id, {"part": 50, "semaines": "IMPAIRES"}
    )
    half: dict[str, Valeur] = {"role": ENFANT, "part": 50, "semaines": "PAIRES"}
    appartenances.join_foyer(session, pere, ines, half)
