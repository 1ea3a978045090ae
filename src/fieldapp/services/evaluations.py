"""Social assessments: versions, chapters, what changed between two, printing the shared part."""

from __future__ import annotations

import json

from fieldapp.db import agents, evaluations, journal, traces
from fieldapp.domain import droits
from fieldapp.domain.controles import check_past
from fieldapp.domain.errors import KnownError
from fieldapp.domain.evaluation import (
    PARTAGEE,
    PARTS,
    PROFESSIONNELLE,
    Chapitre,
    ChapitrePartage,
    EcartChapitre,
    Evaluation,
    EvaluationPartagee,
    Serie,
    compare,
    count_besoins,
)
from fieldapp.domain.foyer import check_code, check_date
from fieldapp.domain.fusion import SUPPRIME
from fieldapp.domain.historique import Changement
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.journal import Valeur
from fieldapp.services import historique
from fieldapp.services.droits import require_foyer
from fieldapp.services.masquage import hider
from fieldapp.services.parties import noms_des_parties
from fieldapp.services.session import Session
from fieldapp.services.synthese import make_entete

CONFIDENTIALITE = "Confidentiel – remis à la famille"


def start_evaluation(
    session: Session, foyer_id: str, *, reprendre: bool = True, date: str | None = None
) -> Evaluation:
    """Begin a new version, today unless an ISO date is given.

    With `reprendre` it begins with the words of the version before, professional part included.
    """
    require_foyer(session, droits.ECRIRE_EVALUATION, foyer_id)
    before = evaluations.list_evaluations(session.store, foyer_id)
    with session.store.atomic():
        evaluation_id = journal.write(
            session.store,
            "evaluation",
            {
                "foyer_id": foyer_id,
                "version": 1 + max((e.version for e in before), default=0),
                "date": check_past(check_date(date, "date"), "date") or aujourd_hui().isoformat(),
                "auteur_id": session.agent.id,
            },
            author=session.agent.id,
            foyer_id=foyer_id,
        )
        if before and reprendre:
            for chapitre in before[0].chapitres.values():
                _write_chapter(session, foyer_id, evaluation_id, chapitre)
    return get_evaluation(session, evaluation_id)


def save_chapitre(session: Session, evaluation_id: str, chapitre: Chapitre) -> Evaluation:
    """Write one chapter of the newest version; an empty one is taken out. Nothing is needed."""
    current = get_evaluation(session, evaluation_id)
    require_foyer(session, droits.ECRIRE_EVALUATION, current.foyer_id)
    newest = evaluations.list_evaluations(session.store, current.foyer_id)[0]
    if newest.id != current.id:
        raise KnownError(
            f"La version {current.version} est close depuis la version {newest.version}. "
            "Votre texte reste à l’écran. Reportez-le dans la dernière version."
        )
    with session.store.atomic():
        _write_chapter(session, current.foyer_id, evaluation_id, _checked(session, chapitre))
    return get_evaluation(session, evaluation_id)


def set_date(session: Session, evaluation_id: str, date: str) -> Evaluation:
    """Correct the day of a version (ISO)."""
    current = get_evaluation(session, evaluation_id)
    require_foyer(session, droits.ECRIRE_EVALUATION, current.foyer_id)
    day = check_past(check_date(date, "date"), "date")
    if day is None:
        raise KnownError("Il manque la date de l’évaluation. Rien n’a changé.", champ="date")
    journal.write(
        session.store,
        "evaluation",
        {"date": day},
        row_id=evaluation_id,
        author=session.agent.id,
        foyer_id=current.foyer_id,
    )
    return get_evaluation(session, evaluation_id)


def get_evaluation(session: Session, evaluation_id: str) -> Evaluation:
    """Return one version that the agent may read."""
    found = evaluations.get_evaluation(session.store, evaluation_id)
    if found is None:
        raise KnownError("Cette évaluation n’existe pas, ou plus, sur ce poste. Rien n’a changé.")
    require_foyer(session, droits.LIRE_EVALUATION, found.foyer_id)
    return found


def list_evaluations(session: Session, foyer_id: str) -> tuple[Evaluation, ...]:
    """Return the versions of a family, the newest first."""
    require_foyer(session, droits.LIRE_EVALUATION, foyer_id)
    return evaluations.list_evaluations(session.store, foyer_id)


def chapitre_history(session: Session, evaluation_id: str, code: str) -> tuple[Changement, ...]:
    """Return every change of a chapter, both parts together, the newest first."""
    get_evaluation(session, evaluation_id)
    found: list[Changement] = []
    for part in PARTS:
        row_id = evaluations.chapter_row_id(evaluation_id, code, part)
        if evaluations.row_exists(session.store, row_id):
            found += historique.history(session, "evaluation_chapitre", row_id)
    return tuple(sorted(found, key=lambda change: change.moment, reverse=True))


def compare_evaluations(
    session: Session, avant_id: str, apres_id: str
) -> tuple[EcartChapitre, ...]:
    """Compare two versions of one family, chapter by chapter."""
    before, after = get_evaluation(session, avant_id), get_evaluation(session, apres_id)
    if before.foyer_id != after.foyer_id:
        raise KnownError("Ces deux évaluations ne sont pas de la même famille.")
    catalogue = session.catalogue
    return compare(
        before,
        after,
        [e.code for e in catalogue.listes["chapitres_evaluation"]],
        {e.code: e.libelle for e in catalogue.listes["freins_besoins"]},
    )


def evolution(session: Session, foyer_id: str) -> tuple[Serie, ...]:
    """Return how many needs each version notes per chapter, the oldest first. No score (L29)."""
    return count_besoins(list_evaluations(session, foyer_id))


def evaluation_apercu(session: Session, evaluation_id: str) -> bytes:
    """Return the PDF of the shared part, for the screen; no trace is kept."""
    # Late: reportlab takes 0.4 s to import, and most sessions begin without printing.
    from fieldapp.documents.evaluation import build

    return build(make_partagee(session, evaluation_id))


def evaluation_pdf(session: Session, evaluation_id: str) -> bytes:
    """Return the same PDF to print, and leave a trace that it was printed."""
    content = evaluation_apercu(session, evaluation_id)
    traces.add(session.store, session.agent.id, "impression", evaluation_id)
    return content


def make_partagee(session: Session, evaluation_id: str) -> EvaluationPartagee:
    """Return what the family reads; the professional part is left here.

    Raises KnownError while nothing shared is written.
    """
    found = get_evaluation(session, evaluation_id)
    foyer = require_foyer(session, droits.IMPRIMER, found.foyer_id)
    shared = [
        found.chapitre(e.code)
        for e in session.catalogue.listes["chapitres_evaluation"]
        if not found.chapitre(e.code).partage_vide
    ]
    if not shared:
        raise KnownError(
            "Rien n’est encore écrit dans la partie partagée\u00a0: il n’y a rien à imprimer. "
            "Ce qui est écrit est gardé."
        )
    author = agents.get_agent(session.store, found.auteur_id) or session.agent
    made = EvaluationPartagee(
        entete=make_entete(session, author, "La famille", CONFIDENTIALITE, foyer.numero or ""),
        personnes=" et ".join(noms_des_parties(session, foyer)),
        version=found.version,
        date=found.date,
        chapitres=tuple(_shared(session, chapitre) for chapitre in shared),
        gros_caracteres=foyer.ecrit_difficile,
    )
    return hider(session, foyer.id)(made)


def _shared(session: Session, chapitre: Chapitre) -> ChapitrePartage:
    libelle = session.catalogue.libelle
    return ChapitrePartage(
        titre=libelle("chapitres_evaluation", chapitre.code),
        etat=chapitre.etat,
        besoins=tuple(libelle("freins_besoins", code) for code in chapitre.besoins),
        freins=chapitre.freins,
        appuis=chapitre.appuis,
        paroles=chapitre.paroles,
    )


def _checked(session: Session, chapitre: Chapitre) -> Chapitre:
    codes = [e.code for e in session.catalogue.listes["chapitres_evaluation"]]
    check_code(chapitre.code, codes, "chapitre")
    known = [e.code for e in session.catalogue.listes["freins_besoins"]]
    for code in chapitre.besoins:
        check_code(code, known, "besoins")
    return Chapitre(
        chapitre.code,
        chapitre.etat.strip(),
        tuple(dict.fromkeys(chapitre.besoins)),
        _lines(chapitre.freins),
        _lines(chapitre.appuis),
        chapitre.paroles.strip(),
        chapitre.analyse.strip(),
    )


def _lines(lines: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cleaned for line in lines if (cleaned := " ".join(line.split()))))


def _write_chapter(session: Session, foyer_id: str, evaluation_id: str, chapitre: Chapitre) -> None:
    shared: dict[str, Valeur] = {
        "etat": chapitre.etat or None,
        "besoins": _json(chapitre.besoins),
        "freins": _json(chapitre.freins),
        "appuis": _json(chapitre.appuis),
        "paroles": chapitre.paroles or None,
    }
    own: dict[str, Valeur] = {"texte": chapitre.analyse or None}
    for part, fields in ((PARTAGEE, shared), (PROFESSIONNELLE, own)):
        row_id = evaluations.chapter_row_id(evaluation_id, chapitre.code, part)
        if not evaluations.row_exists(session.store, row_id):
            if not any(fields.values()):
                continue
            fields |= {
                "foyer_id": foyer_id,
                "evaluation_id": evaluation_id,
                "chapitre": chapitre.code,
                "part": part,
            }
        elif evaluations.row_is_deleted(session.store, row_id):
            fields |= {SUPPRIME: None}
        journal.write(
            session.store,
            "evaluation_chapitre",
            fields,
            row_id=row_id,
            author=session.agent.id,
            foyer_id=foyer_id,
        )


def _json(values: tuple[str, ...]) -> str | None:
    return json.dumps(list(values), ensure_ascii=False) if values else None
