"""Two versions of what a contact sûr hides: told apart and decided by key, read only when asked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from tests.ui import recit
from tests.ui.recit import Bureau, close_bureau, open_bureau

from fieldapp.db import journal
from fieldapp.db.store import Store
from fieldapp.domain.conflit import Conflit
from fieldapp.services import contact_sur, personnes
from fieldapp.services.foyers import get_dossier, update_foyer
from fieldapp.services.session import Session
from fieldapp.ui.conflits.champ_panel import ChampPanel
from fieldapp.ui.conflits.page import ConflitsPage
from fieldapp.ui.conflits.version_box import VersionBox
from fieldapp.ui.widgets.text import Text

AVANT, ICI, LA_BAS = "3 rue des Lombards", "8 rue du Four", "15 place Guy-Mollet"
OURS, THEIRS = "+33612989901", "+33612989902"
MASQUEE = "Adresse masquée"


def written_elsewhere(store: Store, table: str, row_id: str, champ: str, valeur: str) -> None:
    """A colleague changes a field of a row on another post, not having seen our last change."""
    ours = max(
        (op for op in journal.row_ops(store, table, row_id) if champ in op.fields),
        key=lambda op: op.hlc,
    )
    theirs = ours._replace(device="autreposte", seq=ours.seq, fields={champ: valeur},
                           base={champ: ours.base[champ]}, author="Julie Caudron")  # fmt: skip
    journal.ingest(store, [theirs])


@pytest.fixture
def desk(
    qtbot: QtBot, antenna: tuple[Session, str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Bureau]:
    """A family under a contact sûr that moved, and whose mother has a new number, twice each."""
    session, delattre = antenna
    mother = get_dossier(session, delattre).membres[0].personne.id
    update_foyer(session, delattre, {"adresse": ICI})
    written_elsewhere(session.store, "foyer", delattre, "adresse", LA_BAS)
    personnes.update_personne(session, mother, {"telephone": OURS})
    written_elsewhere(session.store, "personne", mother, "telephone", THEIRS)
    monkeypatch.setattr(recit, "PAGES", (*recit.PAGES, ConflitsPage))
    opened = open_bureau(session)
    opened.workspace.navigator.go("conflits")
    opened.settle(qtbot)
    with qtbot.waitActive(opened.window):
        opened.window.activateWindow()
    yield opened
    close_bureau(opened)


def panel(desk: Bureau, champ: str) -> ChampPanel:
    return next(p for p in desk.page(ConflitsPage).panels if p.conflit.champ == champ)


def words(at: ChampPanel) -> list[str]:
    """Before, here and there, as they are read, and as they are told to a screen reader."""
    boxes = at.findChildren(VersionBox)
    for box in boxes:
        assert box.accessibleName().endswith(box.text())
    return [box.text() for box in boxes]


def everything(desk: Bureau) -> str:
    """All that the page shows or says."""
    page = desk.page(ConflitsPage)
    found = [text.text() for text in page.findChildren(Text)]
    return "\n".join([*found, *(box.accessibleName() for box in page.findChildren(VersionBox))])


def traces(desk: Bureau) -> list[str]:
    rows = desk.session.store.query("SELECT acte FROM trace ORDER BY rowid")
    return [row["acte"] for row in rows if row["acte"] in (contact_sur.ADRESSE, contact_sur.NUMERO)]


def test_the_other_address_is_chosen_by_key_without_being_read(
    qtbot: QtBot, desk: Bureau, delattre: str
) -> None:
    at = panel(desk, "adresse")
    assert words(at) == [MASQUEE, MASQUEE, f"{MASQUEE}, différente"]
    at.setFocus()
    desk.press(Qt.Key.Key_L, Qt.KeyboardModifier.AltModifier)
    assert at._result.text() == "Là-bas, adresse masquée"
    desk.press(Qt.Key.Key_I, Qt.KeyboardModifier.AltModifier)
    assert at._result.text() == "Ici, adresse masquée"
    desk.press(Qt.Key.Key_L, Qt.KeyboardModifier.AltModifier)
    shown = everything(desk)
    for secret in (AVANT, ICI, LA_BAS, "06 12 98 99 01", "06 12 98 99 02", OURS, THEIRS):
        assert secret not in shown
    desk.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.settle(qtbot)
    assert get_dossier(desk.session, delattre).foyer.adresse == LA_BAS
    assert traces(desk) == []
    # Decided otherwise later, it is masked still.
    page = desk.page(ConflitsPage)
    keys = [key for key, groupe in page._groups.items() if groupe.conflits[0].decide]
    key = next(k for k in keys if page._groups[k].conflits[0].champ == "adresse")
    page.done.opened.emit(key)
    assert words(panel(desk, "adresse"))[1:] == [MASQUEE, f"{MASQUEE}, différente"]


def test_it_is_shown_for_a_moment_to_who_asks_and_that_is_noted(qtbot: QtBot, desk: Bureau) -> None:
    address, phone = panel(desk, "adresse"), panel(desk, "telephone")
    address.reveal.setFocus(Qt.FocusReason.TabFocusReason)
    desk.press(Qt.Key.Key_Space)
    desk.settle(qtbot)
    assert words(address) == [AVANT, ICI, LA_BAS]
    assert not address.reveal.isVisible()
    assert address.choice.isAncestorOf(desk.focused()) or address.choice.hasFocus()
    assert words(phone)[1:] == ["Numéro masqué", "Numéro masqué, différent"]
    assert traces(desk) == [contact_sur.ADRESSE]
    address._clock.timeout.emit()
    assert words(address) == [MASQUEE, MASQUEE, f"{MASQUEE}, différente"]
    assert address.reveal.isVisible()

    phone.reveal.click()
    desk.settle(qtbot)
    assert words(phone)[1:] == ["06 12 98 99 01", "06 12 98 99 02"]
    assert traces(desk) == [contact_sur.ADRESSE, contact_sur.NUMERO]


def test_without_a_safe_contact_both_are_read_at_once(
    qtbot: QtBot, desk: Bureau, delattre: str
) -> None:
    contact_sur.remove_contact_sur(desk.session, delattre)
    desk.page(ConflitsPage).open()
    desk.settle(qtbot)
    at = panel(desk, "adresse")
    assert words(at) == [AVANT, ICI, LA_BAS]
    conflit: Conflit = at.conflit
    assert conflit.masque is None
    assert not at.reveal.isVisible()
