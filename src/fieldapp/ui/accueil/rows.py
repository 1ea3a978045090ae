"""What a list says of a welcome: its needs and answers, where; nobody's name but a first one."""

from __future__ import annotations

from fieldapp.domain.accueil import REPONSES, Accueil
from fieldapp.domain.catalogue import Catalogue
from fieldapp.domain.dates import format_heure
from fieldapp.ui.delegates.paint import BadgeSpec
from fieldapp.ui.delegates.row import Row

KEYS_HELP = "Entrée\u00a0: ouvrir un dossier avec cet accueil, Ctrl+D\u00a0: un de plus"


def accueil_row(accueil: Accueil, catalogue: Catalogue) -> Row:
    """Return the row of a welcome."""
    needs = ", ".join(catalogue.libelle("freins_besoins", code) for code in accueil.besoins)
    answers = ", ".join(REPONSES.get(code, code) for code in accueil.reponses)
    place = accueil.lieu or accueil.commune
    badges = []
    if accueil.foyer_id is not None:
        badges.append(BadgeSpec("Dossier ouvert", "ok", "folder-check"))
    elif accueil.relais_verifie:
        badges.append(BadgeSpec("Relais vérifié", "ok", "check"))
    return Row(
        key=accueil.id,
        title=needs or "Accueil",
        second=" · ".join(part for part in (answers, place, accueil.prenom or "") if part),
        icon="map-pin" if accueil.lieu else "hand",
        badges=tuple(badges),
        hour=format_heure(accueil.moment),
        keys_help=KEYS_HELP,
    )
