"""SQLite and PostgreSQL: the same changes give the same rows, conflicts and exports."""

from __future__ import annotations

import csv
import io
import random
import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.postgres import Postgres
from tests.siege.monde_export import Rows
from tests.sync.monde import LENS, PHRASE, Monde, empreinte

from fieldapp.db import journal
from fieldapp.db.conflits import list_conflits
from fieldapp.db.integrite import state_problems
from fieldapp.db.opening import meta, set_meta
from fieldapp.db.tables import INTEGER, REAL, TABLES
from fieldapp.demonstration.annuaire import make_annuaire
from fieldapp.demonstration.ecriture import write_annuaire, write_familles
from fieldapp.demonstration.familles import Decor, make_famille
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.journal import Op, Valeur
from fieldapp.services.session import Session
from fieldapp.siege.export import export
from fieldapp.siege.founding import init_space

DEVICES = ("a", "b", "c")
EXAMPLES = count(100_000)
SHARED = ("foyer", "contact", "structure", "engagement")


@pytest.fixture(scope="module")
def paire(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[tuple[Monde, Monde]]:
    """Two headquarters that know the same, one on each storage."""
    postgres = request.getfixturevalue("postgres")
    base = postgres.base()
    worlds = (
        Monde(tmp_path_factory.mktemp("sqlite")),
        Monde(tmp_path_factory.mktemp("postgresql"), base),
    )
    yield worlds
    for world in worlds:
        world.fermer()
    postgres.forget(base)


def _value(kind: str) -> st.SearchStrategy[Valeur]:
    if kind == INTEGER:
        return st.none() | st.integers(-(2**63), 2**63 - 1) | st.booleans()
    if kind == REAL:
        return st.none() | st.floats(allow_nan=False, width=32) | st.integers(-1000, 1000)
    signs = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
    return (
        st.none()
        | st.sampled_from(["Lens", "Élan", "élan", "a'b", "\\", "\t", "%s :x ?"])
        | (st.text(signs, max_size=20))
    )


@st.composite
def _ops(draw: st.DrawFn) -> list[Op]:
    """Changes of a few rows by three posts, each of which saw some of what the others wrote."""
    ops: list[Op] = []
    for _ in range(draw(st.integers(1, 25))):
        table = draw(st.sampled_from(SHARED))
        row_id = f"{table}-{draw(st.integers(1, 2))}"
        seen = [op for op in ops if op.row_id == row_id and draw(st.booleans())]
        if draw(st.integers(0, 6)) == 0:
            fields: dict[str, Valeur] = {"supprime": "2026-11-22T10:00:00+00:00"}
            base: dict[str, object] = {"_vu": [list(op.id) for op in seen]}
        else:
            names = draw(st.lists(st.sampled_from(sorted(TABLES[table])), min_size=1, max_size=3))
            fields = {name: draw(_value(TABLES[table][name])) for name in names}
            base = {name: [list(op.id) for op in seen if name in op.fields] for name in fields}
        device = draw(st.sampled_from(DEVICES))
        seq = 1 + sum(op.device == device for op in ops)
        hlc = (1 << 56) + draw(st.integers(0, 5))
        ops.append(Op(device, seq, hlc, "update", table, row_id, fields, base, "x", None))
    return ops


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(_ops(), st.randoms(use_true_random=False))
def test_the_same_changes_in_any_order_give_the_same_rows(
    paire: tuple[Monde, Monde], ops: list[Op], rng: random.Random
) -> None:
    example = next(EXAMPLES)
    ops = [_renamed(op, example) for op in ops]
    digests = []
    for monde in paire:
        store = monde.siege.store
        shuffled = ops + ops[: rng.randrange(len(ops) + 1)]
        rng.shuffle(shuffled)
        middle = rng.randrange(len(shuffled) + 1)
        for part in (shuffled[:middle], shuffled[middle:]):
            journal.ingest(store, part)
        digests.append(_rows(monde, example))
    assert digests[0] == digests[1]


def test_the_states_are_those_of_the_journals(paire: tuple[Monde, Monde]) -> None:
    for monde in paire:
        assert state_problems(monde.siege.store) == []


def test_the_exports_are_the_same_byte_for_byte(tmp_path: Path, base: str) -> None:
    sqlite = Monde(tmp_path)
    siege = sqlite.siege
    annuaire = tuple(make_annuaire(siege.catalogue, 62, aujourd_hui()))[:30]
    decor = Decor(siege.catalogue, annuaire, 62, aujourd_hui())
    structures = write_annuaire(siege, annuaire)
    familles = [make_famille(decor, rang) for rang in range(1, 61)]
    write_familles(siege, familles, annuaire, structures, lambda _: None)
    other = init_space(tmp_path / "b", tmp_path / "espace-b", "CAF62", PHRASE, base).session
    _exchange(siege, other)
    assert _same_exports(tmp_path, siege, other, ("csv",)) > 10
    other.close()
    sqlite.fermer()


def test_exports_sort_alike_whatever_the_language_of_the_database(
    tmp_path: Path, postgres: Postgres
) -> None:
    """Absent hours and days come first, capitals before small letters, accents last."""
    base = postgres.empty_base("fr")
    sqlite = Monde(tmp_path)
    siege = sqlite.siege
    other = init_space(tmp_path / "b", tmp_path / "espace-b", "CAF62", PHRASE, base).session
    add = Rows(siege)
    for nom in ("élan", "Élan", "abri", "Abri", "Zola", "zola", "œuvre", "l’Étoile", "L'etoile"):
        add("structure", nom=nom, type="CENTRE_SOCIAL")
    foyer = add("foyer", organisme="CAF62", unite=LENS, nom="Delattre", ouvert_le="2026-02-10")
    for rang, moment in enumerate(("2026-03-05T09:00", None, "2026-03-04T10:30", None)):
        found = {} if moment is None else {"moment": moment}
        add("contact", foyer, foyer_id=foyer, nature="VAD", issue="ECHANGE", zone="equipe",
            note=f"Note {rang}", auteur_id=siege.agent.id, **found)  # fmt: skip
    for jour in ("2026-05-01", None, "2026-04-01"):
        found = {} if jour is None else {"echeance": jour}
        add("demarche", foyer, foyer_id=foyer, libelle="Dossier CSS", etat="A_FAIRE", **found)
        found = {} if jour is None else {"debut": jour}
        add("accompagnement", foyer, foyer_id=foyer, niveau="ACCOMPAGNEMENT", **found)
    add.write()
    _exchange(siege, other)

    assert _same_exports(tmp_path, siege, other, ("csv", "json")) > 20

    contacts = (tmp_path / "postgresql" / "nominatif" / "contacts.csv").read_text("utf-8-sig")
    notes = re.findall("Note [0-9]", contacts)
    assert {*notes[:2]} == {"Note 1", "Note 3"}
    assert notes[2:] == ["Note 2", "Note 0"]
    structures = (tmp_path / "postgresql" / "nominatif" / "structures.csv").read_text("utf-8-sig")
    names = [line[3] for line in csv.reader(io.StringIO(structures), delimiter=";")][1:]
    assert names == sorted(names)
    other.close()
    sqlite.fermer()
    postgres.forget(base)


def _exchange(siege: Session, other: Session) -> None:
    """Have two headquarters know the same."""
    for source, target in ((siege, other), (other, siege)):
        ops = journal.ops_after(source.store, source.store.device, 0, 1_000_000)
        journal.ingest(target.store, ops)
    assert empreinte(siege.store) == empreinte(other.store)


def _same_exports(racine: Path, siege: Session, other: Session, formats: tuple[str, ...]) -> int:
    """Compare the files of both exports byte by byte and return how many there are."""
    written = []
    for session, name in ((siege, "sqlite"), (other, "postgresql")):
        for mode in ("nominatif", "statistique"):
            export(session, mode=mode, formats=formats, out_dir=racine / name / mode)
        if session is siege:
            # The key of the pseudonyms is a headquarters' own.
            cle = meta(siege.store, "siege.pseudonymes")
            assert cle is not None
            set_meta(other.store, "siege.pseudonymes", cle)
        written.append(
            {
                path.relative_to(racine / name): path.read_bytes()
                for ending in formats
                for path in (racine / name).rglob(f"*.{ending}")
                if path.stem != "bordereau"
            }
        )
    assert written[0].keys() == written[1].keys()
    assert [str(name) for name in written[0] if written[0][name] != written[1][name]] == []
    return len(written[0])


def _renamed(op: Op, example: int) -> Op:
    """Each example has rows and posts of its own in stores that all examples share."""
    base = {
        name: [[f"{device}{example}", seq] for device, seq in value]  # type: ignore[attr-defined]
        for name, value in op.base.items()
    }
    return Op(
        f"{op.device}{example}", op.seq, op.hlc, op.kind, op.table, f"{op.row_id}-{example}",
        op.fields, base, op.author, op.foyer_id,
    )  # fmt: skip


def _rows(monde: Monde, example: int) -> list[object]:
    store = monde.siege.store
    rows: list[object] = [
        dict(row)
        for table in SHARED
        for row in store.query(
            f"SELECT * FROM {table} WHERE id LIKE :i ORDER BY id", i=f"%-{example}"
        )
    ]
    return rows + [dict(row) for row in list_conflits(store) if str(example) in row["row_id"]]
