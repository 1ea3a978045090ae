"""Statistical secrecy: no small count is shown, none can be found by adding and subtracting."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fieldapp.siege import syntheses
from fieldapp.siege.masking import THRESHOLD, mask
from fieldapp.siege.syntheses import Dimension, Key, cube, mask_together

Leaves = dict[tuple[str, ...], int]
PARENTS = {"1.1": "A1", "1.2": "A1", "2.1": "A2", "2.2": "A2"}


def flat(nom: str) -> Dimension:
    return Dimension(nom, {}, lambda _: None, {})


ACTION = Dimension("action", {}, PARENTS.get, {})
CUBE = [ACTION, flat("unite"), flat("trimestre")]


def published(leaves: Leaves, dimensions: list[Dimension]) -> tuple[dict[Key, int], set[Key]]:
    """The cells of the table, and those that are masked."""
    rows = [
        ({d.nom: code for d, code in zip(dimensions, codes, strict=True)}, n)
        for codes, n in leaves.items()
        if n
    ]
    counts, lines = cube(rows, dimensions)
    return counts, mask(counts, lines)


@pytest.fixture
def _all_published(monkeypatch: pytest.MonkeyPatch) -> None:
    """Publish every breakdown, however sparse, to put the masking to the test."""
    monkeypatch.setattr(syntheses, "_SMALL_CELLS", 1.0)
    monkeypatch.setattr(syntheses, "_SMALL_FACTS", 1.0)


def readable(
    leaves: Leaves, dimensions: list[Dimension], counts: dict[Key, int], masked: set[Key]
) -> set[Key]:
    """An independent audit: the small counts, published or not, that follow from what is shown.

    The reader knows every figure shown, every 0 of a published breakdown, and solves for all the
    rest with exact fractions.
    """
    codes = [sorted({codes[i] for codes in leaves}) for i in range(len(dimensions))]
    members: dict[Key, set[tuple[str, ...]]] = {}
    for leaf in itertools.product(*codes):
        keys: list[Key] = [()]
        for dimension, code in zip(dimensions, leaf, strict=True):
            keys = [(*k, (dimension.nom, c)) for k in keys for c in dimension.path(code)] + keys
        for key in keys:
            members.setdefault(key, set()).add(leaf)
    truth = {key: sum(leaves.get(leaf, 0) for leaf in ls) for key, ls in members.items()}
    views = {_view(key, dimensions) for key in counts}
    shown = {key for key in truth if _view(key, dimensions) in views and key not in masked}
    known_zero = set().union(*(members[key] for key in shown if not truth[key]))
    unknown = sorted(set(itertools.product(*codes)) - known_zero)
    rows = [_row(members[key], unknown) for key in shown if truth[key]]
    basis = _reduced(rows, len(unknown))
    small = {key for key, n in truth.items() if 0 < n < THRESHOLD}
    return {key for key in small if _in_span(_row(members[key], unknown), basis)}


def _view(key: Key, dimensions: list[Dimension]) -> tuple[int, ...]:
    codes = dict(key)
    return tuple(len(d.path(codes[d.nom])) if d.nom in codes else 0 for d in dimensions)


def _row(leaves: set[tuple[str, ...]], unknown: list[tuple[str, ...]]) -> list[Fraction]:
    return [Fraction(leaf in leaves) for leaf in unknown]


def _reduced(rows: list[list[Fraction]], width: int) -> list[tuple[int, list[Fraction]]]:
    basis: list[tuple[int, list[Fraction]]] = []
    for column in range(width):
        pivot = next((row for row in rows if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        pivot = [value / pivot[column] for value in pivot]
        rows = [_minus(row, pivot, row[column]) for row in rows]
        basis = [(c, _minus(row, pivot, row[column])) for c, row in basis]
        basis.append((column, pivot))
    return basis


def _minus(row: list[Fraction], other: list[Fraction], factor: Fraction) -> list[Fraction]:
    return [a - factor * b for a, b in zip(row, other, strict=True)] if factor else row


def _in_span(row: list[Fraction], basis: list[tuple[int, list[Fraction]]]) -> bool:
    for column, pivot in basis:
        row = _minus(row, pivot, row[column])
    return not any(row)


def test_a_small_count_takes_company_and_the_total_stays() -> None:
    leaves: Leaves = {
        ("LAEP", "Lens"): 3, ("LAEP", "Arras"): 20, ("REPIT", "Lens"): 30, ("REPIT", "Arras"): 40,
    }  # fmt: skip
    counts, masked = published(leaves, [flat("action"), flat("unite")])
    assert (("action", "LAEP"), ("unite", "Lens")) in masked
    # In two dimensions a rectangle must go at least, whichever it is.
    assert len(masked) >= 4
    assert () not in masked
    assert counts[()] == 93


@pytest.mark.usefixtures("_all_published")
def test_two_counts_of_one_that_add_up_to_two_are_not_left_to_be_guessed() -> None:
    _, masked = published({("A",): 1, ("B",): 1, ("C",): 50}, [flat("code")])
    # Hiding A and B alone leaves 52 - 50 = 2, hence 1 and 1.
    assert (("code", "C"),) in masked or () in masked


def test_large_counts_are_all_shown() -> None:
    counts, masked = published({("A",): 5, ("B",): 0, ("C",): 50}, [flat("code")])
    assert masked == set()
    assert counts[(("code", "A"),)] == 5


def test_a_lone_family_hides_even_the_total() -> None:
    counts, masked = published({("A", "Lens"): 1}, [flat("code"), flat("unite")])
    assert masked == set(counts) == {()}


def test_a_breakdown_made_of_small_counts_is_not_published_at_all() -> None:
    leaves: Leaves = {(code, unite): 2 for code in "ABCDE" for unite in ("Lens", "Arras", "Calais")}
    counts, masked = published(leaves, [flat("code"), flat("unite")])
    assert masked == set()
    expected: dict[Key, int] = {(("code", code),): 6 for code in "ABCDE"}
    expected |= {(("unite", unite),): 10 for unite in ("Lens", "Arras", "Calais")}
    assert counts == {**expected, (): 30}


cells = st.dictionaries(
    st.tuples(
        st.sampled_from(["1.1", "1.2", "2.1", "SANS"]),
        st.sampled_from(["Lens", "Arras", "Calais"]),
        st.sampled_from(["T1", "T2"]),
    ),
    st.one_of(st.integers(0, 6), st.integers(0, 60)),
    min_size=1,
)


@given(cells)
@example(
    {
        ("1.1", "Lens", "T1"): 24, ("1.1", "Calais", "T1"): 2, ("1.2", "Lens", "T2"): 13,
        ("1.2", "Arras", "T2"): 6, ("2.1", "Calais", "T1"): 1, ("2.1", "Calais", "T2"): 4,
    }
)  # fmt: skip
@settings(max_examples=80, deadline=None)
def test_no_small_count_follows_from_the_published_ones(leaves: Leaves) -> None:
    counts, masked = published(leaves, CUBE)
    assert {cell for cell, n in counts.items() if 0 < n < THRESHOLD} <= masked
    assert readable(leaves, CUBE, counts, masked) == set()


@pytest.mark.usefixtures("_all_published")
@pytest.mark.parametrize("seed", range(40))
def test_nor_when_even_sparse_breakdowns_are_published(seed: int) -> None:
    rng = random.Random(seed)
    values = rng.choice([(0, 0, 1, 2, 9), (0, 0, 0, 0, 7, 30, 1), (0, 3, 8, 20), (5, 6, 1)])
    leaves: Leaves = {
        codes: rng.choice(values)
        for codes in itertools.product(["1.1", "1.2", "2.1", "SANS"], ["L", "A", "C"], ["T1", "T2"])
    }
    counts, masked = published(leaves, CUBE)
    assert readable(leaves, CUBE, counts, masked) == set()


@pytest.mark.usefixtures("_all_published")
@pytest.mark.parametrize("seed", range(25))
def test_whoever_tries_every_whole_number_finds_several_answers(seed: int) -> None:
    """Brute force on a 2 x 2 table: each small count takes several values over all the tables
    that show the same figures."""
    rng = random.Random(seed)
    names = list(itertools.product("AB", "xy"))
    leaves: Leaves = {name: rng.choice((1, 1, 2, 3, 5, 7)) for name in names}
    dimensions = [flat("r"), flat("c")]
    counts, masked = published(leaves, dimensions)
    cells_of = {
        key: [name for name in names if {("r", name[0]), ("c", name[1])} >= set(key)]
        for key in counts
    }
    answers: dict[Key, set[int]] = {key: set() for key in masked}
    for values in itertools.product(range(1, 12), repeat=4):
        guess = dict(zip(names, values, strict=True))
        sums = {key: sum(guess[name] for name in cells_of[key]) for key in counts}
        if all(sums[key] == n for key, n in counts.items() if key not in masked):
            for key in masked:
                answers[key].add(sums[key])
    for key in masked:
        if counts[key] < THRESHOLD:
            assert len(answers[key]) > 1, (leaves, key)


@pytest.mark.parametrize("facts", [40, 300, 3_000, 30_000])
def test_the_table_of_a_whole_caf_keeps_its_main_figures(facts: int) -> None:
    """7 ambitions, 21 actions, 9 units, 8 quarters: what can be said is said, at every size."""
    rng = random.Random(facts)
    parents = {f"{a}.{n}": f"A{a}" for a in range(7) for n in range(3)}
    action = Dimension("action", {}, lambda code: parents.get(code), {})
    periode = Dimension("periode", {}, lambda code: code[:4] if "-T" in code else None, {})
    codes = [*parents, "SANS"]
    weights = [rng.paretovariate(0.8) for _ in codes]
    leaves: Leaves = {}
    for _ in range(facts):
        quarter = rng.randrange(8)
        key = (
            rng.choices(codes, weights)[0], f"u{rng.randrange(9)}",
            f"{2025 + quarter // 4}-T{quarter % 4 + 1}",
        )  # fmt: skip
        leaves[key] = leaves.get(key, 0) + 1
    counts, masked = published(leaves, [action, flat("unite"), periode])
    assert {cell for cell, n in counts.items() if 0 < n < THRESHOLD} <= masked
    years = {(("periode", "2025"),), (("periode", "2026"),)}
    assert {(), *years} <= counts.keys() - masked
    assert len(masked) < len(counts) / 2


@given(
    st.dictionaries(
        st.tuples(
            st.sampled_from(["VAD", "TEL", "RDV"]), st.sampled_from(["equipe", "restreint"]),
            st.sampled_from(["Lens", "Arras"]), st.sampled_from(["T1", "T2"]),
        ),
        st.one_of(st.integers(0, 5), st.integers(0, 40)), min_size=1,
    )
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_nor_from_two_tables_that_count_the_same_contacts(leaves: Leaves) -> None:
    """By nature in one table, by zone in the other: their totals are the same figures."""
    dimensions = [flat(nom) for nom in ("nature", "zone", "unite", "periode")]
    rows = [
        ({d.nom: code for d, code in zip(dimensions, codes, strict=True)}, n)
        for codes, n in leaves.items()
        if n
    ]
    nature, zone, *shared = dimensions
    cubes = [cube(rows, [axis, *shared]) for axis in (nature, zone)]
    masked = mask_together(cubes)
    counts = {key: n for own, _ in cubes for key, n in own.items()}
    assert {cell for cell, n in counts.items() if 0 < n < THRESHOLD} <= masked
    told = readable(leaves, dimensions, counts, masked)
    # A cell that neither table publishes may follow only if it is none of theirs: it has no line.
    assert told & counts.keys() == set()
