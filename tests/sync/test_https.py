"""The exchange by HTTPS, and a network that misbehaves: nothing lost, nothing sent to others."""

from __future__ import annotations

import base64
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.siege.serveur import servir
from tests.sync.monde import Monde, contact, device, empreinte, foyer
from tests.sync.passeur import DESCEND, MONTE, Coupure, Passeur
from tests.sync.retablir import noms, reprendre, retablir, saine, sauvegarder

from fieldapp.db import sync_tables as tables
from fieldapp.domain.errors import KnownError, OfflineError
from fieldapp.services.session import Session
from fieldapp.sync import reprise
from fieldapp.sync.adresse import Adresse, address_of, way_of
from fieldapp.sync.engine import synchronise
from fieldapp.sync.folder import POSTES, SIEGE
from fieldapp.sync.https_link import LinkError
from fieldapp.sync.partial import FOLDER
from fieldapp.sync.transport import RefusedError, StoppedError
from fieldapp.sync.wire import CHUNK


@pytest.fixture
def monde(tmp_path: Path) -> Iterator[Monde]:
    """What the network does is the same whatever headquarters stores in: test_voies.py has both."""
    monde = Monde(tmp_path)
    yield monde
    monde.fermer()


def test_one_run_by_https_sends_is_acknowledged_and_receives(monde: Monde) -> None:
    nadia, marc = monde.poste("Nadia"), monde.poste("Marc")
    with servir(monde) as serveur:
        serveur.synchroniser(marc)
        contact(nadia, foyer(nadia, "Delattre"), "Visite.")
        bilan = serveur.synchroniser(nadia)
        assert (bilan.envoyes, bilan.en_attente, bilan.refuses) == (2, False, ())
        assert tables.acknowledged_seq(nadia.store, device(monde.siege))[0] == 2
        assert serveur.synchroniser(marc).recus >= 2
        again = serveur.synchroniser(marc)
        assert (again.envoyes, again.recus) == (0, 0)


def test_a_post_goes_from_folder_to_https_and_back_under_one_numbering(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    with servir(monde) as serveur:
        for tour in range(6):
            foyer(nadia, f"Famille {tour}")
            if tour % 2:
                serveur.synchroniser(nadia)
            else:
                monde.synchroniser(nadia)
                monde.recueillir()
    envois = tables.list_envois(nadia.store, device(monde.siege), 100)
    numbers = [envoi.numero for envoi in reversed(envois)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 6
    assert empreinte(nadia.store) == empreinte(monde.siege.store)
    assert tables.chain_problems(monde.siege.store) == []


def test_the_address_of_the_invitation_is_used_until_a_folder_is_chosen(monde: Monde) -> None:
    with servir(monde) as serveur:
        nadia = monde.poste("Nadia")
        assert way_of(nadia.store) == serveur.adresse
        foyer(nadia, "Delattre")
        assert synchronise(nadia.store).envoyes == 1
        synchronise(nadia.store, monde.espace)
        assert way_of(nadia.store) == monde.espace
        assert address_of(nadia.store) == serveur.adresse


def test_a_post_of_the_folder_learns_where_headquarters_listens(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    monde.tournee()
    assert address_of(nadia.store) is None
    with servir(monde) as serveur:
        pass
    monde.tournee()
    assert address_of(nadia.store) == serveur.adresse
    assert way_of(nadia.store) == monde.espace  # told, not imposed


def test_a_headquarters_back_at_its_first_address_is_found_again(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    monde.tournee()
    with servir(monde) as serveur:
        first = serveur.adresse
    port = int(first.urls[0].rpartition(":")[2])
    for again in (0, port, port):  # tried elsewhere, then put back, then only started again
        with servir(monde, port=again) as serveur:
            pass
        monde.tournee()
        assert address_of(nadia.store) == serveur.adresse
    assert address_of(nadia.store) == first
    told = monde.siege.store.query("SELECT 1 FROM ordre WHERE nature = 'adresse'")
    assert len(told) == 3


def test_a_post_that_joins_by_an_older_invitation_learns_the_address(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    with servir(monde) as serveur:
        pass
    monde.tournee()
    assert address_of(nadia.store) == serveur.adresse


def test_a_post_restored_from_before_the_address_changed_learns_it(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    with servir(monde):
        pass
    monde.tournee()
    copie = sauvegarder(monde, "Nadia")
    with servir(monde) as serveur:
        pass
    foyer(monde.postes["Nadia"], "Delattre")
    monde.tournee()
    nadia = retablir(monde, "Nadia", copie)
    assert address_of(nadia.store) != serveur.adresse
    reprendre(monde, nadia)
    assert address_of(nadia.store) == serveur.adresse
    assert noms(nadia) == ["Delattre"]


def _gros(session: Session, mio: float) -> str:
    """A family with a note that does not compress below this size: a bundle of several pieces."""
    famille = foyer(session, "Delattre")
    octets = random.Random(62).randbytes(round(mio * CHUNK))
    contact(session, famille, base64.b85encode(octets).decode())
    return famille


@pytest.mark.parametrize("part", [0.2, 0.5, 0.9])
def test_a_cut_in_the_middle_of_a_sending_resumes_where_it_stopped(
    monde: Monde, part: float
) -> None:
    nadia = monde.poste("Nadia")
    _gros(nadia, 3)
    with servir(monde) as serveur, Passeur(serveur.adresse) as passeur:
        passeur.plans = [Coupure(MONTE, round(3 * CHUNK * part))]
        assert synchronise(nadia.store, passeur.adresse).envoyes == 2
        # No more than the piece that was on its way went twice.
        assert passeur.connexions >= 2
        assert passeur.octets[MONTE] < 3.2 * CHUNK + 1.5 * CHUNK
        assert not list(monde.espace.rglob(".*"))
    assert empreinte(nadia.store) == empreinte(monde.siege.store)


def test_a_line_that_breaks_at_every_step_ends_by_passing(monde: Monde) -> None:
    nadia, marc = monde.poste("Nadia"), monde.poste("Marc")
    with servir(monde) as serveur, Passeur(serveur.adresse) as passeur:
        for tour in range(12):
            contact(nadia, foyer(nadia, f"Famille {tour}"), "Note.")
            for session in (nadia, marc):
                sens = (MONTE, DESCEND)[tour % 2]
                passeur.plans = [Coupure(sens, 1500 + 700 * tour) for _ in range(3)]
                synchronise(session.store, passeur.adresse)
        passeur.plans.clear()
        for session in (nadia, marc, nadia):
            synchronise(session.store, passeur.adresse)
    assert empreinte(nadia.store) == empreinte(marc.store) == empreinte(monde.siege.store)
    count = monde.siege.store.one("SELECT count(*) AS n FROM contact")
    assert count is not None
    assert count["n"] == 12


def test_a_line_that_never_holds_is_said_and_costs_nothing(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    foyer(nadia, "Delattre")
    with servir(monde) as serveur, Passeur(serveur.adresse) as passeur:
        passeur.plans = [Coupure(DESCEND, 100) for _ in range(40)]
        with pytest.raises(OfflineError, match="reste sur ce poste"):
            synchronise(nadia.store, passeur.adresse)
        passeur.plans.clear()
        assert synchronise(nadia.store, passeur.adresse).envoyes == 1


def test_a_cut_in_the_middle_of_a_reception_resumes_at_the_next_run(monde: Monde) -> None:
    nadia, marc = monde.poste("Nadia"), monde.poste("Marc")
    with servir(monde) as serveur, Passeur(serveur.adresse) as passeur:
        serveur.synchroniser(marc)
        _gros(nadia, 3)
        serveur.synchroniser(nadia)
        serveur.synchroniser(nadia)
        before = dict(passeur.octets)
        # The first connection gives two pieces, then nothing gets through any more.
        passeur.plans = [
            Coupure(DESCEND, round(2.5 * CHUNK)), *(Coupure(DESCEND, 50) for _ in range(40))
        ]  # fmt: skip
        with pytest.raises(OfflineError):
            synchronise(marc.store, passeur.adresse)
        begun = list((marc.store.folder / FOLDER).iterdir())
        assert [path.stat().st_size for path in begun] == [2 * CHUNK]
        assert b"Delattre" not in begun[0].read_bytes()  # sealed, as it travels

        passeur.plans.clear()
        assert synchronise(marc.store, passeur.adresse).recus == 1  # the note; its family came
        size = max(path.stat().st_size for path in (monde.espace / SIEGE).rglob("*.lot"))
        assert passeur.octets[DESCEND] - before[DESCEND] < size + 1.2 * CHUNK
        assert not (marc.store.folder / FOLDER).exists()
    assert empreinte(marc.store) == empreinte(monde.siege.store)


def test_stopping_between_two_pieces_keeps_what_has_passed(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    _gros(nadia, 3)
    asked = iter(range(1000))
    with (
        servir(monde) as serveur,
        pytest.raises(StoppedError, match="partira à la prochaine"),
    ):
        synchronise(nadia.store, serveur.adresse, stop=lambda: next(asked) > 9)
    (held,) = monde.espace.rglob(".*.recu")
    assert held.stat().st_size >= CHUNK
    # Headquarters may be started again meanwhile: what it holds is on its disk.
    with servir(monde) as serveur, Passeur(serveur.adresse) as passeur:
        assert synchronise(nadia.store, passeur.adresse).envoyes == 1  # the family has passed
        assert passeur.octets[MONTE] < 2.5 * CHUNK
    assert empreinte(nadia.store) == empreinte(monde.siege.store)


def test_nobody_at_the_address_is_normal_and_quiet(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    foyer(nadia, "Delattre")
    with servir(monde) as serveur:
        pass
    with pytest.raises(OfflineError, match="ne répond pas") as caught:
        synchronise(nadia.store, serveur.adresse)
    assert "rien n’a été effacé" in caught.value.message
    assert way_of(nadia.store) == monde.espace  # an address that never answered is not kept
    assert monde.synchroniser(nadia).envoyes == 1


def test_of_several_urls_the_first_that_answers_is_used(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    foyer(nadia, "Delattre")
    with servir(monde) as ancien:
        mort = ancien.adresse.urls[0]
    with servir(monde) as serveur:
        both = Adresse((mort, serveur.adresse.urls[0]), serveur.adresse.empreinte)
        assert synchronise(nadia.store, both).envoyes == 1


def test_the_headquarters_of_others_is_refused(monde: Monde, tmp_path: Path) -> None:
    nadia, other = monde.poste("Nadia"), Monde(tmp_path / "autre")
    with servir(other) as serveur, pytest.raises(LinkError, match="autre organisme"):
        synchronise(nadia.store, serveur.adresse)
    assert not list((other.espace / POSTES).iterdir())
    other.fermer()


@pytest.mark.parametrize("jours", [-400, 400])
def test_the_clock_of_the_post_has_no_say(
    monde: Monde, jours: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import UTC, datetime, timedelta

    nadia = monde.poste("Nadia")
    with servir(monde) as serveur:
        away = (datetime.now(UTC) + timedelta(days=jours)).isoformat(timespec="seconds")
        for module in ("outbox", "inbox"):
            monkeypatch.setattr(f"fieldapp.sync.{module}.instant", lambda: away)
        foyer(nadia, "Delattre")
        assert serveur.synchroniser(nadia).envoyes == 1
        assert serveur.synchroniser(nadia).refuses == ()
        assert tables.acknowledged_seq(nadia.store, device(monde.siege))[0] == 1


def test_no_proxy_of_the_environment_is_asked(
    monde: Monde, monkeypatch: pytest.MonkeyPatch
) -> None:
    nadia = monde.poste("Nadia")
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    foyer(nadia, "Delattre")
    with servir(monde) as serveur:
        assert serveur.synchroniser(nadia).envoyes == 1


def test_a_post_that_headquarters_has_lost_is_refused(monde: Monde) -> None:
    """It holds the certificate of a headquarters that has lost it (an old backup)."""
    nadia = monde.poste("Nadia")
    monde.tournee()
    foyer(nadia, "Delattre")
    monde.siege.store.execute("DELETE FROM poste")
    with servir(monde) as serveur, pytest.raises(RefusedError, match="ne connaît pas ce poste"):
        serveur.synchroniser(nadia)
    assert tables.last_reception(monde.siege.store, device(nadia)) is not None


def test_a_post_restored_from_a_backup_is_taken_up_by_https_too(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    with servir(monde) as serveur:
        foyer(nadia, "Delattre")
        serveur.synchroniser(nadia)
        serveur.synchroniser(nadia)
        copie = sauvegarder(monde, "Nadia")
        nadia = monde.postes["Nadia"]
        foyer(nadia, "Saisie après la sauvegarde")
        serveur.synchroniser(nadia)

        nadia = retablir(monde, "Nadia", copie)
        foyer(nadia, "Saisie après le rétablissement")
        with pytest.raises(KnownError, match="Reprendre ce poste"):
            serveur.synchroniser(nadia)
        reprise.take_up(nadia.store)
        for _ in range(3):
            assert serveur.synchroniser(nadia).refuses == ()
    assert noms(nadia) == [
        "Delattre", "Saisie après la sauvegarde", "Saisie après le rétablissement"
    ]  # fmt: skip
    saine(nadia)
    saine(monde.siege)
    assert empreinte(nadia.store) == empreinte(monde.siege.store)
