"""The life of posts from the command line of headquarters: watched, renewed, ended, mended."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from tests.ligne import Ligne

from fieldapp.domain.dates import format_date
from fieldapp.domain.horloge import aujourd_hui

LENS, ARRAS = "62-ADS-LENS", "62-ADS-ARRAS"


class Atelier:
    """Headquarters and two posts of two antennas."""

    def __init__(self, siege: Ligne, nadia: Ligne, ines: Ligne, espace: Path) -> None:
        self.siege, self.nadia, self.ines, self.espace = siege, nadia, ines, espace

    def tournee(self) -> None:
        for _ in range(2):
            for poste in (self.nadia, self.ines):
                poste.json("sync", "--space", self.espace)
            self.siege.json("siege", "ingest", self.espace)
        for poste in (self.nadia, self.ines):
            poste.json("sync")


@pytest.fixture
def atelier(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Atelier:
    siege = Ligne(monkeypatch, capsys, tmp_path / "siège")
    espace = tmp_path / "espace"
    siege.json("siege", "init", espace, "--organisme", "CAF62")
    posts: list[Ligne] = []
    for nom, folder, unite in (("Nadia Lemaire", "nadia", LENS), ("Inès Petit", "ines", ARRAS)):
        invitation = tmp_path / f"{folder}.json"
        siege.json(
            "siege", "invite", espace, "--agent", nom, "--role", "ASS", "--unite", unite,
            "--out", invitation,
        )  # fmt: skip
        post = Ligne(monkeypatch, capsys, tmp_path / folder)
        post.json("join", invitation)
        posts.append(post)
    return Atelier(siege, posts[0], posts[1], espace)


def test_the_posts_are_watched_renewed_and_ended(atelier: Atelier) -> None:
    atelier.tournee()
    siege = atelier.siege
    told = siege("siege", "status").sortie
    assert "2 postes" in told
    assert "Refusé\u00a0: 0 envoi" in told
    posts = siege.json("siege", "devices")
    assert [post["nom"] for post in posts] == ["Inès Petit", "Nadia Lemaire"]
    assert {post["etat"] for post in posts} == {"A_JOUR"}

    renewed = siege.json("siege", "renew", "Nadia Lemaire")
    assert renewed["valable_jusque"] >= posts[1]["valable_jusque"]

    ended = siege("siege", "revoke", posts[1]["device"][:6], "--motif", "départ")
    assert "ne peut pas être effacé à distance" in ended.sortie
    assert siege.json("siege", "revoke", "Nadia Lemaire", "--rouvrir")["reprise_jusque"]
    refused = siege("siege", "revoke", "Personne", "--motif", "x")
    assert refused.code == 1
    assert "ne désigne aucun poste" in refused.erreur
    assert "siege devices" in refused.erreur
    assert siege.json("siege", "status")["postes"][1]["etat"] == "REVOQUE"

    # The post sends, is answered, and its command line destroys its store and says so.
    atelier.nadia.json("sync", "--space", atelier.espace)
    siege.json("siege", "ingest", atelier.espace)
    last = atelier.nadia("sync")
    assert last.code == 0
    assert "effacées" in last.sortie
    again = atelier.nadia("sync")
    assert again.code == 1
    assert "effacées" in again.erreur
    siege.json("siege", "ingest", atelier.espace)
    assert siege.json("siege", "devices")[1]["efface_le"] is not None


def test_a_family_is_handed_over_by_its_number(atelier: Atelier) -> None:
    atelier.nadia.json("foyer", "add", "-", stdin={"nom": "Delattre", "numero": "4182307"})
    atelier.tournee()
    done = atelier.siege(
        "siege", "transfer", "4182307", "--unite", ARRAS, "--referent", "Inès Petit",
        "--motif", "déménagement",
    )  # fmt: skip
    assert done.code == 0, done.erreur
    assert "suivi par Inès Petit" in done.sortie
    (family,) = atelier.nadia.json("foyer", "list")
    late = {"foyer_id": family["id"], "nature": "VAD", "note": "Visite."}
    atelier.nadia.json("contact", "add", "-", stdin=late)  # written without knowing
    atelier.tournee()
    atelier.tournee()
    assert [f["nom"] for f in atelier.ines.json("foyer", "list")] == ["Delattre"]
    told = atelier.ines("contact", "list", family["id"]).sortie
    assert "(écrit après le transfert, le " in told
    assert atelier.nadia.json("foyer", "list") == []
    refused = atelier.siege("siege", "transfer", "4182307", "--unite", LENS, "--referent", "Zoé")
    assert refused.code == 1
    assert "prénom" in refused.erreur


def test_a_post_taken_up_from_a_backup_is_named_by_its_agent(
    atelier: Atelier, tmp_path: Path
) -> None:
    atelier.tournee()
    shutil.copytree(tmp_path / "nadia", tmp_path / "copie")
    atelier.nadia.json("foyer", "add", "-", stdin={"nom": "Delattre"})
    atelier.tournee()
    shutil.rmtree(tmp_path / "nadia")
    shutil.copytree(tmp_path / "copie", tmp_path / "nadia")
    assert atelier.nadia("sync").code == 1
    atelier.nadia.json("sync", "--reprendre")
    atelier.tournee()
    assert "1 remplacé" in atelier.siege("siege", "status").sortie
    assert atelier.siege("siege", "revoke", "Nadia Lemaire", "--motif", "poste volé").code == 0
    states = {p["device"]: p["etat"] for p in atelier.siege.json("siege", "devices")}
    assert sorted(states.values()) == ["A_JOUR", "REVOQUE", "REVOQUE"]


def test_what_was_refused_is_tried_again_once_mended(atelier: Atelier) -> None:
    atelier.tournee()
    assert atelier.siege("siege", "retry").sortie.strip() == "Rien n’est refusé."
    atelier.nadia.json("foyer", "add", "-", stdin={"nom": "Delattre"})
    atelier.nadia.json("sync")
    bundle = max((atelier.espace / "postes").rglob("*.lot"), key=lambda p: p.stat().st_mtime_ns)
    whole = bundle.read_bytes()
    bundle.write_bytes(whole[: len(whole) // 2])
    assert len(atelier.siege.json("siege", "ingest", atelier.espace)["refuses"]) == 1
    still = atelier.siege("siege", "retry")
    assert "Encore refusé\u00a0: 1 envoi" in still.sortie
    assert "Nadia Lemaire" in still.sortie
    bundle.write_bytes(whole)
    mended = atelier.siege.json("siege", "retry", "Nadia Lemaire")
    assert (len(mended["resolus"]), mended["restants"]) == (1, [])
    assert mended["recus"] > 0


def test_the_catalogue_and_the_agents_are_kept(atelier: Atelier) -> None:
    siege = atelier.siege
    assert "motifs_sortie" in siege.json("siege", "catalogue", "list")
    added = siege(
        "siege", "catalogue", "set", "motifs_sortie", "RELAIS_PMI", "Relais pris par la PMI"
    )
    assert added.code == 0, added.erreur
    closed = siege("siege", "catalogue", "close", "motifs_sortie", "RELAIS_PMI")
    assert "garde, avec son libellé" in closed.sortie
    (line,) = [
        one for one in siege.json("siege", "catalogue", "list", "motifs_sortie")
        if one["code"] == "RELAIS_PMI"
    ]  # fmt: skip
    assert (line["offert"], line["du_siege"]) == (False, True)
    assert siege("siege", "catalogue", "set", "roles", "CHEF", "Chef").code == 1
    badly = siege("siege", "catalogue", "close", "motifs_sortie", "RELAIS_PMI", "--fin", "24/11")
    assert badly.erreur.startswith("--fin\u00a0: la date «\u00a024/11\u00a0» n’est pas reconnue")
    assert siege("siege", "agent", "set", "Nadia Lemaire").code == 2
    assert len(siege.json("siege", "agent", "list")) == 3
    moved = siege.json("siege", "agent", "set", "Nadia Lemaire", "--unite", ARRAS)
    assert moved["unite"] == ARRAS
    soon = (aujourd_hui() + timedelta(days=40)).isoformat()
    leaves = siege("siege", "agent", "set", "Nadia Lemaire", "--parti", "retraite", "--le", soon)
    assert "Jusque-là rien ne change" in leaves.sortie
    assert f"part le {format_date(soon)}" in siege("siege", "agent", "list").sortie
    assert siege("siege", "agent", "set", "Nadia Lemaire", "--le", soon).code == 2
    gone = siege("siege", "agent", "set", "Nadia Lemaire", "--parti", "retraite")
    assert "révoqués" in gone.sortie
    assert siege.json("siege", "agent", "set", "Nadia Lemaire", "--revenu")["actif"] is True


def test_the_directory_of_every_post_is_taken_and_closed_here(
    atelier: Atelier, tmp_path: Path
) -> None:
    siege = atelier.siege
    path = tmp_path / "structures.json"
    path.write_text(
        json.dumps(
            [
                {
                    "id": "eaje-1", "source": "demo", "nom": "Crèche des Lilas",
                    "commune": "Lens", "code_postal": "62300", "date_maj": "2026-10-01",
                }
            ]
        ),
        encoding="utf-8",
    )  # fmt: skip
    report = siege.json("siege", "structure", "import", path)
    assert report["crees"] == 1, report
    atelier.tournee()
    found = next(one for one in atelier.nadia.json("search", "Lilas") if "Lilas" in str(one))
    closed = siege("siege", "structure", "close", found["objet_id"])
    assert closed.code == 0, closed.erreur
    assert "fermée le" in closed.sortie
