"""Families, contacts and orientations from the command line: the services of the window."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import FAMILLE
from tests.ligne import Ligne

Foyer = dict[str, Any]


def test_a_store_is_created_once_and_its_recovery_key_shown(ligne: Ligne) -> None:
    words = ("init", "--agent", "Nadia Lemaire", "--role", "ASS", "--unite", "62-ADS-LENS")
    made = ligne.json(*words)
    assert made["agent"]["nom"] == "Nadia Lemaire"
    assert len(made["cle_de_secours"]) == 39
    again = ligne(*words)
    assert (again.code, again.sortie) == (1, "")
    assert "contient déjà" in again.erreur


def test_a_family_is_opened_shown_and_listed(nadia: Ligne, foyer: Foyer) -> None:
    assert (foyer["nom"], foyer["commune"], foyer["referent"]) == (
        "Delattre", "Lens", "Nadia Lemaire",
    )  # fmt: skip
    assert [p["prenom"] for p in foyer["personnes"]] == ["Aurélie", "Jade"]
    assert nadia.json("foyer", "show", foyer["id"][:13]) == foyer
    (line,) = nadia.json("foyer", "list")
    assert (line["id"], line["composition"]) == (foyer["id"], "Aurélie, 1 enfant")
    text = nadia("foyer", "show", foyer["id"]).sortie
    assert "Delattre, n° 4182307" in text
    assert "Jade Delattre (Enfant), 01/09/2025" in text


def test_a_file_may_hold_the_input(nadia: Ligne, tmp_path: Path) -> None:
    path = tmp_path / "famille.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(FAMILLE).encode())
    assert nadia.json("foyer", "add", path)["nom"] == "Delattre"
    assert nadia("foyer", "add", tmp_path / "absent.json").code == 1


def test_a_family_changes_with_its_people_its_safe_contact_and_its_follow_up(
    nadia: Ligne, foyer: Foyer
) -> None:
    aurelie = foyer["personnes"][0]["id"]
    changed = nadia.json(
        "foyer", "set", foyer["id"], "-",
        stdin={
            "adresse": "14 rue du Terril",
            "interprete": True,
            "personnes": [
                {"id": aurelie[:30], "telephone": None, "courriel": "a.delattre@example.org"},
                {"nom": "Nowak", "prenom": "Piotr", "role": "CONJOINT"},
            ],
            "contact_sur": {"telephone": "06 39 98 00 42", "plages": "le matin"},
            "accompagnements": [{"niveau": "SOCIAL", "domaine": "LOGEMENT", "offre": "IMPAYE"}],
        },
    )  # fmt: skip
    assert (changed["adresse"], changed["adresse_masquee"]) == (None, True), "a contact sûr stands"
    assert changed["interprete"]
    assert [p["prenom"] for p in changed["personnes"]] == ["Aurélie", "Piotr", "Jade"]
    assert changed["personnes"][0]["telephone"] is None
    assert changed["contact_sur"]["plages"] == "le matin"
    (suivi,) = changed["accompagnements"]
    jade = changed["personnes"][2]["id"]
    closed = nadia.json(
        "foyer", "set", foyer["id"], "-",
        stdin={
            "contact_sur": None,
            "personnes": [{"id": jade, "fin": "2026-01-01"}],
            "accompagnements": [{"id": suivi["id"], "motif_sortie": "OBJECTIFS"}],
        },
    )  # fmt: skip
    assert (closed["contact_sur"], closed["adresse"]) == (None, "14 rue du Terril")
    assert closed["personnes"][0]["courriel"] == "a.delattre@example.org"
    assert closed["personnes"][2]["fin"] == "2026-01-01"
    assert closed["accompagnements"][0]["motif_sortie"] == "OBJECTIFS"


def test_a_family_moves_shares_a_phone_and_declares_the_rsa(nadia: Ligne, foyer: Foyer) -> None:
    piotr = {"nom": "Nowak", "prenom": "Piotr", "role": "CONJOINT"}
    told = nadia.json(
        "foyer", "set", foyer["id"], "-",
        stdin={
            "adresse": "14 rue du Terril", "adresse_depuis": "2019-09-01",
            "personnes": [{**piotr, "telephone": "0612345642"}],
            "coordonnees": [{"valeur": "03 21 00 00 01", "usage": "TIERS", "precision": "voisine"}],
            "situations": [{"code": "RSA", "debut": "2025-04-01"}],
        },
    )  # fmt: skip
    moved = nadia.json(
        "foyer", "set", foyer["id"], "-",
        stdin={"demenagement": {"le": "2026-10-01", "adresse": "2 rue Neuve", "commune": "Arras"}},
    )  # fmt: skip
    shared, neighbour = told["coordonnees"]
    assert [p["telephone"] for p in told["personnes"]] == [None, None, None]
    assert shared["valeur"] == "+33612345642"
    assert set(shared["personnes"]) == {p["id"] for p in told["personnes"][:2]}
    assert (neighbour["usage"], neighbour["personnes"]) == ("TIERS", [])
    assert [s["code"] for s in told["situations"]] == ["RSA"]
    assert (moved["adresse"], moved["commune"]) == ("2 rue Neuve", "Arras")
    (former,) = moved["adresses"]
    assert (former["adresse"], former["debut"], former["fin"]) == (
        "14 rue du Terril", "2019-09-01", "2026-10-01",
    )  # fmt: skip
    assert "14 rue du Terril" in nadia("foyer", "show", foyer["id"]).sortie
    nadia.json("foyer", "set", foyer["id"], "-", stdin={"contact_sur": {"plages": "le matin"}})
    hidden = nadia("foyer", "show", foyer["id"]).sortie
    assert "Terril" not in hidden
    assert "Neuve" not in hidden
    assert "Arras" not in hidden
    assert "06 12 34 56 42" not in hidden
    assert nadia("verify").code == 0, "what was shown is in the access journal, whose chain holds"


def test_a_personal_draft_is_noted_and_never_written_out(nadia: Ligne, foyer: Foyer) -> None:
    note = {"foyer_id": foyer["id"], "nature": "VAD", "note": "À vérifier", "zone": "personnel"}
    assert nadia("contact", "add", "-", stdin={**note, "suite": "Vérifier"}).code == 0
    (kept,) = nadia.json("contact", "list", foyer["id"])
    assert (kept["note"], kept["suite"], kept["lisible"]) == ("", None, False)
    for words in (
        ("contact", "list", foyer["id"]),
        ("search", "verifier"),
        ("search", "verifier", "--json"),
        ("foyer", "show", foyer["id"], "--json"),
    ):
        assert "érifier" not in nadia(*words).sortie, words
    assert "ne se lit que dans la fenêtre" in nadia("contact", "list", foyer["id"]).sortie


def test_a_change_is_made_whole_or_not_at_all(nadia: Ligne, foyer: Foyer) -> None:
    bad = {"adresse": "1 rue Neuve", "personnes": [{"nom": "X", "naissance": "2999-01-01"}]}
    done = nadia("foyer", "set", foyer["id"], "-", stdin=bad)
    assert done.code == 1
    assert "avenir" in done.erreur
    assert nadia.json("foyer", "show", foyer["id"]) == foyer


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"personnes": [{"id": "zz", "nom": "X"}]}, "Aucun élément"),
        ({"personnes": [{"id": "JADE", "role": "AUTRE"}]}, "ne se modifie pas"),
        ({"accompagnements": [{"id": "zz", "motif_sortie": "OBJECTIFS"}]}, "Aucun élément"),
        ({"accompagnements": [{"id": "zz"}]}, "motif_sortie"),
        ({"contact_sur": {}}, "contact sûr"),
        ({"numero": "1 85 05 78 006 084 91"}, "sécurité sociale"),
    ],
)
def test_a_change_that_cannot_be_says_why(
    nadia: Ligne, foyer: Foyer, change: dict[str, Any], why: str
) -> None:
    text = json.dumps(change).replace("JADE", foyer["personnes"][1]["id"])
    done = nadia("foyer", "set", foyer["id"], "-", stdin=text.encode())
    assert done.code == 1
    assert why in done.erreur


def test_a_call_is_noted_and_reread(nadia: Ligne, foyer: Foyer) -> None:
    noted = nadia.json(
        "contact", "add", "-",
        stdin={
            "foyer_id": foyer["id"][:20], "nature": "TEL_ENTRANT", "moment": "2026-02-03T09:30",
            "personne_id": foyer["personnes"][0]["id"], "note": "Monsieur est un menteur.",
            "besoins": ["BUDGET"], "duree_min": 10, "suite": "Rappeler", "suite_le": "2026-02-10",
        },
    )  # fmt: skip
    assert [r["code"] for r in noted["remarques"]] == ["JUGEMENT"]
    assert noted["moment"] == "2026-02-03T09:30"
    (contact,) = nadia.json("contact", "list", foyer["id"])
    assert (contact["id"], contact["besoins"]) == (noted["id"], ["BUDGET"])
    text = nadia("contact", "list", foyer["id"]).sortie
    assert "03/02/2026 09:30  Appel entrant, 10 min, échange fait, Nadia Lemaire" in text
    assert "→ Rappeler 10/02/2026" in text
    prose = nadia("contact", "add", "-", stdin={"foyer_id": foyer["id"], "nature": "VAD"})
    assert prose.sortie.startswith("Contact noté\u00a0: ")


def test_a_family_is_oriented_warned_and_followed(nadia: Ligne, foyer: Foyer) -> None:
    nadia.json("foyer", "set", foyer["id"], "-", stdin={"violence": True})
    made = nadia.json(
        "orientation", "add", "-",
        stdin={"foyer_id": foyer["id"], "type": "MEDIATION", "accord": "FICHE",
               "motifs": ["Séparation"]},
    )  # fmt: skip
    assert [a["code"] for a in made["avertissements"]] == ["MEDIATION_VIOLENCE"]
    sent = nadia.json("orientation", "set", made["id"], "-", stdin={"statut": "TRANSMISE"})
    assert sent["statut"] == "TRANSMISE"
    moved = nadia.json("orientation", "set", made["id"], "-", stdin={"relance_le": "2027-01-05"})
    assert moved["relance_le"] == "2027-01-05"
    failed = nadia("orientation", "set", made["id"], "-", stdin={"statut": "NON_ABOUTIE"})
    assert (failed.code, "motif" in failed.erreur) == (1, True)
    ended = nadia.json(
        "orientation", "set", made["id"], "-",
        stdin={"statut": "NON_ABOUTIE", "motif": "COMPLET", "suite": "Liste d’attente."},
    )  # fmt: skip
    assert (ended["motif_non_aboutie"], ended["relance_le"]) == ("COMPLET", None)
    assert [o["id"] for o in nadia.json("orientation", "list", foyer["id"])] == [made["id"]]
    assert nadia.json("orientation", "list", "--ouvertes") == []
    lonely = nadia("orientation", "set", made["id"], "-", stdin={"motif": "COMPLET"})
    assert (lonely.code, "statut" in lonely.erreur) == (1, True)


def test_a_refused_orientation_writes_nothing(nadia: Ligne, foyer: Foyer) -> None:
    for saisie, why in (
        ({"accord": "FICHE", "motifs": []}, "motifs"),
        ({"accord": "PEUT_ETRE", "motifs": ["x"]}, "accord"),
        ({"accord": "FICHE", "motifs": ["x"], "action_plan": "P62-REP-4.1.3"}, "étiqueter"),
        ({"accord": "FICHE", "motifs": ["x"], "structure_id": "zz"}, "Aucun élément"),
    ):
        base = {"foyer_id": foyer["id"], "type": "MEDIATION"}
        done = nadia("orientation", "add", "-", stdin={**base, **saisie})
        assert (done.code, why in done.erreur) == (1, True), done.erreur
    assert nadia.json("orientation", "list") == []


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (
            b'{"nom": 3}',
            "«\u00a0nom\u00a0»\u00a0: un texte est attendu, pas un nombre entier",
        ),
        (b'{"personnes": [{"nom": true}]}', "personnes[0].nom"),
        (b'{"personnes": {}}', "une liste est attendue"),
        (b'{"nom": "a", "nir": "2"}', "Champs inconnus\u00a0: nir"),
        (b'{"personnes": [{"prenm": "x"}]}', "personnes[0].prenm"),
        (b'{"nom": "a"', "pas du JSON complet"),
        (b"", "pas du JSON complet"),
        (b"[" * 100_000, "trop de niveaux"),
        (b"[]", "Un objet est attendu, pas une liste"),
        (b'{"nom": "\xe9"}', "UTF-8"),
    ],
)
def test_an_input_that_cannot_be_read_says_what_and_where(
    nadia: Ligne, content: bytes, why: str
) -> None:
    done = nadia("foyer", "add", "-", stdin=content)
    assert done.code == 1
    assert why in done.erreur
    assert nadia.json("foyer", "list") == []


def test_a_missing_field_is_named(nadia: Ligne) -> None:
    done = nadia("contact", "add", "-", stdin={"nature": "VAD"})
    assert "Il manque le champ «\u00a0foyer_id\u00a0»" in done.erreur


@pytest.mark.parametrize(
    "words", [("foyer", "add"), ("foyer", "set"), ("contact", "add"), ("orientation", "add"),
              ("orientation", "set")],
)  # fmt: skip
def test_the_schema_of_what_is_taken_needs_no_store(ligne: Ligne, words: tuple[str, ...]) -> None:
    schema = ligne(*words, "--schema").json
    assert schema["type"] == "object"
    assert schema["additionalProperties"] is False
    for shape in (schema, *schema.get("$defs", {}).values()):
        for field, described in shape["properties"].items():
            assert described["description"], field
    assert not ligne.data.exists()


def test_the_schema_says_what_is_required_and_which_codes_exist(ligne: Ligne) -> None:
    contact = ligne("contact", "add", "--schema").json
    assert contact["required"] == ["foyer_id", "nature"]
    assert len(contact["properties"]["nature"]["enum"]) == 13
    orientation = ligne("orientation", "add", "--schema").json
    assert orientation["required"] == ["foyer_id", "type", "accord", "motifs"]
    assert len(orientation["properties"]["type"]["enum"]) == 51
    assert orientation["properties"]["motifs"]["maxItems"] == 3
    assert ligne("foyer", "add", "--schema").json["required"] == []


def test_what_the_schema_accepts_is_what_the_command_takes(nadia: Ligne, foyer: Foyer) -> None:
    """Every property of the schemas is a field that the command does not call unknown."""
    for words, base in (
        (("foyer", "add"), {}), (("contact", "add"), {"foyer_id": foyer["id"]}),
        (("orientation", "add"), {"foyer_id": foyer["id"]}),
    ):  # fmt: skip
        schema = nadia(*words, "--schema").json
        for field in schema["properties"]:
            done = nadia(*words, "-", stdin={**base, field: "x" * 3})
            assert "inconnus" not in done.erreur, field
