"""The central export: its files in a folder, nominative or statistical, and their bordereau."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from fieldapp import __version__
from fieldapp.db import conflits, lots_perdus, traces
from fieldapp.db.exports import ExportFait, add_export, last_export
from fieldapp.domain.droits import EXPORTER
from fieldapp.domain.errors import KnownError
from fieldapp.domain.horloge import instant
from fieldapp.domain.perte import phrase_perte
from fieldapp.services.droits import require
from fieldapp.services.session import Session
from fieldapp.siege.bordereau import (
    BORDEREAU,
    BORDEREAU_PDF,
    Bordereau,
    Contenu,
    Suite,
    list_files,
    read_bordereau,
    write_bordereau,
)
from fieldapp.siege.bordereau_imprime import write_printed
from fieldapp.siege.columns import MODES, STATISTIQUE
from fieldapp.siege.csv_files import csv_files
from fieldapp.siege.json_files import json_files
from fieldapp.siege.masking import THRESHOLD
from fieldapp.siege.parquet_files import parquet_files
from fieldapp.siege.plan import Plan, Programme, make_programme, suppressions_plan
from fieldapp.siege.sheets import Sheet, Writer
from fieldapp.siege.workbook import workbook

CSV, XLSX, PARQUET, JSON = "csv", "xlsx", "parquet", "json"
_OPENERS = {CSV: csv_files, XLSX: workbook, PARQUET: parquet_files, JSON: json_files}
FORMATS = tuple(_OPENERS)
STOPPED = (
    "L’export est arrêté à votre demande. Il n’en reste rien dans le dossier et les données du "
    "siège sont intactes. Recommencez quand vous voulez."
)
NOTHING_BEFORE = (
    "Aucun export de ce mode n’a encore été fait ici\u00a0: il n’y a rien à compléter. Rien n’a "
    "été écrit. Faites d’abord un export complet."
)
OTHER_COLUMNS = (
    "Les colonnes de l’export ont changé depuis le dernier (nouvelle version du programme). Rien "
    "n’a été écrit. Faites un export complet\u00a0: les suivants pourront le compléter."
)

Progress = Callable[[str, int, int], None]
Stop = Callable[[], bool]


def export(
    session: Session,
    *,
    mode: str = STATISTIQUE,
    formats: Sequence[str] = (CSV,),
    out_dir: Path,
    depuis_dernier: bool = False,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Bordereau:
    """Write the central export in a folder and return its bordereau, also left there.

    With `depuis_dernier` it covers what changed since the last export of the same mode, and says
    which lines are gone. Each table is read once, whatever the number of formats. `progress`
    counts the rows written; `stop` is asked every thousand rows. Raises KnownError: not the right
    role, unknown mode or format, a folder that holds something else than an earlier export of the
    same kind, no export to follow, a full or read-only disk, an export that was stopped (nothing
    of it is left then).
    """
    require(session, EXPORTER)
    formats = tuple(dict.fromkeys(formats))
    if mode not in MODES or not formats or not set(formats) <= set(FORMATS):
        raise KnownError(
            f"L’export se fait en mode {' ou '.join(MODES)}, aux formats {', '.join(FORMATS)}. "
            "Rien n’a été écrit."
        )
    last = last_export(session.store, mode)
    if depuis_dernier and last is None:
        raise KnownError(NOTHING_BEFORE)
    try:
        _prepare_folder(out_dir, mode, formats, depuis_dernier)
        job = _Job(session, mode, formats, out_dir, _Watch(progress, stop))
        return job.run(last, depuis_dernier)
    except OSError as error:
        raise KnownError(
            "L’export n’a pas pu être écrit (disque plein ou dossier protégé). Les données du "
            "siège sont intactes. Libérez de la place ou choisissez un autre dossier, puis "
            "recommencez."
        ) from error


def previous_export(session: Session, mode: str) -> ExportFait | None:
    """Return the last export of a mode, which the next one may complete."""
    require(session, EXPORTER)
    return last_export(session.store, mode)


@dataclass(frozen=True, slots=True)
class _Job:
    """One export under way."""

    session: Session
    mode: str
    formats: tuple[str, ...]
    out_dir: Path
    watch: _Watch

    def run(self, last: ExportFait | None, depuis_dernier: bool) -> Bordereau:
        """Write the files, then the bordereau, and remember the export; or leave nothing of it."""
        before = last if depuis_dernier else None
        begun = False
        try:
            # All the tables show the same instant.
            with self.session.store.snapshot():
                programme = make_programme(self.session, self.mode, before)
                if before is not None and before.colonnes != programme.colonnes:
                    raise KnownError(OTHER_COLUMNS)
                begun = True
                contents, paths, removed = self._write_files(programme)
            done = ExportFait(
                self.mode, 1 if last is None else last.numero + 1, not depuis_dernier,
                ",".join(self.formats), instant(), programme.etendue.haut, programme.colonnes,
                programme.etendue.visibles,
            )  # fmt: skip
            bordereau = self._bordereau(done, before, contents, paths, removed)
            write_printed(self.session, self.out_dir, bordereau)
            write_bordereau(self.out_dir, bordereau)
            self._remember(done)
        except (KnownError, OSError):
            if begun:
                _withdraw(self.out_dir)
            raise
        return bordereau

    def _remember(self, done: ExportFait) -> None:
        """Note the export where the next one looks, and in the access journal, which others may
        have written in meanwhile: not from the instant that the tables show."""
        store = self.session.store
        with store.atomic():
            add_export(store, done)
            traces.add(
                store, self.session.agent.id, "export", f"{self.mode} {' '.join(self.formats)}"
            )

    def _write_files(self, programme: Programme) -> tuple[list[Contenu], list[Path], int]:
        """Write every table in every format; return them, the files, how many lines are gone."""
        self.watch.total = sum(plan.sheet.lignes for plan in programme.plans)
        contents: list[Contenu] = []
        removed: list[tuple[str, str]] = []
        with ExitStack() as stack:
            writers = [
                stack.enter_context(_OPENERS[fmt](self.out_dir, self.mode)) for fmt in self.formats
            ]
            for plan in programme.plans:
                contents.append(_content(plan, _write_table(plan.sheet, writers, self.watch)))
                removed += [(plan.sheet.nom, row_id) for row_id in plan.gone()]
            if programme.etendue.depuis is not None:
                plan = suppressions_plan(self.session, programme, removed)
                contents.append(_content(plan, _write_table(plan.sheet, writers, self.watch)))
        return contents, [path for writer in writers for path in writer.paths], len(removed)

    def _bordereau(
        self,
        done: ExportFait,
        depuis: ExportFait | None,
        contents: list[Contenu],
        paths: list[Path],
        removed: int,
    ) -> Bordereau:
        return Bordereau(
            organisme=self.session.agent.organisme,
            mode=self.mode,
            numero=done.numero,
            suite_de=None if depuis is None else Suite(depuis.numero, depuis.etabli_le, removed),
            formats=list(self.formats),
            etabli_le=done.etabli_le,
            logiciel=f"Fieldapp {__version__}",
            seuil_secret=THRESHOLD,
            conflits_ouverts=conflits.count_conflits(self.session.store),
            tables=contents,
            fichiers=list_files(paths, contents),
            pertes=self._losses(),
        )

    def _losses(self) -> list[str]:
        """Say what no figure holds; a statistical export names no worker."""
        pertes = lots_perdus.list_pertes(self.session.store)
        if self.mode == STATISTIQUE:
            pertes = tuple(replace(perte, nom="") for perte in pertes)
        return [phrase_perte(perte) for perte in pertes]


def _content(plan: Plan, lines: int) -> Contenu:
    return Contenu(
        plan.sheet.nom, plan.description, lines, plan.masquees, plan.diffusion, plan.entiere
    )


def _write_table(sheet: Sheet, writers: Iterable[Writer], watch: _Watch) -> int:
    """Give each batch of a table to every format; return the number of its rows."""
    count = 0
    with ExitStack() as stack:
        takers = [stack.enter_context(w.sheet(sheet.nom, sheet.columns)) for w in writers]
        for batch in sheet.batches:
            for take in takers:
                take(batch)
            count += len(batch[0])
            watch.count(sheet.nom, len(batch[0]))
    return count


class _Watch:
    """Counts the rows of a whole export, tells them, and ends it when that is asked."""

    def __init__(self, progress: Progress | None, stop: Stop | None) -> None:
        self.total = 0
        self._progress = progress
        self._stop = stop
        self._done = 0

    def count(self, nom: str, rows: int) -> None:
        """Note some rows of a table as written."""
        if self._stop is not None and self._stop():
            raise KnownError(STOPPED)
        self._done += rows
        if self._progress is not None:
            self._progress(nom, self._done, self.total)


def _withdraw(out_dir: Path) -> None:
    """Remove the files of an export that was stopped or failed: a half may hold names, and nobody
    would know. The folder was found to hold nothing else."""
    for path in out_dir.iterdir():
        if path.is_file():
            path.unlink()


def _prepare_folder(
    out_dir: Path, mode: str, formats: tuple[str, ...], depuis_dernier: bool
) -> None:
    """Take a new or empty folder, or one that holds an export of the same kind: mixing a
    statistical export with names left by another would undo it."""
    if out_dir.exists() and not out_dir.is_dir():
        raise KnownError(
            f"{out_dir} est un fichier. Rien n’a été écrit. Choisissez un dossier vide ou nouveau."
        )
    out_dir.mkdir(parents=True, exist_ok=True)
    present = {path.name for path in out_dir.iterdir()}
    if not present:
        return
    earlier = read_bordereau(out_dir)
    if earlier is not None and not depuis_dernier and earlier.suite_de is None:
        known = {BORDEREAU, BORDEREAU_PDF, *(file.nom for file in earlier.fichiers)}
        if (earlier.mode, tuple(earlier.formats)) == (mode, formats) and present <= known:
            return
    raise KnownError(
        "Ce dossier contient déjà autre chose que le même export. Rien n’y a été écrit ni effacé. "
        "Choisissez un dossier vide."
    )
