"""Families that are always the same beside the main one: each shows what chance seldom makes."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from fieldapp.db import foyers
from fieldapp.demonstration.ecriture import write_familles
from fieldapp.demonstration.familles import ORGANISME, UNITE
from fieldapp.demonstration.fil import workday
from fieldapp.demonstration.modele import Champs, Evenement, Fait, Famille, Membre
from fieldapp.domain.adresse import HEBERGEMENT, PRINCIPALE
from fieldapp.domain.coordonnee import COURRIEL, FIXE, TELEPHONE, usage_of
from fieldapp.domain.errors import BugError
from fieldapp.domain.foyer import CONJOINT, DEMANDEUR, ENFANT
from fieldapp.domain.situation import RSA
from fieldapp.services.communes import get_commune
from fieldapp.services.session import Session

# Their numbers begin where those of the other families end.
JUMEAUX, MERE, PERE = "4182311", "4182312", "4182313"
SEMBLABLE, SEMBLABLE_BIS = "4182314", "4182315"
REUNI, REUNI_BIS = "4182316", "4182317"
SEPARE, SEPARE_BIS = "4182318", "4182319"
HOMONYME, HOMONYME_BIS = "4182320", "4182321"
ECHU, PROCHE = "4182322", "4182323"

# Last name, first name, title, age in days, place in the household, maiden name.
Personne = tuple[str, str, str, int, str, str | None]


@dataclass(frozen=True, slots=True)
class Figure:
    """One of these families: number, name, town, street, days since it opened, people, notes.

    A note is days ago, nature, minutes, words. `plus` are columns of the household. `clos` is how
    many days ago the follow-up ended, 0 while it goes on.
    """

    numero: str
    nom: str
    commune: str
    adresse: str
    ouvert: int
    personnes: tuple[Personne, ...]
    notes: tuple[tuple[int, str, int, str], ...]
    plus: Champs = field(default_factory=dict)
    clos: int = 0


_FIGURES: Final = (
    Figure(
        JUMEAUX, "Wattiez – Brasseur", "62510", "8 rue du Marais", 330,
        (("Wattiez", "Delphine", "MME", 13_050, DEMANDEUR, None),
         ("Brasseur", "Sophie", "MME", 13_900, CONJOINT, "Lecocq"),
         ("Wattiez", "Tom", "M", 2_600, ENFANT, None),
         ("Wattiez", "Lou", "MME", 2_600, ENFANT, None),
         ("Wattiez", "Noé", "M", 1_500, ENFANT, None)),
        ((330, "RDV_BUREAU", 50, "Mesdames demandent un soutien pour l’accueil de Noé."),
         (60, "VAD", 60, "Visite à la maison. Les jumeaux aident volontiers Noé."),
         (12, "TEL_SORTANT", 10, "Point sur les séjours d’été. Elles choisissent en famille.")),
        {"langue": "polonais", "interprete": 1, "ecrit_difficile": 1},
    ),
    Figure(
        MERE, "Caron", "62771", "31 rue Émile-Zola", 200,
        (("Caron", "Élodie", "MME", 11_700, DEMANDEUR, None),
         ("Dhaene", "Inès", "MME", 2_900, ENFANT, None)),
        ((200, "ACCUEIL", 20, "Madame vient d’emménager. Inès vit une semaine sur deux ici."),
         (21, "RDV_BUREAU", 45, "Budget repris ensemble après le déménagement.")),
        {"autre_numero": "CD62-20418", "autre_systeme": "DEPARTEMENT"},
    ),
    Figure(
        PERE, "Dhaene", "62498", "5 rue des Lilas", 150,
        (("Dhaene", "Mathieu", "M", 12_300, DEMANDEUR, None),),
        ((150, "TEL_ENTRANT", 15, "Monsieur demande un lit pour Inès, une semaine sur deux."),),
    ),
    Figure(
        SEMBLABLE, "Lefèvre", "62427", "12 rue de la Gare", 260,
        (("Lefèvre", "Marie-Ange", "MME", 14_200, DEMANDEUR, "Carlier"),
         ("Lefèvre", "Enzo", "M", 3_700, ENFANT, None)),
        ((260, "RDV_BUREAU", 40, "Impayé de deux mois. Plan avec le bailleur."),
         (34, "TEL_ENTRANT", 10, "Le plan est tenu. Madame est soulagée.")),
    ),
    Figure(
        SEMBLABLE_BIS, "Carlier", "62427", "12 rue de la Gare", 9,
        (("Carlier", "Marie Ange", "MME", 14_200, DEMANDEUR, None),),
        ((9, "PERMANENCE", 20, "Question sur la prime d’activité, à la permanence."),),
    ),
    Figure(
        REUNI, "Mercier", "62065", "3 rue Pasteur", 300,
        (("Mercier", "Sabrina", "MME", 10_950, DEMANDEUR, None),
         ("Mercier", "Lina", "MME", 1_100, ENFANT, None)),
        ((300, "RDV_BUREAU", 45, "Première rencontre. Lina entre à la crèche en mars."),
         (75, "VAD", 55, "Lina est bien accueillie. Madame cherche un emploi de jour.")),
    ),
    Figure(
        REUNI_BIS, "Mercier", "62065", "3 rue Pasteur", 40,
        (("Mercier", "Sabrina", "MME", 10_950, DEMANDEUR, None),),
        ((40, "PERMANENCE", 15, "Madame passe pour un courrier. Il est lu ensemble."),),
    ),
    Figure(
        SEPARE, "Bocquet", "62528", "17 cité des Fleurs", 220,
        (("Bocquet", "Kévin", "M", 10_400, DEMANDEUR, None),),
        ((220, "TEL_ENTRANT", 10, "Monsieur demande comment joindre le bailleur."),),
    ),
    Figure(
        SEPARE_BIS, "Bocquet", "62186", "44 rue Victor-Hugo", 90,
        (("Bocquet", "Kévin", "M", 10_391, DEMANDEUR, None),),
        ((90, "RDV_BUREAU", 40, "Aide au permis demandée. La mission locale est présentée."),),
    ),
    Figure(
        HOMONYME, "Vasseur", "62570", "2 place de l’Église", 400,
        (("Vasseur", "Nathalie", "MME", 17_300, DEMANDEUR, None),),
        ((400, "RDV_BUREAU", 45, "Madame souhaite partir une semaine avec son fils."),
         (95, "TEL_SORTANT", 10, "Le départ est confirmé pour l’été.")),
    ),
    Figure(
        HOMONYME_BIS, "Vasseur", "62119", "60 rue Jean-Jaurès", 25,
        (("Vasseur", "Nathalie", "MME", 17_318, DEMANDEUR, None),),
        ((25, "COURRIEL_SMS", 5, "Madame demande la liste des lieux d’accueil du quartier."),),
    ),
    Figure(
        ECHU, "Mahieu", "62510", "4 rue du Stade", 1_190,
        (("Mahieu", "Odile", "MME", 21_400, DEMANDEUR, None),),
        ((1_190, "RDV_BUREAU", 45, "Madame demande un répit\u00a0: elle s’occupe de sa mère."),
         (800, "TEL_SORTANT", 10, "Le relais est trouvé. Madame n’a plus besoin de nous.")),
        clos=800,
    ),
    Figure(
        PROCHE, "Bouzid", "62321", "21 rue des Mineurs", 1_000,
        (("Bouzid", "Nora", "MME", 12_100, DEMANDEUR, None),
         ("Bouzid", "Sami", "M", 3_300, ENFANT, None)),
        ((1_000, "PERMANENCE", 25, "Madame cherche un accueil pour Sami après l’école."),
         (705, "TEL_ENTRANT", 10, "Sami a sa place au périscolaire. Le suivi s’arrête là.")),
        clos=705,
    ),
)  # fmt: skip


def write_figures(session: Session, jour: date) -> None:
    """Write these families, followed by the agent of the session."""
    familles = (_famille(figure, rank, jour) for rank, figure in enumerate(_FIGURES))
    write_familles(session, familles, (), (), lambda _done: None)


def find_figure(session: Session, numero: str) -> str:
    """Return the id of one of these families."""
    found = foyers.foyer_with_number(session.store, ORGANISME, numero)
    if found is None:
        raise BugError("a family of the demonstration is not there")
    return found


def figure_ids(session: Session) -> frozenset[str]:
    """Return the ids of these families: some bear one name, which would leave to chance which of
    them an act by order of name falls on."""
    found = (foyers.foyer_with_number(session.store, ORGANISME, f.numero) for f in _FIGURES)
    return frozenset(one for one in found if one is not None)


def people_of(session: Session, foyer_id: str) -> dict[str, str]:
    """Return the ids of the people of a family by first name."""
    return {m.personne.prenom: m.personne.id for m in foyers.list_membres(session.store, foyer_id)}


def _famille(figure: Figure, rank: int, jour: date) -> Famille:
    commune = get_commune(figure.commune)
    assert commune is not None
    ouvert = workday(jour - timedelta(days=figure.ouvert)).isoformat()
    foyer: Champs = {
        "organisme": ORGANISME, "unite": UNITE, "nom": figure.nom, "numero": figure.numero,
        "adresse": figure.adresse, "code_postal": commune.codes_postaux[0],
        "commune": commune.nom, "code_insee": commune.code_insee, "interprete": 0,
        "ecrit_difficile": 0, "violence": 0, "notice": "ORAL", "ouvert_le": ouvert, **figure.plus,
    }  # fmt: skip
    membres = tuple(_membre(jour, *one, rank=rank) for one in figure.personnes)
    suivi: Champs = {"niveau": "SOCIAL", "domaine": "PARENTALITE", "debut": ouvert}
    if figure.clos:
        fin = workday(jour - timedelta(days=figure.clos)).isoformat()
        suivi |= {"fin": fin, "motif_sortie": "OBJECTIFS"}
    notes = tuple(_note(jour, *one) for one in figure.notes)
    vie = _vie(figure, foyer, membres, jour)
    return Famille(rank, foyer, membres, None, (suivi,), notes, (), vie)


def _membre(
    jour: date, nom: str, prenom: str, civilite: str, age: int, role: str,
    naissance: str | None, *, rank: int,
) -> Membre:  # fmt: skip
    champs: Champs = {
        "nom": nom, "prenom": prenom, "civilite": civilite, "nom_naissance": naissance,
        "naissance": (jour - timedelta(days=age)).isoformat(),
        "telephone": f"+3363998{9_700 + rank:04d}" if role == DEMANDEUR else None,
        "courriel": None,
    }  # fmt: skip
    return Membre(champs, role)


def _note(jour: date, ago: int, nature: str, minutes: int, note: str) -> Evenement:
    day = workday(jour - timedelta(days=ago)).isoformat()
    champs: Champs = {
        "nature": nature, "issue": "ECHANGE", "moment": f"{day}T10:15", "duree_min": minutes,
        "note": note, "besoins": json.dumps(["BUDGET"]) if "udget" in note else None,
        "zone": "equipe",
    }  # fmt: skip
    return Evenement(champs, 0)


def _vie(
    figure: Figure, foyer: Champs, membres: tuple[Membre, ...], jour: date
) -> tuple[Fait, ...]:  # fmt: skip
    """A couple that shares a phone and an e-mail; a mother who moved twice."""
    if figure.numero == JUMEAUX:
        shared = str(membres[0].champs["telephone"])
        membres[0].champs["telephone"] = None
        return (
            Fait("coordonnee", {"genre": TELEPHONE, "valeur": shared, "usage": usage_of(shared),
                                "preferee": 1}, (0, 1)),
            Fait("coordonnee", {"genre": TELEPHONE, "valeur": "+33353019700", "usage": FIXE,
                                "precision": "le soir", "preferee": 0}),
            Fait("coordonnee", {"genre": COURRIEL, "valeur": "wattiez.brasseur@example.org",
                                "preferee": 0}, (0, 1)),
        )  # fmt: skip
    if figure.numero != MERE:
        return ()
    moved = [(jour - timedelta(days=days)).isoformat() for days in (2_400, 900, 210)]
    foyer["adresse_depuis"] = moved[2]
    lens = {"code_postal": "62300", "commune": "Lens", "code_insee": "62498"}
    arras = {"code_postal": "62000", "commune": "Arras", "code_insee": "62041"}
    return (
        Fait("adresse", {"genre": PRINCIPALE, "adresse": "9 rue du Puits", **lens,
                         "debut": moved[0], "fin": moved[1]}),
        Fait("adresse", {"genre": PRINCIPALE, "adresse": "27 rue des Rosati", **arras,
                         "debut": moved[1], "fin": moved[2]}),
        Fait("adresse", {"genre": HEBERGEMENT, "adresse": "1 rue du Moulin", **lens,
                         "precision": "chez sa mère, en dépannage", "debut": moved[2]}),
        Fait("situation", {"code": RSA, "debut": moved[2]}),
    )  # fmt: skip


def extra_families() -> int:
    """How many files stand beside the families asked for.

    One of these is united to another; a family came from Arras, and one was met at the mairie.
    """
    return len(_FIGURES) - 1 + 2
