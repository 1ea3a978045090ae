"""Importing the national data·inclusion directory: the same file twice changes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from fieldapp.db import journal
from fieldapp.db.annuaire import list_by_source
from fieldapp.db.journal import Nouvelle
from fieldapp.db.store import Row
from fieldapp.db.usagers import former_values
from fieldapp.domain import droits
from fieldapp.domain.annuaire_national import (
    HEBERGEMENT_VIF,
    a_confirmer,
    nom_structure,
    type_structure,
    unknown_fields,
)
from fieldapp.domain.dates import lire_date
from fieldapp.domain.errors import KnownError
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.ids import new_id
from fieldapp.domain.journal import Valeur
from fieldapp.domain.rapport import LigneRejetee, Rapport
from fieldapp.domain.texte import NBSP, nom_propre
from fieldapp.services.communes import get_commune, resolve
from fieldapp.services.droits import require
from fieldapp.services.session import Session
from fieldapp.services.tableur import read_bytes
from fieldapp.services.telephones import try_normalise

Entree = Mapping[str, object]
Progress = Callable[[int, int], None]
Stop = Callable[[], bool]

# Structures of one transaction.
_BATCH = 200
# Where the list is, in the files that wrap it.
_WRAPPERS = ("structures", "items", "results", "data")
_OTHER_FILE = (
    "Ce fichier n’est pas un annuaire data·inclusion (JSON). Rien n’a été importé. Téléchargez "
    "le fichier des structures au format JSON, puis réessayez."
)


@dataclass(slots=True)
class _Bilan:
    """What becomes of the entries, and what is to be written."""

    nouvelles: list[Nouvelle] = field(default_factory=list)
    changements: list[tuple[str, dict[str, Valeur]]] = field(default_factory=list)
    inchanges: int = 0
    doublons: int = 0
    rejetes: list[LigneRejetee] = field(default_factory=list)
    remarques: list[str] = field(default_factory=list)


def import_structures(
    session: Session,
    path: Path,
    dry_run: bool = False,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Rapport:
    """Take a file of structures into the directory; « ligne » is the rank of an entry in it.

    A structure is known by its source and its identifier there. A value that somebody changed
    here since is kept. Services are left out and said. `progress(done, total)` counts structures
    written, where no transaction is open; when `stop()` turns true, those written are kept and
    the report says how many are not. Raises KnownError when it is no such file.
    """
    require(session, droits.ECRIRE_ANNUAIRE)
    entrees = _read(Path(path))
    bilan = _Bilan()
    structures = [(rank, e) for rank, e in enumerate(entrees, start=1) if "structure_id" not in e]
    known = list_by_source(session.store, {str(e.get("source") or "") for _, e in structures})
    seen: set[tuple[str, str]] = set()
    for rank, entree in structures:
        fields = _fields(entree, rank, bilan)
        if fields is None:
            continue
        key = (str(fields["source"]), str(fields["source_id"]))
        if key in seen:
            bilan.doublons += 1
            continue
        seen.add(key)
        _compare(session, known.get(key), fields, bilan)
    actes = [] if dry_run else _write(session, bilan, progress, stop)
    if len(structures) < len(entrees):
        left = len(entrees) - len(structures)
        bilan.remarques.append(
            f"{left} service{'s' if left > 1 else ''} non repris{NBSP}: l’annuaire contient des "
            "structures."
        )
    taken = len(bilan.nouvelles) + len(bilan.changements) + bilan.inchanges
    return Rapport(
        lus=taken + bilan.doublons + len(bilan.rejetes),
        crees=len(bilan.nouvelles),
        mis_a_jour=len(bilan.changements),
        inchanges=bilan.inchanges,
        doublons=bilan.doublons,
        rejetes=tuple(bilan.rejetes),
        colonnes_ignorees=unknown_fields([e for _, e in structures]),
        remarques=tuple(bilan.remarques),
        actes=tuple(actes),
    )


def _read(path: Path) -> list[Entree]:
    try:
        content: object = json.loads(read_bytes(path).decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise KnownError(_OTHER_FILE) from error
    if isinstance(content, dict):
        content = next((content[name] for name in _WRAPPERS if name in content), None)
    if not isinstance(content, list) or not all(isinstance(e, dict) for e in content):
        raise KnownError(_OTHER_FILE)
    if content and not any({"id", "nom"} <= entree.keys() for entree in content):
        raise KnownError(_OTHER_FILE)
    return content


def _fields(entree: Entree, rank: int, bilan: _Bilan) -> dict[str, Valeur] | None:
    """The columns of one structure; None, with the reason noted, when it cannot be one."""
    source, source_id, nom = (_text(entree, name) for name in ("source", "id", "nom"))
    missing = [n for n, v in (("source", source), ("id", source_id), ("nom", nom)) if v is None]
    if missing or nom is None:
        bilan.rejetes.append(LigneRejetee(rank, f"Il manque{NBSP}: {', '.join(missing)}."))
        return None
    date_maj = _date(entree, "date_maj")
    if date_maj is None and entree.get("date_maj"):
        bilan.remarques.append(f"Structure {rank}{NBSP}: date de mise à jour illisible.")
    phone, number = _text(entree, "telephone"), None
    if phone is not None:
        number = try_normalise(phone)
        if number is None:
            bilan.remarques.append(
                f"Structure {rank}{NBSP}: téléphone «{NBSP}{phone}{NBSP}» non repris."
            )
    networks = entree.get("reseaux_porteurs")
    kind = type_structure(nom, [str(r) for r in networks] if isinstance(networks, list) else [])
    return {
        "source": source,
        "source_id": source_id,
        "nom": nom_structure(nom),
        "type": kind,
        "siret": _text(entree, "siret"),
        "adresse": _text(entree, "adresse"),
        "complement": _text(entree, "complement_adresse"),
        **_place(entree),
        "telephone": number,
        "courriel": _text(entree, "courriel"),
        "site_web": _text(entree, "site_web"),
        "latitude": _degrees(entree, "latitude", 90),
        "longitude": _degrees(entree, "longitude", 180),
        "description": _text(entree, "description"),
        "horaires": _text(entree, "horaires_accueil"),
        "date_maj": date_maj,
        "a_confirmer": 1 if a_confirmer(date_maj, aujourd_hui()) else 0,
        "adresse_masquee": 1 if kind == HEBERGEMENT_VIF else 0,
    }


def _place(entree: Entree) -> dict[str, Valeur]:
    code_postal, ville = _text(entree, "code_postal"), _text(entree, "commune")
    code_insee = _text(entree, "code_insee")
    commune = (get_commune(code_insee) if code_insee else None) or resolve(code_postal, ville)
    return {
        "code_postal": code_postal,
        "commune": commune.nom if commune else (nom_propre(ville) if ville else None),
        "code_insee": commune.code_insee if commune else code_insee,
    }


def _compare(session: Session, known: Row | None, fields: dict[str, Valeur], bilan: _Bilan) -> None:
    if known is None:
        bilan.nouvelles.append(Nouvelle("structure", new_id(), fields))
        return
    if str(fields["date_maj"] or "") < str(known["date_maj"] or ""):
        bilan.inchanges += 1  # an older file teaches nothing
        return
    changes: dict[str, Valeur] = {
        name: v for name, v in fields.items() if v is not None and v != known[name]
    }
    if "date_maj" not in changes:
        # Nothing newer is known of it: somebody here may have called and confirmed.
        changes.pop("a_confirmer", None)
    if changes:
        former = former_values(session.store, "structure", known["id"])
        changes = {
            name: value
            for name, value in changes.items()
            if known[name] is None or name == "a_confirmer" or value not in former.get(name, set())
        }
    if changes:
        bilan.changements.append((known["id"], changes))
    else:
        bilan.inchanges += 1


def _write(
    session: Session, bilan: _Bilan, progress: Progress | None, stop: Stop | None
) -> list[int]:
    """Write what is planned and return the acts that did; what is left undone goes unplanned."""
    author, store = session.agent.id, session.store
    nouvelles, changements = bilan.nouvelles, bilan.changements
    total = len(nouvelles) + len(changements)
    actes: list[int] = []
    for start in range(0, total, _BATCH):
        if stop is not None and stop():
            _leave(bilan, start)
            break
        end = start + _BATCH
        with store.atomic():
            if nouvelles[start:end]:
                journal.write_many(store, nouvelles[start:end], author=author)
            first = max(0, start - len(nouvelles))
            for row_id, changes in changements[first : max(0, end - len(nouvelles))]:
                journal.write(store, "structure", changes, row_id=row_id, author=author)
            if store.act_hlc is not None:
                actes.append(store.act_hlc)
        if progress is not None:
            progress(min(end, total), total)
    return actes


def _leave(bilan: _Bilan, done: int) -> None:
    left = len(bilan.nouvelles) + len(bilan.changements) - done
    bilan.changements = bilan.changements[: max(0, done - len(bilan.nouvelles))]
    bilan.nouvelles = bilan.nouvelles[:done]
    rest = "structure n’a pas été écrite" if left == 1 else "structures n’ont pas été écrites"
    bilan.remarques.append(
        f"Arrêté à votre demande{NBSP}: {left}{NBSP}{rest}. Ce qui était fait est gardé."
    )


def _text(entree: Entree, name: str) -> str | None:
    value = entree.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return " ".join(str(value).split()) or None


def _date(entree: Entree, name: str) -> str | None:
    text = _text(entree, name)
    if text is None:
        return None
    try:
        return lire_date(text).isoformat()
    except ValueError:
        return None


def _degrees(entree: Entree, name: str, limit: int) -> float | None:
    value = entree.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if -limit <= value <= limit else None
