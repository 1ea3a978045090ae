"""The explicit list of the screens, in the order of the rail."""

from __future__ import annotations

from fieldapp.ui.agenda.page import AgendaPage
from fieldapp.ui.aujourdhui.page import AujourdhuiPage
from fieldapp.ui.conflits.page import ConflitsPage
from fieldapp.ui.conservation.page import ConservationPage
from fieldapp.ui.dossier.page import DossierPage
from fieldapp.ui.familles.page import FamillesPage
from fieldapp.ui.feuille_route.page import RetourPage
from fieldapp.ui.orientations.orienter_page import OrienterPage
from fieldapp.ui.orientations.page import OrientationsPage
from fieldapp.ui.page import Page
from fieldapp.ui.synchronisation.page import SyncPage

PAGES: tuple[type[Page], ...] = (
    AujourdhuiPage,
    FamillesPage,
    AgendaPage,
    OrientationsPage,
    SyncPage,
    DossierPage,
    OrienterPage,
    RetourPage,
    ConflitsPage,
    ConservationPage,
)
