"""Posts that unite files, write in them, part them and exchange: what the tests of unions play."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Sequence

from fieldapp.db import fusions, journal
from fieldapp.db.fusions_acte import unite_foyers, unite_personnes
from fieldapp.db.fusions_fin import separate
from fieldapp.db.integrite import gap_problems, reference_problems, state_problems
from fieldapp.db.store import Store
from fieldapp.db.undo import redo, undo
from fieldapp.domain.doublon_fusion import REUNIS, Fusion
from fieldapp.domain.errors import KnownError
from fieldapp.domain.fusion import SUPPRIME, merge

MOI = "agent"
# (post, what, which file, a number)
Step = tuple[int, str, int, int]
# What is written by itself alone, undone by nobody.
IMPORT = "import"
_TABLES = (
    "foyer", "personne", "appartenance", "lien", "contact", "contact_sur", "coordonnee", "fusion",
)  # fmt: skip


def rows_of_family(name: str) -> list[tuple[str, str, dict[str, str]]]:
    """One adult and a child, with a contact, a link, a safe contact and a number."""
    home = {"foyer_id": f"f{name}"}
    return [
        ("foyer", f"f{name}", {"nom": name, "commune": "Lens", "unite": "62-ADS-LENS"}),
        ("personne", f"p{name}", {"nom": "Dubois", "prenom": "Marie"}),
        ("personne", f"e{name}", {"nom": "Dubois", "prenom": f"Enfant {name}"}),
        ("appartenance", f"ap{name}", {"personne_id": f"p{name}", "role": "DEMANDEUR", **home}),
        ("appartenance", f"ae{name}", {"personne_id": f"e{name}", "role": "ENFANT", **home}),
        ("lien", f"l{name}",
         {"personne_id": f"p{name}", "autre_id": f"e{name}", "genre": "PARENT", **home}),
        ("contact", f"c{name}",
         {"personne_id": f"p{name}", "note": name, "zone": "equipe", **home}),
        ("contact_sur", f"s{name}", {"telephone": f"+3361234567{len(name)}", **home}),
        ("coordonnee", f"k{name}", {"valeur": "0321", "personnes": f'["p{name}"]', **home}),
    ]  # fmt: skip


def family(store: Store, name: str) -> None:
    """Write a family, each row by an act of its own kind, all at once."""
    with store.atomic():
        for table, row_id, fields in rows_of_family(name):
            journal.write(
                store, table, fields, row_id=row_id, author=IMPORT, foyer_id=f"f{name}"
            )  # fmt: skip


def unite(store: Store, kept: str, gone: str) -> None:
    """As the service does: the families, then the adults who are one person."""
    leads = fusions.leads(store)
    if {f"f{kept}", f"f{gone}"} & leads.keys() or leads.get(f"p{gone}") or leads.get(f"p{kept}"):
        return
    if fusions.deleted_among(store, [f"f{kept}", f"f{gone}", f"p{kept}", f"p{gone}"]):
        return
    with store.atomic():
        union = unite_foyers(
            store, f"f{kept}", f"f{gone}", {"commune": f"Arras {kept}"},
            contact_sur=f"s{kept}", author=MOI,
        )  # fmt: skip
        unite_personnes(
            store, f"p{kept}", f"p{gone}", {"telephone": f"0{kept}"},
            foyer_id=f"f{kept}", avec_id=union, author=MOI,
        )  # fmt: skip


def leave(store: Store, personne_id: str) -> None:
    """Note that somebody left one of the households where this post shows them."""
    root = fusions.lead(store, personne_id)
    place = store.one(
        "SELECT id, foyer_id FROM appartenance WHERE personne_id = :id AND fin IS NULL "
        "AND supprime IS NULL ORDER BY id",
        id=root,
    )
    if place is not None:
        _write(store, "appartenance", {"fin": "2026-11-01"}, place["foyer_id"], place["id"])


def standing(store: Store) -> list[Fusion]:
    """The unions that may be parted, those of people that came with a union of files left out."""
    return [f for f in fusions.list_fusions(store) if f.statut == REUNIS and not f.avec_id]


def play(stores: Sequence[Store], step: Step, names: str) -> None:
    """Do one thing on one post; what cannot be done there is left."""
    who, what, which, value = step
    store, name = stores[who % len(stores)], names[which % len(names)]
    home = f"f{name}"
    if what == "reunir":
        unite(store, name, names[(which + 1 + which // len(names)) % len(names)])
    elif what == "separer":
        live = standing(store)
        if live:
            separate(store, live[value % len(live)], author=MOI)
    elif what in ("foyer", "personne"):
        row_id = home if what == "foyer" else f"p{name}"
        if not fusions.deleted_among(store, [row_id]):
            champ = "commune" if what == "foyer" else "telephone"
            _write(store, what, {champ: f"v{value}"}, home, row_id)
    elif what == "retirer":
        journal.delete(store, "contact", f"c{name}", author=MOI, foyer_id=home)
    elif what == "partir":
        leave(store, ("p" if value % 2 else "e") + name)
    elif what in ("annuler", "retablir"):
        with contextlib.suppress(KnownError):
            (undo if what == "annuler" else redo)(store, MOI)
    elif what == "recevoir":
        source = stores[(who + 1 + which % (len(stores) - 1)) % len(stores)]
        for row in source.query("SELECT DISTINCT device FROM op"):
            journal.ingest(store, journal.ops_after(source, row["device"], 0, 10 + 10 * value))
    else:
        # Screens that were open on the file before the union came.
        other = names[value % len(names)]
        fields = {
            "contact": {"note": f"n{value}", "zone": "equipe"},
            "lien": {"personne_id": f"p{name}", "autre_id": f"p{other}", "genre": "AMI"},
            "appartenance": {"personne_id": f"e{other}", "role": "ENFANT"},
        }[what]
        _write(store, what, {"foyer_id": home, **fields}, home)


def _write(
    store: Store, table: str, fields: dict[str, str], home: str, row_id: str | None = None
) -> None:
    journal.write(store, table, fields, row_id=row_id, author=MOI, foyer_id=home)


def settle(stores: Sequence[Store], rng: random.Random) -> None:
    """Exchange all there is, in pieces and in any order, until nobody has anything new to say."""
    for _ in range(12):
        new = 0
        everything = [
            op for store in stores for op in journal.ops_after(store, store.device, 0, 10_000)
        ]
        for store in stores:
            ops = everything.copy()
            rng.shuffle(ops)
            middle = rng.randrange(len(ops) + 1)
            new += journal.ingest(store, ops[:middle]).nouvelles
            new += journal.ingest(store, ops[middle:]).nouvelles
        if not new:
            return
    raise AssertionError("the posts never stop answering each other")


def lost(store: Store, names: str) -> list[str]:
    """What nobody could open any more: the families, their people, and what hangs on them."""
    found = [
        f"{table} {row['id']}"
        for table in ("contact", "appartenance", "lien", "contact_sur", "coordonnee")
        for row in store.query(
            f"SELECT t.id FROM {table} t JOIN foyer f ON f.id = t.foyer_id "
            "WHERE t.supprime IS NULL AND f.supprime IS NOT NULL"
        )
    ]
    # Somebody always stands for each family and person, in a household, with its safe contact.
    leads = fusions.leads(store)
    led = {f"{kind}{name}": leads.get(f"{kind}{name}", f"{kind}{name}")
           for kind in "fpe" for name in names}  # fmt: skip
    gone = fusions.deleted_among(store, list(led.values()))
    found += [f"{row_id} leads nowhere" for row_id, root in led.items() if root in gone]
    households = {
        row["personne_id"]
        for row in store.query(
            "SELECT a.personne_id FROM appartenance a JOIN foyer f ON f.id = a.foyer_id "
            "WHERE a.supprime IS NULL AND f.supprime IS NULL"
        )
    }
    people = {row["id"] for row in store.query("SELECT id FROM personne WHERE supprime IS NULL")}
    people |= {root for row_id, root in led.items() if row_id[0] != "f"}
    found += [f"{one} has no household" for one in sorted(people - households)]
    safe = {row["foyer_id"] for row in store.query(
        "SELECT foyer_id FROM contact_sur WHERE supprime IS NULL")}  # fmt: skip
    homes = {led[f"f{name}"] for name in names}
    return [*found, *(f"{home} has no safe contact" for home in sorted(homes - safe))]


def idle_conflicts(store: Store) -> list[tuple[str, str, str]]:
    """What people are asked to decide although unions alone disagree."""
    found = []
    for row in store.query(
        'SELECT DISTINCT "table", row_id, champ FROM conflit '
        "WHERE champ IN ('foyer_id', 'personne_id', 'autre_id', 'supprime')"
    ):
        table, row_id, champ = row["table"], row["row_id"], row["champ"]
        ops = journal.row_ops(store, table, row_id)
        state, ours = merge(ops), fusions.marked(ops)
        heads = [*state.heads.get(champ, ()), *state.heads.get(SUPPRIME, ())]
        by_people = champ == SUPPRIME and not fusions.only_unions_speak(ops)
        if all(op.id in ours for op in heads) and not by_people:
            found.append((table, row_id, champ))
    return found


def _state(store: Store) -> list[list[dict[str, object]]]:
    queries = [f"SELECT * FROM {table} ORDER BY id" for table in _TABLES]
    queries.append('SELECT * FROM conflit ORDER BY "table", row_id, champ, device, seq')
    return [[dict(row) for row in store.query(query)] for query in queries]


def check(stores: Sequence[Store], names: str) -> None:
    """All posts agree, and on each of them everything is where somebody finds it."""
    for store in stores:
        assert _state(store) == _state(stores[0])
        assert lost(store, names) == []
        assert idle_conflicts(store) == []
        assert fusions.union_problems(store) == []
        assert state_problems(store) == []
        assert reference_problems(store) == []
        assert gap_problems(store, [other.device for other in stores]) == []
        for row in store.query("SELECT * FROM foyer WHERE supprime IS NULL"):
            assert row["nom"]


def part_all(stores: Sequence[Store], rng: random.Random) -> None:
    """End every union, one after the other, each on any post, which may not have heard of all."""
    while live := standing(store := rng.choice(stores)):
        separate(store, rng.choice(live), author=MOI)
        if rng.random() < 0.5:
            settle(stores, rng)
    settle(stores, rng)
    if standing(stores[0]):
        part_all(stores, rng)


def displaced(store: Store, names: str) -> list[str]:
    """What the import wrote and parting did not give back as it was, contacts removed apart."""
    found = []
    for name in names:
        for table, row_id, fields in rows_of_family(name):
            row = fusions.row_of(store, table, row_id)
            wanted = {k: v for k, v in fields.items() if k not in ("nom", "prenom", "commune")}
            gone = row is None or row[SUPPRIME] is not None
            if table == "appartenance" and gone and _said_twice(store, fields):
                continue
            if row is None or (gone and table != "contact"):
                found.append(f"{table} {row_id} is gone")
            elif not gone:
                found += [f"{row_id}.{k} is {row[k]}" for k, v in wanted.items() if row[k] != v]
    return found


def _said_twice(store: Store, fields: dict[str, str]) -> bool:
    """Whether somebody wrote again, in a late entry, the place that this row gave."""
    row = store.one(
        "SELECT 1 FROM appartenance WHERE foyer_id = :foyer_id AND personne_id = :personne_id "
        "AND supprime IS NULL",
        foyer_id=fields["foyer_id"],
        personne_id=fields["personne_id"],
    )
    return row is not None
