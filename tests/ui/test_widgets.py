"""Widgets of our own behave as the ones they look like: keys, names, what is announced."""

from __future__ import annotations

from datetime import date, time
from io import BytesIO

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QEnterEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from fieldapp.ui.application import Application
from fieldapp.ui.delegates.paint import BadgeSpec
from fieldapp.ui.delegates.row import Row
from fieldapp.ui.focus import FocusRing
from fieldapp.ui.widgets.badge import Badge
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.chips import ChipBar
from fieldapp.ui.widgets.combo import CodeCombo
from fieldapp.ui.widgets.date_field import DateField, TimeField
from fieldapp.ui.widgets.paper_preview import PaperPreview
from fieldapp.ui.widgets.rows import RowList
from fieldapp.ui.widgets.safety_banner import SafetyBanner
from fieldapp.ui.widgets.segmented import Option, SegmentedControl
from fieldapp.ui.widgets.toast import Toast

MARDI = date(2026, 11, 24)


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    """An active window to put widgets in."""
    shown = QWidget()
    QVBoxLayout(shown)
    shown.resize(700, 400)
    qtbot.addWidget(shown)
    with qtbot.waitActive(shown):
        shown.show()
        shown.activateWindow()
    return shown


def put(page: QWidget, widget: QWidget) -> None:
    """Add a widget to the page."""
    layout = page.layout()
    assert layout is not None
    layout.addWidget(widget)
    widget.show()


def test_chips_are_ticked_with_space_and_walked_with_arrows(page: QWidget, qtbot: QtBot) -> None:
    bar = ChipBar("Motif", [("repit", "Répit"), ("lien", "Lien"), ("garde", "Garde")], maximum=2)
    put(page, bar)
    bar.setFocus()
    with qtbot.waitSignal(bar.changed):
        QTest.keyClick(page.focusWidget(), Qt.Key.Key_Space)
    QTest.keyClick(page.focusWidget(), Qt.Key.Key_Right)
    QTest.keyClick(page.focusWidget(), Qt.Key.Key_Space)
    assert bar.selected() == ("repit", "lien")
    third = bar.chip("garde")
    assert third is not None
    assert not third.isEnabled()
    bar.set_options([("lien", "Lien"), ("autre", "Autre")])
    assert bar.selected() == ("lien",)
    assert bar.accessibleName() == "Motif"


def test_an_exclusive_bar_keeps_one_choice(page: QWidget) -> None:
    bar = ChipBar("Filtre", [("mes", "Mes familles"), ("unite", "Toute l’antenne")], exclusive=True)
    put(page, bar)
    for key in ("mes", "unite"):
        chip = bar.chip(key)
        assert chip is not None
        QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert bar.selected() == ("unite",)


def test_chips_wrap_like_words(page: QWidget) -> None:
    bar = ChipBar("Motif", [(str(n), f"Un motif assez long {n}") for n in range(8)])
    put(page, bar)
    assert bar.heightForWidth(2000) < bar.heightForWidth(400) < bar.heightForWidth(200)


def test_a_segmented_control_acts_as_radio_buttons(page: QWidget, qtbot: QtBot) -> None:
    nature = SegmentedControl(
        "Nature",
        [Option("appel", "Appel", "phone"), Option("visite", "Visite"), Option("autre", "Autre")],
    )
    put(page, nature)
    nature.setFocus()
    with qtbot.waitSignal(nature.changed) as changed:
        QTest.keyClick(page.focusWidget(), Qt.Key.Key_Right)
    assert changed.args == ["visite"]
    nature.choose_at(2)
    assert nature.value() == "autre"
    names = [child.accessibleName() for child in nature.findChildren(QWidget)]
    assert "Nature : Visite" in [name.replace("\u00a0", " ") for name in names]


def test_a_date_is_typed_as_workers_type_it(page: QWidget) -> None:
    field = DateField(today=lambda: MARDI)
    field.setAccessibleName("Relancer le")
    put(page, field)
    field.setFocus()
    QTest.keyClicks(field.edit, "+10")
    assert field.iso() == "2026-12-04"
    assert field.edit.accessibleName() == "Relancer le, vendredi 4 décembre"
    field.edit.editingFinished.emit()
    assert field.edit.text() == "ven. 04/12/2026"
    QTest.keyClick(field.edit, Qt.Key.Key_Up)
    QTest.keyClick(field.edit, Qt.Key.Key_PageUp)
    assert field.value() == date(2027, 1, 5)
    field.edit.setText("n’importe quoi")
    assert field.value() is None
    assert "n’est pas une date" in field.error()
    assert field.edit.text() == "n’importe quoi"


def test_a_month_further_stays_in_the_month(page: QWidget) -> None:
    field = DateField(today=lambda: MARDI)
    put(page, field)
    field.set_value("2026-01-31")
    QTest.keyClick(field.edit, Qt.Key.Key_PageUp)
    assert field.iso() == "2026-02-28"


def test_the_calendar_opens_with_the_keyboard(page: QWidget, qtbot: QtBot) -> None:
    field = DateField(today=lambda: MARDI)
    put(page, field)
    field.setFocus()
    QTest.keyClick(field.edit, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    calendar = field._calendar
    assert calendar is not None
    qtbot.waitUntil(calendar.isVisible)
    QTest.keyClick(calendar, Qt.Key.Key_Escape)
    calendar.close()


def test_a_time_is_typed_as_workers_type_it(page: QWidget) -> None:
    field = TimeField()
    put(page, field)
    for typed in ("930", "9h30", "9:30"):
        field.setText(typed)
        assert field.value() == time(9, 30)
    field.setText("35h")
    assert field.value() is None
    assert field.error()


def test_a_combo_speaks_codes_and_completes_from_anywhere(page: QWidget) -> None:
    combo = CodeCombo(
        [("62-ADS-LENS", "Antenne de Lens"), ("62-ADS-ARRAS", "Antenne d’Arras")], search=True
    )
    put(page, combo)
    assert combo.is_empty()
    combo.setEditText("antenne de lens")
    assert combo.code() == "62-ADS-LENS"
    combo.setEditText("Antenne de")
    assert combo.code() == ""
    combo.set_code("62-ADS-ARRAS")
    assert combo.currentText() == "Antenne d’Arras"


def test_the_toast_undoes_and_waits_while_one_reads_it(page: QWidget, qtbot: QtBot) -> None:
    undone: list[str] = []
    toast = Toast(page)
    toast.show_message("Contact noté.", lambda: undone.append("note"))
    assert toast._clock.isActive()
    here = QPointF(1, 1)
    QGuiApplication.sendEvent(toast, QEnterEvent(here, here, here))
    assert not toast._clock.isActive()
    QGuiApplication.sendEvent(toast, QEvent(QEvent.Type.Leave))
    assert toast._clock.isActive()
    assert toast.take_undo()
    assert undone == ["note"]
    assert not toast.isVisible()
    assert not toast.take_undo()
    toast.show_message("Autre chose.")
    with qtbot.waitSignal(toast._clock.timeout):
        toast._clock.start(0)
    assert not toast.isVisible()


def test_the_safety_banner_masks_the_number_again(page: QWidget, qtbot: QtBot) -> None:
    banner = SafetyBanner()
    put(page, banner)
    banner.set_contact("06 12 ·· ·· 42", "06 12 34 56 42", ", de 9 h à 15 h.")
    words = banner._text
    assert words.text().endswith("Appeler le 06 12 ·· ·· 42, de 9 h à 15 h.")
    with qtbot.waitSignal(banner.number_shown):
        QTest.mouseClick(banner._show, Qt.MouseButton.LeftButton)
    assert "06 12 34 56 42" in words.text()
    banner._hide_clock.timeout.emit()
    assert "34 56" not in words.text()
    assert words.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_a_number_copied_is_taken_back_from_the_clipboard(page: QWidget) -> None:
    banner = SafetyBanner()
    put(page, banner)
    banner.set_contact("06 ·· 42", "06 12 34 56 42", ".")
    QTest.mouseClick(banner._copy, Qt.MouseButton.LeftButton)
    clipboard = QGuiApplication.clipboard()
    assert clipboard.text() == "06 12 34 56 42"
    clipboard.setText("autre chose, copié depuis")
    banner.clear_clipboard()
    assert clipboard.text() == "autre chose, copié depuis"
    QTest.mouseClick(banner._copy, Qt.MouseButton.LeftButton)
    banner._clipboard_clock.timeout.emit()
    assert clipboard.text() == ""


def test_a_list_opens_with_enter_and_tells_each_row_as_a_sentence(
    page: QWidget, qtbot: QtBot
) -> None:
    rows = RowList("En retard", "Rien en retard.")
    put(page, rows)
    assert rows.empty.isVisible()
    late = BadgeSpec("6 jours", "late", "clock-alert")
    rows.set_rows(
        [
            Row("a", "Caron — rappeler le bailleur", "Impayé de loyer", badges=(late,)),
            Row("b", "Haddad"),
        ]
    )
    assert not rows.empty.isVisible()
    rows.setFocus()
    QTest.keyClick(rows.view, Qt.Key.Key_Down)
    with qtbot.waitSignal(rows.opened) as opened:
        QTest.keyClick(rows.view, Qt.Key.Key_Return)
    assert opened.args == ["b"]
    index = rows.model.index(0)
    told = rows.model.data(index, Qt.ItemDataRole.AccessibleTextRole)
    assert told == "Caron — rappeler le bailleur, Impayé de loyer, 6 jours"
    rows.set_rows([Row("b", "Haddad"), Row("c", "Mercier")])
    assert rows.current_key() == "b"


def test_buttons_tell_their_shortcut_and_badges_their_word(page: QWidget) -> None:
    button = Button("Noter un contact", "message-square-plus", ("Ctrl", "N"), "primary")
    badge = Badge(BadgeSpec("Contact sûr", "reserve", "shield"))
    put(page, button)
    put(page, badge)
    assert button.accessibleName() == "Noter un contact, Ctrl N"
    with_keys = button.sizeHint().width()
    button.show_keys(False)
    assert button.sizeHint().width() < with_keys
    assert badge.accessibleName() == "Contact sûr"


def test_a_document_is_shown_from_memory_page_by_page(page: QWidget, qapp: Application) -> None:
    preview = PaperPreview("Synthèse")
    put(page, preview)
    preview.show_pdf(_two_pages())
    assert preview.pages == 2
    assert preview.accessibleDescription() == "2 pages"
    assert "Situation de la famille" in preview.text()
    qapp.processEvents()
    shown = preview.grab().toImage()
    assert shown.pixelColor(shown.width() // 2, 40).lightness() > 200
    preview.show_pdf(b"")
    assert preview.pages == 0


def _two_pages() -> bytes:
    out = BytesIO()
    canvas = Canvas(out)
    canvas.drawString(72, 700, "Situation de la famille")
    canvas.showPage()
    canvas.drawString(72, 700, "Suite")
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def test_the_ring_follows_the_focus_and_what_moves(page: QWidget, qapp: Application) -> None:
    first, second = QPushButton("Un"), QPushButton("Deux")
    put(page, first)
    put(page, second)
    first.setFocus()
    ring = page.findChild(FocusRing)
    assert ring is not None
    assert ring.geometry().contains(first.geometry())
    second.setFocus()
    qapp.processEvents()
    assert ring.geometry().contains(second.geometry())
    second.move(second.pos() + QPoint(0, 30))
    assert ring.geometry().contains(second.geometry())
    second.hide()
    assert not ring.isVisible() or not ring.geometry().contains(second.geometry())


def test_every_widget_can_be_asked_by_a_screen_reader(page: QWidget) -> None:
    button = Button("Orienter", "send")
    put(page, button)
    interface = QAccessible.queryAccessibleInterface(button)
    assert interface is not None
    assert interface.text(QAccessible.Text.Name) == "Orienter"
