"""The end of a post: its unsent work comes first, then a signed order destroys its store."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta

import pytest
from tests.sync.atelier import Atelier
from tests.sync.monde import PHRASE, Monde, contact, device, foyer
from tests.sync.retablir import reprendre, retablir, sauvegarder

from fieldapp.db import ordres, revocations, traces
from fieldapp.db import postes as postes_db
from fieldapp.db.effacement import destroyed
from fieldapp.db.opening import REVOCATION, create_store, meta, open_store, set_meta, store_exists
from fieldapp.domain.errors import BugError, KnownError
from fieldapp.services.foyers import list_foyers
from fieldapp.services.integrite import verify
from fieldapp.siege.agents import end_agent
from fieldapp.siege.revocation import reopen_recovery, revoke
from fieldapp.sync import reprise
from fieldapp.sync.identity import Identity, identity_of
from fieldapp.sync.revocation import NATURE, Revocation, is_due, revocation_of, wipe
from fieldapp.sync.space import known_space
from fieldapp.sync.statement import StatementError, sign


def notes(monde: Monde) -> set[str]:
    return {row["note"] for row in monde.siege.store.query("SELECT note FROM contact")}


def test_what_a_revoked_post_had_not_sent_comes_first_then_its_store_is_destroyed(
    monde: Monde,
) -> None:
    nadia = monde.poste("Nadia")
    famille = foyer(nadia, "Delattre")
    monde.tournee()
    contact(nadia, famille, "Saisi sans réseau, jamais envoyé.")
    revoke(monde.siege, device(nadia), "départ de l’agent")
    monde.recueillir()

    # It sends what it has and learns its end; headquarters has not answered yet.
    first = monde.synchroniser(nadia)
    assert first.revoque
    assert not first.effacer
    with pytest.raises(BugError):
        wipe(nadia.store)
    with pytest.raises(KnownError, match="mis fin à ce poste"):
        list_foyers(nadia)

    monde.recueillir()
    assert "Saisi sans réseau, jamais envoyé." in notes(monde)
    second = monde.synchroniser(nadia)
    assert second.effacer
    folder = nadia.store.folder
    told = wipe(nadia.store)
    assert told.motif == "départ de l’agent"
    assert not store_exists(folder)
    assert not list(folder.glob("*.db*"))
    with pytest.raises(KnownError, match=r"effacées le .* sur l’ordre signé du siège"):
        open_store(folder, PHRASE)

    monde.recueillir()
    row = revocations.get_revocation(monde.siege.store, device_of(monde))
    assert row is not None
    assert row["efface_le"] is not None
    assert verify(monde.siege) == []
    del monde.postes["Nadia"]


def device_of(monde: Monde) -> str:
    (poste,) = postes_db.list_postes(monde.siege.store)
    return poste.device


def test_after_the_end_the_same_folder_takes_a_new_invitation(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    monde.tournee()
    revoke(monde.siege, device(nadia), "poste changé")
    monde.tournee()
    folder = nadia.store.folder
    wipe(nadia.store)
    del monde.postes["Nadia"]
    again = monde.poste("Nadia")
    assert again.store.folder == folder
    assert destroyed(folder) is None
    monde.tournee()
    assert list_foyers(again).total == 0


def test_no_key_opens_a_destroyed_store_even_with_its_old_files(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    foyer(nadia, "Delattre")
    monde.tournee()
    revoke(monde.siege, device(nadia), "perdu puis retrouvé")
    monde.tournee()
    folder = nadia.store.folder
    copy = (folder / "fieldapp.db").read_bytes()
    wipe(nadia.store)
    content = json.loads((folder / "fieldapp.cles").read_text())
    assert content["emplacements"] == []
    (folder / "fieldapp.db").write_bytes(copy)  # the cut came before the file was removed
    with pytest.raises(KnownError, match="effacées"):
        open_store(folder, PHRASE)
    del monde.postes["Nadia"]


def test_a_revoked_post_receives_nothing_of_any_family(monde: Monde) -> None:
    nadia, marc = monde.poste("Nadia"), monde.poste("Marc")
    monde.tournee()
    revoke(monde.siege, device(nadia), "départ")
    foyer(marc, "Confidentiel")
    monde.synchroniser(marc)
    monde.recueillir()
    monde.synchroniser(nadia)
    assert nadia.store.query("SELECT 1 FROM foyer") == []


def test_after_the_delay_its_work_waits_until_headquarters_reopens_it(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    famille = foyer(nadia, "Delattre")
    monde.tournee()
    contact(nadia, famille, "Tardif.")
    revoke(monde.siege, device(nadia), "départ")
    over = (datetime.now(UTC) - timedelta(days=1)).isoformat(timespec="seconds")
    revocations.extend(monde.siege.store, device(nadia), over)
    monde.synchroniser(nadia)
    (refus,) = monde.recueillir().refuses
    assert "le délai pour reprendre" in refus.raison
    monde.synchroniser(nadia)
    assert not is_due(nadia.store)  # nothing is destroyed while something is only here

    reopen_recovery(monde.siege, device(nadia))
    assert monde.recueillir().recus == 1
    assert "Tardif." in notes(monde)
    assert monde.synchroniser(nadia).effacer


def test_a_backup_from_before_does_not_escape_the_end_of_its_post(monde: Monde) -> None:
    """Restored once, the post goes on under another name; the first one ends with it."""
    monde.poste("Nadia")
    famille = foyer(monde.postes["Nadia"], "Delattre")
    monde.tournee()
    copie = sauvegarder(monde, "Nadia")
    contact(monde.postes["Nadia"], famille, "Après la sauvegarde.")
    monde.tournee()
    nadia = retablir(monde, "Nadia", copie)
    avant = device(nadia)
    reprendre(monde, nadia)
    monde.tournee()
    revoke(monde.siege, device(nadia), "poste volé")
    assert revocations.get_revocation(monde.siege.store, avant) is not None

    nadia = retablir(monde, "Nadia", copie)
    contact(nadia, famille, "Saisi sur la copie.")
    held = json.dumps([dict(row) for row in nadia.store.query("SELECT * FROM contact")])
    with pytest.raises(KnownError):  # it was restored
        monde.synchroniser(nadia)
    reprise.take_up(nadia.store)
    monde.synchroniser(nadia)
    (refus,) = monde.recueillir().refuses
    assert "révoqué" in refus.raison
    monde.synchroniser(nadia)
    assert json.dumps([dict(row) for row in nadia.store.query("SELECT * FROM contact")]) == held


def test_a_laptop_that_bears_the_former_name_is_another_post_and_goes_on(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    foyer(nadia, "Delattre")
    monde.tournee()
    shutil.copytree(sauvegarder(monde, "Nadia"), monde.racine / "Jumeau")
    nadia, jumeau = monde.postes["Nadia"], monde.rouvrir("Jumeau")
    foyer(nadia, "De Nadia")
    monde.synchroniser(nadia)
    reprendre(monde, jumeau)
    foyer(nadia, "De Nadia encore")
    monde.tournee()
    revoke(monde.siege, device(jumeau), "poste volé")
    assert revocations.get_revocation(monde.siege.store, device(nadia)) is None
    # Somebody who leaves leaves both.
    end_agent(monde.siege, nadia.agent.id, "départ")
    assert revocations.get_revocation(monde.siege.store, device(nadia)) is not None


@pytest.mark.parametrize("case", ["another key", "another post", "another space"])
def test_an_order_that_headquarters_did_not_sign_for_this_post_is_refused(
    monde: Monde, case: str
) -> None:
    nadia = monde.poste("Nadia")
    monde.tournee()
    space = known_space(nadia.store)
    assert space is not None
    key = stranger(monde) if case == "another key" else identity_of(monde.siege.store)
    target = "0123456789ab" if case == "another post" else device(nadia)
    where = "ailleurs" if case == "another space" else space.espace
    forged = sign(NATURE, Revocation(where, target, "faux", "2026-11-22"), key.signing)
    ordres.add_ordre(monde.siege.store, device(nadia), NATURE, forged.decode())
    monde.recueillir()
    bilan = monde.synchroniser(nadia)
    assert not bilan.revoque
    assert "un ordre que le siège n’a pas signé" in bilan.refuses[0].raison
    assert meta(nadia.store, REVOCATION) is None


def stranger(monde: Monde) -> Identity:
    store, _ = create_store(monde.racine / "ailleurs", PHRASE)
    identity = identity_of(store)
    store.close()
    return identity


def test_an_order_slipped_into_the_store_destroys_nothing(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    monde.tournee()
    space = known_space(nadia.store)
    assert space is not None
    body = Revocation(space.espace, device(nadia), "faux", "2026-11-22")
    set_meta(nadia.store, REVOCATION, sign(NATURE, body, stranger(monde).signing).decode())
    for act in (revocation_of, is_due, wipe):
        with pytest.raises(StatementError):
            act(nadia.store)
    open_store(nadia.store.folder, PHRASE).close()


def test_a_post_cannot_give_orders(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    monde.tournee()
    atelier = Atelier(monde, nadia)
    order = ["ordre", NATURE, "{}"]
    data = atelier.bundle(header=atelier.header(premier=0, dernier=0, nombre=0),
                          clear=atelier.clear(order))  # fmt: skip
    atelier.place().write_bytes(data)
    (refus,) = monde.recueillir().refuses
    assert "un ordre que seul le siège peut donner" in refus.raison


def test_only_headquarters_revokes_with_a_reason_and_once(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    monde.tournee()
    with pytest.raises(KnownError, match="ne permet pas"):
        revoke(nadia, device(nadia), "départ")
    with pytest.raises(KnownError, match="motif"):
        revoke(monde.siege, device(nadia), "  ")
    with pytest.raises(KnownError, match="Aucun poste"):
        revoke(monde.siege, "0123456789ab", "départ")
    revoke(monde.siege, device(nadia), "départ")
    with pytest.raises(KnownError, match="déjà révoqué"):
        revoke(monde.siege, device(nadia), "départ")
    acts = [row["acte"] for row in monde.siege.store.query("SELECT acte FROM trace")]
    assert acts == ["révocation"]
    assert traces.broken_links(monde.siege.store) == []
