"""The files of a documents form, kept with its draft: an interrupted form has them again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import partial

from fieldapp.domain.brouillon import Fichier
from fieldapp.services import fichiers_attente
from fieldapp.services.session import Session
from fieldapp.ui.documents.reading import Lot, Source, examine
from fieldapp.ui.tasks import Tasks


class Attente:
    """Keeps the contents of sources, each once, while they hold within what a form may keep."""

    def __init__(self, session: Session, tasks: Tasks) -> None:
        self._session, self._tasks = session, tasks
        self._kept: set[tuple[str, ...]] = set()

    def keep(self, sources: Iterable[Source]) -> None:
        """Keep those that are not kept yet, each in a task of its own: a save goes between."""
        session = self._session
        asked = list(sources)
        if not fits(asked):
            return
        for source in asked:
            if source.morceaux and source.morceaux not in self._kept:
                self._kept.add(source.morceaux)
                # What could not be kept is asked for again, which loses nothing typed.
                keep = partial(_keep, session, source)
                self._tasks.run(keep, on_error=lambda _error: None)


def fits(sources: Iterable[Source]) -> bool:
    """Whether a draft keeps these files."""
    return sum(one.taille for one in sources) <= fichiers_attente.GARDES_MAX


def named(
    sources: Sequence[Source], faits: Collection[int] = (), rangs: Sequence[int | None] = ()
) -> list[dict[str, object]]:
    """Return what a draft holds of sources; `faits` are the places of those that are documents
    already, `rangs` the place of each when the form began, None when it was added since.
    """
    if not fits(sources):
        return []
    return [
        Fichier(one.nom, one.morceaux, n in faits, rangs[n] if rangs else n).as_json()
        for n, one in enumerate(sources)
        if one.morceaux
    ]


def read_again(session: Session, files: Sequence[Fichier]) -> Lot:
    """Read the files of a draft as when they were chosen; raises KnownError when one is gone."""
    contents = fichiers_attente.read_contents(session, files)
    return examine([Source(f.nom, octets=o) for f, o in zip(files, contents, strict=True)])


def _keep(session: Session, source: Source) -> None:
    fichiers_attente.keep_content(session, source.read())
