"""Ctrl+K: one box, forgiving, that says why it found and where each key leads."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from tests.ui.recit import Bureau, add_family

from fieldapp.ui.palette.entries import COMMANDE, CREER, Entry, Header, marks
from fieldapp.ui.palette.palette import Palette
from fieldapp.ui.palette.structure_dialog import StructureDialog

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def box(qtbot: QtBot, bureau: Bureau) -> Palette:
    """The palette, open and empty."""
    bureau.settle(qtbot)
    QTest.keyClick(bureau.window, Qt.Key.Key_K, CTRL)
    palette = bureau.workspace.palette_box
    qtbot.waitUntil(palette.isVisible)
    assert palette.edit.hasFocus()
    return palette


def search(qtbot: QtBot, bureau: Bureau, box: Palette, text: str) -> list[str]:
    """Type and return the titles found."""
    box.edit.setText(text)
    with qtbot.waitSignal(box._debounce.timeout):
        box._debounce.start(0)
    bureau.settle(qtbot)
    return [entry.title for entry in entries(box)]


def entries(box: Palette) -> list[Entry]:
    """The entries shown."""
    rows = range(box.model.rowCount())
    return [entry for row in rows if (entry := box.model.entry(row)) is not None]


def headers(box: Palette) -> list[str]:
    """The names of the groups shown."""
    lines = [
        box.model.index(row, 0).data(Qt.ItemDataRole.UserRole)
        for row in range(box.model.rowCount())
    ]
    return [line.text for line in lines if isinstance(line, Header)]


def test_the_empty_box_shows_the_last_files(qtbot: QtBot, bureau: Bureau, box: Palette) -> None:
    bureau.settle(qtbot)
    assert "Derniers dossiers" in headers(box)
    assert "Delattre – Hennebelle" in [entry.title for entry in entries(box)]


def test_a_misspelt_name_is_found_and_the_reason_written(
    qtbot: QtBot, bureau: Bureau, box: Palette
) -> None:
    found = search(qtbot, bureau, box, "lefevre")
    assert any("Lefebvre" in title for title in found)
    loose = next(entry for entry in entries(box) if "Lefebvre" in entry.title)
    assert loose.badge is not None
    assert loose.badge.text == "Sonne pareil"
    assert box._count.text().endswith(("résultat", "résultats"))
    assert headers(box)[0] == "Familles"


def test_arrows_pass_over_headers_and_enter_opens(
    qtbot: QtBot, bureau: Bureau, box: Palette, delattre: str
) -> None:
    search(qtbot, bureau, box, "delattre")
    assert box.current() is not None
    QTest.keyClick(box.edit, Qt.Key.Key_Up)
    first = box.current()
    assert first is not None
    assert first.foyer_id == delattre
    QTest.keyClick(box.edit, Qt.Key.Key_Return)
    assert not box.isVisible()
    place = bureau.workspace.navigator.place
    assert place is not None
    assert (place.page, place.where["foyer_id"]) == ("dossier", delattre)


@pytest.mark.parametrize(
    ("key", "modifier", "page"),
    [
        (Qt.Key.Key_Return, CTRL, "dossier"),
        (Qt.Key.Key_O, CTRL | Qt.KeyboardModifier.ShiftModifier, "orienter"),
    ],
)
def test_control_keys_lead_elsewhere(
    qtbot: QtBot,
    bureau: Bureau,
    box: Palette,
    key: Qt.Key,
    modifier: Qt.KeyboardModifier,
    page: str,
) -> None:
    search(qtbot, bureau, box, "delattre")
    QTest.keyClick(box.edit, key, modifier)
    place = bureau.workspace.navigator.place
    assert place is not None
    assert place.page == page
    assert (place.where.get("volet") == "avant_visite") == (key == Qt.Key.Key_Return)


def test_ctrl_n_notes_a_contact_for_what_is_found(
    qtbot: QtBot, bureau: Bureau, box: Palette, delattre: str
) -> None:
    search(qtbot, bureau, box, "delattre")
    QTest.keyClick(box.edit, Qt.Key.Key_N, CTRL)
    capture = bureau.workspace.capture
    qtbot.waitUntil(capture.isVisible)
    bureau.settle(qtbot)
    assert capture.famille.foyer_id() == delattre
    capture.close()


def test_nothing_found_offers_to_create(qtbot: QtBot, bureau: Bureau, box: Palette) -> None:
    found = search(qtbot, bureau, box, "zzyzx")
    assert found == ["Créer la famille Zzyzx"]
    assert entries(box)[0].kind == CREER
    assert box._count.text() == "Aucun résultat"


def test_the_newest_typing_wins(qtbot: QtBot, bureau: Bureau, box: Palette) -> None:
    for text in ("c", "ca", "car", "caro"):
        box.edit.setText(text)
        box._ask()
    bureau.settle(qtbot)
    titles = [entry.title for entry in entries(box)]
    assert titles
    assert all("Caron" in title for title in titles[:1])


def test_a_structure_shows_its_card(qtbot: QtBot, bureau: Bureau, box: Palette) -> None:
    search(qtbot, bureau, box, "@petits galets")
    assert headers(box) == ["Annuaire"]
    QTest.keyClick(box.edit, Qt.Key.Key_Return)
    bureau.settle(qtbot)
    (card,) = bureau.workspace.findChildren(StructureDialog)
    qtbot.waitUntil(card.isVisible)
    card.accept()


def test_commands_are_found_by_their_words(qtbot: QtBot, bureau: Bureau, box: Palette) -> None:
    found = search(qtbot, bureau, box, ">verr")
    assert found == ["Verrouiller"]
    assert entries(box)[0].kind == COMMANDE
    with qtbot.waitSignal(bureau.workspace.command_asked) as asked:
        QTest.keyClick(box.edit, Qt.Key.Key_Return)
    assert asked.args == ["verrouiller"]


def test_escape_gives_the_focus_back(qtbot: QtBot, bureau: Bureau) -> None:
    bureau.settle(qtbot)
    before = bureau.focused()
    bureau.workspace.palette_box.open_box()
    QTest.keyClick(bureau.workspace.palette_box.edit, Qt.Key.Key_Escape)
    assert not bureau.workspace.palette_box.isVisible()
    assert bureau.focused() is before


def test_a_family_just_noted_is_found(qtbot: QtBot, bureau: Bureau, box: Palette) -> None:
    session = bureau.session
    bureau.tasks.run(lambda: add_family(session, "Quéhen", "Zoé", "Fruges"), changes={"foyer"})
    bureau.settle(qtbot)
    assert search(qtbot, bureau, box, "quehen")[0].startswith("Quéhen")


def test_marks_follow_spelling_and_sound() -> None:
    assert marks("Mme Lefèvre, garde", ("lefevre",)) == [(4, 7)]
    assert marks("Lefebvre Martine", ("lefevre",)) == [(0, 8)]
    assert marks("Saint-Pol-sur-Ternoise", ("pol",)) == [(6, 3)]
    assert marks("", ("pol",)) == []
