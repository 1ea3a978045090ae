"""Two files, or two people, made one: what is chosen field by field, and which id leads where.

A fusion never erases: the absorbed row is set aside, its own rows follow the kept one, and the
fusion remembers each former value so that the two can be parted later.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from fieldapp.domain.errors import KnownError
from fieldapp.domain.journal import Valeur

FOYER, PERSONNE = "foyer", "personne"
REUNIS, SEPARES, DISTINCTS = "REUNIS", "SEPARES", "DISTINCTS"
STATUTS = {REUNIS: "Réunis", SEPARES: "Séparés", DISTINCTS: "Jugés distincts"}
# Which side a field is taken from.
GARDE, AUTRE = "garde", "autre"

# Keys of `base` in the journal: the fusion that moved a value, the one whose end moved it back.
BASE_FUSION, BASE_SEPARE = "_fusion", "_separe"
# Who writes what follows a fusion by itself, when rows of an absorbed file arrive late.
AUTEUR_SUITE = "fusion"


class DossierReuni(KnownError):
    """A file was asked for that is now part of another: `vers` is the id of that one."""

    def __init__(self, vers: str) -> None:
        super().__init__(
            "Ce dossier a été réuni à un autre, où tout se trouve. Rien n’a changé. Ouvrez le "
            "dossier réuni."
        )
        self.vers = vers


@dataclass(frozen=True, slots=True)
class ChampFusion:
    """A field that is chosen as one: its key, its French name, the columns that go together."""

    cle: str
    libelle: str
    colonnes: tuple[str, ...]


# Never chosen: what the kept file is, and what follows the stricter of the two by itself.
HORS_CHOIX = frozenset({"organisme", "unite", "ouvert_le", "violence"})
CHAMPS: Mapping[str, tuple[ChampFusion, ...]] = {
    FOYER: (
        ChampFusion("nom", "Nom de la famille", ("nom",)),
        ChampFusion("numero", "N° de dossier", ("numero",)),
        ChampFusion("autre_numero", "Autre numéro", ("autre_numero", "autre_systeme")),
        # Half an address of each would be no address.
        ChampFusion(
            "adresse",
            "Adresse",
            ("adresse", "complement", "code_postal", "commune", "code_insee", "adresse_depuis"),
        ),
        ChampFusion("langue", "Langue", ("langue",)),
        ChampFusion("interprete", "Interprète", ("interprete",)),
        ChampFusion("ecrit_difficile", "Écrit difficile", ("ecrit_difficile",)),
        ChampFusion("referent_id", "Référent", ("referent_id",)),
        ChampFusion("notice", "Information remise", ("notice",)),
    ),
    PERSONNE: (
        ChampFusion("nom", "Nom", ("nom",)),
        ChampFusion("prenom", "Prénom", ("prenom",)),
        ChampFusion("nom_naissance", "Nom de naissance", ("nom_naissance",)),
        ChampFusion("civilite", "Civilité", ("civilite",)),
        ChampFusion("naissance", "Date de naissance", ("naissance",)),
        ChampFusion("telephone", "Téléphone", ("telephone",)),
        ChampFusion("courriel", "Courriel", ("courriel",)),
        ChampFusion("deces", "Date de décès", ("deces",)),
    ),
}


@dataclass(frozen=True, slots=True)
class Fusion:
    """A union as stored. `avec_id` is the union of families that this one of people came with."""

    id: str
    genre: str
    statut: str
    garde_id: str
    absorbe_id: str
    foyer_id: str
    avec_id: str | None
    auteur_id: str
    faite_le: str
    separee_le: str | None
    separee_par: str | None


@dataclass(frozen=True, slots=True)
class ChampCompare:
    """One field of both sides, in words, and which side it is taken from unless chosen."""

    cle: str
    libelle: str
    garde: str
    autre: str
    propose: str

    @property
    def differe(self) -> bool:
        """Whether there is anything to choose."""
        return self.garde != self.autre


@dataclass(frozen=True, slots=True)
class Cote:
    """One of the two, as it is presented: `faits` are short French facts that tell it apart."""

    id: str
    titre: str
    faits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparaison:
    """Two families or two people side by side, before they are made one.

    `personnes` compares those of a family who look like one; `attention` is what protects them,
    in French, and is read before anything is done.
    """

    genre: str
    garde: Cote
    autre: Cote
    champs: tuple[ChampCompare, ...]
    attention: tuple[str, ...] = ()
    personnes: tuple[PersonnesComparees, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonnesComparees:
    """Two people of the two families: why they look like one, and their fields."""

    comparaison: Comparaison
    raisons: tuple[str, ...]
    probable: bool


@dataclass(frozen=True, slots=True)
class ChoixFusion:
    """What a person decided: the side of each field, and which people are one, with theirs.

    `champs` gives GARDE or AUTRE by key of field; what is not said follows the proposal.
    `personnes` gives, by id of the absorbed person, the one who is kept and the fields.
    """

    champs: Mapping[str, str] = field(default_factory=dict)
    personnes: Mapping[str, tuple[str, Mapping[str, str]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BilanSeparation:
    """What parting two did: rows given back, and what was changed since and stays, in French."""

    rendus: int
    restes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Union:
    """What is needed of a fusion to follow it: who leads to whom."""

    id: str
    absorbe_id: str
    garde_id: str


def proposed(champ: ChampFusion, garde: Mapping[str, Valeur], autre: Mapping[str, Valeur]) -> str:
    """Return the side a field is taken from when nobody chooses: the one that says something."""
    first = any(garde[name] for name in champ.colonnes)
    second = any(autre[name] for name in champ.colonnes)
    return AUTRE if second and not first else GARDE


def effective(unions: Iterable[Union]) -> dict[str, Union]:
    """Return, for each absorbed id, the union that absorbs it.

    Two posts may unite the same pair in opposite directions, or three in a circle: the oldest
    union stands, and one that would close a circle, or absorb again, counts for nothing. The
    answer depends on the set of unions only.
    """
    found: dict[str, Union] = {}
    for union in sorted(unions, key=lambda u: u.id):
        if union.absorbe_id not in found and _top(found, union.garde_id) != union.absorbe_id:
            found[union.absorbe_id] = union
    return found


def roots(unions: Iterable[Union]) -> dict[str, str]:
    """Return, for each absorbed id, the id where its rows are now."""
    found = effective(unions)
    return {absorbed: _top(found, absorbed) for absorbed in found}


def _top(found: Mapping[str, Union], row_id: str) -> str:
    while row_id in found:
        row_id = found[row_id].garde_id
    return row_id
