"""The scenes that are drawn as pictures: each puts the window in one state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog

from fieldapp.domain.efface import Efface
from fieldapp.domain.horloge import aujourd_hui, instant
from fieldapp.domain.orientation import FICHE
from fieldapp.services import foyers, recherche, structures
from fieldapp.ui.dossier.page import DOCUMENTS, FIL, FOYER, ORIENTATIONS, DossierPage
from fieldapp.ui.dossier.suivi_tabs import DEMARCHES, ENGAGEMENTS, EVALUATION
from fieldapp.ui.genogramme.panneau import DESSIN
from fieldapp.ui.imports.sources import USAGERS
from fieldapp.ui.main_window import REVOCATION, MainWindow
from fieldapp.ui.orientations.orienter_page import OrienterPage
from fieldapp.ui.synchronisation.page import SyncPage
from fieldapp.ui.transfert.dialogs import ReassignDialog, TransferDialog
from fieldapp.ui.verrouillage.revoked import RevokedPage
from fieldapp.ui.workspace import Workspace

_ATTENTES = (
    "Deux matinées par semaine dès le 1er décembre, pendant la formation de Madame. En cas "
    "d’absence, le service prévient la veille."
)
# The family of the demonstration whose contract waits to be signed.
PROPOSE_A = "Wattiez"


@dataclass(frozen=True, slots=True)
class Subject:
    """What the scenes show: the passphrase of the store, a family, a word to search."""

    phrase: str
    foyer_id: str
    mot: str


Play = Callable[[MainWindow, Subject], None]


@dataclass(frozen=True, slots=True)
class Scene:
    """A name for the file, what to do, and whether a store must be open first.

    `then` is done once the screen that `play` asked for is read. `poste` is the rank of the post
    of the demonstration: what only the head of an antenne may do is drawn on the second.
    """

    name: str
    play: Play
    opened: bool = True
    then: Play | None = None
    poste: int = 0


def workspace_of(window: MainWindow) -> Workspace:
    """Return the workspace of a post that is open."""
    workspace = window.workspace
    assert workspace is not None, "the store did not open"
    return workspace


def go(page: str, **where: str) -> Play:
    """Open a page; « {foyer} » stands for the family of the subject."""

    def play(window: MainWindow, subject: Subject) -> None:
        wanted = {name: value.format(foyer=subject.foyer_id) for name, value in where.items()}
        workspace_of(window).navigator.go(page, **wanted)

    return play


def command(name: str) -> Play:
    """Do what a shortcut does."""

    def play(window: MainWindow, _subject: Subject) -> None:
        window.dispatch(name)

    return play


def _palette(window: MainWindow, subject: Subject) -> None:
    box = workspace_of(window).palette_box
    box.open_box()
    box.edit.setText(subject.mot)


def _palette_empty(window: MainWindow, _subject: Subject) -> None:
    workspace_of(window).palette_box.open_box()


def _note(window: MainWindow, subject: Subject) -> None:
    workspace = workspace_of(window)
    workspace.navigator.go("synchronisation")
    workspace.capture.open_for(subject.foyer_id)


def _lock(window: MainWindow, _subject: Subject) -> None:
    window.lock()
    window.lock_page.field.setText("quatre mots")


def _alone(window: MainWindow, _subject: Subject) -> None:
    first = window.first_start
    assert first is not None
    first.alone_choice.click()
    first.alone.nom.setText("Nadia Lemaire")


def _invitation(window: MainWindow, _subject: Subject) -> None:
    first = window.first_start
    assert first is not None
    first.join_choice.click()


def household(window: MainWindow, subject: Subject) -> None:
    """Show who lives there, drawn as a genogram."""
    workspace = workspace_of(window)
    workspace.navigator.go("dossier", foyer_id=subject.foyer_id)
    page = workspace.page_of(DossierPage.key)
    assert isinstance(page, DossierPage)
    page.tabs.show_tab(FOYER)
    page.foyer.genogramme.show_side(DESSIN)


def places(window: MainWindow, _subject: Subject) -> None:
    """Bring the addresses of the household in view."""
    page = workspace_of(window).page_of(DossierPage.key)
    assert isinstance(page, DossierPage)
    page.foyer.show_places()


def _move(window: MainWindow, _subject: Subject) -> None:
    page = workspace_of(window).page_of(DossierPage.key)
    assert isinstance(page, DossierPage)
    page.foyer.adresses.note_move()


def _household_list(window: MainWindow, subject: Subject) -> None:
    household(window, subject)
    window.dispatch("tableau")


def _import(window: MainWindow, _subject: Subject) -> None:
    workspace_of(window).open_import(USAGERS.key)


def tab(key: str) -> Play:
    """Open a tab of the family of the subject."""

    def play(window: MainWindow, subject: Subject) -> None:
        workspace = workspace_of(window)
        workspace.navigator.go("dossier", foyer_id=subject.foyer_id)
        page = workspace.page_of(DossierPage.key)
        assert isinstance(page, DossierPage)
        page.tabs.show_tab(key)

    return play


def _show_document(window: MainWindow, _subject: Subject) -> None:
    """Show the last document of the list, as Entrée does."""
    page = workspace_of(window).page_of(DossierPage.key)
    assert isinstance(page, DossierPage)
    table = page.documents.table
    table.selectRow(page.documents.model.rowCount() - 1)
    page.documents.show_button.click()


def _oriented(window: MainWindow, subject: Subject) -> None:
    """Fill the seven fields for the youngest child, the cursor in the expectations."""
    workspace = workspace_of(window)
    page = workspace.page_of(OrienterPage.key)
    assert isinstance(page, OrienterPage)
    found = structures.list_structures(workspace.session, ("EAJE",), "Petits Galets", limit=1)
    dossier = foyers.get_dossier(workspace.session, subject.foyer_id)
    youngest = max(dossier.membres, key=lambda membre: membre.personne.naissance or "")
    page.form.restore(
        {
            "pour_qui": youngest.personne.id,
            "type": "EAJE_INSERTION",
            "structure_id": found[0].id if found else "",
            "motifs": list(workspace.session.catalogue.motifs_for("EAJE_INSERTION")[:2]),
            "accord": FICHE,
            "attentes": _ATTENTES,
            "relance_le": (aujourd_hui() + timedelta(days=10)).isoformat(),
        },
        len(_ATTENTES),
    )
    page.form.attentes.setFocus(Qt.FocusReason.OtherFocusReason)
    page.form.changed.emit()


def _unite(window: MainWindow, subject: Subject) -> None:
    """Put two families side by side."""
    workspace = workspace_of(window)
    page = foyers.list_foyers(workspace.session, limit=2)
    other = next(x.foyer_id for x in page.lignes if x.foyer_id != subject.foyer_id)
    workspace.navigator.unite_asked.emit(subject.foyer_id, other)


def _receipt(window: MainWindow, _subject: Subject) -> None:
    """Open what the first receipt is about."""
    page = workspace_of(window).page_of(SyncPage.key)
    assert isinstance(page, SyncPage)
    page.lists.received.table.row_opened.emit(0)


def _hand_over(window: MainWindow, subject: Subject) -> None:
    """Give a family to another antenna."""
    workspace = workspace_of(window)
    foyer = foyers.get_dossier(workspace.session, subject.foyer_id).foyer
    page = workspace.page
    TransferDialog(workspace.session, page.tasks, page.navigator, foyer, window).show_form()


def _reassign(window: MainWindow, _subject: Subject) -> None:
    """Give three families to one colleague."""
    workspace = workspace_of(window)
    page = workspace.page
    some = [line.foyer_id for line in foyers.list_foyers(workspace.session, limit=3).lignes]
    ReassignDialog(workspace.session, page.tasks, page.navigator, some, window).show_form()


def proposed(window: MainWindow, _subject: Subject) -> None:
    """Show a contract that waits for its signatures."""
    workspace = workspace_of(window)
    found = recherche.search(workspace.session, PROPOSE_A)
    tab(ENGAGEMENTS)(window, Subject("", found[0].foyer_id or "" if found else "", ""))


def _sign(window: MainWindow, _subject: Subject) -> None:
    """Sign the contract in view."""
    page = workspace_of(window).page_of(DossierPage.key)
    assert isinstance(page, DossierPage)
    page.suivi.contrat.buttons["signer"].click()


def _revoked(window: MainWindow, _subject: Subject) -> None:
    """Have an exchange bring the order that ends this post."""
    workspace_of(window).page.tasks.changed.emit(frozenset({REVOCATION}))


def _wiped(window: MainWindow, _subject: Subject) -> None:
    """Show what is told once that order is obeyed; nothing is destroyed for a picture."""
    page = window.findChild(RevokedPage)
    assert page is not None, "the post was ended by the scene before"
    page.wiped.emit(Efface(instant(), "départ de l’agent", ""))


def _nothing(_window: MainWindow, _subject: Subject) -> None:
    """Show the window as it opens."""


SCENES: tuple[Scene, ...] = (
    Scene("01-premier-demarrage", _nothing, opened=False),
    Scene("02-commencer-seul", _alone, opened=False),
    Scene("03-ouvrir-une-invitation", _invitation, opened=False),
    Scene("04-aujourdhui", go("aujourdhui")),
    Scene("05-familles", go("familles")),
    Scene("06-dossier", go("dossier", foyer_id="{foyer}")),
    Scene("07-orienter", go("orienter", foyer_id="{foyer}"), then=_oriented),
    Scene("08-orientations", go("orientations")),
    Scene("09-synchronisation", go("synchronisation")),
    Scene("10-noter-un-contact", _note),
    Scene("11-palette", _palette),
    Scene("12-palette-vide", _palette_empty),
    Scene("13-numeros-utiles", command("numeros")),
    Scene("14-affichage", command("affichage")),
    Scene("15-aide", command("aide")),
    Scene("16-agenda", go("agenda")),
    Scene("17-accueil-sans-dossier", command("accueil")),
    Scene("18-au-retour", go("retour_visites")),
    Scene("19-genogramme", household),
    Scene("20-genogramme-liste", _household_list),
    Scene("21-evaluation", tab(EVALUATION)),
    Scene("22-engagements", tab(ENGAGEMENTS)),
    Scene("23-demarches", tab(DEMARCHES)),
    Scene("24-dossier-orientations", tab(ORIENTATIONS)),
    Scene("25-synthese", tab(FIL), then=command("imprimer")),
    Scene("26-importer", _import),
    Scene("27-foyer-adresses", household, then=places),
    Scene("28-demenagement", household, then=_move),
    Scene("29-doublons", command("doublons")),
    Scene("31-reunir", _unite),
    Scene("32-reporter-ailleurs", tab(FIL), then=command("reporter")),
    Scene("34-documents", tab(DOCUMENTS)),
    Scene("35-document-vu", tab(DOCUMENTS), then=_show_document),
    Scene("33-deux-versions", go("conflits")),
    Scene("34-recues-par-le-siege", go("synchronisation", liste="recues"), then=_receipt),
    Scene("36-transferer", tab(FIL), then=_hand_over),
    Scene("37-reaffecter", go("familles"), then=_reassign, poste=1),
    Scene("38-signer", proposed, then=_sign),
)
# Drawn after all others: nothing shows behind the lock, and nothing of an ended post.
LAST_SCENES: tuple[Scene, ...] = (
    Scene("30-verrouillage", _lock),
    Scene("40-poste-revoque", _revoked),
    Scene("41-poste-efface", _wiped),
)


def open_dialogs() -> list[QDialog]:
    """Return the dialogs on screen, the last one on top."""
    return [
        widget
        for widget in QApplication.topLevelWidgets()
        if isinstance(widget, QDialog) and widget.isVisible()
    ]


def tidy(window: MainWindow) -> None:
    """Close what a scene opened."""
    for dialog in open_dialogs():
        dialog.reject()
    if window.workspace is not None:
        window.workspace.palette_box.close_box()
        window.workspace.toast.close_message()
    # Not every desktop gives the window its focus back by itself.
    window.activateWindow()
