"""The report of an import: what became of every line of the file."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class LigneRejetee:
    """One line that was not taken: its number in the file (the first is 1) and why, in French."""

    ligne: int
    raison: str


@dataclass(frozen=True, slots=True)
class Rapport:
    """Every line read is counted once: created, updated, unchanged, duplicate or refused.

    `doublons` are lines that repeat a person of the file, or resemble one known elsewhere: they
    create nothing. `colonnes_ignorees` are the titles that nothing reads. `remarques` are French
    sentences about what was taken otherwise than written. `actes` names the acts written, for
    taking them back; a dry run writes none.
    """

    lus: int
    crees: int
    mis_a_jour: int
    inchanges: int
    doublons: int
    rejetes: tuple[LigneRejetee, ...] = ()
    colonnes_ignorees: tuple[str, ...] = ()
    remarques: tuple[str, ...] = ()
    actes: tuple[int, ...] = field(default=(), compare=False)
