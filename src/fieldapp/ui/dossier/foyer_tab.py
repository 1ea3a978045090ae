"""The household tab: who lives there, where, how they are reached, how they are followed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import (
    QBoxLayout,
    QDialog,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from fieldapp.domain import droits
from fieldapp.domain.accompagnement import NIVEAUX, Accompagnement
from fieldapp.domain.dates import age, format_date
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import NOTICES, SYSTEMES, Dossier, Foyer, Membre
from fieldapp.domain.genogramme.textes import rhythm
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.services import contact_sur, personnes
from fieldapp.services.droits import may
from fieldapp.services.historique_foyer import history_of_family
from fieldapp.services.session import Session
from fieldapp.ui.capture.form_dialog import FormDialog
from fieldapp.ui.capture.undo import undo_last
from fieldapp.ui.delegates.paint import BadgeSpec
from fieldapp.ui.delegates.row import Row
from fieldapp.ui.dossier.adresses_card import AdressesCard
from fieldapp.ui.dossier.contact_sur_dialog import ContactSurDialog
from fieldapp.ui.dossier.coordonnees_card import CoordonneesCard
from fieldapp.ui.dossier.coordonnees_dialog import CoordonneesDialog
from fieldapp.ui.dossier.historique_dialog import HistoryDialog
from fieldapp.ui.dossier.personne_dialog import PersonneDialog
from fieldapp.ui.dossier.publics_card import PublicsCard
from fieldapp.ui.dossier.suivi_dialogs import CloseSuiviDialog, OpenSuiviDialog
from fieldapp.ui.dossier.view import banner_words, current_suivi, last_contact_words
from fieldapp.ui.genogramme.panneau import GenogrammePanel
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.transfert.dialogs import TransferDialog
from fieldapp.ui.transfert.hands_line import HandsLine
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.card import Card
from fieldapp.ui.widgets.cards_scroll import CardsScroll
from fieldapp.ui.widgets.lisible_par import LisiblePar
from fieldapp.ui.widgets.rows import RowList
from fieldapp.ui.widgets.text import Text

EMPTY = "Ajoutez les personnes qui vivent ici."


class FoyerTab(QWidget):
    """Cards, each with its own « Modifier »."""

    def __init__(self, session: Session, tasks: Tasks, navigator: Navigator) -> None:
        super().__init__()
        self._session, self._tasks, self._navigator = session, tasks, navigator
        self._dossier: Dossier | None = None
        self._dialog: QDialog | None = None
        self._may_write = may(session, droits.ECRIRE_FOYER)
        self._may_follow = may(session, droits.ECRIRE_CONTACT)
        self.genogramme = GenogrammePanel(session, tasks, navigator)
        self.genogramme.personne_ouverte.connect(self.edit_person)
        self.genogramme.personne_demandee.connect(self.add_person)
        self.people = RowList("Personnes du foyer", EMPTY, fit=True)
        self.people.opened.connect(self._edit_person)
        self.add_button = Button("Ajouter", "user-plus", kind="petit")
        self.add_button.setAccessibleName("Ajouter une personne")
        self.add_button.clicked.connect(self.add_person)
        self.leave_button = Button("A quitté le foyer", "log-out", kind="petit")
        self.leave_button.clicked.connect(self._person_left)
        self.adresses = AdressesCard(session, tasks, navigator, self._may_write)
        self.numeros = CoordonneesCard(session, tasks, navigator, self._may_write)
        self.publics = PublicsCard(session, tasks, navigator)
        self._file = Text("", wrap=True, selectable=True)
        self._file_readers, self._safe_readers = LisiblePar(), LisiblePar()
        self._safe = Text("", wrap=True)
        self._safe_remove = Button("Retirer", kind="petit")
        self._safe_remove.clicked.connect(self._remove_safe)
        self._follow = Text("", wrap=True)
        self.hands = HandsLine(session, tasks)
        self._close_button = Button("Clore", kind="petit")
        self._close_button.clicked.connect(self._close_suivi)
        self._kept = Text("", "legende", wrap=True)
        self._build()

    def show_dossier(self, dossier: Dossier) -> None:
        """Show a family."""
        self._dossier = dossier
        self.genogramme.open(dossier.foyer.id)
        today = aujourd_hui()
        # Who lives here, then who matters elsewhere or has died, then who left.
        here = sorted(dossier.membres, key=lambda m: not m.vit_ici(today))
        membres = sorted(here, key=lambda m: not m.present(today))
        self.people.set_rows(_person_row(m) for m in membres)
        self.adresses.show_dossier(dossier)
        self.numeros.show_dossier(dossier)
        self.publics.show_dossier(dossier)
        self._file.setText(_file_words(dossier.foyer))
        readers = dossier.lecteurs.get(droits.LIRE_FOYER, "")
        self._file_readers.set_readers(readers if dossier.foyer.violence else "")
        self._safe_readers.set_readers(readers)
        self._safe_remove.setVisible(self._may_write and dossier.contact_sur is not None)
        if dossier.contact_sur is None:
            self._safe.setText("Aucun contact sûr\u00a0: les numéros du foyer servent tels quels.")
        else:
            masked, _, rest = banner_words(dossier.contact_sur)
            self._safe.setText(f"Appeler le {masked}{rest}" if masked else rest)
        self._follow.setText(
            "\n".join(self._suivi_words(s) for s in dossier.accompagnements)
            or "Aucun accompagnement ouvert."
        )
        self.hands.show_family(dossier.foyer.id)
        opened = current_suivi(dossier) is not None
        self._close_button.setVisible(self._may_follow and opened)
        words, kept = last_contact_words(dossier)
        notice = NOTICES.get(dossier.foyer.notice or "", "non renseignée")
        self._kept.setText(
            f"{words}. {kept}\nNotice d’information\u00a0: {notice[:1].lower()}{notice[1:]}."
        )

    def add_person(self) -> None:
        """Open the form of a new person (Ctrl+Maj+N)."""
        if self._dossier is not None and self._may_write:
            args = (self._session, self._tasks, self._navigator, self._dossier.foyer.id)
            self._open(PersonneDialog(*args, parent=self.window()))

    def edit_person(self, personne_id: str) -> None:
        """Open the form of a person."""
        membre = self._membre_of(personne_id)
        if membre is not None and self._may_write and self._dossier is not None:
            args = (self._session, self._tasks, self._navigator, self._dossier.foyer.id, membre)
            shared = [one for one in self._dossier.coordonnees if one.id]
            self._trace_edit(contact_sur.NUMERO)
            self._open(PersonneDialog(*args, self.window(), shared))

    def show_places(self) -> None:
        """Scroll to where the family lives and how it is reached."""
        self._scroll.ensureWidgetVisible(self.numeros)
        self._scroll.ensureWidgetVisible(self.adresses)

    def set_narrow(self, narrow: bool, *, whole: bool = False) -> None:
        """Put the cards under one another, or side by side; `whole` in a page that scrolls."""
        self._scroll.set_whole(whole)
        direction = QBoxLayout.Direction
        self._columns.setDirection(direction.TopToBottom if narrow else direction.LeftToRight)

    def _build(self) -> None:
        people = Card("Personnes", flush=True)
        people.body.addWidget(self.people)
        people.aside.addWidget(self.leave_button)
        people.aside.addWidget(self.add_button)
        self.leave_button.setVisible(self._may_write)
        self.add_button.setVisible(self._may_write)
        where = self._card("Dossier et langue", self._file, self._edit_coordinates)
        where.body.addWidget(self._file_readers)
        safe = self._card("Contact sûr", self._safe, self._edit_safe)
        safe.body.addWidget(self._safe_readers)
        safe.aside.insertWidget(0, self._safe_remove)
        follow = Card("Accompagnement")
        follow.body.addWidget(self._follow)
        follow.body.addWidget(self.hands)
        follow.aside.addWidget(self._close_button)
        if self._may_follow:
            begin = Button("Ouvrir", kind="petit")
            begin.setAccessibleName("Ouvrir un accompagnement")
            begin.clicked.connect(self._open_suivi)
            follow.aside.addWidget(begin)
        left, right = QVBoxLayout(), QVBoxLayout()
        places = (
            (left, (people, self.publics, follow, self._build_kept())),
            (right, (self.adresses, self.numeros, where, safe)),
        )
        for layout, cards in places:
            layout.setSpacing(14)
            for card in cards:
                layout.addWidget(card)
            layout.addStretch(1)
        self._lay_out(left, right)

    def _build_kept(self) -> Card:
        """What is kept of the file, and what may be done with all of it."""
        kept = Card("Conservation")
        kept.body.addWidget(self._kept)
        history = Button("Historique", "history", kind="petit")
        history.clicked.connect(self._show_history)
        kept.aside.addWidget(history)
        if may(self._session, droits.FUSIONNER):
            unite = Button("Réunir…", "merge", kind="petit")
            unite.setAccessibleName("Réunir avec un autre dossier")
            unite.clicked.connect(self._unite)
            kept.aside.addWidget(unite)
        if may(self._session, droits.TRANSFERER):
            hand_over = Button("Transférer…", "arrow-right-left", kind="petit")
            hand_over.setAccessibleName("Transférer à une autre antenne")
            hand_over.clicked.connect(self._hand_over)
            kept.aside.addWidget(hand_over)
        return kept

    def _lay_out(self, left: QVBoxLayout, right: QVBoxLayout) -> None:
        """Put the two columns of cards under the génogramme, in one scroll."""
        inside = QWidget()
        inside.setProperty("level", "transparent")
        stacked = QVBoxLayout(inside)
        stacked.setContentsMargins(0, 0, 0, 0)
        stacked.setSpacing(14)
        stacked.addWidget(self.genogramme)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        stacked.addLayout(self._columns)
        self._columns.setSpacing(14)
        self._columns.addLayout(left, 1)
        self._columns.addLayout(right, 1)
        self._scroll = CardsScroll(inside)
        column = QHBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._scroll)

    def _card(self, title: str, text: Text, edit: Callable[[], None]) -> Card:
        card = Card(title)
        card.body.addWidget(text)
        if self._may_write:
            button = Button("Modifier", kind="petit")
            button.setAccessibleName(f"Modifier, {title}")
            button.clicked.connect(edit)
            card.aside.addWidget(button)
        return card

    def _membre_of(self, personne_id: str) -> Membre | None:
        membres = self._dossier.membres if self._dossier is not None else ()
        return next((m for m in membres if m.personne.id == personne_id), None)

    def _open(self, dialog: FormDialog) -> None:
        self._dialog = dialog
        dialog.show_form()

    def _edit_person(self, personne_id: str) -> None:
        self.edit_person(personne_id)

    def _person_left(self) -> None:
        membre = self._membre_of(self.people.current_key())
        if membre is None or membre.fin is not None:
            return
        session, tasks, navigator = self._session, self._tasks, self._navigator
        tasks.run(
            lambda: personnes.end_appartenance(session, membre.appartenance_id),
            lambda _none: navigator.toast(
                f"{membre.personne.nom_complet} ne fait plus partie du foyer.",
                lambda: undo_last(session, tasks, navigator),
            ),
            self._failed,
            changes={"personne", "foyer"},
            owner=self,
        )

    def _edit_coordinates(self) -> None:
        if self._dossier is not None:
            if self._dossier.protege:
                self._trace_edit(contact_sur.ADRESSE)
            args = (self._session, self._tasks, self._navigator, self._dossier.foyer)
            self._open(CoordonneesDialog(*args, self.window()))

    def _edit_safe(self) -> None:
        if self._dossier is None:
            return
        people = tuple((m.personne.id, m.personne.nom_complet) for m in self._dossier.membres)
        self._trace_edit(contact_sur.NUMERO)
        form = ContactSurDialog(
            self._session, self._tasks, self._navigator, self._dossier.foyer.id, people,
            self._dossier.contact_sur, self.window(),
        )  # fmt: skip
        form.readers.set_readers(self._dossier.lecteurs.get(droits.LIRE_FOYER, ""))
        self._open(form)

    def _trace_edit(self, quoi: str) -> None:
        """Where a safe contact masks, a form shows in full: that leaves a trace."""
        dossier = self._dossier
        if dossier is not None and dossier.protege:
            session, foyer_id = self._session, dossier.foyer.id
            self._tasks.run(lambda: contact_sur.trace_shown(session, foyer_id, quoi), owner=self)

    def _remove_safe(self) -> None:
        if self._dossier is None:
            return
        session, tasks, navigator = self._session, self._tasks, self._navigator
        foyer_id = self._dossier.foyer.id
        tasks.run(
            lambda: contact_sur.remove_contact_sur(session, foyer_id),
            lambda _none: navigator.toast(
                "Contact sûr retiré.", lambda: undo_last(session, tasks, navigator)
            ),
            self._failed,
            changes={"contact_sur", "foyer"},
            owner=self,
        )

    def _open_suivi(self) -> None:
        if self._dossier is not None:
            args = (self._session, self._tasks, self._navigator, self._dossier.foyer.id)
            self._open(OpenSuiviDialog(*args, self.window()))

    def _close_suivi(self) -> None:
        suivi = current_suivi(self._dossier) if self._dossier is not None else None
        if suivi is not None:
            args = (self._session, self._tasks, self._navigator, suivi)
            self._open(CloseSuiviDialog(*args, self.window()))

    def _unite(self) -> None:
        if self._dossier is not None:
            self._navigator.unite_asked.emit(self._dossier.foyer.id, "")

    def _hand_over(self) -> None:
        if self._dossier is not None:
            args = (self._session, self._tasks, self._navigator, self._dossier.foyer)
            dialog = TransferDialog(*args, self.window())
            dialog.accepted.connect(lambda: self._navigator.go("familles"))
            self._open(dialog)

    def _show_history(self) -> None:
        if self._dossier is not None:
            session, foyer_id = self._session, self._dossier.foyer.id
            self._dialog = HistoryDialog(
                session, self._tasks, "foyer", foyer_id, "Historique du foyer", self.window(),
                read=lambda: history_of_family(session, foyer_id),
            )  # fmt: skip
            self._dialog.show()

    def _failed(self, error: KnownError) -> None:
        self._navigator.toast(error.message)

    def _suivi_words(self, suivi: Accompagnement) -> str:
        libelle = self._session.catalogue.libelle
        parts = [NIVEAUX.get(suivi.niveau, suivi.niveau)]
        if suivi.domaine:
            parts.append(libelle("domaines", suivi.domaine))
        if suivi.offre:
            parts.append(libelle("offres_de_service", suivi.offre))
        if suivi.debut:
            parts.append(f"depuis le {format_date(suivi.debut)}")
        if suivi.fin:
            why = f" ({libelle('motifs_sortie', suivi.motif_sortie)})" if suivi.motif_sortie else ""
            parts.append(f"clos le {format_date(suivi.fin)}{why}")
        return " · ".join(parts)


def _person_row(membre: Membre) -> Row:
    personne = membre.personne
    facts = [membre.place]
    if personne.naissance:
        # Nobody grows older after their death.
        years = "" if personne.deces else f"{age(personne.naissance, aujourd_hui())}, "
        facts.append(f"{years}{personne.accorde('né')} le {format_date(personne.naissance)}")
    badges = []
    if personne.deces:
        badges.append(BadgeSpec(f"{personne.accorde('Décédé')} en {personne.deces[:4]}"))
    elif membre.fin is not None:
        gone = personne.accorde("Parti")
        badges.append(BadgeSpec(f"{gone} le {format_date(membre.fin)}", "neutre", "log-out"))
    elif membre.part == 0:
        badges.append(BadgeSpec("Vit ailleurs"))
    elif membre.partage:
        badges.append(BadgeSpec(rhythm(membre)))
    return Row(
        personne.id,
        personne.nom_complet,
        " · ".join(facts),
        "user-round",
        badges=tuple(badges),
        keys_help="Entrée\u00a0: modifier",
        whole=True,
    )


def _file_words(foyer: Foyer) -> str:
    """The numbers of the file, and what one must know to speak or write to the family."""
    shown = []
    if foyer.numero:
        shown.append(f"Dossier n°\u00a0{foyer.numero}")
    if foyer.autre_numero:
        where = SYSTEMES.get(foyer.autre_systeme or "", "Autre numéro")
        shown.append(f"{where}\u00a0: n°\u00a0{foyer.autre_numero}")
    if foyer.langue:
        shown.append(f"Langue\u00a0: {foyer.langue}")
    if foyer.interprete:
        shown.append("Interprète à prévoir")
    if foyer.ecrit_difficile:
        shown.append("Écrit difficile")
    if foyer.violence:
        shown.append("Violence signalée")
    return "\n".join(shown or ["Ni numéro de dossier, ni langue renseignés."])
