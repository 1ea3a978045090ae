"""Importing a caseload: the same file twice changes nothing, and every line is accounted for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from fieldapp.db import journal
from fieldapp.domain import droits
from fieldapp.domain.caseload import SaisieUsager, read_row
from fieldapp.domain.colonnes import Colonnes, count_recognised, find_header, recognise
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.rapport import LigneRejetee, Rapport
from fieldapp.domain.regroupement import group_rows
from fieldapp.domain.texte import NBSP
from fieldapp.services.droits import require
from fieldapp.services.session import Session
from fieldapp.services.tableur import read_table
from fieldapp.services.usagers_plan import Comparaison, Plan

Progress = Callable[[int, int], None]
Stop = Callable[[], bool]

# Households of one transaction: what is done is kept if the laptop stops in the middle, and an
# agent who stops waits for no more than this.
_BATCH = 100


def import_usagers(
    session: Session,
    path: Path,
    dry_run: bool = False,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Rapport:
    """Take a CSV or XLSX caseload into the agent's unit and report on every line.

    People of one file number are one household. Who is known already is brought up to date; a
    value that the file gives again after somebody changed it here does not come back. With
    `dry_run` nothing is written and the report is the same. `progress(done, total)` counts
    households, where no transaction is open. When `stop()` turns true, the households done are
    kept and the report tells of them only. Raises KnownError, with nothing written, when the file
    cannot be read.
    """
    require(session, droits.IMPORTER)
    table = read_table(Path(path), count_recognised)
    head = find_header(table.rangees)
    rows = table.rangees[head + 1 :]
    colonnes = recognise(table.rangees[head].cellules, rows)
    read = [read_row(colonnes, row, aujourd_hui()) for row in rows if not row.vide]
    usagers = [row for row in read if isinstance(row, SaisieUsager)]
    groups = group_rows(usagers)
    comparison = Comparaison(session, with_referent="referent" in colonnes.champs)
    plans: list[Plan] = []
    actes: list[int] = []
    for start in range(0, len(groups), _BATCH):
        if stop is not None and stop():
            break
        batch = [comparison.plan(group) for group in groups[start : start + _BATCH]]
        if not dry_run:
            actes += _write(session, batch)
        plans += batch
        if progress is not None:
            progress(len(plans), len(groups))
    rejected = [row for row in read if isinstance(row, LigneRejetee)]
    left = len(groups) - len(plans)
    remarks = [*table.remarques, *_about_nir(colonnes), *_about_stop(left, dry_run)]
    lus = len(read) - sum(len(g.usagers) + len(g.doublons) for g in groups[len(plans) :])
    return _report(lus, rejected, plans, colonnes, remarks, actes)


def _write(session: Session, plans: Sequence[Plan]) -> list[int]:
    """Write some households at once and return the act that did, if anything changed."""
    author = session.agent.id
    news = [new for plan in plans for new in plan.nouvelles]
    with session.store.atomic():
        if news:
            journal.write_many(session.store, news, author=author)
        for change in (change for plan in plans for change in plan.changements):
            journal.write(
                session.store,
                change.table,
                change.fields,
                row_id=change.row_id,
                author=author,
                foyer_id=change.foyer_id,
            )
        act = session.store.act_hlc
    return [] if act is None else [act]


def _about_stop(left: int, dry_run: bool) -> list[str]:
    if not left:
        return []
    kept = "Rien n’a été écrit." if dry_run else "Ce qui était fait est gardé."
    rest = "famille n’a pas été lue" if left == 1 else "familles n’ont pas été lues"
    return [f"Arrêté à votre demande{NBSP}: {left}{NBSP}{rest}. {kept}"]


def _about_nir(colonnes: Colonnes) -> list[str]:
    return [
        f"La colonne «{NBSP}{titre}{NBSP}» contient des numéros de sécurité sociale, que Fieldapp "
        "ne conserve jamais. Elle n’a pas été lue."
        for titre in colonnes.nir
    ]


def _report(
    lus: int,
    rejected: Sequence[LigneRejetee],
    plans: Sequence[Plan],
    colonnes: Colonnes,
    remarks: list[str],
    actes: Sequence[int],
) -> Rapport:
    refused = [*rejected, *(line for plan in plans for line in plan.rejetes)]
    notes = sorted((note for plan in plans for note in plan.remarques), key=lambda note: note[0])
    remarks += [f"Ligne {ligne}{NBSP}: {texte}." for ligne, texte in notes]
    remarks += _about_places([place for plan in plans for place in plan.lieux_inconnus])
    unknown = Counter(referent for plan in plans for referent in plan.referents_inconnus)
    remarks += [
        f"Référent inconnu sur ce poste{NBSP}: {referent} ({_count(number, 'famille')}, sans "
        "référent)."
        for referent, number in sorted(unknown.items())
    ]
    return Rapport(
        lus=lus,
        crees=sum(plan.crees for plan in plans),
        mis_a_jour=sum(plan.mis_a_jour for plan in plans),
        inchanges=sum(plan.inchanges for plan in plans),
        doublons=sum(plan.doublons for plan in plans),
        rejetes=tuple(sorted(refused, key=lambda line: line.ligne)),
        colonnes_ignorees=colonnes.ignorees,
        remarques=tuple(remarks),
        actes=tuple(actes),
    )


def _about_places(places: Sequence[tuple[int, str]]) -> list[str]:
    """One sentence for all the towns that do not go with their postcode."""
    if not places:
        return []
    ligne, texte = min(places)
    return [
        f"{_count(len(places), 'adresse')} sans commune reconnue, par exemple "
        f"«{NBSP}{texte}{NBSP}» ligne {ligne}{NBSP}: reprises comme écrites."
    ]


def _count(number: int, noun: str) -> str:
    return f"{number}{NBSP}{noun}" + ("s" if number > 1 else "")
