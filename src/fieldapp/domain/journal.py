"""One line of the journal: who changed which fields of which row, and what they replaced."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

# A value of a field: what SQLite STRICT columns hold. Lists travel as JSON text.
Valeur = str | int | float | None
# The name of one op: its device and its sequence number there.
OpId = tuple[str, int]

SCHEMA_VERSION = 2
PRIVATE_SUFFIX = ".prive"

KIND_INSERT = "insert"
KIND_UPDATE = "update"
KIND_DELETE = "delete"
KIND_UNDO = "undo"
KIND_REDO = "redo"

# Keys of `base` that are not fields of the row.
BASE_SEEN = "_vu"  # on a deletion: every op that its author had seen on the row
BASE_ACT = "_acte"  # on an undo: the hlc of the act that it takes back; on a redo: of the undo


class Op(NamedTuple):
    """A change of one row in one transaction.

    `seq` has no gap per device. `hlc` is `milliseconds << 16 | counter`: it orders display and
    breaks ties, nothing else. `fields` holds only what changed. `base` names, for each changed
    field, the ops whose value it replaces (`[[device, seq], …]`). All ops of one transaction
    share one `hlc`: together they are an act, which undo takes back as a whole.

    A tuple rather than a dataclass: an exchange makes them by tens of thousands, seven times
    faster so.
    """

    device: str
    seq: int
    hlc: int
    kind: str
    table: str
    row_id: str
    fields: Mapping[str, Valeur]
    base: Mapping[str, object] = {}
    author: str = ""
    foyer_id: str | None = None
    schema: int = SCHEMA_VERSION

    @property
    def id(self) -> OpId:
        """The name of this op."""
        return (self.device, self.seq)

    @property
    def moment(self) -> datetime:
        """The instant of the change by the clock of its device, timezone-aware UTC."""
        return moment_of(self.hlc)

    def replaces(self, name: str) -> frozenset[OpId]:
        """Return the ops whose value of the field `name` this op has seen and replaced."""
        return op_ids(self.base.get(name))


def op_ids(value: object) -> frozenset[OpId]:
    """Read a list `[[device, seq], …]` as it stands in `base`; anything else counts as empty."""
    if not isinstance(value, list | tuple):
        return frozenset()
    return frozenset((str(device), int(seq)) for device, seq in value)


def moment_of(hlc: int) -> datetime:
    """Return the UTC instant of a hybrid clock value."""
    return datetime.fromtimestamp((hlc >> 16) / 1000, UTC)


def is_private(device: str) -> bool:
    """Tell whether a stream must never leave its machine (drafts, zone `personnel`)."""
    return device.endswith(PRIVATE_SUFFIX)
