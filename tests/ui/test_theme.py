"""The look: contrasts that hold, text that stays readable, a theme that changes while one works."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QFontDatabase, QFontMetrics
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from fieldapp.config import resource
from fieldapp.ui.application import Application
from fieldapp.ui.icons import icon, pixmap, set_icon
from fieldapp.ui.preferences import load_display, save_display
from fieldapp.ui.theme import COMPACT_UNDER, Theme
from fieldapp.ui.tokens import Mode, load_tokens


@pytest.fixture
def look(qapp: Application) -> Theme:
    """The theme of the application."""
    return qapp.theme


def _luminance(colour: QColor) -> float:
    parts = [
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(first: str, second: str) -> float:
    """The WCAG 2 ratio of two colours."""
    light, dark = sorted((_luminance(QColor(first)), _luminance(QColor(second))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", ["clair", "sombre"])
def test_every_pair_of_colours_can_be_told_apart(mode: Mode) -> None:
    tokens = load_tokens()
    table = tokens.couleurs[mode]
    weak = {
        f"{pair.avant_plan} / {pair.arriere_plan}": round(ratio, 2)
        for pair in tokens.contrastes
        if (ratio := contrast(table[pair.avant_plan], table[pair.arriere_plan])) < pair.minimum
    }
    assert len(tokens.contrastes) > 50
    assert weak == {}


def test_both_modes_name_the_same_colours() -> None:
    tokens = load_tokens()
    assert set(tokens.couleurs["clair"]) == set(tokens.couleurs["sombre"])


def test_no_text_is_smaller_than_the_floor() -> None:
    floor = load_tokens().taille_minimale
    sheet = resource("styles", "fieldapp.qss").read_text(encoding="utf-8")
    sizes = [int(size) for size in re.findall(r"font-size: (\d+)px", sheet)]
    assert sizes
    assert min([*sizes, *(role.px for role in load_tokens().roles.values())]) >= floor == 13


def test_the_fonts_that_we_ship_are_the_ones_drawn(look: Theme) -> None:
    assert "Atkinson Hyperlegible Next" in QFontDatabase.families()
    digits = QFontMetrics(look.font("corps", tnum=True))
    assert digits.horizontalAdvance("1") == digits.horizontalAdvance("8")


def test_dialogs_of_qt_speak_french(qtbot: QtBot, look: Theme) -> None:
    assert look.mode == "clair"
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    button = box.button(QDialogButtonBox.StandardButton.Cancel)
    assert button.text().replace("&", "") == "Annuler"


def test_the_theme_changes_while_one_works(qtbot: QtBot, look: Theme) -> None:
    label = QLabel("Famille")
    label.setProperty("role", "titre")
    button = QPushButton("Ouvrir")
    set_icon(button, "send", "primaire")
    qtbot.addWidget(label)
    qtbot.addWidget(button)
    before = button.icon().cacheKey()
    with qtbot.waitSignal(look.changed):
        look.choose("sombre")
    assert look.color("fond") == QColor("#12191B")
    assert button.icon().cacheKey() != before
    label.ensurePolished()
    small = label.fontInfo().pixelSize()
    look.set_zoom(2.0)
    label.ensurePolished()
    assert label.fontInfo().pixelSize() == 2 * small == 44
    assert button.iconSize().width() == 36


def test_zoom_steps_stay_between_90_and_200_percent(look: Theme) -> None:
    look.zoom_by(-5)
    assert look.zoom == 0.9
    look.zoom_by(20)
    assert look.zoom == 2.0
    look.zoom_by(0)
    assert look.zoom == 1.0


def test_a_low_window_brings_rows_closer_unless_one_chose_otherwise(look: Theme) -> None:
    look.fit_height(COMPACT_UNDER - 20)
    assert (look.densite, look.compact) == ("auto", True)
    look.set_densite("confort")
    assert (look.densite, look.compact) == ("confort", False)
    look.set_densite("auto")
    look.fit_height(COMPACT_UNDER + 20)
    assert (look.densite, look.compact) == ("auto", False)


def test_icons_are_drawn_once_and_dimmed_when_disabled(look: Theme) -> None:
    assert pixmap("send", "encre").cacheKey() == pixmap("send", "encre").cacheKey()
    made = icon("send", "primaire")
    assert not made.isNull()
    assert look.color("encre_3").isValid()


def test_display_choices_are_kept_beside_the_store(look: Theme, tmp_path: Path) -> None:
    look.choose("sombre")
    look.set_zoom(1.3)
    save_display(look, tmp_path)
    look.choose("clair")
    look.set_zoom(1.0)
    load_display(look, tmp_path)
    assert (look.choix, look.zoom) == ("sombre", 1.3)
    (tmp_path / "affichage.json").write_text("{ not json", encoding="utf-8")
    load_display(look, tmp_path)
    assert look.choix == "sombre"


def test_every_icon_named_in_the_code_is_shipped(checkout: Path) -> None:
    shipped = {path.stem for path in resource("icons").glob("*.svg")}
    named: set[str] = set()
    for path in (checkout / "src" / "fieldapp" / "ui").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for call in (r'IconLabel\("', r'(?<![\w])icon\("', r'set_icon\([\w.]+, "', r'icon="'):
            named |= set(re.findall(call + r'([a-z0-9-]+)"', text))
    assert len(named) > 10
    assert named <= shipped, named - shipped
