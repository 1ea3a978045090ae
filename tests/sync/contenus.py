"""Changes that no window writes, under the right signature: sensible rows with a hostile value."""

from __future__ import annotations

import random
from collections.abc import Iterator

from tests.sync.atelier import Atelier
from tests.sync.monde import LENS

from fieldapp.db.tables import TABLES, TEXT

FAMILIES = tuple(f"019aaaaa-0000-7000-8000-00000000000{n}" for n in range(4))
ROWS = tuple(f"019bbbbb-0000-7000-8000-0000000000{n:02d}" for n in range(30))
TEXTS = (
    "", "\0", "a\0b", "é\u202e", "\ufeff", "'; DROP TABLE op; --", "=cmd|' /C calc'!A0",
    "../../etc/passwd", "9" * 400, "[", "[1,2]", "{}", "null", '["a"', "[[[[", "[null]", "[1]",
    '[["op","x",{"nom":["a","b"]}]]', '[["op; --","x"]]', '{"a":1}', "2026-02-30", "0000-00-00",
    "2026-13-01T99:99", "9999-12-31T23:59:59", "-1", "NaN", "\ud7ff", "x" * 20_000,
)  # fmt: skip
NUMBERS = (True, 0, -1, 2**31, 2**53, 2**63 - 1, -(2**63), 1.5, -0.0, 1e308)
CLOCKS = (0, 1, 1 << 56, 1789 << 40, 2**63 - 1)
BASES: tuple[dict[str, object], ...] = (
    {}, {}, {"_vu": 3}, {"_acte": "x"}, {"nom": None}, {"nom": [["nobody", 7]]},
    {"_vu": [["nobody", 1]]},
)  # fmt: skip
_KNOWN = {
    "organisme": "CAF62", "unite": LENS, "zone": "equipe", "moment": "2026-11-20T10:00",
    "naissance": "1990-05-17", "debut": "2026-03-04", "date": "2026-03-04", "le": "2026-03-04",
    "statut": "REUNIS", "nature": "VAD", "besoins": '["LOGEMENT"]', "motifs": "[]",
    "personnes": f'["{ROWS[0]}"]',
}  # fmt: skip
_IDS = (
    "personne_id", "autre_id", "accompagnement_id", "contrat_id", "evaluation_id", "objectif_id",
    "document_id", "structure_id", "contact_id",
)  # fmt: skip


def changes(atelier: Atelier, dice: random.Random, seq: int) -> Iterator[list[object]]:
    """Go through the lines of changes, from a sequence number on, without end."""
    names = [name for name in TABLES if name not in ("agent", "brouillon", "valeur_catalogue")]
    while True:
        table, family = dice.choice(names), dice.choice(FAMILIES)
        fields = {name: value for name in TABLES[table] if (value := _usual(name, family, dice))}
        for name in dice.sample(sorted(TABLES[table]), min(2, len(TABLES[table]))):
            own = TEXTS if TABLES[table][name] == TEXT else NUMBERS
            fields[name] = dice.choice(own if dice.random() < 0.9 else (*TEXTS, *NUMBERS))
        yield atelier.op(
            seq=seq, table=table, row_id=family if table == "foyer" else dice.choice(ROWS),
            foyer_id=family if table == "foyer" or dice.random() < 0.9 else None, fields=fields,
            base=dice.choice(BASES), hlc=dice.choice(CLOCKS), schema=dice.choice((1, 2, 3, 2**31)),
            kind=dice.choice(("insert", "update", "delete", "undo", "redo", "inconnu")),
            author=dice.choice(("x", "", "a\0", "é")),
        )  # fmt: skip
        seq += 1


def _usual(name: str, family: str, dice: random.Random) -> object:
    """A value as a window writes it, or None."""
    if name == "foyer_id":
        return family
    if name in ("garde_id", "absorbe_id"):
        return dice.choice((None, *FAMILIES))
    if name == "genre":
        return "foyer"
    return dice.choice(ROWS) if name in _IDS else _KNOWN.get(name)
