"""The scenes of what a page alone does not show: a filter, an event, a warning, a history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from fieldapp.domain.accompagnement import ADHESION, SANS_REPONSE, Proposition
from fieldapp.domain.adresse import SaisieDemenagement
from fieldapp.domain.contact import PERSONNEL, SaisieContact
from fieldapp.domain.foyer import Filtre, SaisieContactSur, SaisieFoyer, SaisiePersonne
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.suite import RENDEZVOUS
from fieldapp.services import (
    accompagnements,
    adresses,
    conflits,
    contact_sur,
    contacts,
    foyers,
    transferts,
)
from fieldapp.services.historique_foyer import history_of_family
from fieldapp.services.session import Session
from fieldapp.ui.contrat.offre_dialogs import ReponseDialog
from fieldapp.ui.documents.dessin import encode
from fieldapp.ui.documents.pages_dialog import PagesDialog
from fieldapp.ui.documents.reading import Source, examine
from fieldapp.ui.dossier.historique_dialog import HistoryDialog
from fieldapp.ui.dossier.page import FIL, DossierPage
from fieldapp.ui.dossier.suivi_tabs import ENGAGEMENTS
from fieldapp.ui.familles.page import FamillesPage
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.report.dialog import ReportDialog
from fieldapp.ui.scenes import (
    Play,
    Scene,
    Subject,
    command,
    go,
    household,
    open_dialogs,
    places,
    proposed,
    tab,
    workspace_of,
)

_PAGE = (420, 594)


def _write(window: MainWindow, act: Callable[[Session], object], *changes: str) -> None:
    """Do an act of the trade on the copy, where acts are done."""
    workspace = workspace_of(window)
    session = workspace.session
    workspace.page.tasks.run(lambda: act(session), changes=set(changes))


def _dossier(window: MainWindow) -> DossierPage:
    page = workspace_of(window).page_of(DossierPage.key)
    assert isinstance(page, DossierPage)
    return page


def _by_public(window: MainWindow, _subject: Subject) -> None:
    """Keep the families of the first public there is."""
    page = workspace_of(window).page_of(FamillesPage.key)
    assert isinstance(page, FamillesPage)
    publics = page.filters.publics
    assert publics.count() > 1, "a demonstration has publics"
    publics.set_code(str(publics.itemData(1)))
    publics.chosen.emit(publics.code())
    publics.setFocus(Qt.FocusReason.OtherFocusReason)


def _moved_here(window: MainWindow, _subject: Subject) -> None:
    """Open the family that another antenna handed over."""
    workspace = workspace_of(window)
    session = workspace.session
    every = foyers.list_foyers(session, Filtre("unite"), limit=500).lignes
    found = [one.foyer_id for one in every if transferts.list_transferts(session, one.foyer_id)]
    assert found, "a family of the demonstration came from Arras"
    workspace.navigator.go("dossier", foyer_id=found[0], onglet=FIL)


def _planned(window: MainWindow, subject: Subject) -> None:
    """Plan a move in twelve days."""
    foyer_id, day = subject.foyer_id, (aujourd_hui() + timedelta(days=12)).isoformat()
    saisie = SaisieDemenagement(
        le=day, adresse="8 rue des Écoles", code_postal="62300", commune="Lens"
    )
    _write(window, lambda s: adresses.demenager(s, foyer_id, saisie), "adresse", "foyer")
    household(window, subject)


def _pages(window: MainWindow, subject: Subject) -> None:
    """Put three photographs of one paper in one document."""
    session, page = workspace_of(window).session, _dossier(window)
    lot = examine([Source(f"Page {n}.jpg", octets=_photograph(n)) for n in (1, 2, 3)])
    PagesDialog(session, page.tasks, page.navigator, subject.foyer_id, lot, window).show_form()


def _photograph(number: int) -> bytes:
    """A page as a telephone takes it: grey paper, lines, its number."""
    width, height = _PAGE
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#e8e6df"))
    painter = QPainter(image)
    for place in range(90, height - 60, 26):
        painter.fillRect(QRect(50, place, width - 100 - (place * number) % 90, 6), QColor("#555"))
    painter.drawText(QRect(0, 20, width, 40), Qt.AlignmentFlag.AlignCenter, f"page {number}")
    painter.end()
    return encode(image, b"jpeg")


def _clash(window: MainWindow, _subject: Subject) -> None:
    """Plan, in « Et ensuite », an appointment at the hour of the meeting of the antenna."""
    fields = _dossier(window).fil.note.fields
    fields.note.setPlainText("Madame a reçu le bail. Nous le lirons ensemble.")
    fields.suite_genre.set_code(RENDEZVOUS)
    fields.suite_genre.chosen.emit(RENDEZVOUS)
    fields.suite.setText("Lire le bail")
    fields.suite_le.set_value((aujourd_hui() + timedelta(days=1)).isoformat())
    fields.heure.setText("14h")
    fields.heure.textEdited.emit("14h")


def _personal(window: MainWindow, _subject: Subject) -> None:
    """Write a draft for oneself."""
    fields = _dossier(window).fil.note.fields
    fields.clear()
    fields.note.setPlainText("Comment aborder la question du budget sans blesser Madame\u00a0?")
    fields.zone.set_code(PERSONNEL)
    fields.zone.chosen.emit(PERSONNEL)
    fields.note.setFocus(Qt.FocusReason.OtherFocusReason)


def _readers(window: MainWindow, _subject: Subject) -> None:
    """End a contract: under what one writes of it, who will read it."""
    _dossier(window).suivi.contrat.buttons["terminer"].click()


def _changed(window: MainWindow, subject: Subject) -> None:
    """Change the household twice, so that its history tells former values."""
    foyer_id = subject.foyer_id

    def change(session: Session) -> None:
        for langue in ("portugais", "portugais, un peu de français"):
            foyers.update_foyer(session, foyer_id, {"langue": langue})

    _write(window, change, "foyer")
    household(window, subject)


def _history(window: MainWindow, subject: Subject) -> None:
    """Show who changed what in the household, field by field."""
    workspace, foyer_id = workspace_of(window), subject.foyer_id
    HistoryDialog(
        workspace.session, workspace.page.tasks, "foyer", foyer_id, "Historique du foyer", window,
        read=lambda: history_of_family(workspace.session, foyer_id),
    ).show()  # fmt: skip


def _hidden_versions(window: MainWindow, _subject: Subject) -> None:
    """Protect by a safe contact the family whose phone has two versions."""
    foyer_id = conflits.list_conflits(workspace_of(window).session)[0].foyer_id or ""
    safe = SaisieContactSur("0639989903", "le matin, avant 11\u00a0h")
    _write(
        window, lambda s: contact_sur.save_contact_sur(s, foyer_id, safe), "contact_sur", "foyer"
    )


def _report(window: MainWindow, subject: Subject) -> None:
    """Ask for « Reporter ailleurs » before its order is changed."""
    tab(FIL)(window, subject)
    command("reporter")(window, subject)


def _arranged(_window: MainWindow, _subject: Subject) -> None:
    """Move a line of the report down: « Ordre d’origine » is offered."""
    found = [one for one in open_dialogs() if isinstance(one, ReportDialog)]
    assert found, "a contact of the story is left to report"
    found[0].move_current(1)


def _waiting(session: Session) -> Proposition:
    """Return an offer that waits for the answer of its family."""
    every = foyers.list_foyers(session, Filtre("unite"), limit=500).lignes
    offers = (o for x in every for o in accompagnements.list_propositions(session, x.foyer_id))
    found = next((one for one in offers if one.reponse is None), None)
    assert found is not None, "an offer of the demonstration waits"
    return found


def _to_answer(window: MainWindow, _subject: Subject) -> None:
    """Open the engagements of a family whose offer waits for an answer."""
    offer = _waiting(workspace_of(window).session)
    tab(ENGAGEMENTS)(window, Subject("", offer.foyer_id, ""))


def _answer(answer: str) -> Play:
    """Answer the offer in view, as the family did."""

    def play(window: MainWindow, _subject: Subject) -> None:
        session, page = workspace_of(window).session, _dossier(window)
        offer = _waiting(session)
        form = ReponseDialog(session, page.tasks, page.navigator, offer, window)
        form.reponses[answer].click()
        form.show_form()

    return play


def _invite(window: MainWindow, _subject: Subject) -> None:
    """Invite a colleague to the follow-up in view."""
    _dossier(window).suivi.contrat.suivi.card.invite.click()


def _new_family(window: MainWindow, _subject: Subject) -> None:
    """Begin a file whose name is not far from one that is known."""
    page = workspace_of(window).page_of(FamillesPage.key)
    assert isinstance(page, FamillesPage)
    page.open_new("Delatre")


def _long_ago(window: MainWindow, _subject: Subject) -> None:
    """Note last contacts of two years ago, of which the list of retention is made."""
    people = (
        ("Lemoine", "Odile", 810), ("Wallart – Petit", "Sarah", 775), ("Deschamps", "Luc", 735),
        ("Kaci", "Nora", 730), ("Carpentier", "Anne", 712), ("Ferreira", "Rui", 690),
    )  # fmt: skip

    def note(session: Session) -> None:
        for nom, prenom, days in people:
            saisie = SaisieFoyer(
                personnes=(SaisiePersonne(nom, prenom),), referent_id=session.agent.id
            )
            foyer_id = foyers.create_foyer(session, saisie).id
            for before in (days + 30, days):
                day = (aujourd_hui() - timedelta(days=before)).isoformat()
                contacts.save_contact(
                    session, SaisieContact(foyer_id, "RDV_BUREAU", moment=f"{day}T10:00")
                )

    _write(window, note, "foyer", "contact")


NOTION_SCENES: tuple[Scene, ...] = (
    Scene("42-familles-par-public", go("familles"), then=_by_public),
    Scene("43-transfert-dans-le-fil", _moved_here),
    Scene("44-demenagement-prevu", _planned, then=places),
    Scene("45-document-de-pages", tab(FIL), then=_pages),
    Scene("46-suites-meme-heure", tab(FIL), then=_clash),
    Scene("47-brouillon-personnel", tab(FIL), then=_personal),
    Scene("48-lisible-par", proposed, then=_readers),
    Scene("49-historique", _changed, then=_history),
    Scene("51-reporter-dans-l-ordre", _report, then=_arranged),
    Scene("52-feuille-de-route", go("agenda"), then=command("imprimer")),
    Scene("53-reponse-adhesion", _to_answer, then=_answer(ADHESION)),
    Scene("54-reponse-aucune", _to_answer, then=_answer(SANS_REPONSE)),
    Scene("55-co-intervenant", tab(ENGAGEMENTS), then=_invite),
    Scene("56-nouvelle-famille", go("familles"), then=_new_family),
    Scene("57-conservation", _long_ago, then=go("conservation"), poste=1),
    Scene("58-conservation-imprimee", go("conservation"), then=command("imprimer"), poste=1),
    Scene("50-versions-contact-sur", _hidden_versions, then=go("conflits")),
)
