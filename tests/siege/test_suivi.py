"""What headquarters watches: posts and their state, refused files, invitations, last round."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.sync.monde import LENS, Monde, device, foyer
from tests.sync.retablir import reprendre, retablir, sauvegarder

from fieldapp.domain.errors import KnownError
from fieldapp.domain.siege import (
    A_JOUR,
    EN_ATTENTE,
    EXPIRE,
    REFUSE,
    REMPLACE,
    REVOQUE,
    PosteSuivi,
)
from fieldapp.services.session import Session
from fieldapp.siege.export import CSV, STOPPED, XLSX, export
from fieldapp.siege.founding import init_space
from fieldapp.siege.suivi import etat_siege, list_invitations
from fieldapp.sync.folder import POSTES, FolderError, bundle_name


def watched(monde: Monde, session: Session) -> PosteSuivi:
    """The line of one post."""
    return next(p for p in etat_siege(monde.siege).postes if p.device == device(session))


def test_an_invitation_is_open_until_a_post_uses_it(monde: Monde) -> None:
    monde.inviter("Nadia Lemaire")
    (invitation,) = list_invitations(monde.siege)
    assert (invitation.agent, invitation.unite, invitation.expiree) == (
        "Nadia Lemaire", LENS, False,
    )  # fmt: skip
    nadia = monde.poste("Nadia Lemaire")
    assert len(list_invitations(monde.siege)) == 2
    monde.synchroniser(nadia)
    monde.recueillir()
    assert len(list_invitations(monde.siege)) == 1
    monde.siege.store.execute("UPDATE invitation SET expire_le = '2026-01-01T00:00:00+00:00'")
    assert list_invitations(monde.siege)[0].expiree


def test_a_post_is_waited_for_until_it_took_what_is_for_it(monde: Monde) -> None:
    nadia, marc = monde.poste("Nadia"), monde.poste("Marc")
    assert etat_siege(monde.siege).postes == ()
    assert etat_siege(monde.siege).derniere is None
    foyer(nadia, "Leroy")
    monde.synchroniser(nadia)
    monde.synchroniser(marc)
    monde.recueillir()
    found = etat_siege(monde.siege)
    assert found.recues == sum(poste.recues for poste in found.postes) > 0
    assert found.derniere is not None
    assert (found.derniere.postes, found.derniere.recus) == (2, found.recues)
    assert watched(monde, marc).etat == EN_ATTENTE
    assert watched(monde, marc).en_route > 0
    for _turn in range(2):
        monde.synchroniser(nadia)
        monde.synchroniser(marc)
        monde.recueillir()
    assert [poste.etat for poste in etat_siege(monde.siege).postes] == [A_JOUR, A_JOUR]
    assert watched(monde, nadia).dernier_lot == 1
    assert watched(monde, nadia).dernier_signe is not None


def test_a_damaged_bundle_is_refused_with_the_name_of_its_post(monde: Monde) -> None:
    nadia = monde.poste("Nadia Lemaire")
    monde.synchroniser(nadia)
    place = monde.espace / POSTES / device(nadia) / bundle_name(1)
    place.write_bytes(b"abime")
    monde.recueillir()
    (refus,) = etat_siege(monde.siege).refus
    assert refus.agent == "Nadia Lemaire"
    assert "Rien n’a été pris" in refus.refus.raison
    assert watched(monde, nadia).etat == REFUSE


def test_a_bundle_that_is_late_is_waited_for_not_refused(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    foyer(nadia, "Leroy")
    monde.synchroniser(nadia)
    monde.recueillir()
    place = monde.espace / POSTES / device(nadia)
    shutil.copy(place / bundle_name(1), place / bundle_name(3))
    monde.recueillir()
    found = watched(monde, nadia)
    assert found.etat == EN_ATTENTE
    assert "n’est pas encore arrivé" in found.attendu
    assert etat_siege(monde.siege).refus == ()


def test_an_expired_or_revoked_post_says_so(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    monde.synchroniser(nadia)
    monde.recueillir()
    monde.siege.store.execute("UPDATE poste SET valable_jusque = '2026-01-01T00:00:00+00:00'")
    assert watched(monde, nadia).etat == EXPIRE
    monde.siege.store.execute("UPDATE poste SET revoque_le = '2026-01-01T00:00:00+00:00'")
    assert watched(monde, nadia).etat == REVOQUE


def test_a_name_that_its_post_left_is_neither_waited_for_nor_to_renew(monde: Monde) -> None:
    monde.poste("Nadia")
    monde.tournee()
    copie = sauvegarder(monde, "Nadia")
    avant = device(monde.postes["Nadia"])
    foyer(monde.postes["Nadia"], "Leroy")
    monde.tournee()
    nadia = retablir(monde, "Nadia", copie)
    reprendre(monde, nadia)
    monde.siege.store.execute(
        "UPDATE poste SET valable_jusque = '2026-01-01T00:00:00+00:00' WHERE device = :d", d=avant
    )
    found = {poste.device: poste.etat for poste in etat_siege(monde.siege).postes}
    assert found == {avant: REMPLACE, device(nadia): A_JOUR}


def test_only_headquarters_watches(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    with pytest.raises(KnownError, match="inviter un poste"):
        list_invitations(nadia)


@pytest.mark.parametrize("fmt", [CSV, XLSX])
def test_a_stopped_export_leaves_nothing(monde: Monde, tmp_path: Path, fmt: str) -> None:
    done: list[str] = []
    out = tmp_path / "export"
    with pytest.raises(KnownError) as stopped:
        export(
            monde.siege, formats=(fmt,), out_dir=out, stop=lambda: len(done) >= 3,
            progress=lambda name, _done, _total: done.append(name),
        )  # fmt: skip
    assert stopped.value.message == STOPPED
    assert list(out.iterdir()) == []
    assert export(monde.siege, formats=(fmt,), out_dir=out).tables


def test_a_founding_that_failed_can_be_tried_again(tmp_path: Path) -> None:
    space, data = tmp_path / "espace", tmp_path / "siege"
    with pytest.raises(KnownError):
        init_space(data, space, "CAF62", "court")
    init_space(data, space, "CAF62", "une phrase de passe").session.close()
    with pytest.raises(FolderError):
        init_space(tmp_path / "autre", space, "CAF62", "une phrase de passe")


def test_a_space_that_cannot_be_written_leaves_no_store(tmp_path: Path) -> None:
    (tmp_path / "fichier").write_text("", encoding="utf-8")
    with pytest.raises(FolderError):
        init_space(tmp_path / "siege", tmp_path / "fichier" / "espace", "CAF62", "quatre mots")
    assert not (tmp_path / "siege").exists()
