"""Opening a store: every way it can go wrong says so in French, and nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlcipher
from tests.db.conftest import PHRASE

from fieldapp.db import journal, keys, migrations, opening
from fieldapp.db import store as store_module
from fieldapp.db.opening import create_store, open_store
from fieldapp.db.store import SIEGE, Store
from fieldapp.domain.errors import EcritureError, KnownError

NADIA = "nadia"


def _closed(tmp_path: Path) -> Path:
    """A store with one family, closed."""
    store, _ = create_store(tmp_path / "poste", PHRASE)
    journal.write(store, "foyer", {"nom": "Delattre"}, author=NADIA)
    store.close()
    return store.folder


def _names(folder: Path, secret: str = PHRASE) -> list[str]:
    store = open_store(folder, secret)
    try:
        return [row["nom"] for row in store.query("SELECT nom FROM foyer")]
    finally:
        store.close()


def test_the_file_says_nothing_to_who_has_no_key(tmp_path: Path) -> None:
    folder = _closed(tmp_path)
    content = (folder / "fieldapp.db").read_bytes()
    assert not content.startswith(b"SQLite format 3")
    assert b"Delattre" not in content
    assert b"CREATE TABLE" not in content


def test_a_wrong_passphrase_is_refused_and_the_right_one_still_opens(tmp_path: Path) -> None:
    folder = _closed(tmp_path)
    with pytest.raises(KnownError, match="Phrase de passe refusée") as refused:
        open_store(folder, "une autre phrase")
    assert refused.value.champ == "phrase"
    assert _names(folder) == ["Delattre"]


def test_the_recovery_key_opens_as_it_is_typed(tmp_path: Path) -> None:
    store, recovery = create_store(tmp_path / "poste", PHRASE)
    journal.write(store, "foyer", {"nom": "Delattre"}, author=NADIA)
    store.close()
    for typed in (recovery, recovery.lower(), recovery.replace("-", " ")):
        assert _names(store.folder, typed) == ["Delattre"]


def test_a_new_passphrase_replaces_the_old_one_and_not_the_recovery_key(tmp_path: Path) -> None:
    store, recovery = create_store(tmp_path / "poste", PHRASE)
    store.close()
    keys.change_passphrase(store.folder / "fieldapp.cles", recovery, "une phrase toute neuve")
    assert _names(store.folder, "une phrase toute neuve") == []
    assert _names(store.folder, recovery) == []
    with pytest.raises(KnownError):
        open_store(store.folder, PHRASE)


def test_a_passphrase_too_short_creates_nothing(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="trop courte"):
        create_store(tmp_path / "poste", "abc")
    assert not (tmp_path / "poste" / "fieldapp.db").exists()


def test_a_store_is_never_created_over_another(tmp_path: Path) -> None:
    folder = _closed(tmp_path)
    with pytest.raises(KnownError, match="contient déjà"):
        create_store(folder, PHRASE)
    assert _names(folder) == ["Delattre"]


def test_a_folder_without_store_says_how_to_begin(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="fieldapp init"):
        open_store(tmp_path / "rien", PHRASE)
    assert not (tmp_path / "rien").exists()


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"pas du json",
        b'{"format": 1}',
        b'{"format": 1, "emplacements": [{"genre": "phrase"}]}',
        b'{"format": 1, "emplacements": 3}',
        b"\xff\xfe\x00",
    ],
)
def test_a_damaged_key_file_is_named(tmp_path: Path, damage: bytes) -> None:
    folder = _closed(tmp_path)
    (folder / "fieldapp.cles").write_bytes(damage)
    with pytest.raises(KnownError, match="fichier de clés"):
        open_store(folder, PHRASE)


def test_a_missing_key_file_is_named(tmp_path: Path) -> None:
    folder = _closed(tmp_path)
    (folder / "fieldapp.cles").unlink()
    with pytest.raises(KnownError, match="introuvable"):
        open_store(folder, PHRASE)


def test_a_forged_key_file_does_not_exhaust_the_memory(tmp_path: Path) -> None:
    folder = _closed(tmp_path)
    path = folder / "fieldapp.cles"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["emplacements"][0]["memory_cost"] = 1 << 30
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(KnownError, match="fichier de clés"):
        open_store(folder, PHRASE)


def test_a_key_file_of_a_newer_program_asks_for_it(tmp_path: Path) -> None:
    folder = _closed(tmp_path)
    path = folder / "fieldapp.cles"
    content = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**content, "format": 99}), encoding="utf-8")
    with pytest.raises(KnownError, match="plus récente"):
        open_store(folder, PHRASE)


@pytest.mark.parametrize("kept", [0, 100, 4096 * 3, 4096 * 3 + 17])
def test_a_truncated_file_is_refused_and_left_alone(tmp_path: Path, kept: int) -> None:
    folder = _closed(tmp_path)
    path = folder / "fieldapp.db"
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(KnownError, match="abîmé"):
        open_store(folder, PHRASE)
    assert path.stat().st_size == kept


def test_a_file_of_garbage_is_refused(tmp_path: Path) -> None:
    folder = _closed(tmp_path)
    path = folder / "fieldapp.db"
    path.write_bytes(bytes(range(256)) * 64)
    with pytest.raises(KnownError, match="abîmé"):
        open_store(folder, PHRASE)


def test_a_missing_file_is_refused_and_not_made_anew(tmp_path: Path) -> None:
    folder = _closed(tmp_path)
    (folder / "fieldapp.db").unlink()
    with pytest.raises(KnownError, match="abîmé"):
        open_store(folder, PHRASE)
    assert not (folder / "fieldapp.db").exists()


def test_a_store_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    store, _ = create_store(tmp_path / "poste", PHRASE)
    store.execute("PRAGMA user_version = 999")
    store.close()
    with pytest.raises(KnownError, match="version plus récente"):
        open_store(store.folder, PHRASE)


def test_an_old_sqlite_is_never_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = _closed(tmp_path)
    monkeypatch.setattr(sqlcipher, "sqlite_version_info", (3, 40, 1))
    with pytest.raises(KnownError, match="trop ancienne"):
        open_store(folder, PHRASE)


def test_a_locked_file_is_said_after_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = _closed(tmp_path)
    monkeypatch.setattr(store_module, "BUSY_TIMEOUT_MS", 20)
    one, two = open_store(folder, PHRASE), open_store(folder, PHRASE)
    try:
        with one.atomic():
            journal.write(one, "foyer", {"nom": "Nowak"}, author=NADIA)
            with pytest.raises(KnownError, match="utilisée par une autre"):
                journal.write(two, "foyer", {"nom": "Wattel"}, author=NADIA)
        journal.write(two, "foyer", {"nom": "Wattel"}, author=NADIA)
    finally:
        one.close()
        two.close()
    assert sorted(_names(folder)) == ["Delattre", "Nowak", "Wattel"]


def test_a_full_disk_loses_nothing(store: Store) -> None:
    journal.write(store, "foyer", {"nom": "Delattre"}, author=NADIA)
    row = store.one("PRAGMA page_count")
    assert row is not None
    store.execute(f"PRAGMA max_page_count = {row['page_count'] + 2}")
    saved: list[str] = []

    def fill() -> None:
        for _ in range(500):
            fields = {"nom": "Nowak", "adresse": "x" * 500}
            saved.append(journal.write(store, "foyer", fields, author=NADIA))

    with pytest.raises(KnownError, match="disque est plein"):
        fill()
    store.execute("PRAGMA max_page_count = 1073741823")
    counted = store.one("SELECT count(*) AS n FROM foyer")
    assert counted is not None
    assert counted["n"] == len(saved) + 1
    journal.write(store, "foyer", {"nom": "Wattel"}, author=NADIA)
    seqs = [op.seq for op in journal.ops_after(store, store.device, 0, 1000)]
    assert seqs == list(range(1, len(saved) + 3))


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    blocked = tmp_path / "fichier"
    blocked.write_text("", encoding="utf-8")
    with pytest.raises(KnownError, match="n’a pas pu être créé"):
        create_store(blocked / "poste", PHRASE)


def test_every_migration_in_turn_gives_the_fresh_schema(
    make_store: Callable[[str], Store], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = _schema(make_store("neuf"))
    steps = migrations.MIGRATIONS
    monkeypatch.setattr(migrations, "MIGRATIONS", steps[:1])
    store, _ = create_store(tmp_path / "ancien", PHRASE)
    store.close()
    for count in range(1, len(steps) + 1):
        monkeypatch.setattr(migrations, "MIGRATIONS", steps[:count])
        open_store(store.folder, PHRASE).close()
    reopened = open_store(store.folder, PHRASE)
    assert _schema(reopened) == fresh
    reopened.close()


def test_a_migration_that_fails_leaves_the_store_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = _closed(tmp_path)

    def broken(store: Store) -> None:
        store.execute("CREATE TABLE a_moitie (x TEXT) STRICT")
        raise KnownError("arrêt")

    with monkeypatch.context() as patch:
        patch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, broken))
        with pytest.raises(KnownError, match="arrêt"):
            open_store(folder, PHRASE)
    assert _names(folder) == ["Delattre"]
    store = open_store(folder, PHRASE)
    assert store.one("SELECT 1 FROM sqlite_master WHERE name = 'a_moitie'") is None
    store.close()


def test_the_device_keeps_its_name(tmp_path: Path) -> None:
    folder = _closed(tmp_path)
    names = set()
    for _ in range(2):
        store = open_store(folder, PHRASE)
        names.add(store.device)
        assert opening.meta(store, "device") == store.device
        store.close()
    assert len(names) == 1


def _schema(store: Store) -> list[tuple[str, str]]:
    rows = store.query("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")
    return [(row["name"], " ".join(row["sql"].split())) for row in rows]


def test_the_damaged_file_of_headquarters_says_what_to_do_there(tmp_path: Path) -> None:
    """Headquarters has nobody to call: it restores its copy, and the posts send the rest."""
    store, _ = create_store(tmp_path / "siege", PHRASE, SIEGE)
    for table in ("foyer", "personne"):
        store.query(f"SELECT count(*) FROM {table}")
    store.close()
    path = tmp_path / "siege" / "siege.db"
    sound = path.read_bytes()
    cut = sound[: 4096 * 3 + 17]
    for content in (cut, bytes(range(256)) * 64):
        path.write_bytes(content)
        with pytest.raises(KnownError) as refused:
            open_store(path.parent, PHRASE, SIEGE)
        told = refused.value.message
        assert "abîmé" in told
        assert "prévenez le siège" not in told
        assert "la dernière sauvegarde du siège" in told
        assert path.read_bytes() == content
    spoilt = bytearray(sound)
    spoilt[9 * 4096 + 100 : 9 * 4096 + 200] = bytes(100)
    path.write_bytes(spoilt)
    store = open_store(path.parent, PHRASE, SIEGE)
    try:
        assert "la dernière sauvegarde du siège" in store.file_problems()[0]
    finally:
        store.close()


def test_a_base_that_is_taken_says_what_is_kept_to_who_types_and_to_a_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "BUSY_TIMEOUT_MS", 1)
    folder = _closed(tmp_path)
    store, other = open_store(folder, PHRASE), open_store(folder, PHRASE)
    try:
        with other.atomic(), pytest.raises(EcritureError) as refused, store.atomic():
            pass
    finally:
        store.close()
        other.close()
    assert "Votre texte est gardé." in refused.value.message
    assert "texte" not in refused.value.with_kept("")
    assert "déjà enregistré est intact" in refused.value.with_kept("")
