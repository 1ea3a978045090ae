"""Whatever changes hands, each post ends with exactly the families its agent may see."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.sync.monde import ARRAS, LENS, Monde, contact, foyer

from fieldapp.db import journal
from fieldapp.db.foyers import get_foyer
from fieldapp.services.droits import in_scope
from fieldapp.services.integrite import verify
from fieldapp.services.session import Session
from fieldapp.services.transferts import transfer_foyer

BETHUNE = "62-ADS-BETHUNE"
UNITS = (LENS, ARRAS, BETHUNE)
FAMILIES = 3
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("transfert"), st.integers(0, FAMILIES - 1), st.integers(0, 2)),
        st.tuples(st.just("invite"), st.integers(0, FAMILIES - 1), st.integers(0, 2)),
        st.tuples(st.just("termine"), st.integers(0, FAMILIES - 1), st.integers(0, 2)),
        st.tuples(st.just("note"), st.integers(0, FAMILIES - 1), st.integers(0, 2)),
        st.tuples(st.just("synchronise"), st.just(0), st.integers(0, 2)),
    ),
    max_size=14,
)


class Monde3(Monde):
    """Three antennas, three families born at Lens, each with an open follow-up."""

    def prepare(self) -> tuple[list[Session], list[str], list[str]]:
        posts = [self.poste(f"Agent {n}", unite) for n, unite in enumerate(UNITS)]
        families = [foyer(posts[0], f"Famille {n}") for n in range(FAMILIES)]
        suivis = [
            journal.write(
                posts[0].store, "accompagnement", {"foyer_id": one, "debut": "2026-01-05"},
                author=posts[0].agent.id, foyer_id=one,
            )
            for one in families
        ]  # fmt: skip
        self.tournee()
        return posts, families, suivis


def holds(session: Session, foyer_id: str) -> bool:
    return session.store.one("SELECT 1 FROM foyer WHERE id = :f", f=foyer_id) is not None


def invite(siege: Session, foyer_id: str, suivi: str, guest: Session, fin: str | None) -> None:
    row = siege.store.one(
        "SELECT id FROM co_intervenant WHERE foyer_id = :f AND agent_id = :a",
        f=foyer_id,
        a=guest.agent.id,
    )
    journal.write(
        siege.store, "co_intervenant",
        {"foyer_id": foyer_id, "accompagnement_id": suivi, "agent_id": guest.agent.id,
         "debut": "2026-01-06", "fin": fin},
        row_id=None if row is None else row["id"], author=siege.agent.id, foyer_id=foyer_id,
    )  # fmt: skip


@given(STEPS)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_each_post_ends_with_what_its_agent_may_see(steps: list[tuple[str, int, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        monde = Monde3(Path(folder))
        posts, families, suivis = monde.prepare()
        written = 0
        for what, which, who in steps:
            foyer_id, post = families[which], posts[who]
            if what == "transfert":
                row = monde.siege.store.one("SELECT unite FROM foyer WHERE id = :f", f=foyer_id)
                if row is not None and row["unite"] != UNITS[who]:
                    transfer_foyer(monde.siege, foyer_id, UNITS[who])
            elif what in ("invite", "termine"):
                fin = None if what == "invite" else "2026-01-07"
                invite(monde.siege, foyer_id, suivis[which], post, fin)
            elif what == "note" and holds(post, foyer_id):
                contact(post, foyer_id, f"Note {written}.")
                written += 1
            else:
                monde.synchroniser(post)
                monde.recueillir()
        monde.tournee()
        monde.tournee()
        rows = monde.siege.store.query("SELECT note FROM contact")
        assert len(rows) == written  # whatever happened, headquarters has every note
        for post in posts:
            here = {row["id"] for row in post.store.query("SELECT id FROM foyer")}
            assert here == {f for f in families if sees(monde.siege, post, f)}
            foreign = post.store.query(
                "SELECT DISTINCT foyer_id FROM op WHERE device <> :d AND foyer_id IS NOT NULL",
                d=post.store.device,
            )
            assert {row["foyer_id"] for row in foreign} <= here
            assert verify(post) == []
        assert verify(monde.siege) == []
        monde.fermer()


def sees(siege: Session, post: Session, foyer_id: str) -> bool:
    """What the post itself would say, had it all that headquarters has."""
    found = get_foyer(siege.store, foyer_id)
    return found is not None and in_scope(Session(siege.store, post.agent, post.catalogue), found)
