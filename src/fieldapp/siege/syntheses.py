"""Synthesis tables: counts by code, unit and quarter with their totals, small cells masked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fieldapp.db.store import Store
from fieldapp.domain.accompagnement import NIVEAUX, REPONSES
from fieldapp.domain.catalogue import Catalogue
from fieldapp.domain.demarche import ETATS
from fieldapp.siege.columns import ENTIER, OUI_NON, SECRET, TEXTE, Cell, Column
from fieldapp.siege.masking import THRESHOLD, Line, mask

ENSEMBLE: Final = "ENSEMBLE"
SANS: Final = "SANS"

# A breakdown is not published when more than this share of its cells are small, or when they
# hold more than this share of what it counts.
_SMALL_CELLS = 0.5
_SMALL_FACTS = 0.1

# A cell of a cube: the dimensions that it fixes, with their code; a total fixes fewer.
Key = tuple[tuple[str, str], ...]
# A view of a cube: how far each dimension is broken down, 0 where only its total is shown.
Depths = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way to break a count down. `parent` leads from a code to the one it adds up to, None
    for the grand total; `niveaux` names the level of a code where there are several."""

    nom: str
    libelles: Mapping[str, str]
    parent: Callable[[str], str | None]
    niveaux: Mapping[str, str]

    def path(self, code: str) -> list[str]:
        """Return the code and everything it adds up to, without the grand total."""
        path = [code]
        while (parent := self.parent(path[-1])) is not None:
            path.append(parent)
        return path


@dataclass(frozen=True, slots=True)
class Synthese:
    """One table: rows already written as cells, and how many of them are masked."""

    nom: str
    description: str
    rows: tuple[tuple[Cell, ...], ...]
    masquees: int


@dataclass(frozen=True, slots=True)
class _Fact:
    """Something counted, and the tables that break it down (axis -> name and meaning). They are
    masked together: what one table hides must not be read in another."""

    axes: Mapping[str, str]  # axis -> SQL
    jour: str
    source: str
    tables: Mapping[str, tuple[str, str]]
    unite: str = "f.unite"

    @property
    def sql(self) -> str:
        """The SELECT that counts, by axes, unit and quarter."""
        axes = "".join(f"coalesce({sql}, 'SANS') AS {axis}, " for axis, sql in self.axes.items())
        groups = ", ".join(str(rank) for rank in range(1, len(self.axes) + 3))
        return (
            f"SELECT {axes}coalesce({self.unite}, 'SANS') AS unite, "
            f"{_QUARTER.format(self.jour)} AS periode, count(*) AS n "
            f"FROM {self.source} GROUP BY {groups}"
        )


COLUMNS: Final = (
    Column("niveau", TEXTE, "Niveau de la ligne\u00a0: ENSEMBLE est le total", ""),
    Column("code", TEXTE, "Code compté, ENSEMBLE pour le total, SANS si rien n’est renseigné", ""),
    Column("libelle", TEXTE, "Libellé du code", ""),
    Column("unite", TEXTE, "Unité, ENSEMBLE pour le total", "", "unites"),
    Column("unite_libelle", TEXTE, "Nom de l’unité", ""),
    Column(
        "periode", TEXTE,
        "Trimestre (2026-T1), année (2026), ENSEMBLE pour le total ou SANS si la date manque", "",
    ),
    Column(
        "effectif", ENTIER,
        "Effectif\u00a0; «\u00a0s\u00a0» si le secret statistique le cache (de 1 à 4, ou "
        "déductible par différence)\u00a0; une ligne absente "
        "vaut 0, sauf si tout son croisement, trop fin, n’est pas publié", "",
    ),
    Column("secret", OUI_NON, "L’effectif est caché par le secret statistique", ""),
)  # fmt: skip

# Texts only, no number: what another version wrote as a date must not stop the export.
_QUARTERS = " ".join(
    f"WHEN '{month:02d}' THEN substr({{0}}, 1, 4) || '-T{(month + 2) // 3}'"
    for month in range(1, 13)
)
_QUARTER = (
    "CASE WHEN {0} LIKE '____-__%' THEN CASE substr({0}, 6, 2) "
    + _QUARTERS
    + " ELSE 'SANS' END ELSE 'SANS' END"
)
_FOYER = "JOIN foyer f ON f.id = x.foyer_id AND f.supprime IS NULL WHERE x.supprime IS NULL"


_FACTS: Final = (
    _Fact(
        {"action": "x.action_plan", "statut": "x.statut"}, "x.date", f"orientation x {_FOYER}",
        {
            "action": ("synthese_orientations",
                       "Orientations par plan, ambition et action, unité et trimestre"),
            "statut": ("synthese_issues", "Orientations par statut, unité et trimestre"),
        },
    ),
    _Fact(
        {"nature": "x.nature", "zone": "x.zone"}, "x.moment",
        f"contact x {_FOYER} AND coalesce(x.zone, 'equipe') <> 'personnel'",
        {
            "nature": ("synthese_contacts", "Contacts par nature, unité et trimestre"),
            "zone": ("synthese_zones", "Contacts par zone de confidentialité, dont restreints, "
                     "unité et trimestre"),
        },
    ),
    _Fact(
        {"niveau": "x.niveau", "domaine": "x.domaine"}, "x.debut", f"accompagnement x {_FOYER}",
        {
            "niveau": ("synthese_niveaux", "Interventions et accompagnements commencés, par "
                       "niveau, unité et trimestre"),
            "domaine": ("synthese_domaines", "Interventions et accompagnements commencés, par "
                        "domaine, unité et trimestre"),
        },
    ),
    _Fact(
        {"organisme": "f.organisme"}, "f.ouvert_le", "foyer f WHERE f.supprime IS NULL",
        {"organisme": ("synthese_familles",
                       "Familles par organisme, unité et trimestre d’ouverture")},
    ),
    _Fact(
        {"reponse": "x.reponse"}, "x.propose_le", f"proposition x {_FOYER}",
        {"reponse": ("synthese_propositions",
                     "Offres proposées par réponse, unité et trimestre")},
    ),
    _Fact(
        {"presence": "x.statut"}, "x.debut",
        "rendezvous x LEFT JOIN foyer f ON f.id = x.foyer_id WHERE x.supprime IS NULL "
        "AND coalesce(x.nature, '') NOT IN ('INDISPONIBLE', 'AUTRE') "
        "AND (x.foyer_id IS NULL OR (f.id IS NOT NULL AND f.supprime IS NULL))",
        {"presence": ("synthese_rendez_vous",
                      "Rendez-vous par statut, unité de l’agent et trimestre")},
        "x.unite",
    ),
    _Fact(
        {"suite": "CASE WHEN x.foyer_id IS NULL THEN 'SANS_DOSSIER' ELSE 'DOSSIER' END"},
        "x.moment", "accueil x WHERE x.supprime IS NULL",
        {"suite": ("synthese_accueils", "Accueils inconditionnels selon qu’un dossier a été ouvert "
                   "ensuite, unité et trimestre")},
        "x.unite",
    ),
    _Fact(
        {"etape": "x.etat"}, "x.echeance",
        f"demarche x {_FOYER} AND coalesce(x.zone, 'equipe') <> 'personnel'",
        {"etape": ("synthese_demarches",
                   "Démarches par état, unité et trimestre de leur échéance")},
    ),
)  # fmt: skip

# Codes that are no list of the catalogue.
_LIBELLES: Final[Mapping[str, Mapping[str, str]]] = {
    "niveau": NIVEAUX,
    "reponse": REPONSES,
    "suite": {"DOSSIER": "Dossier ouvert ensuite", "SANS_DOSSIER": "Sans dossier"},
    "etape": ETATS,
}


def syntheses(store: Store, catalogue: Catalogue) -> list[Synthese]:
    """Compute every synthesis table of the store."""
    dimensions = _dimensions(catalogue)
    found = []
    for fact in _FACTS:
        rows = [
            ({axis: str(row[axis]) for axis in (*fact.axes, "unite", "periode")}, int(row["n"]))
            for row in store.query(fact.sql)
        ]
        cubes = {
            axis: cube(rows, [dimensions[axis], dimensions["unite"], dimensions["periode"]])
            for axis in fact.tables
        }
        hidden = mask_together(cubes.values())
        for axis, (nom, description) in fact.tables.items():
            own = cubes[axis][0]
            found.append(
                Synthese(
                    nom, description,
                    tuple(_rows(own, hidden, dimensions, axis)),
                    len(hidden & own.keys()),
                )
            )  # fmt: skip
    return found


def mask_together(cubes: Collection[tuple[Mapping[Key, int], Sequence[Line[Key]]]]) -> set[Key]:
    """Return the cells to mask in tables that count the same things: each could tell of another."""
    counts = {key: count for own, _ in cubes for key, count in own.items()}
    return mask(counts, [line for _, lines in cubes for line in lines])


def cube(
    rows: Iterable[tuple[Mapping[str, str], int]], dimensions: Sequence[Dimension]
) -> tuple[dict[Key, int], list[tuple[Key, tuple[Key, ...]]]]:
    """Return every cell that is published and not 0, totals included, and the sums that link them.

    A breakdown is published when little enough of it stands in small cells, when every coarser
    one is, and when it does not tell, with the others, what an unpublished one would. One that is
    not published is not written at all, not even which of its cells are 0: in a sparse table,
    knowing where the families are is already knowing how many.
    """
    counts: dict[Key, int] = {}
    for codes, n in rows:
        keys: list[Key] = [()]
        for dimension in dimensions:
            path = dimension.path(codes[dimension.nom])
            keys = [(*key, (dimension.nom, code)) for key in keys for code in path] + keys
        for key in keys:
            counts[key] = counts.get(key, 0) + n
    published = _published(counts, dimensions)
    parts: dict[tuple[str, Key], list[Key]] = {}
    for key in published:
        for nom, total in _totals(key, dimensions):
            parts.setdefault((nom, total), []).append(key)
    return published, [(total, tuple(keys)) for (_, total), keys in parts.items()]


def _published(counts: Mapping[Key, int], dimensions: Sequence[Dimension]) -> dict[Key, int]:
    views: dict[Depths, list[Key]] = {}
    for key in counts:
        views.setdefault(_depths(key, dimensions), []).append(key)
    accepted: set[Depths] = set()
    for depths in sorted(views, key=sum):
        coarser = {
            (*depths[:index], depth - 1, *depths[index + 1 :])
            for index, depth in enumerate(depths)
            if depth
        }
        small = [counts[key] for key in views[depths] if counts[key] < THRESHOLD]
        dense = len(small) <= _SMALL_CELLS * len(views[depths]) and (
            sum(small) <= _SMALL_FACTS * counts[()]
        )
        if coarser <= accepted and (dense or not any(depths)):
            accepted.add(depths)
    return {key: counts[key] for depths in _safe(accepted, views) for key in views[depths]}


def _safe(accepted: set[Depths], views: Mapping[Depths, Sequence[Key]]) -> list[Depths]:
    """Keep the views that do not tell together what a finer, unpublished one would.

    Two crossings that share a dimension, with their zeros, can give away a cell of the third one.
    So unless the finest view itself is published, and masked as such, a single pair of dimensions
    is crossed: the one that says most.
    """
    if not views or max(views, key=sum) in accepted:
        return sorted(accepted)
    pairs: dict[tuple[int, ...], int] = {}
    for depths in accepted:
        crossed = _crossed(depths)
        if len(crossed) == 2:
            pairs[crossed] = pairs.get(crossed, 0) + len(views[depths])
    best = max(sorted(pairs), key=lambda pair: pairs[pair], default=())
    return sorted(d for d in accepted if len(_crossed(d)) < 2 or _crossed(d) == best)


def _crossed(depths: Depths) -> tuple[int, ...]:
    """The dimensions that a view breaks down."""
    return tuple(index for index, depth in enumerate(depths) if depth)


def _depths(key: Key, dimensions: Sequence[Dimension]) -> Depths:
    """How far below its total each dimension of a cell is: 0 where the cell is the total."""
    codes = dict(key)
    return tuple(len(d.path(codes[d.nom])) if d.nom in codes else 0 for d in dimensions)


def _totals(key: Key, dimensions: Sequence[Dimension]) -> Iterator[tuple[str, Key]]:
    """The cells that this one directly adds up to, one for each dimension that it fixes."""
    by_name = {dimension.nom: dimension for dimension in dimensions}
    for index, (nom, code) in enumerate(key):
        parent = by_name[nom].parent(code)
        above = () if parent is None else ((nom, parent),)
        yield nom, (*key[:index], *above, *key[index + 1 :])


def _rows(
    counts: Mapping[Key, int],
    hidden: set[Key],
    dimensions: Mapping[str, Dimension],
    axis: str,
) -> Iterable[tuple[Cell, ...]]:
    names = dimensions[axis]
    for key in sorted(counts, key=lambda key: _order(key, axis)):
        codes = dict(key)
        code, unite = codes.get(axis), codes.get("unite")
        yield (
            ENSEMBLE if code is None else names.niveaux.get(code, axis.upper()),
            code or ENSEMBLE,
            "Ensemble" if code is None else names.libelles.get(code, code),
            unite or ENSEMBLE,
            "Ensemble" if unite is None else dimensions["unite"].libelles.get(unite, unite),
            codes.get("periode", ENSEMBLE),
            SECRET if key in hidden else counts[key],
            key in hidden,
        )


def _order(key: Key, axis: str) -> tuple[str, str, str]:
    """Totals first, then code, unit and period in alphabetical order."""
    codes = dict(key)
    return (codes.get(axis, ""), codes.get("unite", ""), codes.get("periode", ""))


def _dimensions(catalogue: Catalogue) -> dict[str, Dimension]:
    nowhere = {SANS: "Non renseigné"}
    lists = {
        "statut": "orientation_statuts",
        "nature": "natures_contact",
        "zone": "zones",
        "domaine": "domaines",
        "unite": "unites",
        "organisme": "organismes",
        "presence": "statuts_rdv",
    }
    found = {
        nom: Dimension(
            nom, {e.code: e.libelle for e in catalogue.listes.get(liste, ())} | nowhere, _top, {}
        )
        for nom, liste in lists.items()
    }
    for nom, libelles in _LIBELLES.items():
        found[nom] = Dimension(nom, {**libelles, **nowhere}, _top, {})
    found["action"] = _actions(catalogue)
    found["periode"] = Dimension("periode", {}, _year, {})
    return found


def _actions(catalogue: Catalogue) -> Dimension:
    """Actions add up to ambitions where the plan has some, ambitions to plans."""
    labels = {SANS: "Sans action de plan"}
    parents: dict[str, str] = {}
    levels: dict[str, str] = {}
    for plan in catalogue.plans:
        labels[plan.code], levels[plan.code] = plan.libelle, "PLAN"
        for ambition in plan.ambitions:
            labels[ambition.code], levels[ambition.code] = ambition.libelle, "AMBITION"
            parents[ambition.code] = plan.code
        for action in plan.actions:
            labels[action.code], levels[action.code] = action.libelle, "ACTION"
            parents[action.code] = action.ambition or plan.code
    return Dimension("action", labels, parents.get, levels)


def _year(code: str) -> str | None:
    """From a quarter to its year: 2026-T1 adds up to 2026."""
    year, _, quarter = code.partition("-T")
    return year if quarter else None


def _top(_: str) -> str | None:
    """A code that only adds up to the grand total."""
    return None
