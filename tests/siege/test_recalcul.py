"""The totals of the export, found again by a script of its own from the raw changes alone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.siege.monde_export import fill, put, read_csv
from tests.sync.monde import ARRAS, Monde, changer, contact, foyer

from fieldapp.db import journal
from fieldapp.services.session import Session
from fieldapp.siege.columns import STATISTIQUE
from fieldapp.siege.export import export

SCRIPT = Path(__file__).with_name("recalcul.py")


def dump(siege: Session, out: Path) -> Path:
    """The journal as it stands, one change a line."""
    with out.open("w", encoding="utf-8") as file:
        for row in siege.store.query("SELECT * FROM op"):
            change = {**dict(row), **{name: json.loads(row[name]) for name in ("fields", "base")}}
            file.write(json.dumps(change) + "\n")
    return out


def recompute(ops: Path) -> dict[str, dict[str, int]]:
    done = subprocess.run(
        [sys.executable, "-I", str(SCRIPT), str(ops)], check=True, capture_output=True, text=True
    )
    found: dict[str, dict[str, int]] = json.loads(done.stdout)
    return found


def disagree(monde: Monde) -> None:
    """Two posts work without seeing each other: other values, deletions, an edit that wins."""
    nadia, marc = monde.poste("Nadia"), monde.poste("Marc", role="RESP_ADS")
    families = [foyer(nadia, f"Commune {n}", ouvert_le="2026-01-15") for n in range(9)]
    notes = [contact(nadia, family, "Premier échange") for family in families]
    monde.tournee()
    changer(nadia, families[0], unite=ARRAS, ouvert_le="2025-12-30")
    changer(marc, families[0], ouvert_le="2026-04-02")
    for session, nature in ((nadia, "TEL_ENTRANT"), (marc, "RDV_BUREAU")):
        change(session, "contact", notes[1], families[1], nature=nature)
    delete(nadia, "contact", notes[2], families[2])
    delete(nadia, "contact", notes[3], families[3])
    change(marc, "contact", notes[3], families[3], moment="2026-02-01T09:00")
    delete(nadia, "foyer", families[4], families[4])
    delete(marc, "foyer", families[4], families[4])
    monde.tournee()


def change(session: Session, table: str, row_id: str, of: str, **fields: Any) -> None:
    journal.write(session.store, table, fields, row_id=row_id, author=session.agent.id, foyer_id=of)


def delete(session: Session, table: str, row_id: str, of: str) -> None:
    journal.delete(session.store, table, row_id, author=session.agent.id, foyer_id=of)


def test_an_independent_script_finds_the_same_totals(monde: Monde, tmp_path: Path) -> None:
    with monde.siege.store.atomic():
        fill(monde.siege)
    disagree(monde)
    put(monde.siege, "foyer", organisme="CAF62", nom="Sans unité ni date")
    out = tmp_path / "out"
    export(monde.siege, mode=STATISTIQUE, out_dir=out)
    expected = recompute(dump(monde.siege, tmp_path / "ops.jsonl"))
    compared = hidden = 0
    for fact, counts in expected.items():
        shown = {
            f"{row['code']} {row['unite']} {row['periode']}": row
            for row in read_csv(out / f"{fact}.csv")
            if row["niveau"] not in ("PLAN", "AMBITION")  # of the catalogue, not of the changes
        }
        assert shown.keys() <= counts.keys(), fact
        for key, row in shown.items():
            if row["secret"] == "oui":
                hidden += 1
                assert row["effectif"] == "s"
            else:
                compared += 1
                assert int(row["effectif"]) == counts[key] >= 5, (fact, key)
    assert compared > 20
    assert hidden > 5
    lines = {name: len(read_csv(out / f"{name}.csv")) for name in ("foyers", "contacts")}
    assert lines["foyers"] == expected["synthese_familles"]["ENSEMBLE ENSEMBLE ENSEMBLE"]
    readable = sum(
        expected["synthese_zones"].get(f"{zone} ENSEMBLE ENSEMBLE", 0)
        for zone in ("equipe", "institution")
    )
    assert lines["contacts"] == readable
