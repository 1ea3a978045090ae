"""What a worker reads when the shared folder or the key is in a bad way; entry goes on."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot
from tests.ui.recit import Bureau, add_family
from tests.ui.test_synchronisation import PHRASE, desk, post, siege  # noqa: F401 - fixtures

from fieldapp.services.session import Session
from fieldapp.siege.founding import init_space
from fieldapp.siege.ingest import ingest
from fieldapp.sync.etat import etat_echange
from fieldapp.ui.synchronisation.page import SyncPage

Spoil = Callable[[Path, pytest.MonkeyPatch], None]


def missing(espace: Path, _patch: pytest.MonkeyPatch) -> None:
    espace.rename(espace.with_name("ailleurs"))


def empty(espace: Path, _patch: pytest.MonkeyPatch) -> None:
    missing(espace, _patch)
    espace.mkdir()


def a_file_instead(espace: Path, patch: pytest.MonkeyPatch) -> None:
    missing(espace, patch)
    espace.write_text("")


def no_space(espace: Path, patch: pytest.MonkeyPatch) -> None:
    empty(espace, patch)
    (espace / "photos").mkdir()


def changed_statement(espace: Path, _patch: pytest.MonkeyPatch) -> None:
    path = espace / "ESPACE.json"
    path.write_text(path.read_text().replace("CAF62", "CD42"))


def foreign(espace: Path, _patch: pytest.MonkeyPatch) -> None:
    missing(espace, _patch)
    init_space(espace.with_name("autre siege"), espace, "CAF62", PHRASE).session.close()


def half_copied(espace: Path, _patch: pytest.MonkeyPatch) -> None:
    for branch in (espace / "postes", espace / "siege"):
        shutil.rmtree(branch)


def cut_statement(espace: Path, _patch: pytest.MonkeyPatch) -> None:
    path = espace / "ESPACE.json"
    path.write_bytes(path.read_bytes()[:50])


def refuses(code: int) -> Spoil:
    """Fail each writing; root ignores the rights of files."""

    def spoil(espace: Path, patch: pytest.MonkeyPatch) -> None:
        real = os.open

        def refuse(path: Path, *args: int) -> int:
            if str(path).startswith(str(espace)) and str(path).endswith(".part"):
                raise OSError(code, "refused")
            return real(path, *args)

        patch.setattr(os, "open", refuse)

    return spoil


def bundles(espace: Path) -> list[str]:
    """The bundles in the folder, read past what refuses to be read."""
    found = (name for _at, _folders, files in os.walk(espace) for name in files)
    return sorted(name for name in found if name.endswith(".lot"))


def fails(name: str, code: int, first: int = 0) -> Spoil:
    """The system refuses this call about the folder, from the first-th on."""

    def spoil(espace: Path, patch: pytest.MonkeyPatch) -> None:
        real, calls = getattr(Path, name), iter(range(1_000_000))

        def call(path: Path, *args: object, **kwargs: object) -> object:
            if path.is_relative_to(espace) and next(calls) >= first:
                raise OSError(code, "refused")
            return real(path, *args, **kwargs)

        patch.setattr(Path, name, call)

    return spoil


UNREADABLE, GONE = fails("is_dir", errno.EACCES), fails("lstat", errno.EIO, 2)
READ_ONLY, FULL = refuses(errno.EROFS), refuses(errno.ENOSPC)
MENDED = (READ_ONLY, FULL, UNREADABLE, GONE)  # by themselves, once the cause is gone


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        pytest.param(missing, "est introuvable", id="missing"),
        pytest.param(empty, "est vide", id="empty"),
        pytest.param(a_file_instead, "est introuvable", id="a file instead"),
        pytest.param(no_space, "pas un espace d’échange", id="no space"),
        pytest.param(changed_statement, "abîmé", id="changed"),
        pytest.param(foreign, "d’un autre organisme ou d’un autre siège", id="foreign"),
        pytest.param(READ_ONLY, "est protégé", id="read-only"),
        pytest.param(FULL, "est plein", id="full"),
        pytest.param(half_copied, "est incomplet", id="half-copied"),
        pytest.param(cut_statement, "abîmé ou sa copie n’est pas finie", id="cut"),
        pytest.param(UNREADABLE, "est protégé", id="unreadable"),
        pytest.param(GONE, "ne répond pas", id="gone in the middle"),
    ],
)
def test_the_screen_says_what_is_wrong_and_entry_goes_on(
    desk: Bureau,  # noqa: F811
    post: Session,  # noqa: F811
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    spoil: Spoil,
    words: str,
) -> None:
    page, espace = desk.page(SyncPage), tmp_path / "espace"
    with monkeypatch.context() as patch:
        spoil(espace, patch)
        before = etat_echange(post.store).ici
        there = bundles(espace)
        with qtbot.waitSignal(page.over, timeout=20_000):
            QTest.keyClick(page.channel.button, Qt.Key.Key_Space)
        desk.settle(qtbot)
        assert words in page.bar.text()
        assert "reste sur ce poste" in page.bar.text()
        assert bundles(espace) == there
        # The worker goes on; what they enter is counted with the rest.
        add_family(post, "Leroy", "Anne", "Arras")
        desk.workspace.navigator.go("synchronisation")
        desk.settle(qtbot)
        after = etat_echange(post.store).ici
        assert after > before
        assert page.lists.here.model.rowCount() >= 4
    if spoil not in MENDED:
        return
    # Mended, the same button sends all of it.
    with qtbot.waitSignal(page.over, timeout=20_000):
        QTest.keyClick(page.channel.button, Qt.Key.Key_Space)
    desk.settle(qtbot)
    assert "envoyées" in page.bar.text()


def test_a_key_is_chosen_goes_and_comes_back(
    desk: Bureau,  # noqa: F811
    siege: Session,  # noqa: F811
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = desk.page(SyncPage)
    key, pocket = tmp_path / "CLE", tmp_path / "poche"
    shutil.copytree(tmp_path / "espace", key)

    def press() -> str:
        with qtbot.waitSignal(page.over, timeout=20_000):
            QTest.keyClick(page.channel.button, Qt.Key.Key_Space)
        desk.settle(qtbot)
        return page.bar.text()

    # No place is given: the way stays the folder.
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: "")
    page.channel.key.setFocus()
    QTest.keyClick(page.channel.key, Qt.Key.Key_Space)
    desk.settle(qtbot)
    assert page.channel.folder.isChecked()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(key))
    page.channel.key.setFocus()
    QTest.keyClick(page.channel.key, Qt.Key.Key_Space)
    desk.settle(qtbot)
    assert page.channel.key.isChecked()
    assert page.channel.key.accessibleDescription() == str(key)
    qtbot.waitUntil(lambda: page.channel._badge.accessibleName() == "Branchée", timeout=10_000)
    assert press().endswith("vous pouvez retirer la clé.")

    # In a pocket, on its way to headquarters.
    key.rename(pocket)
    assert "La clé n’est pas branchée" in press()
    qtbot.waitUntil(lambda: page.channel._badge.accessibleName() == "Pas branchée", timeout=10_000)
    assert "tout est gardé ici" in page.channel._state.text()
    ingest(siege, pocket)

    # Another one is plugged in at its place, then the right one.
    shutil.copytree(tmp_path / "espace", key)
    assert "Une autre clé d’échange est branchée" in press()
    shutil.rmtree(key)
    pocket.rename(key)
    assert press().endswith("vous pouvez retirer la clé.")
    assert page.receipts.model.rowCount() >= 1

    # Back to the folder, then to the key that is known, by the cards alone.
    page.channel.folder.setFocus()
    QTest.keyClick(page.channel.folder, Qt.Key.Key_Space)
    desk.settle(qtbot)
    assert page.channel.folder.isChecked()
    QTest.keyClick(page.channel.key, Qt.Key.Key_Space)
    desk.settle(qtbot)
    assert page.channel.key.isChecked()
