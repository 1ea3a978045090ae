"""Files that look alike in the demonstration: a pair to find, one united, one parted, homonyms."""

from __future__ import annotations

from fieldapp.demonstration.figures import (
    HOMONYME,
    HOMONYME_BIS,
    REUNI,
    REUNI_BIS,
    SEPARE,
    SEPARE_BIS,
    find_figure,
    people_of,
)
from fieldapp.domain.doublon_fusion import GARDE, ChoixFusion, Fusion
from fieldapp.services import doublons, fusions
from fieldapp.services.session import Session


def judge_alike(session: Session) -> None:
    """Unite two files, unite two others and part them, tell two people of one name apart.

    A fourth pair (`figures.SEMBLABLE`) is left to be found.
    """
    _unite(session, REUNI, REUNI_BIS)
    fusions.separate(session, _unite(session, SEPARE, SEPARE_BIS).id)
    homonymes = [_applicant(session, numero) for numero in (HOMONYME, HOMONYME_BIS)]
    doublons.set_distinct(session, *homonymes)


def _unite(session: Session, numero: str, autre: str) -> Fusion:
    """Make the second file part of the first, and its applicant one with the first's."""
    kept, absorbed = find_figure(session, numero), find_figure(session, autre)
    people = {_applicant(session, autre): (_applicant(session, numero), {"telephone": GARDE})}
    return fusions.unite_foyers(session, kept, absorbed, ChoixFusion({}, people))


def _applicant(session: Session, numero: str) -> str:
    return next(iter(people_of(session, find_figure(session, numero)).values()))
