"""The rows of a caseload put together: one household a file number, one person an identity."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

from fieldapp.domain.caseload import SaisieUsager
from fieldapp.domain.foyer import DEMANDEUR
from fieldapp.domain.texte import fold

Identite = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Groupe:
    """One household of the file: its people, applicant first, and its repeated lines.

    `doublons` are pairs (repeated line, line of the same person that was kept).
    """

    usagers: tuple[SaisieUsager, ...]
    doublons: tuple[tuple[int, int], ...]

    @property
    def chef(self) -> SaisieUsager:
        """The person whose row gives the numbers and the référent of the household."""
        return self.usagers[0]

    @property
    def domicile(self) -> SaisieUsager:
        """The first row that says where the household lives."""
        return next((u for u in self.usagers if u.adresse or u.commune), self.chef)


def identity(nom: str, prenom: str, naissance: str | None, commune: str | None) -> Identite:
    """What makes two rows one person; without a birth date, the town parts namesakes."""
    return fold(nom), fold(prenom), naissance or f"@{fold(commune or '')}"


def group_rows(usagers: Iterable[SaisieUsager]) -> list[Groupe]:
    """Join the rows of one household, in the order of the file, those with a number first.

    A household is a file number (else the number of another program, else the person alone).
    """
    households: dict[tuple[str, ...], list[SaisieUsager]] = {}
    for usager in usagers:
        households.setdefault(_key(usager), []).append(usager)
    groups = [_group(rows) for rows in households.values()]
    return sorted(groups, key=lambda group: group.chef.numero is None)


def _key(usager: SaisieUsager) -> tuple[str, ...]:
    if usager.numero is not None:
        return ("numero", usager.numero)
    if usager.autre_numero is not None:
        return ("autre", usager.autre_numero)
    return ("identite", *identity(usager.nom, usager.prenom, usager.naissance, usager.commune))


def _group(rows: list[SaisieUsager]) -> Groupe:
    people: dict[Identite, SaisieUsager] = {}
    repeated: list[tuple[int, int]] = []
    for row in rows:
        who = identity(row.nom, row.prenom, row.naissance, row.commune)
        if who in people:
            repeated.append((row.ligne, people[who].ligne))
            people[who] = _completed(people[who], row)
        else:
            people[who] = row
    ordered = sorted(people.values(), key=lambda usager: usager.role != DEMANDEUR)
    return Groupe(tuple(ordered), tuple(repeated))


def _completed(first: SaisieUsager, second: SaisieUsager) -> SaisieUsager:
    """The first row, with what only the second one knows."""
    missing = {
        field.name: getattr(second, field.name)
        for field in fields(first)
        if getattr(first, field.name) in (None, "", ())
    }
    return replace(first, **missing)
