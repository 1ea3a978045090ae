"""The goals of the exchange, each with what was measured beside it and whether it is held."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.pairs import FEW, Etapes


@dataclass(frozen=True, slots=True)
class But:
    """One goal: `trouve` may not pass `but`, both in `unite`."""

    quoi: str
    trouve: float
    but: float
    unite: str

    @property
    def tenu(self) -> bool:
        """Whether the goal is held."""
        return self.trouve <= self.but


@dataclass(frozen=True, slots=True)
class Grand:
    """What a large store says: the seconds of an exchange of nothing, the peak of a post in MB."""

    nombre: int
    rien_s: float
    pic_mb: int


def goals(
    count: int, ours: Etapes, anki: Etapes, pouch: Etapes, grand: Grand | None
) -> Iterator[But]:
    """Go through the goals that this run can tell."""
    for way in ("send", "receive"):
        all_of, few = f"{count} changed, {way}", f"{FEW} changed, {way}"
        yield from _ratio(all_of, ours, anki, "Anki", 1.0)
        yield from _ratio(all_of, ours, pouch, "PouchDB", 0.2)
        yield from _bytes(all_of, ours, anki, 0.7)
        yield from _ratio(few, ours, anki, "Anki", 0.5)
        yield from _bytes(few, ours, anki, 0.7)
    yield from _ratio("no change", ours, anki, "Anki", 0.5)
    yield But(f"first reception of {count}", ours["first reception"].secondes, 1.0, "s")
    if grand is None:
        return
    if "no change" in anki:
        told = f"no change at {grand.nombre}: time of Anki at {count}"
        yield But(told, grand.rien_s / anki["no change"].secondes, 0.5, "x")
    yield But(f"peak memory of a post of {grand.nombre}", grand.pic_mb, 150, "MB")


def table(buts: list[But]) -> str:
    """The goals, one a line, aligned."""
    wide = max(len(but.quoi) for but in buts)
    return "\n".join(
        f"{but.quoi:{wide}}  {but.trouve:8.2f} {but.unite:2}  goal {but.but:g} {but.unite:2}  "
        f"{'ok' if but.tenu else 'OVER'}"
        for but in buts
    )


def _ratio(nom: str, ours: Etapes, theirs: Etapes, peer: str, goal: float) -> Iterator[But]:
    if nom in theirs:
        yield But(f"{nom}: time of {peer}", ours[nom].secondes / theirs[nom].secondes, goal, "x")


def _bytes(nom: str, ours: Etapes, theirs: Etapes, goal: float) -> Iterator[But]:
    if nom in theirs:
        yield But(f"{nom}: bytes of Anki", ours[nom].octets / theirs[nom].octets, goal, "x")
