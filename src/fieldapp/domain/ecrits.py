"""What the printed documents hold, and what of a family may stand on each of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Final

from fieldapp.domain.contact import EQUIPE, INSTITUTION
from fieldapp.domain.errors import KnownError, SaisieError
from fieldapp.domain.genogramme.dessin import Figure
from fieldapp.domain.orientation import (
    ACCORDS,
    APPEL,
    INFORMATION,
    REFUS,
    REGLE_ANONYME,
    REGLE_INFORMATION,
)

# Rules of the catalogue that forbid any sheet with a name on it, whatever the agreement.
SANS_NOM: Final = frozenset({REGLE_ANONYME, REGLE_INFORMATION})
ACCES_LIBRE: Final = "acces_libre_anonyme"
# Rules under which the service stands between the family and the structure.
PAR_LE_SERVICE: Final = frozenset({"contact_sur", "adresse_masquee"})

# Classes of confidentiality of a synthèse: what is printed on it, and the zones of notes that
# may enter it. `personnel` and `restreint` enter none.
CONFIDENTIALITES: Final[dict[str, str]] = {
    "EQUIPE": "Confidentiel – équipe",
    "INSTITUTION": "Confidentiel – institution",
}
_ZONES: Final[dict[str, frozenset[str]]] = {
    "EQUIPE": frozenset({EQUIPE, INSTITUTION}),
    "INSTITUTION": frozenset({INSTITUTION}),
}

PHRASES_LAEP: Final = (
    "C’est gratuit.",
    "Vous venez quand vous voulez, sans inscription.",
    "Personne ne vous demande votre nom.",
    "Vous restez avec votre enfant. Il a moins de 6 ans.",
    "Des professionnels sont là pour vous accueillir.",
)
PHRASES: Final = (
    "Vous décidez si vous y allez.",
    "Vous pouvez téléphoner avant.",
    "Nous n’avons rien dit de vous à ce lieu.",
)

CONFIDENTIALITE_FICHE: Final = "Confidentiel"
ADRESSE_MASQUEE: Final = "Adresse masquée"


# The chapter of a situation under which each need of the catalogue is read.
CHAPITRES: Final[dict[str, str]] = {
    "MOBILITE": "MOBILITE", "ISOLEMENT": "LIEN_SOCIAL", "CONFIANCE": "BIEN_ETRE",
    "PEUR_LIEU": "BIEN_ETRE", "EXPRESSION": "ACCES", "INSECURITE": "BIEN_ETRE",
    "DYNAMISME": "BIEN_ETRE", "RELATIONS": "BIEN_ETRE", "RECONSTRUCTION": "BIEN_ETRE",
    "INSERTION": "EMPLOI", "GARDE": "PARENTALITE", "ECRIT": "ACCES", "LANGUE": "ACCES",
    "NUMERIQUE": "ACCES", "BUDGET": "BUDGET", "LOGEMENT": "LOGEMENT", "DROITS": "BUDGET",
    "REPIT": "PARENTALITE", "HANDICAP_ENFANT": "PARENTALITE", "SCOLARITE": "PARENTALITE",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entete:
    """Who writes, to whom, on which day (YYYY-MM-DD): the letterhead and the foot of each page.

    `coordonnees` are the lines under the name of the unit (address, phone); `lieu` is the town
    that stands before the date; `reference` is the number of the file.
    """

    organisme: str
    unite: str = ""
    auteur: str = ""
    fonction: str = ""
    date: str = ""
    destinataire: str = ""
    confidentialite: str = ""
    imprime_par: str = ""
    reference: str = ""
    lieu: str = ""
    coordonnees: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Membre:
    """One person of the household: their place in it (« Enfant »), date of birth, age in words."""

    nom: str
    place: str = ""
    naissance: str = ""
    age: str = ""


@dataclass(frozen=True, slots=True)
class Suivi:
    """One period of accompagnement: what, from when to when, followed by whom."""

    libelle: str
    debut: str = ""
    fin: str = ""
    referent: str = ""
    motif_sortie: str = ""


@dataclass(frozen=True, slots=True)
class Echange:
    """One contact or step: its day, its nature, with whom, and what is noted of it."""

    date: str
    nature: str
    avec: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Besoin:
    """A need of one domain, with the day it was last noted."""

    domaine: str
    constat: str
    date: str = ""


@dataclass(frozen=True, slots=True)
class Orientee:
    """One orientation as a line of the synthèse: towards what, for whom, and what became of it."""

    date: str
    vers: str
    pour: str = ""
    etat: str = ""
    suite: str = ""


@dataclass(frozen=True, slots=True)
class Synthese:
    """A « synthèse de situation »: facts first, the worker's analysis and the family's view after.

    `adresse` holds the lines of the address, or `ADRESSE_MASQUEE` alone. Paragraphs of the long
    texts are parted by line breaks. `sources` says how the information was obtained.
    """

    entete: Entete
    famille: str
    objet: str = ""
    numero: str = ""
    adresse: tuple[str, ...] = ()
    telephone: str = ""
    langue: str = ""
    referent: str = ""
    composition: tuple[Membre, ...] = ()
    origine: str = ""
    suivis: tuple[Suivi, ...] = ()
    sources: str = ""
    echanges: tuple[Echange, ...] = ()
    besoins: tuple[Besoin, ...] = ()
    objectifs: tuple[str, ...] = ()
    orientations: tuple[Orientee, ...] = ()
    analyse: str = ""
    point_de_vue: str = ""
    suites: tuple[str, ...] = ()
    genogramme: Figure | None = None


@dataclass(frozen=True, slots=True)
class OptionsSynthese:
    """What is asked before a synthèse is printed; all of it may be left out.

    `confidentialite` is a key of `CONFIDENTIALITES`. The texts are the worker's own words for
    this recipient: they are printed, and not kept.
    """

    destinataire: str = "Responsable d’antenne"
    confidentialite: str = "EQUIPE"
    objet: str = ""
    origine: str = ""
    objectifs: tuple[str, ...] = ()
    analyse: str = ""
    point_de_vue: str = ""
    genogramme: bool = False


@dataclass(frozen=True, slots=True)
class Lieu:
    """The place that a family is sent to, as the directory describes it."""

    nom: str
    adresse: tuple[str, ...] = ()
    telephone: str = ""
    horaires: str = ""
    conditions: str = ""


@dataclass(frozen=True, slots=True)
class FicheLiaison:
    """The sheet that leaves for a structure: one person, and only what the family agreed to.

    `personne` is a first name alone for a child, whose parent is the `contact`; an adult is
    their own contact. `par_le_service`: no number is given, the structure passes through the
    service. `seulement_contact`: the family let the structure call, nothing more.
    """

    entete: Entete
    action: str
    personne: str
    age: str = ""
    enfant: bool = False
    contact: str = ""
    telephone: str = ""
    par_le_service: bool = False
    lieu: Lieu = field(default_factory=lambda: Lieu(""))
    relance: str = ""
    motifs: tuple[str, ...] = ()
    attentes: str = ""
    accord_le: str = ""
    seulement_contact: bool = False


@dataclass(frozen=True, slots=True)
class FicheFamille:
    """The sheet that the family takes home: a place, no name of anyone, short sentences."""

    entete: Entete
    titre: str
    lieu: Lieu
    phrases: tuple[str, ...] = ()


def printable_zones(confidentialite: str) -> frozenset[str]:
    """Return the zones of notes that a synthèse of this class may quote.

    Raises KnownError for a class that does not exist.
    """
    try:
        return _ZONES[confidentialite]
    except KeyError:
        raise KnownError(
            "Cette classe de confidentialité n’existe pas. Rien n’a été imprimé. "
            "Choisissez « équipe » ou « institution ».",
            champ="confidentialite",
        ) from None


def limit_to_accord(
    fiche: FicheLiaison, accord: str | None, regles: Collection[str] = (), contact_sur: bool = False
) -> FicheLiaison | FicheFamille:
    """Return what may be printed of a full sheet: the only way from a family to a structure.

    `regles` are the rules of the type of orientation in the catalogue; `contact_sur` says that
    someone of the household has a safe contact. Raises KnownError when nothing may be printed.
    """
    if accord not in ACCORDS:
        raise SaisieError("Il manque l’accord de la famille (champ 5).", champ="accord")
    if accord == REFUS:
        raise KnownError(
            "La famille a refusé : aucune fiche n’est imprimée. L’orientation est gardée comme "
            "information.",
            champ="accord",
        )
    if accord == INFORMATION or SANS_NOM & set(regles):
        return _family_sheet(fiche, regles)
    if contact_sur or not fiche.telephone or PAR_LE_SERVICE & set(regles):
        fiche = replace(fiche, telephone="", par_le_service=True)
    if accord == APPEL:
        fiche = replace(fiche, age="", motifs=(), attentes="", seulement_contact=True)
    return fiche


def _family_sheet(fiche: FicheLiaison, regles: Collection[str]) -> FicheFamille:
    """The place alone. The worker is not named either: at a Laep nobody is known by name."""
    entete = Entete(
        organisme=fiche.entete.organisme,
        unite=fiche.entete.unite,
        date=fiche.entete.date,
        coordonnees=fiche.entete.coordonnees,
    )
    lieu = fiche.lieu
    if ACCES_LIBRE in regles:
        return FicheFamille(entete, "Un lieu pour vous et votre enfant", lieu, PHRASES_LAEP)
    if PAR_LE_SERVICE & set(regles):
        # This paper may be found at home: no address, and nothing that says what the place does.
        lieu = replace(lieu, adresse=(), horaires="", conditions="")
    titre = "Une adresse pour vous" if lieu.adresse else "Un contact pour vous"
    return FicheFamille(entete, titre, lieu, PHRASES)


def ce_qui_sort(
    fiche: FicheLiaison | FicheFamille | None,
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return « ce qui sort » and « ce qui reste », read off the very sheet that is printed.

    None stands for no sheet at all: a refusal, or an agreement not given yet.
    """
    notes = "Notes du fil et besoins"
    if fiche is None:
        return ("Rien",), ("Tous les noms", "Adresse et numéros", notes)
    if isinstance(fiche, FicheFamille):
        shown = "l’adresse et les horaires" if fiche.lieu.adresse else "le téléphone"
        return (
            ("Rien vers la structure", f"Pour la famille : {shown} du lieu"),
            ("Tous les noms", "Adresse et numéros de la famille", notes),
        )
    return _leaving(fiche), _staying(fiche, notes)


def _leaving(fiche: FicheLiaison) -> tuple[str, ...]:
    what = "Prénom" if fiche.enfant else "Nom"
    found = [f"{what}{' et âge' if fiche.age else ''} de {fiche.personne}"]
    if fiche.contact:
        seul = "" if fiche.telephone else " seulement"
        found.append(f"Nom de {fiche.contact}{seul}")
    if fiche.telephone:
        found.append(f"Téléphone de {fiche.contact or fiche.personne}")
    parts = [
        *(["motifs"] if fiche.motifs else []),
        *(["attentes"] if fiche.attentes.strip() else []),
        *(["date de relance"] if fiche.relance else []),
    ]
    if parts:
        found.append(", ".join(parts).capitalize())
    if fiche.entete.auteur:
        found.append("Votre nom et votre service")
    return tuple(found)


def _staying(fiche: FicheLiaison, notes: str) -> tuple[str, ...]:
    kept = ["Adresse" if fiche.telephone else "Adresse et numéros"]
    if fiche.seulement_contact:
        kept.append("Motifs et attentes")
    return (*kept, notes, "Les autres membres du foyer")
