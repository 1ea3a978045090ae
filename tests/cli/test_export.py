"""The central export from the command line: several formats, what changed since, the views."""

from __future__ import annotations

from pathlib import Path

from tests.ligne import Ligne


def test_an_export_then_what_changed_since_then_the_views(ligne: Ligne, tmp_path: Path) -> None:
    report = ligne.json("demo", tmp_path / "demo", "--foyers", "4", "--seed", "9")
    espace, siege = report["espace"], ligne.at(Path(report["siege"]))
    words = ("siege", "export", espace, "--mode", "statistique", "--format", "csv,JSON")
    first = siege.json(*words, "--out", tmp_path / "un")
    assert (first["numero"], first["formats"], first["suite_de"]) == (2, ["csv", "json"], None)
    assert {"foyers.csv", "foyers.json"} <= {file["nom"] for file in first["fichiers"]}
    again = siege(*words, "--out", tmp_path / "deux", "--depuis-dernier")
    assert "ce qui a changé depuis l’export n° 2 du" in again.sortie.replace("\u00a0", " ")
    assert "0 ligne à en retirer" in again.sortie
    assert (tmp_path / "deux" / "suppressions.csv").is_file()
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "un").iterdir()} == {0o600}
    wrong = siege("siege", "export", espace, "--mode", "statistique", "--format", "csv,pdf",
                  "--out", tmp_path / "trois")  # fmt: skip
    assert (wrong.code, "csv, xlsx, parquet, json" in wrong.erreur) == (2, True)
    script = tmp_path / "vues.sql"
    made = siege.json("siege", "vues", espace, "--out", script)
    assert "analyse_foyers" in made["vues"]
    assert "CREATE VIEW analyse_foyers AS" in script.read_text(encoding="utf-8")
    taken = siege("siege", "vues", espace, "--out", script)
    assert (taken.code, "ni remplacé" in taken.erreur) == (1, True)
    assert "vues refaites" in siege("siege", "vues", espace).sortie
    assert siege.json("verify")["ok"] is True
