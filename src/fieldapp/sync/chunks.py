"""The contents of documents travel in chunks, once, after the changes that name them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from fieldapp.db import morceaux
from fieldapp.db.store import Row, Store
from fieldapp.domain.document import MORCEAU_MAX, fingerprint, read_names
from fieldapp.sync.bundle import MAX_CLEAR
from fieldapp.sync.outbox import Channel, prepare
from fieldapp.sync.records import ContentError, MorceauLine, encode_line

# An older correspondent would refuse a bundle that carries chunks.
SCHEMA = 2
# Base64 makes a chunk a third larger; five fit beside receipts and orders.
_ROOM = MAX_CLEAR - 1024 * 1024
# So many bytes may wait for a recipient: a shared folder or a key has its limits.
_MOST_WAITING = 64 * 1024 * 1024

_decode = msgspec.json.Decoder().decode


def names_in(rows: Iterable[Row]) -> Iterator[str]:
    """Return the chunks that changes of documents name."""
    return names_of(row["fields"] for row in rows if row["table"] == "document")


def names_of(documents: Iterable[str | None]) -> Iterator[str]:
    """Return the chunks that the fields of changes of documents name; None is passed over."""
    for fields in documents:
        if fields is not None and '"morceaux"' in fields:
            yield from read_names(_decode(fields).get("morceaux"))


def prepare_next(store: Store, channel: Channel) -> bool:
    """Seal one bundle of the chunks that the recipient lacks; False when there is none to make.

    Those whose content is not here yet wait until it comes.
    """
    if not morceaux.is_due(store, channel.vers) or morceaux.reads(store, channel.vers) < SCHEMA:
        return False
    if morceaux.waiting_bytes(store, channel.vers) > _MOST_WAITING:
        return False
    with store.atomic():
        names: list[str] = []
        lines: list[bytes] = []
        size = 0
        for name, octets in morceaux.due(store, channel.vers):
            line = encode_line(MorceauLine(name, octets))
            if lines and size + len(line) > _ROOM:
                break
            names.append(name)
            lines.append(line)
            size += len(line) + 1
        prepare(store, channel, [], 0, lines)
        morceaux.has(store, channel.vers, names)
    return True


def take(store: Store, device: str, lines: Sequence[MorceauLine]) -> None:
    """Keep the chunks of a bundle, in its transaction; raises ContentError for a false one."""
    for line in lines:
        if len(line.octets) > MORCEAU_MAX or fingerprint(line.octets) != line.empreinte:
            raise ContentError("il contient un morceau de document abîmé")
    morceaux.add(store, [(line.empreinte, line.octets) for line in lines])
    morceaux.has(store, device, [line.empreinte for line in lines])
