"""Who is known while a caseload is imported: the store as it was, then what the file adds."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from fieldapp.db.store import Row, Store
from fieldapp.db.usagers import known_people
from fieldapp.domain.caseload import SaisieUsager
from fieldapp.domain.foyer import CONJOINT, DEMANDEUR, ENFANT, household_name
from fieldapp.domain.journal import Valeur
from fieldapp.domain.regroupement import Groupe, Identite, identity
from fieldapp.domain.texte import fold
from fieldapp.services.communes import resolve

_FOYER_FIELDS = (
    "nom", "numero", "autre_numero", "adresse", "complement", "code_postal", "commune",
    "code_insee", "referent_id", "adresse_depuis",
)  # fmt: skip
_PERSONNE_FIELDS = (
    "nom", "prenom", "nom_naissance", "civilite", "naissance", "telephone", "courriel",
)  # fmt: skip


@dataclass(slots=True)
class PersonneConnue:
    """A person; `ligne` is the line of the file that gave it, 0 before the import.

    `nouveau` while the person is planned and not written yet.
    """

    id: str
    role: str
    fields: dict[str, Valeur]
    ligne: int = 0
    nouveau: bool = False


@dataclass(slots=True)
class NumeroConnu:
    """A phone or an e-mail noted for a household; `nouveau` when this import adds it."""

    id: str
    valeur: str
    personnes: tuple[str, ...]
    supprime: bool = False
    nouveau: bool = False


@dataclass(slots=True)
class FoyerConnu:
    """A household and its people; `nouveau` when this import creates it."""

    id: str
    unite: str | None
    fields: dict[str, Valeur]
    membres: list[PersonneConnue] = field(default_factory=list)
    numeros: list[NumeroConnu] = field(default_factory=list)
    nouveau: bool = False

    def member(self, usager: SaisieUsager) -> PersonneConnue | None:
        """The person of this household that a line means.

        The names decide; two birth dates that differ are two people, unless the role says that
        there can be only one (a corrected date).
        """
        namesakes = [m for m in self.membres if _same_names(m, usager)]
        for membre in namesakes:
            born = membre.fields.get("naissance")
            if born is None or usager.naissance is None or born == usager.naissance:
                return membre
        if usager.role in (DEMANDEUR, CONJOINT):
            return next((m for m in namesakes if m.role == usager.role), None)
        return None


Connu = tuple[FoyerConnu, PersonneConnue]


class Registre:
    """Households of an organisme by their numbers, people by their identity."""

    def __init__(self, store: Store, organisme: str) -> None:
        self._by_number: dict[str, FoyerConnu] = {}
        self._by_other: dict[str, FoyerConnu] = {}
        self._by_birth: dict[Identite, Connu] = {}
        self._by_town: dict[Identite, list[Connu]] = {}
        known = known_people(store, organisme)
        foyers = {row["id"]: _foyer(row) for row in known.foyers}
        for foyer in foyers.values():
            self.add_foyer(foyer)
        for row in known.personnes:
            self.add_personne(foyers[row["foyer_id"]], _personne(row))
        for row in known.numeros:
            foyers[row["foyer_id"]].numeros.append(_numero(row))

    def add_foyer(self, foyer: FoyerConnu) -> None:
        """Know a household by its numbers, also after they changed."""
        numero, autre = foyer.fields.get("numero"), foyer.fields.get("autre_numero")
        if numero is not None:
            self._by_number.setdefault(str(numero), foyer)
        if autre is not None:
            self._by_other.setdefault(str(autre), foyer)

    def add_personne(self, foyer: FoyerConnu, personne: PersonneConnue) -> None:
        """Know a person, by the name of use and by the name of birth."""
        foyer.membres.append(personne)
        commune = foyer.fields.get("commune")
        for nom, prenom, born in _names(personne):
            if born is not None:
                self._by_birth.setdefault(identity(nom, prenom, born, None), (foyer, personne))
            town = identity(nom, prenom, None, None if commune is None else str(commune))
            self._by_town.setdefault(town, []).append((foyer, personne))

    def find_foyer(self, groupe: Groupe) -> FoyerConnu | None:
        """The household that the file means: by its number, else by its people.

        A household known under another number is not that one.
        """
        chef = groupe.chef
        if chef.numero is not None and chef.numero in self._by_number:
            return self._by_number[chef.numero]
        candidates = [self._by_other.get(chef.autre_numero or "")]
        candidates += [known[0] for u in groupe.usagers if (known := self.find_personne(u))]
        for foyer in candidates:
            if foyer is not None and (chef.numero is None or foyer.fields.get("numero") is None):
                return foyer
        return None

    def find_personne(self, usager: SaisieUsager) -> Connu | None:
        """The person of this identity, wherever, with the household.

        Names and birth date decide. When one side has no date, the one namesake of the town does.
        """
        if usager.naissance is not None:
            born = identity(usager.nom, usager.prenom, usager.naissance, None)
            if born in self._by_birth:
                return self._by_birth[born]
        commune = resolve(usager.code_postal, usager.commune)
        town = commune.nom if commune else usager.commune
        namesakes = [
            known
            for known in self._by_town.get(identity(usager.nom, usager.prenom, None, town), [])
            if usager.naissance is None or known[1].fields.get("naissance") is None
        ]
        return namesakes[0] if len(namesakes) == 1 else None


def name_after(membres: Iterable[PersonneConnue]) -> str:
    """The name that a household bears when nobody chose another one."""
    people = list(membres)
    adults = [membre for membre in people if membre.role != ENFANT] or people
    return household_name(
        [str(m.fields.get("nom") or m.fields.get("prenom") or "") for m in adults]
    )


def _foyer(row: Row) -> FoyerConnu:
    return FoyerConnu(row["id"], row["unite"], {name: row[name] for name in _FOYER_FIELDS})


def _personne(row: Row) -> PersonneConnue:
    fields = {name: row[name] for name in _PERSONNE_FIELDS}
    return PersonneConnue(row["id"], row["role"] or "", fields)


def _numero(row: Row) -> NumeroConnu:
    people = tuple(json.loads(row["personnes"] or "[]"))
    return NumeroConnu(row["id"], row["valeur"] or "", people, row["supprime"] is not None)


def _names(personne: PersonneConnue) -> list[tuple[str, str, str | None]]:
    """Name, first name and birth date: once by the name of use, once by the name of birth."""
    fields = personne.fields
    noms = dict.fromkeys(str(fields.get(n) or "") for n in ("nom", "nom_naissance"))
    prenom, born = str(fields.get("prenom") or ""), fields.get("naissance")
    return [
        (nom, prenom, None if born is None else str(born))
        for nom in noms
        if nom or (prenom and len(noms) == 1)
    ]


def _same_names(membre: PersonneConnue, usager: SaisieUsager) -> bool:
    if fold(str(membre.fields.get("prenom") or "")) != fold(usager.prenom):
        return False
    names = {fold(str(membre.fields.get(n) or "")) for n in ("nom", "nom_naissance")}
    return bool(names & {fold(usager.nom), fold(usager.nom_naissance or usager.nom)})
