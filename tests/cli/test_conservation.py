"""`fieldapp conservation`: the list of the window, told to a terminal, a program or a printer."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.documents.lecture import heard_text
from tests.ligne import Ligne

from fieldapp.domain.conservation import RIEN_NE_S_EFFACE, VIDE
from fieldapp.domain.dates import format_date
from fieldapp.domain.horloge import aujourd_hui

Foyer = dict[str, Any]
LAST = aujourd_hui() - timedelta(days=740)


@pytest.fixture
def due(nadia: Ligne, foyer: Foyer) -> Foyer:
    """The family of Nadia, met for the last time more than two years ago."""
    nadia.json(
        "contact", "add", "-",
        stdin={"foyer_id": foyer["id"], "nature": "VAD", "moment": f"{LAST.isoformat()}T10:00"},
    )  # fmt: skip
    return foyer


def test_the_list_is_told_with_what_each_file_holds(nadia: Ligne, due: Foyer) -> None:
    said = nadia("conservation")
    (line, total, rule) = said.sortie.splitlines()
    for words in (due["id"], "Delattre", format_date(LAST), "Échu", "2\u00a0personnes", "Nadia"):
        assert words in line
    assert (total, rule) == ("1 dossier sur 1.", RIEN_NE_S_EFFACE)
    assert VIDE in nadia("conservation", "--proches").sortie


def test_programs_read_dates_and_counts(nadia: Ligne, due: Foyer) -> None:
    told = nadia.json("conservation", "--echus")
    (one,) = told["dossiers"]
    assert told["comptes"] == {"tous": 1, "echus": 1, "proches": 0}
    assert (one["foyer_id"], one["depuis"], one["echu"]) == (due["id"], LAST.isoformat(), True)
    assert one["echeance"] == nadia.json("foyer", "show", due["id"])["conservation_jusqu_au"]
    assert (one["contenu"]["personnes"], one["contenu"]["contacts"]) == (2, 1)


def test_the_list_is_written_as_a_pdf(nadia: Ligne, due: Foyer, tmp_path: Path) -> None:
    out = tmp_path / "liste.pdf"
    told = nadia("conservation", "--out", out)
    assert told.sortie.splitlines()[-1] == f"Liste écrite dans {out}."
    assert due["nom"] in heard_text(out.read_bytes())
    assert nadia("verify").code == 0, "the trace holds in its chain"


def test_who_may_not_see_the_list_is_told_so(ligne: Ligne) -> None:
    ligne("init", "--agent", "Lucie", "--role", "SECRETAIRE", "--unite", "62-ADS-LENS")
    refused = ligne("conservation")
    assert (refused.code, refused.sortie) == (1, "")
    assert "ne permet pas de voir les dossiers à échéance" in refused.erreur
    assert ligne("conservation", "--echus", "--proches").code == 2
