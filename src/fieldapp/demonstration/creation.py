"""Making the whole demonstration in one folder, or finding the one that is there already."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from fieldapp.demonstration.antennes import LENS_AU_PLUS
from fieldapp.demonstration.organisation import (
    Dossiers,
    Organisation,
    Progress,
    fill_organisation,
    found_organisation,
    make_decor,
)
from fieldapp.demonstration.recit import Travail, do_main_job
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import Filtre
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.services import foyers
from fieldapp.services.session import Session
from fieldapp.siege.columns import MODES
from fieldapp.siege.export import CSV, XLSX, export

# The passphrase of a demonstration protects nobody: it is printed, and good for these files only.
PHRASE = "demonstration terril beffroi dune"
RAPPORT = "demo.json"
MARQUE = "DEMONSTRATION.txt"
_MARQUE_TEXTE = (
    "Ce dossier est une démonstration de Fieldapp : les familles, les agents et les structures "
    "sont fictifs. Il peut être effacé sans regret.\n"
)


def make_demonstration(
    folder: Path, count: int, seed: int, passphrase: str, progress: Progress
) -> Mapping[str, Any]:
    """Make the demonstration, do the main job in it, and return the report (plain JSON values).

    A finished demonstration of the same size and seed is found again (`deja_faite`); one that was
    interrupted is begun anew. Raises KnownError when the folder holds anything else.
    """
    known = _known(folder, count, seed)
    if known is not None:
        return {**known, "deja_faite": True}
    if count < 1:
        raise KnownError("Une démonstration a une famille au moins. Rien n’a été créé.")
    dossiers = Dossiers(folder.resolve())
    _begin(dossiers)
    with ExitStack() as stack:
        organisation = found_organisation(stack, dossiers, passphrase, progress)
        decor = make_decor(organisation.siege, seed, aujourd_hui())
        fill_organisation(organisation, decor, count)
        progress("Travail principal", 0, 0)
        travail = do_main_job(organisation, decor.jour)
        progress("Export central", 0, 0)
        exports = _export(organisation, count)
        report = _report(organisation, travail, exports, count, seed, passphrase)
    (folder / RAPPORT).write_text(
        json.dumps(report, ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
    )
    return {**report, "deja_faite": False}


def _known(folder: Path, count: int, seed: int) -> dict[str, Any] | None:
    """Return the report of the demonstration that is there; None when one may be made."""
    if not folder.exists():
        return None
    if not folder.is_dir():
        raise KnownError(f"{folder} n’est pas un dossier. Rien n’a été créé.")
    if not (folder / MARQUE).is_file():
        if any(folder.iterdir()):
            raise KnownError(
                f"Le dossier {folder} contient déjà autre chose qu’une démonstration. Rien n’y a "
                "été écrit ni effacé. Choisissez un dossier vide ou nouveau."
            )
        return None
    try:
        report: dict[str, Any] = json.loads((folder / RAPPORT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None  # interrupted before its end: it is begun anew
    if (report.get("foyers"), report.get("graine")) != (count, seed):
        raise KnownError(
            f"Le dossier {folder} contient une autre démonstration ({report.get('foyers')} "
            f"familles, graine {report.get('graine')}). Rien n’a changé. Choisissez un autre "
            "dossier, ou effacez celui-ci."
        )
    return report


def _begin(dossiers: Dossiers) -> None:
    """Mark the folder as a demonstration, without what an interrupted one left."""
    try:
        dossiers.racine.mkdir(parents=True, exist_ok=True)
        (dossiers.racine / RAPPORT).unlink(missing_ok=True)
        for part in (
            dossiers.siege, dossiers.nadia, dossiers.marc, dossiers.espace, dossiers.documents,
            dossiers.exports,
        ):  # fmt: skip
            if part.exists():
                shutil.rmtree(part)
        (dossiers.racine / MARQUE).write_text(_MARQUE_TEXTE, encoding="utf-8")
    except OSError as error:
        raise KnownError(
            f"Le dossier {dossiers.racine} n’a pas pu être préparé. Rien n’a été créé. Choisissez "
            "un dossier où vous avez le droit d’écrire."
        ) from error


def _export(organisation: Organisation, count: int) -> tuple[Path, ...]:
    """Write the central export in both modes, for a program and for a spreadsheet.

    Of more families than an antenne follows only the CSV is written: a workbook of half a million
    lines takes minutes to write, and no spreadsheet is at ease with it.
    """
    formats = (CSV, XLSX) if count <= LENS_AU_PLUS else (CSV,)
    written: list[Path] = []
    for mode in MODES:
        out = organisation.dossiers.exports / mode

        def tell(nom: str, done: int, total: int, mode: str = mode) -> None:
            organisation.progress(f"Export {mode}, lignes ({nom})", done, total)

        bordereau = export(
            organisation.siege, mode=mode, formats=formats, out_dir=out, progress=tell
        )
        written += [out / fichier.nom for fichier in bordereau.fichiers]
    return tuple(written)


def _report(
    organisation: Organisation,
    travail: Travail,
    exports: tuple[Path, ...],
    count: int,
    seed: int,
    passphrase: str,
) -> dict[str, Any]:
    dossiers = organisation.dossiers
    return {
        "dossier": str(dossiers.racine),
        "graine": seed,
        "foyers": count,
        **_counts(organisation.siege),
        "postes": [
            _poste(organisation.nadia, dossiers.nadia),
            _poste(organisation.marc, dossiers.marc),
        ],
        "siege": str(dossiers.siege),
        "espace": str(dossiers.espace),
        "famille_du_recit": travail.foyer_id,
        "orientation_du_recit": travail.orientation_id,
        "envoyes": travail.envoyes,
        "recus": travail.recus,
        "conflits": travail.conflits,
        "documents": [str(path) for path in travail.documents],
        "exports": [str(path) for path in exports],
        "phrase_de_passe": passphrase,
    }


def _counts(siege: Session) -> dict[str, int]:
    """How many rows headquarters has received, by table."""
    tables = {
        "familles": "foyer", "personnes": "personne", "contacts": "contact",
        "orientations": "orientation", "structures": "structure",
    }  # fmt: skip
    found = {}
    for name, table in tables.items():
        row = siege.store.one(f"SELECT count(*) AS n FROM {table} WHERE supprime IS NULL")
        found[name] = 0 if row is None else int(row["n"])
    return found


def _poste(session: Session, folder: Path) -> dict[str, Any]:
    return {
        "agent": session.agent.nom,
        "role": session.agent.role,
        "unite": session.agent.unite,
        "donnees": str(folder),
        "familles": foyers.list_foyers(session, Filtre("mes"), limit=1).total,
        "familles_accessibles": foyers.list_foyers(session, Filtre("unite"), limit=1).total,
    }
