"""The exchange by HTTPS: the same files in the same branches, asked from `siege serve`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from fieldapp.db.store import Store
from fieldapp.domain.errors import OfflineError
from fieldapp.sync.adresse import Adresse, remember_address
from fieldapp.sync.annonce import remember_instant
from fieldapp.sync.folder import POSTES, SIEGE
from fieldapp.sync.https_link import KEPT, Answer
from fieldapp.sync.https_session import TRIES, Session, code, read, read_bytes, refused
from fieldapp.sync.identity import Identity
from fieldapp.sync.partial import Partial
from fieldapp.sync.space import Space
from fieldapp.sync.wire import (
    CHUNK,
    GAP,
    MAX_ANSWER,
    MAX_NAMES,
    UNKNOWN,
    Listing,
    Received,
    file_path,
    is_bundle,
)

# Fewer files of ours are not worth a request: they are taken away with the next ones.
FEW = 8

_RANGE = re.compile(r"bytes (\d{1,12})-\d{1,12}/(\d{1,12})")


class HttpsTransport:
    """A way to headquarters; `folder` keeps the beginning of a file that a cut interrupted, `since`
    is the instant of the newest announcement of its address that was believed."""

    def __init__(
        self,
        adresse: Adresse,
        identity: Identity,
        folder: Path,
        stop: Callable[[], bool] | None = None,
        since: str = "",
    ) -> None:
        self._adresse = adresse
        self._folder = folder
        self._session = Session(adresse, identity, stop, since)
        # What lies at headquarters: its own branch until something is sent that it may answer;
        # ours, which has no other writer, until something is taken away.
        self._listed: dict[tuple[str, str, str], dict[str, int]] = {}
        # The bundle that came with the list of a branch.
        self._joined: dict[tuple[str, str, str], bytes] = {}
        self._expected: str | None = None

    def check(self, known: Space) -> None:
        """Open a session; raises LinkError when another headquarters answers there."""
        self._session.begin(known)

    def remember(self, store: Store) -> None:
        """Note the address for the next time, the one that headquarters has just announced."""
        annonce = self._session.annonce
        with store.atomic():
            remember_address(store, self._adresse if annonce is None else annonce.adresse)
            if annonce is not None:
                remember_instant(store, annonce.le)

    def names(self, side: str, device: str, after: str = "") -> list[str]:
        """Return the names of a branch that come after a name; asked once in a run."""
        for (of, whose, first), names in self._listed.items():
            if (of, whose) == (side, device) and first <= after:
                return [name for name in names if name > after]
        return list(self._list(side, device, after).noms)

    def foresee(self, device: str, sent: str, taken: str) -> None:
        """Ask for both lists of a post at once: what it put after `sent`, what lies there for it
        after `taken`."""
        found = self._list(SIEGE, device, taken, f"&postes={sent}")
        if found.postes is not None:
            self._listed[POSTES, device, sent] = found.postes

    def expect(self, taken: str) -> None:
        """Have the next file bring back what headquarters answers to it."""
        self._expected = taken

    def _list(self, side: str, device: str, after: str, also: str = "") -> Listing:
        """Ask for a list, and for the first bundle that is in it when it is small."""
        target = f"{file_path(side, device)}?{_after(side, after)}{also}"
        answer = self._session.ask("GET", target, limit=MAX_ANSWER)
        if answer.status != 200:
            raise refused(answer)
        return self._note_list(side, device, after, answer)

    def _note_list(self, side: str, device: str, after: str, answer: Answer) -> Listing:
        head, _, first = answer.body.partition(b"\n")
        found = read_bytes(head, Listing)
        self._listed[side, device, after] = found.noms
        name = next(filter(is_bundle, found.noms), "")
        self._joined.clear()
        if first and found.noms.get(name) == len(first):
            self._joined[side, device, name] = first
        return found

    def size(self, side: str, device: str, name: str) -> int | None:
        """Return the size of a file in bytes, None when it is absent."""
        if not name.endswith(".lot"):
            answer = self._session.ask(
                "GET", file_path(side, device, name), headers={"Range": "bytes=0-0"}
            )
            return None if _is_absent(answer, name) else _range_of(answer)[1]
        # The list from there on, which the rest of this run needs too, costs no more to ask.
        self.names(side, device, name[:-1])
        return next(
            names.get(name)
            for (of, whose, after), names in self._listed.items()
            if (of, whose) == (side, device) and after < name
        )

    def read(self, side: str, device: str, name: str, limit: int) -> bytes | None:
        """Return the bytes of a file; what a cut left of it last time is not asked again."""
        if self._surely_absent(side, device, name):
            return None
        if (joined := self._joined.pop((side, device, name), None)) is not None:
            return joined[: limit + 1]
        target = file_path(side, device, name)
        partial = Partial(self._folder, target)
        version, data = partial.read()
        total = len(data) + 1
        while len(data) < min(total, limit + 1):
            headers = {"Range": f"bytes={len(data)}-{len(data) + CHUNK - 1}"}
            if version:
                headers["If-Range"] = version
            answer = self._session.ask("GET", target, headers=headers)
            if _is_absent(answer, name):
                partial.forget()
                return None
            start, total = _range_of(answer)
            if start not in (0, len(data)) or not answer.body:
                raise refused(answer)
            version = answer.headers.get("etag", "")
            data = data[:start] + answer.body
            if len(data) < total:
                partial.add(version, start, answer.body)
        partial.forget()
        return data[: limit + 1]

    def put(self, side: str, device: str, name: str, data: bytes) -> None:
        """Send a file piece by piece, from where headquarters has it."""
        target, digest = file_path(side, device, name), hashlib.sha256(data).hexdigest()
        query = f"sur={len(data)}&empreinte={digest}"
        expected, self._expected = self._expected, None
        if expected is not None:
            query += f"&{_after(SIEGE, expected)}"
        # A large file may have been begun: an empty piece asks how far it came.
        piece = data if len(data) <= CHUNK else b""
        start = 0
        for _ in range(2 * (len(data) // CHUNK) + TRIES):
            answer = self._session.ask(
                "PUT", f"{target}?de={start}&{query}", piece, limit=MAX_ANSWER
            )
            if answer.status in (200, 201):
                self._note_put(side, device, name, len(data))
                if expected is not None:
                    self._note_list(SIEGE, device, expected, answer)
                return
            if answer.status != 202 and code(answer) != GAP:
                raise refused(answer)
            start = min(read(answer, Received).recu, len(data))
            piece = data[start : start + CHUNK]
        raise OfflineError(
            f"Le siège n’a pas pu recevoir un lot en entier. {KEPT} Synchronisez de nouveau plus "
            "tard\u00a0; si cela dure, prévenez le siège."
        )

    def remove(self, side: str, device: str, names: Sequence[str]) -> bool:
        """Ask headquarters to take away files of ours that it has taken in, once they are a few.

        Whatever it answers is no fault: an older one keeps its files.
        """
        if len(names) < FEW:
            return False
        self._listed.clear()
        for start in range(0, len(names), MAX_NAMES):
            first, *others = names[start : start + MAX_NAMES]
            also = f"?aussi={','.join(others)}" if others else ""
            self._session.ask("DELETE", file_path(side, device, first) + also)
        return True

    def close(self) -> None:
        """Close the connection."""
        self._session.close()

    def _note_put(self, side: str, device: str, name: str, size: int) -> None:
        """Keep what is known of the branch that a file was put in, and of no other."""
        self._joined.clear()
        self._listed = {
            (of, whose, after): {**names, name: size} if name > after else names
            for (of, whose, after), names in self._listed.items()
            if (of, whose) == (side, device)
        }

    def _surely_absent(self, side: str, device: str, name: str) -> bool:
        """Spare a question that a list of this run has answered."""
        return any(
            name > after and name not in names
            for (of, whose, after), names in self._listed.items()
            if (of, whose) == (side, device)
        )


def _after(side: str, after: str) -> str:
    """Return the query of a list; only what headquarters put is worth having with it."""
    return f"apres={after}&joindre=1" if side == SIEGE else f"apres={after}"


def _is_absent(answer: Answer, name: str) -> bool:
    """Tell whether a file is not there; to a post that asks to be admitted, no statement is."""
    stranger = answer.status == 401 and code(answer) == UNKNOWN
    return answer.status == 404 or (stranger and name.endswith(".json"))


def _range_of(answer: Answer) -> tuple[int, int]:
    """Return where the piece of an answer starts and the size of the whole file."""
    found = _RANGE.fullmatch(answer.headers.get("content-range", ""))
    if answer.status != 206 or found is None:
        raise refused(answer)
    return int(found[1]), int(found[2])
