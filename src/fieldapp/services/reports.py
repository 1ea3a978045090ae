"""Reporting elsewhere: what to paste into another system, line by line, and what is left to."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from fieldapp.db import journal, opening, reports, traces
from fieldapp.domain import droits
from fieldapp.domain.accompagnement import NIVEAUX
from fieldapp.domain.errors import KnownError
from fieldapp.domain.horloge import aujourd_hui, maintenant
from fieldapp.domain.orientation import FICHE, REGLE_ANONYME, Orientation
from fieldapp.domain.report import (
    CONTACT,
    DORA,
    OBJETS,
    ORGANISME,
    ORIENTATION,
    RAPPEL_JOURS,
    SYSTEMES,
    TOUT,
    AReporter,
    Fiche,
    systemes_pour,
)
from fieldapp.services import reports_lignes, reports_ordre
from fieldapp.services.droits import may, require_foyer
from fieldapp.services.session import Session

_REGLAGE = "report_systeme"
_LISTES = {CONTACT: "natures_contact", ORIENTATION: "types_orientation"}


def systeme_habituel(session: Session) -> str:
    """Return the system this post reports to: the last one chosen."""
    chosen = opening.meta(session.store, _REGLAGE) or ""
    return chosen if chosen in SYSTEMES else ORGANISME


def choose_systeme(session: Session, systeme: str) -> None:
    """Keep the system that this post reports to."""
    _known(systeme)
    opening.set_meta(session.store, _REGLAGE, systeme)


def get_fiche(session: Session, objet: str, objet_id: str, systeme: str) -> Fiche:
    """Return the lines of a contact, a follow-up or an orientation for another system.

    Raises KnownError for what must not be copied: a personal draft, a restricted note or
    orientation, a family out of reach, an orientation without the agreement that Dora asks.
    """
    _known(systeme)
    if objet not in OBJETS or systeme not in systemes_pour(objet):
        raise KnownError(
            f"{SYSTEMES[systeme]} n’a pas d’écran pour cet élément. Rien n’a été copié. "
            "Choisissez un autre système."
        )
    source = reports_lignes.read_source(session, objet, objet_id)
    require_foyer(session, droits.REPORTER, source.foyer.id)
    if systeme == DORA and isinstance(source.objet, Orientation):
        _check_dora(session, source.objet)
    ticks = reports.list_ticks(session.store, objet_id, systeme)
    lignes = reports_lignes.make_lignes(session, source, objet, systeme, ticks)
    return Fiche(
        objet, objet_id, source.foyer.id, source.foyer.nom, systeme, source.titre, lignes,
        reports_ordre.is_own(session, systeme, objet),
    )  # fmt: skip


def tick(session: Session, objet: str, objet_id: str, systeme: str, ligne: str) -> Fiche:
    """Note that a line was reported, by whom and when; ticking it twice changes nothing."""
    return _tick(session, get_fiche(session, objet, objet_id, systeme), (ligne,))


def tick_all(session: Session, objet: str, objet_id: str, systeme: str) -> Fiche:
    """Note that every line was reported: one act, taken back as one."""
    fiche = get_fiche(session, objet, objet_id, systeme)
    return _tick(session, fiche, tuple(ligne.code for ligne in fiche.lignes))


def untick(session: Session, objet: str, objet_id: str, systeme: str, ligne: str) -> Fiche:
    """Take a tick back: the line is to report again."""
    fiche = get_fiche(session, objet, objet_id, systeme)
    with session.store.atomic():
        for row_id in reports.tick_ids(session.store, objet_id, systeme, (ligne, TOUT)):
            journal.delete(
                session.store,
                "report",
                row_id,
                author=session.agent.id,
                foyer_id=fiche.foyer_id,
            )
    return get_fiche(session, objet, objet_id, systeme)


def trace_copy(session: Session, foyer_id: str) -> None:
    """Leave a trace that something of a family was copied out of the program (L14)."""
    require_foyer(session, droits.REPORTER, foyer_id)
    traces.add(session.store, session.agent.id, "copie", foyer_id)


def list_a_reporter(session: Session, foyer_id: str | None = None) -> tuple[AReporter, ...]:
    """Return what the agent noted of late and has not wholly reported, the oldest first.

    Only families that bear a number in another system are asked for: the others are not there.
    """
    if not may(session, droits.REPORTER):
        return ()
    systeme = systeme_habituel(session)
    since = (aujourd_hui() - timedelta(days=RAPPEL_JOURS)).isoformat()
    found: list[AReporter] = []
    for objet in OBJETS:
        if systeme in systemes_pour(objet):
            found += reports.list_a_reporter(
                session.store, objet, systeme, session.agent.id, since, foyer_id
            )
    told = (_told(session, one) for one in found if _may_leave(session, one, systeme))
    left = (_counted(session, one, systeme) for one in told)
    return tuple(sorted(filter(None, left), key=lambda one: (one.le, one.objet_id)))


def _tick(session: Session, fiche: Fiche, codes: tuple[str, ...]) -> Fiche:
    waiting = [ligne.code for ligne in fiche.lignes if ligne.code in codes and not ligne.faite]
    if not waiting:
        return fiche
    if len(waiting) == fiche.restantes:
        waiting.append(TOUT)
    now = maintenant()
    with session.store.atomic():
        for code in waiting:
            journal.write(
                session.store,
                "report",
                {
                    "foyer_id": fiche.foyer_id,
                    "objet": fiche.objet,
                    "objet_id": fiche.objet_id,
                    "systeme": fiche.systeme,
                    "ligne": code,
                    "fait_le": now,
                    "auteur_id": session.agent.id,
                },
                author=session.agent.id,
                foyer_id=fiche.foyer_id,
            )
    return get_fiche(session, fiche.objet, fiche.objet_id, fiche.systeme)


def _told(session: Session, one: AReporter) -> AReporter:
    if one.objet in _LISTES:
        words = session.catalogue.libelle(_LISTES[one.objet], one.titre)
    else:
        words = NIVEAUX.get(one.titre, one.titre)
    return AReporter(one.objet, one.objet_id, one.foyer_id, one.foyer, words, one.le, one.faites)


def _counted(session: Session, one: AReporter, systeme: str) -> AReporter | None:
    """Count again what was ticked of something: what was changed since is to report again.

    None when nothing is left after all.
    """
    if not one.faites:
        return one
    fiche = get_fiche(session, one.objet, one.objet_id, systeme)
    done = len(fiche.lignes) - fiche.restantes
    return replace(one, faites=done) if fiche.restantes else None


def _may_leave(session: Session, one: AReporter, systeme: str) -> bool:
    """Whether an orientation may be typed elsewhere at all; nothing else is asked about it."""
    if one.objet != ORIENTATION:
        return True
    try:
        get_fiche(session, one.objet, one.objet_id, systeme)
    except KnownError:
        return False
    return True


def _check_dora(session: Session, orientation: Orientation) -> None:
    """Dora hands the request to the structure: what the printed sheet may not do, it may not."""
    type_ = session.catalogue.type_orientation(orientation.type)
    if type_ is not None and type_.has(REGLE_ANONYME):
        raise KnownError(
            "Ce lieu est anonyme et sans inscription\u00a0: rien ne lui est transmis. "
            "Rien n’a été copié."
        )
    if orientation.accord != FICHE:
        raise KnownError(
            "La famille n’a pas donné son accord pour transmettre la fiche. Rien n’a été copié. "
            "Recueillez son accord, puis changez-le dans l’orientation."
        )


def _known(systeme: str) -> None:
    if systeme not in SYSTEMES:
        raise KnownError(
            f"Le système «\u00a0{systeme}\u00a0» n’est pas connu. Rien n’a changé. "
            f"Choisissez parmi\u00a0: {', '.join(SYSTEMES)}."
        )
