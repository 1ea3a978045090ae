"""The exchange by mail: one more transport, whose files come from one pli and go into another.

A post prepares a file, somebody sends it, headquarters opens it and answers with another. The
bundles are those of every other way, under one numbering: what a pli carried and what a folder or
HTTPS carries later follow each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from fieldapp.db import lots_perdus
from fieldapp.db import sync_tables as tables
from fieldapp.db.store import Store
from fieldapp.domain.echange import Bilan
from fieldapp.domain.errors import KnownError
from fieldapp.sync.bundle import fingerprint, signed_header
from fieldapp.sync.engine import Progress, synchronise
from fieldapp.sync.enrolment import CERTIFICAT, certificate_of
from fieldapp.sync.folder import POSTES, bundle_name
from fieldapp.sync.identity import identity_of
from fieldapp.sync.pli import (
    MAX_CONTENT,
    MAX_FILES,
    SUFFIX,
    AlreadyTakenError,
    MissingError,
    Pli,
    PliError,
    open_pli,
    pack,
    write_pli,
)
from fieldapp.sync.space import Space, known_space

_NOTHING = "Rien n’a été pris et rien n’a changé ici."


class Courrier:
    """A transport between what came by mail and what will leave by mail.

    `cote` is the side that we write. `sortants` are the files to send, in order; `plein` is True
    once one of them had no room: it stays here and leaves in a later pli.
    """

    def __init__(
        self, cote: str, recus: Mapping[str, bytes] | None = None, limite: int = MAX_CONTENT
    ) -> None:
        self._cote = cote
        self._recus = recus or {}
        self._limite = limite
        self.sortants: dict[str, bytes] = {}
        self.plein = False

    def check(self, known: Space) -> None:
        """Nothing to ask: the pli was checked when it was opened."""

    def remember(self, store: Store) -> None:
        """A pli is no way to come back to: the folder or the address stays the one in use."""

    def names(self, side: str, _device: str, after: str = "") -> list[str]:
        """Return the names that come after a name."""
        return [name for name in self._files(side) if name > after]

    def size(self, side: str, _device: str, name: str) -> int | None:
        """Return the size of a file in bytes, None when it is absent."""
        data = self._files(side).get(name)
        return None if data is None else len(data)

    def read(self, side: str, _device: str, name: str, limit: int) -> bytes | None:
        """Return the bytes of a file, one more than `limit` at most; None when it is absent."""
        data = self._files(side).get(name)
        return None if data is None else data[: limit + 1]

    def put(self, _side: str, _device: str, name: str, data: bytes) -> None:
        """Keep a file to send, if there is room; those behind one that had none wait too."""
        total = sum(map(len, self.sortants.values())) + len(data)
        room = total <= self._limite and len(self.sortants) < MAX_FILES
        if self.plein or not room:
            self.plein = True
        else:
            self.sortants[name] = data

    def foresee(self, _device: str, _sent: str, _taken: str) -> None:
        """All is here already."""

    def expect(self, _taken: str) -> None:
        """Nobody answers before the next pli."""

    def remove(self, _side: str, _device: str, names: Sequence[str]) -> bool:
        """Nobody is there to take them away: it is asked again by the next other way."""
        raise KnownError(f"{names[0]} n’est pas dans ce courrier. Rien n’a changé.")

    def close(self) -> None:
        """Nothing stays open."""

    def _files(self, side: str) -> Mapping[str, bytes]:
        return self.sortants if side == self._cote else self._recus


@dataclass(frozen=True, slots=True)
class Prepare:
    """A pli that was written: its bundles and their changes; `reste` tells that some had no room
    and will leave in the next one."""

    lots: int
    modifications: int
    reste: bool
    bilan: Bilan


def file_name(store: Store) -> str:
    """Return the name that is proposed for the pli of a post: nothing in it is about a person."""
    space = known_space(store)
    last = tables.last_envoi(store, space.siege) if space else None
    return f"envoi-{identity_of(store).device}-{(last.numero if last else 0) + 1:05d}{SUFFIX}"


def prepare_file(
    store: Store,
    out: Path,
    progress: Progress | None = None,
    stop: Callable[[], bool] | None = None,
    limite: int = MAX_CONTENT,
) -> Prepare:
    """Write what waits for headquarters in one file, to be sent by mail.

    Nothing counts as received before headquarters says so: the same changes leave by any other
    way too, if there is one before. Raises KnownError: post without headquarters, place full or
    protected.
    """
    courrier = Courrier(POSTES, limite=limite)

    def enough() -> bool:
        return courrier.plein or (stop is not None and stop())

    bilan = synchronise(store, courrier, progress, enough)
    space = _space(store)
    accuse = tables.acknowledged_lot(store, space.siege)
    write_pli(out, pack(space.espace, identity_of(store), space.siege, courrier.sortants, accuse))
    carried = [
        envoi
        for envoi in tables.pending_envois(store, space.siege)
        if bundle_name(envoi.numero) in courrier.sortants
    ]
    return Prepare(len(carried), sum(envoi.nombre for envoi in carried), courrier.plein, bilan)


def open_answer(
    store: Store,
    path: Path,
    progress: Progress | None = None,
    stop: Callable[[], bool] | None = None,
) -> Bilan:
    """Take the answer of headquarters that came by mail.

    A post that is to be destroyed is not destroyed here: the next file it prepares says first
    that it obeys. Raises PliError when the file is not for this post, and changes nothing then.
    """
    space, identity = _space(store), identity_of(store)
    pli = open_pli(path)
    check_addressed(pli, space.espace, identity.device)
    if pli.entete.de != space.siege:
        raise _refused(
            "Ce fichier ne vient pas du siège de ce poste.", "Choisissez la réponse du siège."
        )
    pli.check(space.cle_signature)
    waits_for_certificate = certificate_of(store) is None and CERTIFICAT in pli.fichiers
    try:
        check_bundles(store, pli, space.cle_signature)
    except AlreadyTakenError:
        if not waits_for_certificate:
            raise
    # What it would send has nobody to go to: it is sealed, and leaves with the next file.
    bilan = synchronise(store, Courrier(POSTES, pli.fichiers, limite=0), progress, stop)
    return replace(bilan, envoyes=0, effacer=False)


def check_addressed(pli: Pli, espace: str, device: str) -> None:
    """Raise PliError unless a pli is of this space and for this device."""
    if pli.entete.espace != espace:
        raise _refused("Ce fichier vient d’un autre organisme ou d’un autre siège.")
    if pli.entete.a != device:
        raise _refused(
            "Ce fichier est adressé à un autre destinataire.",
            "Vérifiez que c’est bien celui que vous deviez ouvrir.",
        )


def check_bundles(store: Store, pli: Pli, cle: str) -> None:
    """Accept the bundles of a pli only if they go on from those that were taken, by any way.

    Raises AlreadyTakenError when all of them were, PliError for a gap, another bundle under a
    number that was taken, or a bundle that its sender did not sign.
    """
    de = pli.entete.de
    bundles: dict[int, bytes] = {}
    for name, data in pli.fichiers.items():
        if not name.endswith(".lot"):
            continue
        header = signed_header(data, cle)
        wanted = (pli.entete.espace, de, pli.entete.a, name)
        if header is None or wanted != (
            header.espace, header.de, header.a, bundle_name(header.numero)
        ):  # fmt: skip
            raise _refused("Ce fichier contient un lot abîmé, ou qui n’est pas à sa place.")
        bundles[header.numero] = data
    last = tables.last_reception(store, de)
    taken = last.numero if last else 0
    late = {numero for numero in bundles if numero <= taken and _was_lost(store, de, numero)}
    for numero, data in bundles.items():
        known = numero <= taken and numero not in late
        if known and tables.reception_print(store, de, numero) != fingerprint(data):
            raise _refused(
                "Ce fichier contient, sous un numéro déjà pris, un autre lot\u00a0: les données de "
                "son expéditeur ont sans doute été rétablies d’une ancienne sauvegarde.",
                "Sur ce poste-là, choisissez «\u00a0Reprendre ce poste\u00a0».",
            )
    new = sorted(numero for numero in bundles if numero > taken)
    if bundles and not new and not late:
        raise AlreadyTakenError(
            "Rien de nouveau dans ce fichier\u00a0: tout ce qu’il contient a déjà été pris. Rien "
            "n’a été pris une seconde fois et rien n’a changé."
        )
    waited = taken + 1
    for numero in new:
        while (trou := lots_perdus.hole_at(store, de, waited)) is not None and waited < numero:
            waited = trou.dernier + 1
        if numero != waited:
            raise MissingError(
                f"Il manque ce qui vient avant\u00a0: le lot {waited} est attendu, ce fichier "
                f"va au lot {numero}. {_NOTHING} Ouvrez d’abord le fichier précédent, ou demandez "
                "à son expéditeur d’en préparer un nouveau.",
                de,
            )
        waited = numero + 1


def _was_lost(store: Store, de: str, numero: int) -> bool:
    """Tell whether a bundle was declared lost, and has not been found since."""
    declared = lots_perdus.hole_at(store, de, numero) is not None
    return declared and not tables.reception_print(store, de, numero)


def _space(store: Store) -> Space:
    space = known_space(store)
    if space is None:
        raise KnownError(
            "Ce poste travaille seul\u00a0: il n’est rattaché à aucun siège. Rien n’a changé et "
            "tout est enregistré ici."
        )
    return space


def _refused(cause: str, remede: str = "Demandez à son expéditeur de le renvoyer.") -> PliError:
    return PliError(f"{cause} {_NOTHING} {remede}")
