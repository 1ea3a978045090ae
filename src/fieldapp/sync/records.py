"""The lines of a bundle: changes of the journal, receipts and refusals, as JSON arrays."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import msgspec
from msgspec.structs import astuple

from fieldapp.db.store import Row
from fieldapp.domain.journal import Op, is_private
from fieldapp.sync.formes import problem

_Id = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
_Count = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
# What SQLite can hold; a larger number would only fail later, in the middle of a transaction.
_Integer = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
_Value = str | bool | _Integer | float | None
_Base = list[tuple[str, _Count]] | _Integer | str | None

_NAME = re.compile(r"[a-z_][a-z0-9_]{0,47}")
_IDS = re.compile(r"(?:[A-Za-z0-9_.-]+\n)*")


class OpLine(msgspec.Struct, array_like=True, tag="op", frozen=True):
    """One change of the journal: the fields of `Op`, in their order."""

    device: _Id
    seq: Annotated[int, msgspec.Meta(ge=1, le=2**53)]
    hlc: Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
    kind: _Id
    table: _Id
    row_id: _Id
    fields: dict[str, _Value]
    base: dict[str, _Base]
    author: Annotated[str, msgspec.Meta(max_length=64)]
    foyer_id: _Id | None
    schema: Annotated[int, msgspec.Meta(ge=1, le=2**31)]


class RowOp(msgspec.Struct, array_like=True, frozen=True):
    """One change of a row that is told once for all of them."""

    device: _Id
    seq: Annotated[int, msgspec.Meta(ge=1, le=2**53)]
    hlc: Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
    kind: _Id
    fields: dict[str, _Value]
    base: dict[str, _Base]
    author: Annotated[str, msgspec.Meta(max_length=64)]
    foyer_id: _Id | None
    schema: Annotated[int, msgspec.Meta(ge=1, le=2**31)]


class RowLine(msgspec.Struct, array_like=True, tag="ligne", frozen=True):
    """A whole row of a snapshot: every change that made it; see snapshot.py."""

    table: _Id
    row_id: _Id
    ops: list[RowOp]


class ReceiptLine(msgspec.Struct, array_like=True, tag="recu", frozen=True):
    """The sender of this line took in bundle `numero` of the recipient, at `recu_le` (UTC)."""

    numero: _Count
    empreinte: _Id
    nombre: _Count
    recu_le: _Id


class RefusalLine(msgspec.Struct, array_like=True, tag="refus", frozen=True):
    """The sender of this line cannot take bundle `numero` of the recipient, and why (French)."""

    numero: _Count
    raison: Annotated[str, msgspec.Meta(max_length=2000)]


class OrdreLine(msgspec.Struct, array_like=True, tag="ordre", frozen=True):
    """An order of headquarters to a post, or what a post says of one; see ordres.py."""

    nature: _Id
    contenu: Annotated[str, msgspec.Meta(max_length=64 * 1024)]


class MorceauLine(msgspec.Struct, array_like=True, tag="morceau", frozen=True):
    """A chunk of the content of documents, under its name; see chunks.py."""

    empreinte: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
    octets: bytes


Line = OpLine | RowLine | ReceiptLine | RefusalLine | OrdreLine | MorceauLine


@dataclass(frozen=True, slots=True)
class Content:
    """What a bundle carries, sorted by kind; `par_lignes` when whole rows are among it."""

    ops: tuple[Op, ...]
    receipts: tuple[ReceiptLine, ...]
    refusals: tuple[RefusalLine, ...]
    ordres: tuple[OrdreLine, ...] = ()
    morceaux: tuple[MorceauLine, ...] = ()
    par_lignes: bool = False


class ContentError(Exception):
    """Lines that are not what a bundle may carry; the message is a French half sentence."""


_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[Line] = msgspec.json.Decoder(Line)


def encode_row(row: Row) -> bytes:
    """Return the line of a journal row; its JSON columns go out as they are stored."""
    return _encoder.encode(
        (
            "op", row["device"], row["seq"], row["hlc"], row["kind"], row["table"],
            row["row_id"], msgspec.Raw(row["fields"]), msgspec.Raw(row["base"]),
            row["author"], row["foyer_id"], row["schema"],
        )
    )  # fmt: skip


def encode_whole_row(rows: Sequence[Row]) -> bytes:
    """Return the line of one row of the trade from all its journal rows."""
    return _encoder.encode(
        (
            "ligne", rows[0]["table"], rows[0]["row_id"],
            [
                (
                    row["device"], row["seq"], row["hlc"], row["kind"], msgspec.Raw(row["fields"]),
                    msgspec.Raw(row["base"]), row["author"], row["foyer_id"], row["schema"],
                )
                for row in rows
            ],
        )
    )  # fmt: skip


def encode_line(line: ReceiptLine | RefusalLine | OrdreLine | MorceauLine) -> bytes:
    """Return a receipt, a refusal, an order or a chunk as its line."""
    return _encoder.encode(line)


def decode(clear: bytes) -> Content:
    """Read the lines of a bundle; raises ContentError at the first thing that is not in order."""
    try:
        lines = _decoder.decode_lines(clear)
    except UnicodeDecodeError as error:
        raise ContentError("il contient des caractères illisibles") from error
    except (msgspec.DecodeError, RecursionError) as error:
        raise ContentError("il contient une ligne mal formée") from error
    ops = [Op._make(astuple(line)) for line in lines if isinstance(line, OpLine)]
    rows = [line for line in lines if isinstance(line, RowLine)]
    ops += [
        Op(
            op.device, op.seq, op.hlc, op.kind, row.table, row.row_id, op.fields, op.base,
            op.author, op.foyer_id, op.schema,
        )
        for row in rows
        for op in row.ops
    ]  # fmt: skip
    _check_names(ops)
    _check_values(ops)
    return Content(
        tuple(ops),
        tuple(line for line in lines if isinstance(line, ReceiptLine)),
        tuple(line for line in lines if isinstance(line, RefusalLine)),
        tuple(line for line in lines if isinstance(line, OrdreLine)),
        tuple(line for line in lines if isinstance(line, MorceauLine)),
        bool(rows),
    )  # fmt: skip


def check_stream(ops: Sequence[Op], device: str, suivant: int) -> None:
    """Accept the changes of one stream only, one after the other, none missing before `suivant`.

    Some may be known already: they are then compared with what is here.
    """
    if any(op.device != device for op in ops):
        raise ContentError("il contient des modifications d’un autre poste que son expéditeur")
    premier = min(ops[0].seq, suivant) if ops else suivant
    if any(op.seq != seq for seq, op in enumerate(ops, start=premier)):
        raise ContentError("des modifications manquent au milieu")


def _check_names(ops: list[Op]) -> None:
    # Sets first: thousands of lines share a dozen names.
    names: set[str] = set()
    for op in ops:
        names.update(op.fields, op.base, (op.table, op.kind))
    if not all(_NAME.fullmatch(name) for name in names):
        raise ContentError("il contient un nom de champ inacceptable")
    if any(map(is_private, {op.device for op in ops})):
        raise ContentError("il contient un brouillon personnel, qui ne doit jamais sortir")
    ids = "".join([f"{op.row_id}\n{op.foyer_id or '-'}\n{op.device}\n" for op in ops])
    if not _IDS.fullmatch(ids):
        raise ContentError("il contient un identifiant inacceptable")


def _check_values(ops: list[Op]) -> None:
    for op in ops:
        found = problem(op.table, op.fields)
        if found is not None:
            raise ContentError(found)
