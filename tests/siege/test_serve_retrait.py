"""By HTTPS a post has several of its bundles taken away at once: those taken in, never the newest,
and nothing else of this machine."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

import pytest
from tests.siege.demandeur import Demandeur
from tests.siege.serveur import servir
from tests.sync.monde import Monde, device, foyer

from fieldapp.services.session import Session
from fieldapp.sync import engine
from fieldapp.sync.folder import POSTES
from fieldapp.sync.wire import MAX_NAMES, file_path


@pytest.fixture
def nadia(monde: Monde, monkeypatch: pytest.MonkeyPatch) -> Session:
    """A post all of whose bundles still lie in the space; the newest waits to be taken in."""
    monkeypatch.setattr(engine, "prune", lambda *_args: 0)
    nadia = monde.poste("Nadia")
    for number in range(5):
        foyer(nadia, f"Famille {number}")
        monde.synchroniser(nadia)
        if number < 4:
            monde.recueillir()
    return nadia


def lots(monde: Monde, session: Session) -> list[str]:
    return sorted(path.name for path in (monde.espace / POSTES / device(session)).glob("*.lot"))


def retirer(monde: Monde, session: Session, names: Sequence[str]) -> int:
    first, *others = names
    target = file_path(POSTES, device(session), first) + f"?aussi={','.join(others)}"
    with servir(monde) as serveur, closing(Demandeur(serveur.adresse, session)._link) as link:
        asking = Demandeur(serveur.adresse, session)
        asking._link = link
        return asking.demander("DELETE", target).status


def test_all_that_is_named_and_taken_in_goes_but_the_newest(monde: Monde, nadia: Session) -> None:
    there = lots(monde, nadia)
    assert retirer(monde, nadia, there) == 200
    assert lots(monde, nadia) == there[-1:]


def test_names_that_are_no_bundles_are_refused_with_all_the_others(
    monde: Monde, nadia: Session
) -> None:
    secret = monde.espace.parent / "00000001.lot"
    secret.write_bytes(b"garder")
    there = lots(monde, nadia)
    for trick in ("../../../00000001.lot", "demande.json", "", "0000001.lot", "/00000001.lot"):
        assert retirer(monde, nadia, [there[0], there[1], trick]) == 404
    assert lots(monde, nadia) == there
    assert secret.read_bytes() == b"garder"


def test_one_request_names_so_many_files_at_most(monde: Monde, nadia: Session) -> None:
    there = lots(monde, nadia)
    absent = [f"{number:08d}.lot" for number in range(900, 900 + MAX_NAMES)]
    assert retirer(monde, nadia, [*absent, there[0]]) == 404
    assert there[0] in lots(monde, nadia)
