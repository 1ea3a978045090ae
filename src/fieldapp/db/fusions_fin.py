"""Parting what was made one: rows go back, former values return where nobody changed them since."""

from __future__ import annotations

from collections.abc import Mapping

from fieldapp.db.fusions import (
    FOYERS,
    LISTES,
    PERSONNES,
    fusion_of,
    leads,
    led,
    lines_of,
    place_of,
    row_of,
    scope,
)
from fieldapp.db.fusions_places import removed_by_unions
from fieldapp.db.journal import row_ops, write
from fieldapp.db.store import Store
from fieldapp.domain.doublon_fusion import AUTEUR_SUITE, BASE_SEPARE, FOYER, REUNIS, SEPARES, Fusion
from fieldapp.domain.fusion import SUPPRIME
from fieldapp.domain.horloge import instant
from fieldapp.domain.journal import Valeur

# What stays: (table, id, champ); « supprime » for a row deleted since.
Reste = tuple[str, str, str]


def separate(store: Store, fusion: Fusion, *, author: str) -> tuple[int, list[Reste]]:
    """End a union, those of the same pair made elsewhere, and those of people that came with them.

    Returns how many rows were given back and what was changed since, which stays as it is. Rows
    written since the union stay with the kept one.
    """
    with store.atomic():
        told = {"separee_le": instant(), "separee_par": author}
        return _end(store, dict.fromkeys(_together(store, fusion), told), author)


def end_with_families(store: Store) -> None:
    """End the unions of people whose families were parted by a post that had not heard of them.

    Each post that knows both does it, in the words of who parted the families.
    """
    rows = store.query(
        "SELECT p.*, f.separee_le AS fin_le, f.separee_par AS fin_par FROM fusion p "
        "JOIN fusion f ON f.id = p.avec_id WHERE p.statut = :reunis AND p.supprime IS NULL "
        "AND f.statut = :separes AND f.supprime IS NULL ORDER BY p.id DESC",
        reunis=REUNIS,
        separes=SEPARES,
    )
    if rows:
        told = {
            fusion_of(row): {"separee_le": row["fin_le"], "separee_par": row["fin_par"]}
            for row in rows
        }
        _end(store, told, AUTEUR_SUITE)


def _end(
    store: Store, ended: Mapping[Fusion, Mapping[str, Valeur]], author: str
) -> tuple[int, list[Reste]]:
    """End these unions, each as it is told, those of people first."""
    for one, told in ended.items():
        # First of all: whoever knows what goes back knows that it must not come again.
        write(
            store, "fusion", {"statut": SEPARES, **told}, row_id=one.id, author=author,
            foyer_id=one.foyer_id,
        )  # fmt: skip
    after = leads(store)
    given, left = 0, []
    for one in ended:
        part = _Fin(store, one, after, author)
        part.run()
        given += part.given
        left += part.left
    return given, left


def _together(store: Store, fusion: Fusion) -> list[Fusion]:
    """The unions that end with this one, those of people before those of their families."""
    rows = store.query(
        "SELECT * FROM fusion WHERE statut = :statut AND supprime IS NULL AND (id = :id OR "
        "garde_id = :absorbe AND absorbe_id = :garde OR garde_id = :garde "
        "AND absorbe_id = :absorbe)",
        statut=REUNIS,
        id=fusion.id,
        garde=fusion.garde_id,
        absorbe=fusion.absorbe_id,
    )
    own = [fusion_of(row) for row in rows]
    inside = [
        fusion_of(row)
        for one in own
        for row in store.query(
            "SELECT * FROM fusion WHERE statut = :statut AND supprime IS NULL "
            "AND avec_id = :id ORDER BY id DESC",
            statut=REUNIS,
            id=one.id,
        )
    ]
    return [*inside, *sorted(own, key=lambda one: one.id, reverse=True)]


class _Fin:
    """The end of one union."""

    def __init__(self, store: Store, fusion: Fusion, after: Mapping[str, str], author: str) -> None:
        self.store = store
        self.fusion = fusion
        self.after = after
        self.author = author
        self.given = 0
        self.left: list[Reste] = []

    def run(self) -> None:
        lines, removed = lines_of(self.store, self.fusion.id)
        aside = {(table, row_id) for table, row_id in removed}
        by_row: dict[tuple[str, str], dict[str, list[Valeur]]] = {
            (table, row_id): values for table, row_id, values in lines
        }
        # Those who were absorbed stand again before what is theirs comes back.
        for table, row_id in sorted(aside | by_row.keys(), key=_those_first):
            if (table, row_id) in aside and row_id in self.after:
                continue
            self._row(table, row_id, by_row.get((table, row_id), {}), (table, row_id) in aside)

    def _row(
        self, table: str, row_id: str, values: Mapping[str, list[Valeur]], aside: bool
    ) -> None:
        current = row_of(self.store, table, row_id)
        if current is None:
            return
        fields: dict[str, Valeur] = {}
        if current[SUPPRIME] is not None:
            if not aside:
                # A deletion since then stands: writing on the row would bring it back. What
                # unions alone removed comes back by itself where nothing else says the same.
                if not removed_by_unions(row_ops(self.store, table, row_id)):
                    self.left.append((table, row_id, SUPPRIME))
                return
            fields[SUPPRIME] = None
        names = {*FOYERS.get(table, ()), *PERSONNES.get(table, ()), *LISTES.get(table, ())}
        ops = row_ops(self.store, table, row_id) if names & values.keys() else []
        for champ, (former, given) in values.items():
            if champ in names:
                place = place_of(ops, champ, self.after)
                wanted, same = place.valeur, place.libre and place.valeur is not None
                # Somebody said since whose it is: that stays.
                same = same and place.valeur == led(former, champ, self.after)
            else:
                wanted, same = former, current[champ] == given
            if current[champ] == wanted:
                continue
            if same:
                fields[champ] = wanted
            elif current[champ] != former:
                self.left.append((table, row_id, champ))
        if not fields:
            return
        self.given += 1
        write(
            self.store,
            table,
            fields,
            row_id=row_id,
            author=self.author,
            foyer_id=self._stream(table, row_id, fields),
            base={BASE_SEPARE: self.fusion.id},
        )

    def _stream(self, table: str, row_id: str, fields: Mapping[str, Valeur]) -> str | None:
        home = fields.get("foyer_id")
        if home is None and self.fusion.genre == FOYER and table == "foyer":
            return row_id
        if home is None:
            row = row_of(self.store, table, row_id)
            known = row is not None and "foyer_id" in row.keys() and row["foyer_id"]  # noqa: SIM118
            home = row["foyer_id"] if known and row is not None else self.fusion.foyer_id
        return scope(self.store, table, row_id, str(home))


def _those_first(key: tuple[str, str]) -> tuple[bool, str, str]:
    return (key[0] not in ("foyer", "personne"), *key)
