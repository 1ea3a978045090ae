"""A post that only had mail died, and headquarters forgot a part of it: its last file is taken."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.sync.monde import Monde, device, foyer

from fieldapp.domain.errors import KnownError
from fieldapp.services.integrite import known_losses, verify
from fieldapp.services.session import Session
from fieldapp.siege.courrier import take_in_file
from fieldapp.siege.lots_perdus import declare_lost
from fieldapp.siege.revocation import revoke
from fieldapp.sync.courrier import open_answer, prepare_file
from fieldapp.sync.pli import MissingError, PliError

WHY = "ordinateur détruit dans l’incendie"


def envoyer(monde: Monde, poste: Session, nom: str) -> Path:
    foyer(poste, nom)
    out = monde.racine / f"{nom}.pli"
    prepare_file(poste.store, out)
    return out


def prendre(monde: Monde, poste: Session, envoi: Path) -> None:
    taken = take_in_file(monde.siege, envoi)
    reponse = monde.racine / f"reponse-{envoi.name}"
    reponse.write_bytes(taken.reponse)
    open_answer(poste.store, reponse)


def noms(session: Session) -> list[str]:
    return [row["nom"] for row in session.store.query("SELECT nom FROM foyer ORDER BY nom")]


@pytest.fixture
def oublieux(tmp_path: Path) -> Monde:
    """Headquarters on its files: it is its backup that is put back."""
    return Monde(tmp_path)


def test_the_last_file_of_a_dead_post_is_taken_past_what_headquarters_forgot(
    oublieux: Monde,
) -> None:
    monde = oublieux
    nadia, marc = monde.poste("Nadia"), monde.poste("Marc")
    de = device(nadia)
    prendre(monde, nadia, envoyer(monde, nadia, "Un"))
    monde.siege.close()
    shutil.copytree(monde.racine / "siege", monde.racine / "sauvegarde")
    monde.rouvrir_siege()
    oublie = envoyer(monde, nadia, "Deux")
    prendre(monde, nadia, oublie)
    dernier = envoyer(monde, nadia, "Trois")
    monde.siege.close()
    shutil.rmtree(monde.racine / "siege")
    shutil.copytree(monde.racine / "sauvegarde", monde.racine / "siege")
    monde.rouvrir_siege()
    monde.postes.pop("Nadia").close()

    with pytest.raises(KnownError, match="peut encore déposer"):
        declare_lost(monde.siege, de, WHY, pli=dernier)
    revoke(monde.siege, de, WHY)
    with pytest.raises(MissingError, match="Il manque ce qui vient avant"):
        take_in_file(monde.siege, dernier)
    assert noms(monde.siege) == ["Un"]
    # A file of somebody else, or a damaged one, changes nothing.
    autre = envoyer(monde, marc, "Autre")
    with pytest.raises(KnownError, match="ne vient pas du poste de Nadia"):
        declare_lost(monde.siege, de, WHY, pli=autre)
    coupe = monde.racine / "coupe.pli"
    coupe.write_bytes(dernier.read_bytes()[:-50])
    with pytest.raises(PliError):
        declare_lost(monde.siege, de, WHY, pli=coupe)
    assert known_losses(monde.siege) == []

    done = declare_lost(monde.siege, de, WHY, pli=dernier)
    assert (done.recus, done.refus) == (1, ())
    assert noms(monde.siege) == ["Trois", "Un"]
    assert "Il manque" in known_losses(monde.siege)[0]
    assert verify(monde.siege) == []
    assert take_in_file(monde.siege, dernier).deja_pris

    # The file that had been forgotten was still in the mailbox.
    assert take_in_file(monde.siege, oublie).bilan.recus == 1
    assert noms(monde.siege) == ["Deux", "Trois", "Un"]
    assert verify(monde.siege) == []
    monde.fermer()
