"""What headquarters relays: the scope of a post is worked out again only when it may have moved."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.sync.monde import ARRAS, LENS, Monde, changer, contact, empreinte, foyer

from fieldapp.db import postes as postes_db
from fieldapp.db.store import Store
from fieldapp.domain.echange import Poste


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The posts whose scope was worked out again."""
    found: list[str] = []
    whole = postes_db.advance

    def watched(store: Store, poste: Poste, haut: int) -> list[str]:
        found.append(poste.nom)
        return whole(store, poste, haut)

    monkeypatch.setattr(postes_db, "advance", watched)
    return found


def test_notes_of_known_families_leave_every_scope_as_it_was(
    tmp_path: Path, looked: list[str]
) -> None:
    monde = Monde(tmp_path)
    try:
        nadia, marc = monde.poste("Nadia", LENS), monde.poste("Marc", LENS)
        famille = foyer(nadia, "Delattre")
        monde.tournee()
        looked.clear()
        contact(nadia, famille, "Vue ce matin")
        monde.synchroniser(nadia)
        monde.recueillir()
        assert looked == []
        for session in (nadia, marc):
            poste = postes_db.get_poste(monde.siege.store, session.store.device)
            assert poste is not None
            assert poste.curseur == postes_db.arrival_head(monde.siege.store)
        monde.synchroniser(marc)
        notes = [row["note"] for row in marc.store.query("SELECT note FROM contact")]
        assert notes == ["Vue ce matin"]
        foyer(nadia, "Lefebvre")
        monde.tournee()
        assert "Marc" in looked
        assert empreinte(marc.store) == empreinte(nadia.store)
    finally:
        monde.fermer()


def test_a_family_that_its_own_post_gives_away_leaves_it(tmp_path: Path, looked: list[str]) -> None:
    monde = Monde(tmp_path)
    try:
        nadia, paul = monde.poste("Nadia", LENS), monde.poste("Paul", ARRAS)
        famille = foyer(nadia, "Delattre")
        monde.tournee()
        looked.clear()
        contact(nadia, famille, "Déménage à Arras")
        changer(nadia, famille, unite=ARRAS)
        monde.tournee()
        assert {"Nadia", "Paul"} <= set(looked)
        row = nadia.store.one("SELECT 1 FROM contact WHERE foyer_id = :f", f=famille)
        assert row is None
        kept = paul.store.one("SELECT note FROM contact WHERE foyer_id = :f", f=famille)
        assert kept is not None
        assert kept["note"] == "Déménage à Arras"
    finally:
        monde.fermer()
