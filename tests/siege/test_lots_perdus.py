"""A bundle that died with its post: declared lost, what is behind it is taken, and it is said."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.sync.monde import ARRAS, Monde, device, empreinte, foyer

from fieldapp.db import revocations, traces
from fieldapp.db.journal import last_seq
from fieldapp.domain.errors import KnownError
from fieldapp.domain.perte import phrase_perte
from fieldapp.services.integrite import known_losses, verify
from fieldapp.services.session import Session
from fieldapp.siege.lots_perdus import NATURE, Declaration, declare_lost
from fieldapp.siege.revocation import revoke
from fieldapp.siege.suivi import etat_siege
from fieldapp.sync import reprise
from fieldapp.sync.etat import etat_echange, ici_seulement
from fieldapp.sync.folder import POSTES
from fieldapp.sync.revocation import is_due
from fieldapp.sync.space import known_space
from fieldapp.sync.statement import parse

WHY = "ordinateur détruit dans l’incendie"


def lots(monde: Monde, session: Session) -> list[Path]:
    return sorted((monde.espace / POSTES / device(session)).glob("*.lot"))


def saisir(monde: Monde, session: Session, *noms: str) -> list[Path]:
    """One family a synchronisation: each makes a bundle of its own."""
    before = lots(monde, session)
    for nom in noms:
        foyer(session, nom)
        monde.synchroniser(session)
    return [lot for lot in lots(monde, session) if lot not in before]


def noms(session: Session) -> list[str]:
    return [row["nom"] for row in session.store.query("SELECT nom FROM foyer ORDER BY nom")]


def mourir(monde: Monde, nom: str) -> None:
    """The laptop is gone: nobody will synchronise it again."""
    monde.postes.pop(nom).close()


def test_what_lies_behind_a_lost_bundle_is_taken_and_the_loss_is_said_everywhere(
    monde: Monde,
) -> None:
    nadia, marc = monde.poste("Nadia"), monde.poste("Marc")
    foyer(nadia, "Delattre")
    monde.tournee()
    de = device(nadia)
    _un, deux, trois, _quatre = saisir(monde, nadia, "Un", "Deux", "Trois", "Quatre")
    kept = deux.read_bytes()
    deux.unlink()
    trois.write_bytes(trois.read_bytes()[:200])  # half copied
    mourir(monde, "Nadia")
    monde.recueillir()
    assert noms(monde.siege) == ["Delattre", "Un"]

    with pytest.raises(KnownError, match="peut encore déposer"):
        declare_lost(monde.siege, de, WHY)
    revoke(monde.siege, de, WHY)
    with pytest.raises(KnownError, match="motif"):
        declare_lost(monde.siege, de, "  ")
    done = declare_lost(monde.siege, de, WHY)
    assert (done.nom, done.recus, done.refus) == ("Nadia", 1, ())
    assert noms(monde.siege) == ["Delattre", "Quatre", "Un"]

    (sentence,) = known_losses(monde.siege)
    first, last = int(deux.stem), int(trois.stem)
    assert f"Lots n° {first} à {last}, perdus avec le poste de Nadia" in sentence
    assert WHY in sentence
    assert "Il manque 2 modifications n° 3 à 4." in sentence
    assert verify(monde.siege) == []
    etat = etat_siege(monde.siege)
    assert [phrase_perte(perte) for perte in etat.pertes] == [sentence]
    assert etat.refus == ()

    # Marc gets what came behind the gap, as from any colleague.
    monde.tournee()
    assert noms(marc) == noms(monde.siege)
    assert empreinte(marc.store) == empreinte(monde.siege.store)

    # The first of the two was on a key in a drawer.
    deux.write_bytes(kept)
    monde.tournee()
    assert noms(monde.siege) == ["Delattre", "Deux", "Quatre", "Un"]
    assert "Il manque sa modification" not in sentence
    assert "Il manque 1 modification parmi celles n° 3 à 4." in known_losses(monde.siege)[0]
    assert verify(monde.siege) == []
    assert noms(marc) == noms(monde.siege)


def test_the_act_is_signed_and_journaled(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    monde.tournee()
    de = device(nadia)
    first, *_others = saisir(monde, nadia, "Un", "Deux")
    first.unlink()
    mourir(monde, "Nadia")
    revoke(monde.siege, de, WHY)
    declare_lost(monde.siege, de, WHY)
    store = monde.siege.store
    row = store.one("SELECT * FROM lot_perdu")
    assert row is not None
    space = known_space(store)
    assert space is not None
    statement = parse(row["acte"].encode(), NATURE)
    statement.check(space.cle_signature)
    body = statement.read(Declaration)
    assert (body.device, body.premier, body.dernier, body.motif) == (
        de, int(first.stem), int(first.stem), WHY,
    )  # fmt: skip
    line = store.one("SELECT * FROM trace WHERE acte = 'lot perdu'")
    assert line is not None
    assert line["objet"] == de
    assert traces.broken_links(store) == []


def test_nothing_is_declared_lost_when_nothing_lacks_and_only_by_headquarters(
    monde: Monde,
) -> None:
    nadia, marc = monde.poste("Nadia"), monde.poste("Marc", ARRAS)
    foyer(nadia, "Delattre")
    monde.tournee()
    revoke(monde.siege, device(nadia), WHY)
    with pytest.raises(KnownError, match="ne manque devant un autre"):
        declare_lost(monde.siege, device(nadia), WHY)
    with pytest.raises(KnownError):
        declare_lost(marc, device(nadia), WHY)


def test_a_post_thought_dead_destroys_nothing_before_what_was_declared_lost_is_received(
    monde: Monde,
) -> None:
    nadia = monde.poste("Nadia")
    monde.tournee()
    first, *_others = saisir(monde, nadia, "Un", "Deux")
    first.unlink()
    revoke(monde.siege, device(nadia), WHY)
    declare_lost(monde.siege, device(nadia), WHY)
    monde.recueillir()
    assert noms(monde.siege) == ["Deux"]
    # The laptop turns up: what lies behind the gap is acknowledged, what is in it is only here.
    bilan = monde.synchroniser(nadia)
    assert bilan.revoque
    assert not bilan.effacer
    assert not is_due(nadia.store)
    # Only what was lost is: the rest of the week is at headquarters.
    etat = etat_echange(nadia.store)
    assert (etat.ici, etat.recues) == (1, last_seq(nadia.store, nadia.store.device) - 1)
    (here,) = ici_seulement(nadia.store)
    row = nadia.store.one("SELECT nom FROM foyer WHERE id = :id", id=here.row_id)
    assert row is not None
    assert row["nom"] == "Un"
    assert etat.plus_ancienne == here.moment
    assert first.exists()
    monde.recueillir()
    assert noms(monde.siege) == ["Deux", "Un"]
    assert monde.synchroniser(nadia).effacer
    assert verify(monde.siege) == []


def test_after_the_delay_of_a_revocation_the_act_takes_what_lies_there(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    monde.tournee()
    de = device(nadia)
    first, *_others = saisir(monde, nadia, "Un", "Deux")
    first.unlink()
    mourir(monde, "Nadia")
    revoke(monde.siege, de, WHY)
    revocations.extend(monde.siege.store, de, "2026-01-01T00:00:00+00:00")
    declare_lost(monde.siege, de, WHY)
    assert noms(monde.siege) == ["Deux"]


def test_a_lost_bundle_that_carried_only_receipts_takes_no_change_with_it(monde: Monde) -> None:
    nadia, marc = monde.poste("Nadia"), monde.poste("Marc")
    foyer(marc, "De Marc")
    monde.tournee()
    foyer(marc, "De Marc encore")
    monde.synchroniser(marc)
    monde.recueillir()
    before = lots(monde, nadia)
    monde.synchroniser(nadia)  # takes it, and answers
    (receipt,) = [lot for lot in lots(monde, nadia) if lot not in before]
    saisir(monde, nadia, "Un")
    receipt.unlink()
    de = device(nadia)
    mourir(monde, "Nadia")
    revoke(monde.siege, de, WHY)
    declare_lost(monde.siege, de, WHY)
    assert "Un" in noms(monde.siege)
    assert "Aucune modification ne manque" in known_losses(monde.siege)[0]
    assert verify(monde.siege) == []


def test_the_gap_of_a_former_life_closes_though_its_post_goes_on_under_another_name(
    monde: Monde,
) -> None:
    nadia = monde.poste("Nadia")
    foyer(nadia, "Delattre")
    monde.tournee()
    monde.postes["Nadia"].close()
    shutil.copytree(monde.racine / "Nadia", monde.racine / "copie")
    nadia = monde.rouvrir("Nadia")
    ancien = device(nadia)
    first, *_others = saisir(monde, nadia, "Perdu", "Derrière")
    first.unlink()
    nadia.close()
    shutil.rmtree(monde.racine / "Nadia")
    shutil.copytree(monde.racine / "copie", monde.racine / "Nadia")
    nadia = monde.rouvrir("Nadia")
    foyer(nadia, "Après")
    with pytest.raises(KnownError, match="ancienne sauvegarde"):
        monde.synchroniser(nadia)
    with pytest.raises(KnownError, match="peut encore déposer"):
        declare_lost(monde.siege, ancien, WHY)
    reprise.take_up(nadia.store)
    monde.tournee()
    declare_lost(monde.siege, ancien, WHY)
    monde.tournee()
    assert noms(monde.siege) == noms(nadia) == ["Après", "Delattre", "Derrière"]
    assert "lot n° " in known_losses(monde.siege)[0].lower()
    assert verify(monde.siege) == []


# One found again is taken though the last of all is refused.
@example(lost={0}, damaged={5}, back=[0])
@settings(
    max_examples=12, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(
    lost=st.sets(st.integers(0, 5), max_size=4),
    damaged=st.sets(st.integers(0, 5), max_size=2),
    back=st.lists(st.integers(0, 5), unique=True),
)
def test_whatever_is_lost_the_rest_is_there_and_each_that_comes_back_is_taken(
    tmp_path_factory: pytest.TempPathFactory, lost: set[int], damaged: set[int], back: list[int]
) -> None:
    monde = Monde(tmp_path_factory.mktemp("monde"))
    nadia = monde.poste("Nadia")
    monde.tournee()
    de = device(nadia)
    files = saisir(monde, nadia, *(f"F{rank}" for rank in range(6)))
    bytes_of = [file.read_bytes() for file in files]
    gone = lost | damaged
    for rank in gone:
        files[rank].write_bytes(bytes_of[rank][:-9])
    for rank in lost:
        files[rank].unlink()
    monde.recueillir()
    revoke(monde.siege, de, WHY)
    # Only what lacks before something whole can be declared: what nothing follows is waited for.
    reached = max((rank for rank in range(6) if rank not in gone), default=-1)
    declared = {rank for rank in gone if rank < reached}
    if declared:
        declare_lost(monde.siege, de, WHY)
    else:
        with pytest.raises(KnownError):
            declare_lost(monde.siege, de, WHY)
    told = [m.nombre for p in etat_siege(monde.siege).pertes for m in p.manques]
    assert sum(told) == len(declared)
    assert noms(monde.siege) == [f"F{rank}" for rank in range(6) if rank not in gone]
    assert verify(monde.siege) == []
    for rank in back:
        files[rank].write_bytes(bytes_of[rank])
        gone.discard(rank)
        monde.recueillir()
        waited = min(gone - declared, default=6)
        here = [f"F{rank}" for rank in range(6) if rank not in gone and rank < waited]
        assert noms(monde.siege) == here
        assert verify(monde.siege) == []
    monde.fermer()
