"""Who is who in a drawing: people, unknown parents, second homes, and the unions between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from fieldapp.domain.foyer import Membre
from fieldapp.domain.genogramme.dessin import ICI, L_ACCUEIL, L_ADOPTION, L_FILIATION
from fieldapp.domain.lien import (
    COUPLE,
    FRATRIE,
    JUMEAUX,
    MAX_PARENTS,
    PARENT,
    PARENT_ACCUEIL,
    PARENT_ADOPTIF,
    PARENTS,
    Lien,
    parents_of,
)


@dataclass(slots=True, eq=False)
class Noeud:
    """Someone to draw. `hote` is the parent under whom a second home (ghost) stands."""

    cle: str
    membre: Membre | None
    civilite: str | None
    ordre: int
    foyer: str = ""
    hote: str | None = None
    fantome: bool = False
    rang: int = 0

    @property
    def ici(self) -> bool:
        """Whether the person lives in the household of the file."""
        return self.foyer == ICI

    @property
    def naissance(self) -> str:
        """The birth date, or a text that sorts after every date."""
        known = self.membre.personne.naissance if self.membre else None
        return known or "9999"


@dataclass(slots=True, eq=False)
class Union:
    """Parents (two, one or, for siblings alone, none), their couple links, and their children."""

    parents: tuple[str, ...]
    couples: list[Lien] = field(default_factory=list)
    enfants: dict[str, str] = field(default_factory=dict)

    @property
    def cle(self) -> str:
        """A name for the union in this drawing."""
        return "+".join(self.parents) or "fratrie:" + "+".join(self.enfants)


@dataclass(slots=True, eq=False)
class Graphe:
    """Everything to draw, before any place is chosen."""

    noeuds: dict[str, Noeud]
    unions: list[Union]
    jumeaux: list[frozenset[str]]


def make_graphe(
    membres: Sequence[Membre],
    liens: Sequence[Lien],
    jour: date,
    ailleurs: Mapping[str, str] | None = None,
) -> Graphe:
    """Build the graph of a file's people.

    `ailleurs` gives the household, other than the file's, where a person is known to live.
    """
    people = one_each(membres, jour)
    noeuds = {
        membre.personne.id: Noeud(membre.personne.id, membre, membre.personne.civilite, rank)
        for rank, membre in enumerate(people)
    }
    kept = tuple(
        lien
        for lien in liens
        if lien.autre_id in noeuds and (lien.personne_id is None or lien.personne_id in noeuds)
    )
    unions = _unions(noeuds, kept)
    _settle_households(noeuds, kept, jour, ailleurs or {})
    _add_ghosts(noeuds, kept)
    return Graphe(noeuds, unions, _twin_groups(kept))


def one_each(membres: Iterable[Membre], jour: date) -> list[Membre]:
    """Keep one membership for each person: the present one, else the latest."""
    best: dict[str, Membre] = {}
    for membre in membres:
        other = best.get(membre.personne.id)
        if other is None or _weight(membre, jour) > _weight(other, jour):
            best[membre.personne.id] = membre
    return list(best.values())


def _weight(membre: Membre, jour: date) -> tuple[bool, str, str]:
    return membre.vit_ici(jour), membre.fin or "9999", membre.debut or ""


def _unions(noeuds: dict[str, Noeud], liens: Sequence[Lien]) -> list[Union]:
    found: dict[tuple[str, ...], Union] = {}

    def union(parents: Iterable[str]) -> Union:
        key = tuple(sorted(parents, key=lambda cle: noeuds[cle].ordre))
        return found.setdefault(key, Union(key))

    for lien in liens:
        if lien.genre == COUPLE and lien.personne_id and lien.personne_id != lien.autre_id:
            union((lien.personne_id, lien.autre_id)).couples.append(lien)
    for child in [cle for cle, noeud in noeuds.items() if noeud.membre is not None]:
        own = [lien for lien in liens if lien.genre in PARENTS and lien.autre_id == child]
        for parents, genre in _pairs(own, noeuds):
            union(parents).enfants.setdefault(child, genre)
    return [*found.values(), *_siblings_alone(found.values(), liens)]


def _pairs(own: Sequence[Lien], noeuds: dict[str, Noeud]) -> list[tuple[tuple[str, ...], str]]:
    """Say under which parents a child stands, and by which kind of line.

    Two parents in all, one of them by adoption, are one pair: a child of two mothers hangs from
    both. Otherwise birth parents, adoptive parents and foster parents stand apart.
    """
    by_kind: dict[str, list[str]] = {PARENT: [], PARENT_ADOPTIF: [], PARENT_ACCUEIL: []}
    for lien in own:
        cle = lien.personne_id or _unknown(lien, own, noeuds)
        if cle != lien.autre_id and cle not in by_kind[lien.genre]:
            by_kind[lien.genre].append(cle)
    born, adopted, hosted = by_kind[PARENT], by_kind[PARENT_ADOPTIF], by_kind[PARENT_ACCUEIL]
    if born and adopted and len({*born, *adopted}) <= MAX_PARENTS:
        born, adopted = [*born, *(cle for cle in adopted if cle not in born)], []
    found = []
    for parents, genre in ((born, L_FILIATION), (adopted, L_ADOPTION), (hosted, L_ACCUEIL)):
        found += [
            (tuple(parents[start : start + MAX_PARENTS]), genre)
            for start in range(0, len(parents), MAX_PARENTS)
        ]
    return found


def _unknown(lien: Lien, own: Sequence[Lien], noeuds: dict[str, Noeud]) -> str:
    """Return the key of an unknown parent: one for all the children of the same other parent."""
    other = next((link.personne_id for link in own if link.personne_id), None)
    cle = f"inconnu:{lien.inconnu or 'X'}:{other or lien.autre_id}"
    if cle not in noeuds:
        civilite = lien.inconnu if lien.inconnu in ("M", "MME") else None
        noeuds[cle] = Noeud(cle, None, civilite, len(noeuds))
    return cle


def _siblings_alone(unions: Iterable[Union], liens: Sequence[Lien]) -> list[Union]:
    """Brothers and sisters none of whose common parents is in the file."""
    groups: list[set[str]] = []
    for lien in liens:
        one, other = lien.personne_id, lien.autre_id
        if lien.genre not in (FRATRIE, JUMEAUX) or one is None or one == other:
            continue
        if any(one in union.enfants and other in union.enfants for union in unions):
            continue
        if set(parents_of(one, liens)) & set(parents_of(other, liens)):
            continue
        joined = [group for group in groups if one in group or other in group]
        groups = [group for group in groups if group not in joined]
        groups.append({one, other}.union(*joined))
    return [Union((), [], dict.fromkeys(sorted(group), L_FILIATION)) for group in groups]


def _twin_groups(liens: Sequence[Lien]) -> list[frozenset[str]]:
    groups: list[frozenset[str]] = []
    for lien in liens:
        if lien.genre == JUMEAUX and lien.personne_id:
            pair = {lien.personne_id, lien.autre_id}
            joined = [group for group in groups if group & pair]
            groups = [group for group in groups if group not in joined]
            groups.append(frozenset(pair.union(*joined)))
    return groups


def _settle_households(
    noeuds: dict[str, Noeud], liens: Sequence[Lien], jour: date, ailleurs: Mapping[str, str]
) -> None:
    """Say who lives with whom: here, in a household known elsewhere, or with a child's parent."""
    for cle, noeud in noeuds.items():
        if noeud.membre is None:
            continue
        if noeud.membre.vit_ici(jour):
            noeud.foyer = ICI
        elif noeud.membre.personne.deces is None:
            noeud.foyer = ailleurs.get(cle, "")
    _settle_other_homes(noeuds, liens)


def _settle_other_homes(noeuds: dict[str, Noeud], liens: Sequence[Lien]) -> None:
    """The other parent of a shared child has a home, and so do a partner and children there."""
    for noeud in list(noeuds.values()):
        if noeud.ici and noeud.membre is not None and noeud.membre.partage:
            for parent in parents_of(noeud.cle, liens):
                other = noeuds[parent]
                if _elsewhere(other) and not other.foyer:
                    other.foyer = f"chez:{parent}"
    for lien in liens:
        if lien.genre == COUPLE and lien.en_cours and lien.personne_id:
            one, other = noeuds[lien.personne_id], noeuds[lien.autre_id]
            for first, second in ((one, other), (other, one)):
                if first.foyer not in ("", ICI) and not second.foyer and _elsewhere(second):
                    second.foyer = first.foyer
    for noeud in noeuds.values():
        homes = {noeuds[parent].foyer for parent in parents_of(noeud.cle, liens)}
        if not noeud.foyer and _elsewhere(noeud) and len(homes) == 1 and not homes & {"", ICI}:
            noeud.foyer = homes.pop()


def _elsewhere(noeud: Noeud) -> bool:
    """Whether the person is alive and does not live in the household of the file."""
    return noeud.membre is not None and not noeud.ici and noeud.membre.personne.deces is None


def _add_ghosts(noeuds: dict[str, Noeud], liens: Sequence[Lien]) -> None:
    """Draw again, under the other parent, each child who lives in two households."""
    for noeud in list(noeuds.values()):
        if noeud.membre is None or not noeud.ici or not noeud.membre.partage:
            continue
        hosts: list[str | None] = [p for p in parents_of(noeud.cle, liens) if _elsewhere(noeuds[p])]
        for host in hosts[:1] or [None]:
            cle = f"fantome:{noeud.cle}"
            home = noeuds[host].foyer if host else f"autre:{noeud.cle}"
            noeuds[cle] = Noeud(
                cle, noeud.membre, noeud.civilite, len(noeuds), home, host, fantome=True
            )
