"""A script that finds the totals of an export again from the raw changes alone.

usage: python recalcul.py OPS.jsonl

Written apart from the program, on purpose: it shares no line with it and reads neither its tables
nor its SQL. Each line of the file is one change of the journal, as a JSON object. It prints, for
each published fact, the count by (code, unit, quarter), totals included under ENSEMBLE.
"""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

Row = dict[str, Any]

# fact -> table, column of the codes, column of the date, and the synthesis it must equal
FACTS = {
    "synthese_contacts": ("contact", "nature", "moment"),
    "synthese_zones": ("contact", "zone", "moment"),
    "synthese_issues": ("orientation", "statut", "date"),
    "synthese_niveaux": ("accompagnement", "niveau", "debut"),
    "synthese_domaines": ("accompagnement", "domaine", "debut"),
    "synthese_familles": ("foyer", "organisme", "ouvert_le"),
    "synthese_orientations": ("orientation", "action_plan", "date"),
    "synthese_propositions": ("proposition", "reponse", "propose_le"),
    "synthese_demarches": ("demarche", "etat", "echeance"),
    "synthese_rendez_vous": ("rendezvous", "statut", "debut"),
    "synthese_accueils": ("accueil", "foyer_id", "moment"),
}
# Those that stand without a family bear their own unit.
ALONE = ("rendezvous", "accueil")


def rows_of(lines: Iterable[str]) -> dict[str, dict[str, Row]]:
    """The rows by table: for each field the latest value that nobody replaced knowingly."""
    changes: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for line in lines:
        change = json.loads(line)
        if not change["device"].endswith(".prive"):
            changes[change["table"], change["row_id"]].append(change)
    tables: dict[str, dict[str, Row]] = defaultdict(dict)
    for (table, row_id), found in changes.items():
        row = state(found)
        if row is not None:
            tables[table][row_id] = row
    return tables


def state(changes: list[Row]) -> Row | None:
    """A row as it stands, None when it is deleted."""
    names = {(c["device"], c["seq"]) for c in changes}
    replaced = {
        (field, tuple(who))
        for c in changes
        for field, seen in c["base"].items()
        if isinstance(seen, list)
        for who in seen
    }
    assert len(names) == len(changes)
    heads: dict[str, list[tuple[Any, tuple[str, int], Any]]] = defaultdict(list)
    for c in changes:
        for field, value in c["fields"].items():
            name = (c["device"], c["seq"])
            if (field, name) not in replaced:
                heads[field].append(((c["hlc"], *name), name, value))
    row = {field: max(found, key=lambda head: head[0])[2] for field, found in heads.items()}
    deletions = [(name, value) for _, name, value in heads["supprime"] if value is not None]
    if not deletions:
        return row
    seen = {name for name, _ in deletions}
    for c in changes:
        if c["fields"].get("supprime") is not None:
            seen |= {(device, seq) for device, seq in c["base"].get("_vu", [])}
    others = {name for field, found in heads.items() if field != "supprime" for _, name, _ in found}
    restored = len(deletions) < len(heads["supprime"])
    return row if restored or others - seen else None


def quarter(day: str) -> str:
    year, month = day[:4], day[5:7]
    return f"{year}-T{(int(month) + 2) // 3}" if month.isdigit() else "SANS"


def totals(tables: dict[str, dict[str, Row]]) -> dict[str, Counter[str]]:
    """Every count of every fact, by code, unit and period, with all the totals."""
    found = {}
    for fact, (table, field, date) in FACTS.items():
        counts: Counter[str] = Counter()
        for row_id, row in tables[table].items():
            family = tables["foyer"].get(row_id if table == "foyer" else str(row.get("foyer_id")))
            if table == "accueil" or (table in ALONE and row.get("foyer_id") is None):
                family = row
            if family is None or row.get("zone") == "personnel":
                continue
            if table == "rendezvous" and row.get("nature") in ("INDISPONIBLE", "AUTRE"):
                continue
            if table in ALONE:
                family = row
            period = quarter(row.get(date) or "")
            periods = {period, period.partition("-")[0], "ENSEMBLE"}
            value = row.get(field)
            if table == "accueil":
                value = "SANS_DOSSIER" if value is None else "DOSSIER"
            for code in {value or "SANS", "ENSEMBLE"}:
                for unit in {family.get("unite") or "SANS", "ENSEMBLE"}:
                    for when in periods:
                        counts[f"{code} {unit} {when}"] += 1
        found[fact] = counts
    return found


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as lines:  # noqa: PTH123 - a script on its own
        print(json.dumps(totals(rows_of(lines))))  # noqa: T201
