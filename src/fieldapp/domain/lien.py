"""Links between the people of a file: kinship and couples, and the rules that keep them sound."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from fieldapp.domain.dates import age_en_annees
from fieldapp.domain.errors import KnownError, SaisieError
from fieldapp.domain.foyer import Personne

PARENT, PARENT_ADOPTIF, PARENT_ACCUEIL = "PARENT", "PARENT_ADOPTIF", "PARENT_ACCUEIL"
COUPLE, FRATRIE, JUMEAUX = "COUPLE", "FRATRIE", "JUMEAUX"
# In a parent link the first person is the parent and the other the child; the others are mutual.
GENRES: Final = {
    PARENT: "est parent de",
    PARENT_ADOPTIF: "est parent adoptif de",
    PARENT_ACCUEIL: "accueille, au titre de la protection de l’enfance,",
    COUPLE: "est ou a été en couple avec",
    FRATRIE: "est frère ou sœur de",
    JUMEAUX: "est jumeau ou jumelle de",
}
PARENTS: Final = frozenset({PARENT, PARENT_ADOPTIF, PARENT_ACCUEIL})

UNION_LIBRE, MARIAGE, PACS = "UNION_LIBRE", "MARIAGE", "PACS"
SEPARATION, DIVORCE, VEUVAGE = "SEPARATION", "DIVORCE", "VEUVAGE"
ETATS: Final = {
    UNION_LIBRE: "union libre",
    MARIAGE: "mariage",
    PACS: "Pacs",
    SEPARATION: "séparation",
    DIVORCE: "divorce",
    VEUVAGE: "veuvage",
}
FINIS: Final = frozenset({SEPARATION, DIVORCE, VEUVAGE})

# The rhythm of a shared time: what is said of it here, and of the rest of it, elsewhere.
RYTHMES: Final = {
    "PAIRES": ("semaines paires", "semaines impaires"),
    "IMPAIRES": ("semaines impaires", "semaines paires"),
    "WEEKENDS": ("week-ends", "en semaine"),
    "SEMAINE": ("en semaine", "week-ends"),
    "VACANCES": ("vacances", "hors vacances"),
    "HORS_VACANCES": ("hors vacances", "vacances"),
}
# Who an unknown parent is: nothing but man, woman, or not even that.
INCONNUS: Final = {"M": "Père inconnu", "MME": "Mère inconnue", "X": "Parent inconnu"}
MAX_PARENTS: Final = 2
# A child may be born so many days after its father died.
GROSSESSE_JOURS: Final = 300
AGE_PARENT_MIN: Final = 12


@dataclass(frozen=True, slots=True)
class SaisieLien:
    """What is typed about a link. Dates are ISO texts; `etat` is for couples only.

    `personne_id` is left out for a parent who is not known: `inconnu` then says which.
    """

    genre: str
    autre_id: str
    personne_id: str | None = None
    etat: str | None = None
    debut: str | None = None
    fin: str | None = None
    inconnu: str | None = None


@dataclass(frozen=True, slots=True)
class Lien:
    """A link as stored, or deduced from the places in the household (`deduit`, never stored)."""

    id: str
    foyer_id: str
    personne_id: str | None
    autre_id: str
    genre: str
    etat: str | None = None
    debut: str | None = None
    fin: str | None = None
    inconnu: str | None = None
    deduit: bool = False

    @property
    def en_cours(self) -> bool:
        """Whether a couple still stands."""
        return self.fin is None and self.etat not in FINIS

    def joint(self, one: str, other: str) -> bool:
        """Whether the link joins these two people, in either order."""
        return {self.personne_id, self.autre_id} == {one, other}


@dataclass(frozen=True, slots=True)
class Remarque:
    """Something odd about a link that is allowed all the same."""

    code: str
    texte: str


def parents_of(personne_id: str, liens: Iterable[Lien]) -> tuple[str, ...]:
    """Return the known parents of a person, in the order of the links."""
    found = (
        lien.personne_id
        for lien in liens
        if lien.genre in PARENTS and lien.autre_id == personne_id and lien.personne_id
    )
    return tuple(dict.fromkeys(found))


def children_of(personne_id: str, liens: Iterable[Lien]) -> tuple[str, ...]:
    """Return the children of a person, in the order of the links."""
    found = (
        lien.autre_id for lien in liens if lien.genre in PARENTS and lien.personne_id == personne_id
    )
    return tuple(dict.fromkeys(found))


def ancestors(personne_id: str, liens: Sequence[Lien]) -> frozenset[str]:
    """Return everyone above a person; ends even on links that go round in a circle."""
    found: set[str] = set()
    waiting = [personne_id]
    while waiting:
        for parent in parents_of(waiting.pop(), liens):
            if parent not in found:
                found.add(parent)
                waiting.append(parent)
    return frozenset(found)


def check_lien(
    saisie: SaisieLien,
    liens: Sequence[Lien],
    personnes: Mapping[str, Personne],
    jour: date,
    lien_id: str | None = None,
) -> tuple[Remarque, ...]:
    """Check a link against those recorded (`lien_id` is the one being changed).

    Returns what is odd but allowed. Raises KnownError, with the field at fault, for what cannot
    be: an unknown person or code, oneself, one's own ancestor, a third parent, the same link
    twice, two couples of the same people over one period, dates in the wrong order.
    """
    others = [lien for lien in liens if lien.id != lien_id and not lien.deduit]
    _check_codes(saisie)
    _check_people(saisie, personnes)
    _check_dates(saisie, jour)
    if saisie.genre == COUPLE:
        _check_couple(saisie, others)
    elif saisie.genre in PARENTS:
        _check_parent(saisie, others, personnes)
    else:
        _check_siblings(saisie, others)
    return remarques(saisie, personnes)


def remarques(saisie: SaisieLien, personnes: Mapping[str, Personne]) -> tuple[Remarque, ...]:
    """Return what is odd about a link: a parent younger than the child, a widow of the living."""
    one = personnes.get(saisie.personne_id or "")
    other = personnes.get(saisie.autre_id)
    if one is None or other is None:
        return ()
    if saisie.genre in (PARENT, PARENT_ADOPTIF) and one.naissance and other.naissance:
        if one.naissance >= other.naissance:
            return (
                Remarque(
                    "PARENT_PLUS_JEUNE",
                    f"{_name(one)} est plus jeune que {_name(other)}. Vérifiez les dates de "
                    "naissance et le sens du lien.",
                ),
            )
        if age_en_annees(one.naissance, other.naissance) < AGE_PARENT_MIN:
            return (
                Remarque(
                    "PARENT_TRES_JEUNE",
                    f"{_name(one)} avait moins de {AGE_PARENT_MIN} ans à la naissance de "
                    f"{_name(other)}. Vérifiez les dates de naissance.",
                ),
            )
    if saisie.genre == PARENT and one.deces and other.naissance:
        born = date.fromisoformat(other.naissance)
        if date.fromisoformat(one.deces) < born - timedelta(days=GROSSESSE_JOURS):
            return (
                Remarque(
                    "PARENT_DECEDE",
                    f"{_name(one)} est décédé(e) avant la naissance de {_name(other)}. Vérifiez "
                    "les dates.",
                ),
            )
    if saisie.etat == VEUVAGE and one.deces is None and other.deces is None:
        return (
            Remarque(
                "VEUVAGE_SANS_DECES",
                "Aucune des deux personnes n’a de date de décès. Complétez-la dans sa fiche.",
            ),
        )
    return ()


def _check_codes(saisie: SaisieLien) -> None:
    if saisie.genre not in GENRES:
        raise SaisieError("Il manque la relation.", champ="genre")
    if saisie.genre == COUPLE:
        if saisie.etat is not None and saisie.etat not in ETATS:
            raise KnownError("Cet état n’existe pas pour un couple. Choisissez-en un.", "etat")
    elif saisie.etat is not None:
        raise KnownError("Seul un couple a un état. Laissez ce champ vide.", "etat")
    if saisie.inconnu is not None and saisie.inconnu not in INCONNUS:
        raise KnownError(
            "Ce parent inconnu n’est pas prévu. Choisissez père, mère ou parent inconnu.",
            "personne_id",
        )


def _check_people(saisie: SaisieLien, personnes: Mapping[str, Personne]) -> None:
    if saisie.autre_id not in personnes:
        raise SaisieError(
            "Il manque la personne, ou elle ne fait pas partie de ce dossier.",
            "Choisissez une personne du dossier.",
            champ="autre_id",
        )
    if saisie.personne_id is None:
        if saisie.genre != PARENT or saisie.inconnu is None:
            raise SaisieError("Il manque l’autre personne.", champ="personne_id")
        return
    if saisie.inconnu is not None:
        raise KnownError("Un parent est connu ou inconnu, pas les deux.", "personne_id")
    if saisie.personne_id not in personnes:
        raise KnownError(
            "Cette personne ne fait pas partie de ce dossier. Ajoutez-la d’abord au foyer, même "
            "si elle vit ailleurs.",
            "personne_id",
        )
    if saisie.personne_id == saisie.autre_id:
        raise KnownError(
            "Un lien unit deux personnes différentes. Choisissez l’autre personne.", "autre_id"
        )


def _check_dates(saisie: SaisieLien, jour: date) -> None:
    for champ, value in (("debut", saisie.debut), ("fin", saisie.fin)):
        if value is not None and value > jour.isoformat():
            raise SaisieError("Cette date est dans l’avenir.", "Vérifiez l’année.", champ=champ)
    if saisie.debut and saisie.fin and saisie.fin < saisie.debut:
        raise SaisieError(
            "La fin est avant le début.", "Corrigez l’une des deux dates.", champ="fin"
        )


def _check_couple(saisie: SaisieLien, others: Sequence[Lien]) -> None:
    one, other = str(saisie.personne_id), saisie.autre_id
    if one in ancestors(other, others) or other in ancestors(one, others):
        raise KnownError(
            "Ces deux personnes sont déjà parent et enfant, ou l’une descend de l’autre. Rien n’a "
            "changé. Corrigez d’abord ce lien-là.",
            "autre_id",
        )
    for lien in others:
        if lien.genre != COUPLE or not lien.joint(one, other):
            continue
        starts_after = saisie.debut is not None and lien.fin is not None and saisie.debut > lien.fin
        ends_before = saisie.fin is not None and lien.debut is not None and saisie.fin < lien.debut
        if not starts_after and not ends_before:
            raise KnownError(
                "Un lien de couple entre ces deux personnes existe déjà pour cette période. Rien "
                "n’a changé. Modifiez-le, ou donnez des dates qui ne se chevauchent pas.",
                "autre_id" if saisie.debut is None else "debut",
            )


def _check_parent(
    saisie: SaisieLien, others: Sequence[Lien], personnes: Mapping[str, Personne]
) -> None:
    child = saisie.autre_id
    own = [lien for lien in others if lien.genre in PARENTS and lien.autre_id == child]
    if saisie.personne_id is not None:
        if any(lien.personne_id == saisie.personne_id for lien in own):
            raise KnownError(
                f"{_name(personnes[saisie.personne_id])} est déjà parent de "
                f"{_name(personnes[child])}. Rien n’a changé. Modifiez ce lien.",
                "autre_id",
            )
        if child in ancestors(saisie.personne_id, others):
            raise KnownError(
                "Une personne ne peut pas être son propre ancêtre. Rien n’a changé. Vérifiez qui "
                "est le parent et qui est l’enfant.",
                "autre_id",
            )
    same = [lien for lien in own if lien.genre == saisie.genre]
    if len(same) >= MAX_PARENTS:
        raise KnownError(
            f"{_name(personnes[child])} a déjà deux parents de cette sorte. Rien n’a changé. "
            "Modifiez l’un de ces liens, ou choisissez une autre relation.",
            "genre",
        )


def _check_siblings(saisie: SaisieLien, others: Sequence[Lien]) -> None:
    one, other = str(saisie.personne_id), saisie.autre_id
    if any(lien.genre == saisie.genre and lien.joint(one, other) for lien in others):
        raise KnownError(
            "Ce lien est déjà noté. Rien n’a changé. Choisissez une autre personne.", "autre_id"
        )


def _name(personne: Personne) -> str:
    return personne.prenom or personne.nom
