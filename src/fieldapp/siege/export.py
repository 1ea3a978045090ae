"""The central export: its files in a folder, nominative or statistical, and their bordereau."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path

from fieldapp import __version__
from fieldapp.db import conflits, traces
from fieldapp.domain.droits import EXPORTER
from fieldapp.domain.errors import KnownError
from fieldapp.domain.horloge import instant
from fieldapp.services.droits import require
from fieldapp.services.session import Session
from fieldapp.siege.bordereau import (
    BORDEREAU,
    Bordereau,
    Contenu,
    list_files,
    read_bordereau,
    write_bordereau,
)
from fieldapp.siege.columns import MODES, STATISTIQUE
from fieldapp.siege.csv_files import csv_files
from fieldapp.siege.masking import THRESHOLD
from fieldapp.siege.plan import make_plans
from fieldapp.siege.sheets import Sheet, Writer
from fieldapp.siege.workbook import workbook

CSV, XLSX = "csv", "xlsx"
_OPENERS = {CSV: csv_files, XLSX: workbook}
FORMATS = tuple(_OPENERS)
STOPPED = (
    "L’export est arrêté à votre demande. Il n’en reste rien dans le dossier et les données du "
    "siège sont intactes. Recommencez quand vous voulez."
)

Progress = Callable[[str, int, int], None]
Stop = Callable[[], bool]


def export(
    session: Session,
    *,
    mode: str = STATISTIQUE,
    formats: Sequence[str] = (CSV,),
    out_dir: Path,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Bordereau:
    """Write the central export in a folder and return its bordereau, also left there.

    Each table is read once, whatever the number of formats. `progress` counts the tables and the
    rows written; `stop` is asked every thousand rows. Raises KnownError: not the right role,
    unknown mode or format, a folder that holds something else than an earlier export of the same
    kind, a full or read-only disk, an export that was stopped (nothing of it is left then).
    """
    require(session, EXPORTER)
    formats = tuple(dict.fromkeys(formats))
    if mode not in MODES or not formats or not set(formats) <= set(FORMATS):
        raise KnownError(
            f"L’export se fait en mode {' ou '.join(MODES)}, aux formats {', '.join(FORMATS)}. "
            "Rien n’a été écrit."
        )
    try:
        _prepare_folder(out_dir, mode, formats)
        return _write(session, mode, formats, out_dir, progress, stop)
    except OSError as error:
        raise KnownError(
            "L’export n’a pas pu être écrit (disque plein ou dossier protégé). Les données du "
            "siège sont intactes. Libérez de la place ou choisissez un autre dossier, puis "
            "recommencez."
        ) from error


def _write(
    session: Session,
    mode: str,
    formats: tuple[str, ...],
    out_dir: Path,
    progress: Progress | None,
    stop: Stop | None,
) -> Bordereau:
    try:
        # One transaction: all the tables show the same instant.
        with session.store.atomic(), ExitStack() as stack:
            writers = [stack.enter_context(_OPENERS[fmt](out_dir, mode)) for fmt in formats]
            plans = make_plans(session, mode)
            watch = _Watch(sum(plan.sheet.lignes for plan in plans), progress, stop)
            contents = [
                Contenu(
                    plan.sheet.nom, _write_table(plan.sheet, writers, watch), plan.masquees,
                    plan.diffusion,
                )
                for plan in plans
            ]  # fmt: skip
            traces.add(session.store, session.agent.id, "export", f"{mode} {' '.join(formats)}")
    except KnownError:
        _withdraw(out_dir)
        raise
    bordereau = Bordereau(
        organisme=session.agent.organisme,
        mode=mode,
        formats=list(formats),
        etabli_le=instant(),
        logiciel=f"Fieldapp {__version__}",
        seuil_secret=THRESHOLD,
        conflits_ouverts=conflits.count_conflits(session.store),
        tables=contents,
        fichiers=list_files((path for writer in writers for path in writer.paths), contents),
    )
    write_bordereau(out_dir, bordereau)
    return bordereau


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

    def __init__(self, total: int, progress: Progress | None, stop: Stop | None) -> None:
        self._total = total
        self._progress = progress
        self._stop = stop
        self._done = 0

    def count(self, nom: str, rows: int) -> None:
        """Note some rows of a table as written."""
        if self._stop is not None and self._stop():
            raise KnownError(STOPPED)
        self._done += rows
        if self._progress is not None:
            self._progress(nom, self._done, self._total)


def _withdraw(out_dir: Path) -> None:
    """Remove the tables of a stopped export: a half may hold names, and nobody would know.

    The folder was found to hold nothing else. A workbook gets its name once whole: none is there.
    """
    for path in out_dir.iterdir():
        if path.is_file():
            path.unlink()


def _prepare_folder(out_dir: Path, mode: str, formats: tuple[str, ...]) -> None:
    """Take a new or empty folder, or one that holds an export of the same kind: mixing a
    statistical export with names left by another would undo it."""
    out_dir.mkdir(parents=True, exist_ok=True)
    present = {path.name for path in out_dir.iterdir()}
    if not present:
        return
    earlier = read_bordereau(out_dir)
    if earlier is not None and (earlier.mode, tuple(earlier.formats)) == (mode, formats):
        known = {BORDEREAU, *(file.nom for file in earlier.fichiers)}
        if present <= known:
            return
    raise KnownError(
        "Ce dossier contient déjà autre chose que le même export. Rien n’y a été écrit ni effacé. "
        "Choisissez un dossier vide."
    )
