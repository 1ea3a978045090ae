"""The values that headquarters adds to the shipped catalogue, renames, or closes on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final

from fieldapp.domain.catalogue import Catalogue, Entree, Unite

_NOTHING: Mapping[str, Any] = MappingProxyType({})
UNITES = "unites"
# Lists to which headquarters may add. The others bear rules of the program or rights (roles,
# orientation types, plans, states): their values can be renamed and closed, not invented.
OUVERTES: Final = (
    UNITES, "domaines", "offres_de_service", "natures_contact", "freins_besoins", "motifs_sortie",
    "orientation_motifs_non_aboutie", "types_structure", "labels_structure", "partenaires",
    "prescripteurs", "publics", "themes_isic", "cadres", "autres_lieux",
)  # fmt: skip
MODIFIABLES: Final = (*OUVERTES, "types_orientation", "sous_types_orientation")
NOMS: Final[Mapping[str, str]] = {
    UNITES: "Unités",
    "domaines": "Domaines",
    "offres_de_service": "Offres de service",
    "natures_contact": "Natures de contact",
    "freins_besoins": "Freins et besoins",
    "motifs_sortie": "Motifs de sortie",
    "orientation_motifs_non_aboutie": "Motifs d’orientation non aboutie",
    "types_structure": "Types de structure",
    "labels_structure": "Labels de structure",
    "partenaires": "Partenaires",
    "prescripteurs": "Prescripteurs",
    "publics": "Publics",
    "themes_isic": "Thèmes d’action collective",
    "cadres": "Cadres et schémas",
    "autres_lieux": "Autres lieux",
    "types_orientation": "Types d’orientation",
    "sous_types_orientation": "Variantes d’orientation",
}


@dataclass(frozen=True, slots=True)
class ValeurCatalogue:
    """A value as headquarters keeps it; `debut` and `fin` are ISO days, `fin` excluded.

    `donnees` holds what is particular to its list, as in the shipped catalogue.
    """

    nature: str
    code: str
    libelle: str
    description: str | None = None
    rang: int | None = None
    debut: str | None = None
    fin: str | None = None
    donnees: Mapping[str, Any] = field(default_factory=lambda: _NOTHING, hash=False)

    def offered(self, jour: str) -> bool:
        """Whether it is proposed on an ISO day; what is stored is shown whatever the day."""
        return (self.debut is None or self.debut <= jour) and (self.fin is None or jour < self.fin)


@dataclass(frozen=True, slots=True)
class LigneCatalogue:
    """One value of a list as the page of headquarters shows it; `fin` is excluded.

    `du_siege` is True when headquarters wrote it or changed it; `offert` when it is proposed today,
    `a_venir` when its first day is still to come.
    """

    nature: str
    code: str
    libelle: str
    debut: str | None
    fin: str | None
    offert: bool
    du_siege: bool
    a_venir: bool = False


def with_valeurs(catalogue: Catalogue, valeurs: Iterable[ValeurCatalogue], jour: str) -> Catalogue:
    """Return the catalogue as headquarters has it on an ISO day; no code ever leaves it."""
    listes = {nature: list(entrees) for nature, entrees in catalogue.listes.items()}
    unites = list(catalogue.unites)
    for valeur in valeurs:
        entrees = listes.setdefault(valeur.nature, [])
        place = next((i for i, e in enumerate(entrees) if e.code == valeur.code), None)
        if place is None:
            rang = valeur.rang if valeur.rang is not None else len(entrees) + 1
            entrees.append(
                Entree(
                    valeur.code, valeur.libelle, valeur.description, rang, valeur.offered(jour),
                    valeur.donnees,
                )
            )  # fmt: skip
        else:
            known = entrees[place]
            entrees[place] = replace(
                known,
                libelle=valeur.libelle,
                description=valeur.description or known.description,
                rang=known.rang if valeur.rang is None else valeur.rang,
                actif=valeur.offered(jour) and (known.actif or valeur.debut is not None),
                donnees=MappingProxyType({**known.donnees, **valeur.donnees}),
            )
        if valeur.nature == UNITES:
            _put_unite(unites, valeur)
    for entrees in listes.values():
        entrees.sort(key=lambda entree: entree.rang)
    frozen = {nature: tuple(entrees) for nature, entrees in listes.items()}
    words = {entree.code: entree.libelle for entree in frozen.get("types_orientation", ())}
    return replace(
        catalogue,
        unites=tuple(unites),
        # Each type keeps its rules, which are the program's, under the name of today.
        types_orientation=tuple(
            replace(kind, libelle=words.get(kind.code, kind.libelle))
            for kind in catalogue.types_orientation
        ),
        listes=MappingProxyType(frozen),
        _index={nature: {e.code: e for e in entrees} for nature, entrees in frozen.items()},
    )


def _put_unite(unites: list[Unite], valeur: ValeurCatalogue) -> None:
    """Bring one unit to what headquarters says of it."""
    place = next((i for i, unite in enumerate(unites) if unite.code == valeur.code), None)
    donnees = valeur.donnees
    if place is not None:
        known = unites[place]
        unites[place] = replace(
            known, libelle=valeur.libelle, nom=str(donnees.get("nom") or valeur.libelle)
        )
        return
    unites.append(
        Unite(
            valeur.code,
            valeur.libelle,
            str(donnees.get("nom") or valeur.libelle),
            str(donnees.get("type") or ""),
            str(donnees.get("organisme") or ""),
            tuple(donnees.get("codes_insee") or ()),
            tuple(donnees.get("codes_postaux") or ()),
        )
    )
