"""The household over time in the central export: for those entitled, and never where it hurts."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.siege.monde_export import everything, put, read_csv
from tests.sync.monde import Monde

from fieldapp.services.session import Session
from fieldapp.siege.columns import NOMINATIF, STATISTIQUE
from fieldapp.siege.export import export

SECRETS = ("3 rue des Lombards", "06 12 34 56 78", "chez sa sœur")


@pytest.fixture
def siege(monde: Monde) -> Session:
    """Two families with the same past; one of them is under threat."""
    store = monde.siege.store
    with store.atomic():
        for nom in ("Dubois", "Cachée"):
            foyer = put(monde.siege, "foyer", organisme="CAF62", unite="62-ADS-LENS", nom=nom,
                        autre_numero=f"D-{nom}", autre_systeme="DEPARTEMENT")  # fmt: skip
            _fill(monde.siege, foyer)
    put(monde.siege, "contact_sur", foyer, foyer_id=foyer, plages="le matin")
    return monde.siege


def _fill(siege: Session, foyer: str) -> None:
    own = {"foyer_id": foyer}
    put(siege, "adresse", foyer, **own, genre="PRINCIPALE", adresse=SECRETS[0], commune="Frévent",
        fin="2026-10-15", precision=SECRETS[2])  # fmt: skip
    put(siege, "coordonnee", foyer, **own, genre="TELEPHONE", valeur=SECRETS[1], usage="MOBILE")
    put(siege, "coordonnee", foyer, **own, genre="TELEPHONE", valeur="03 21 00 00 01",
        usage="TIERS", precision="de la voisine")  # fmt: skip
    put(siege, "situation", foyer, **own, code="RSA", debut="2025-04-01")


def test_those_entitled_get_the_past_of_a_family_unless_somebody_hides(
    siege: Session, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    export(siege, mode=NOMINATIF, formats=("csv",), out_dir=out)
    text = everything(out)
    for once in SECRETS:
        assert text.count(once) == 1, "of the family that is not under threat"
    assert "03 21 00 00 01" not in text, "the neighbour's number stays with the worker"
    assert [row["fin"] for row in read_csv(out / "adresses.csv")] == ["15/10/2026"] * 2
    assert {row["code"] for row in read_csv(out / "situations.csv")} == {"RSA"}
    systems = [row["autre_systeme"] for row in read_csv(out / "foyers.csv")]
    assert systems == ["DEPARTEMENT"] * 2


def test_the_statistical_export_has_none_of_it(siege: Session, tmp_path: Path) -> None:
    out = tmp_path / "out"
    export(siege, mode=STATISTIQUE, formats=("csv",), out_dir=out)
    text = everything(out)
    for secret in (*SECRETS, "03 21 00 00 01", "D-Dubois"):
        assert secret not in text
    for table in ("adresses", "coordonnees", "situations"):
        assert not (out / f"{table}.csv").exists()
