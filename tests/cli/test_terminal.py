"""Around the commands: the data folder, the passphrase, cut outputs, old terminals, faults."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import signal
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest
from tests.documents.lecture import seen_text
from tests.ligne import PHRASE, Ligne, lines

from fieldapp import cli
from fieldapp.db import store as store_module
from fieldapp.db.driver_errors import DISK_FULL
from fieldapp.db.opening import open_store
from fieldapp.domain.errors import EcritureError
from fieldapp.services import foyers

Foyer = dict[str, Any]


def _run(data: Path, *words: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "FIELDAPP_DATA": str(data), "FIELDAPP_PASSPHRASE": PHRASE}
    environment |= options.pop("env", {})
    return subprocess.run(
        [sys.executable, "-m", "fieldapp", *words],
        env=environment, capture_output=True, check=False, **options,
    )  # fmt: skip


def test_the_data_folder_comes_before_or_after_or_from_the_environment(
    nadia: Ligne, foyer: Foyer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = str(nadia.data)
    capsys.readouterr()
    for words in (
        ["--data", data, "--json", "foyer", "list"],
        ["foyer", "--data", data, "list", "--json"],
        ["foyer", "list", "--json", "--data", data],
    ):
        assert cli.main(words) == 0
        assert json.loads(capsys.readouterr().out)[0]["id"] == foyer["id"]
    monkeypatch.setenv("FIELDAPP_DATA", data)
    assert cli.main(["foyer", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["id"] == foyer["id"]


def test_a_wrong_passphrase_is_refused(nadia: Ligne, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIELDAPP_PASSPHRASE", "une autre phrase")
    done = nadia("foyer", "list")
    assert (done.code, done.sortie) == (1, "")
    assert "Phrase de passe refusée" in done.erreur


def test_the_passphrase_is_asked_when_it_is_not_given(
    nadia: Ligne, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FIELDAPP_PASSPHRASE")
    asked: list[str] = []

    def answer(prompt: str) -> str:
        asked.append(prompt)
        return PHRASE

    monkeypatch.setattr(getpass, "getpass", answer)
    assert nadia("foyer", "list").code == 0
    assert asked == ["Phrase de passe\u00a0: "]


def test_a_new_passphrase_is_typed_twice(ligne: Ligne, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FIELDAPP_PASSPHRASE")
    answers = iter(["quatre mots sans rapport", "quatre mots sans rappor"])
    monkeypatch.setattr(getpass, "getpass", lambda _prompt: next(answers))
    done = ligne("init", "--agent", "Nadia", "--role", "TS", "--unite", "62-ADS-LENS")
    assert (done.code, "différentes" in done.erreur) == (1, True)
    assert not ligne.data.exists()


def test_without_a_terminal_nothing_is_asked_in_english(
    nadia: Ligne, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FIELDAPP_PASSPHRASE")

    def no_terminal(_prompt: str) -> str:
        warnings.warn("Can not control echo on the terminal.", getpass.GetPassWarning, stacklevel=2)
        return ""

    monkeypatch.setattr(getpass, "getpass", no_terminal)
    done = nadia("foyer", "list")
    assert (done.code, "FIELDAPP_PASSPHRASE" in done.erreur) == (1, True)


def test_a_folder_without_store_says_how_to_begin(ligne: Ligne) -> None:
    done = ligne("foyer", "list")
    assert (done.code, "fieldapp init" in done.erreur) == (1, True)
    assert not ligne.data.exists()


def test_ctrl_c_is_said_calmly(nadia: Ligne, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_args: object, **_options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(foyers, "list_foyers", interrupted)
    done = nadia("foyer", "list")
    assert (done.code, done.erreur.strip()) == (1, cli.INTERRUPTED)


def test_a_fault_of_ours_is_logged_without_what_it_says(
    nadia: Ligne, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_options: object) -> None:
        raise RuntimeError("Delattre Aurélie, 06 12 34 56 42")

    monkeypatch.setattr(foyers, "list_foyers", broken)
    done = nadia("foyer", "list")
    assert done.code == 1
    assert "défaut" in done.erreur
    assert "Traceback" not in done.erreur
    assert "Delattre" not in done.erreur
    log = nadia.data / "fieldapp.log"
    assert str(log) in done.erreur
    content = log.read_text(encoding="utf-8")
    assert "RuntimeError" in content
    assert "Delattre" not in content


def test_an_output_closed_too_soon_leaves_no_traceback(nadia: Ligne, foyer: Foyer) -> None:
    del foyer
    process = subprocess.Popen(
        [sys.executable, "-m", "fieldapp", "foyer", "list", "--json"],
        env={**os.environ, "FIELDAPP_DATA": str(nadia.data), "FIELDAPP_PASSPHRASE": PHRASE},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    with process.stderr:
        said = process.stderr.read().decode()
    assert process.wait() == 1
    assert lines(said) == [cli.CLOSED]


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
def test_an_interruption_while_waiting_leaves_no_traceback(nadia: Ligne) -> None:
    # Tests started in the background inherit an ignored Ctrl+C, and would hand it on.
    inherited = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        [sys.executable, "-m", "fieldapp", "foyer", "add", "-"],
        env={**os.environ, "FIELDAPP_DATA": str(nadia.data), "FIELDAPP_PASSPHRASE": PHRASE},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    signal.signal(signal.SIGINT, inherited)
    assert process.stdin is not None
    assert process.stderr is not None
    # Bytes that the program has begun to read: it is then past its start.
    process.stdin.write(b"{" + b" " * 200_000)
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    _, said = process.communicate()
    assert process.returncode == 1
    assert lines(said.decode()) == [cli.INTERRUPTED]


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-8"])
def test_any_terminal_shows_something(nadia: Ligne, foyer: Foyer, encoding: str) -> None:
    env = {"PYTHONIOENCODING": encoding}
    prose = _run(nadia.data, "foyer", "show", foyer["id"], env=env)
    assert prose.returncode == 0
    assert "Delattre" in prose.stdout.decode(encoding)
    read = _run(nadia.data, "foyer", "show", foyer["id"], "--json", env=env)
    assert json.loads(read.stdout.decode(encoding)) == foyer
    refused = _run(nadia.data, "foyer", "show", "zz", env=env)
    assert refused.returncode == 1
    assert refused.stderr.decode(encoding).startswith("Aucun")


def test_help_loads_neither_qt_nor_the_store() -> None:
    code = (
        "import sys; from fieldapp.cli import main; main(['--help']);"
        "heavy = {'PySide6', 'sqlcipher3', 'reportlab', 'openpyxl', 'pyrage', 'cryptography'};"
        "sys.exit(bool(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.DEVNULL, check=False)
    assert done.returncode == 0


def test_a_list_loads_neither_qt_nor_documents(nadia: Ligne) -> None:
    code = (
        f"import sys; from fieldapp.cli import main; main(['--data', {str(nadia.data)!r}, 'foyer',"
        " 'list']); heavy = {'PySide6', 'reportlab', 'openpyxl', 'pyrage'};"
        "sys.exit(bool(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        check=False,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "FIELDAPP_PASSPHRASE": PHRASE},
    )  # fmt: skip
    assert done.returncode == 0


def test_a_document_is_written_whole_or_not_at_all(
    nadia: Ligne, foyer: Foyer, tmp_path: Path
) -> None:
    nowhere = nadia("synthese", foyer["id"], "--out", tmp_path / "absent" / "s.pdf")
    assert (nowhere.code, "n’a pas pu être écrit" in nowhere.erreur) == (1, True)
    for no_name in ("", ".", "/"):
        done = nadia("synthese", foyer["id"], "--out", no_name)
        assert (done.code, "n’a pas pu être écrit" in done.erreur) == (1, True)
    out = tmp_path / "s.pdf"
    assert nadia.json("synthese", foyer["id"][:20], "--out", out)["document"] == str(out)
    assert out.read_bytes().startswith(b"%PDF")
    assert out.stat().st_mode & 0o777 == 0o600, "it names a family"
    first = out.read_bytes()
    words = ("--destinataire", "Commission", "--confidentialite", "INSTITUTION", "--objet", "Aide")
    again = nadia("synthese", foyer["id"], "--out", out, *words)
    assert (again.code, "n’a été écrit ni remplacé" in again.erreur) == (1, True)
    assert out.read_bytes() == first
    out = tmp_path / "autre.pdf"
    assert nadia("synthese", foyer["id"], "--out", out, *words).code == 0
    for text in ("Commission", "Confidentiel – institution"):
        assert text in seen_text(out.read_bytes())
    assert list(tmp_path.glob(".*partiel")) == []


def test_verify_says_ok_then_what_is_wrong(nadia: Ligne, foyer: Foyer) -> None:
    del foyer
    assert nadia.json("verify") == {"ok": True, "problemes": [], "pertes": []}
    path = nadia.data / "fieldapp.db"
    sound = path.read_bytes()
    # A page that the opening reads, then one that only a verification reads.
    for page in (1, 9):
        content = bytearray(sound)
        content[page * 4096 + 100 : page * 4096 + 200] = bytes(100)
        path.write_bytes(content)
        done = nadia("verify", "--json")
        told = json.loads(done.sortie)
        assert (done.code, done.erreur, told["ok"], told["pertes"]) == (1, "", False, [])
        first, *details = told["problemes"]
        assert "Le fichier des données est abîmé" in first
        assert "Rien n’a été modifié. N’effacez rien" in first
        assert all(line.startswith("Détail technique pour") for line in details)
        prose = nadia("verify").sortie
        assert prose.startswith(first)
        assert "aucune famille" in prose
    assert "HMAC verification failed for page 10" in details[0]


def test_a_command_that_finds_the_base_taken_or_the_disk_full_promises_no_open_text(
    nadia: Ligne, foyer: Foyer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "BUSY_TIMEOUT_MS", 1)
    saisie = {"foyer_id": foyer["id"], "nature": "VAD", "note": "Vue chez elle."}
    other = open_store(nadia.data, PHRASE)
    try:
        with other.atomic():
            taken = nadia("contact", "add", "-", stdin=saisie)
    finally:
        other.close()
    full = cli._refusal(
        argparse.Namespace(), EcritureError(DISK_FULL[0], DISK_FULL[2], garde=DISK_FULL[1])
    )
    assert taken.code == 1
    assert "La base est utilisée par une autre opération" in taken.erreur
    for told in (taken.erreur, full):
        assert "texte" not in told
        assert "déjà enregistré est intact" in told
        assert "éessayez" in told
