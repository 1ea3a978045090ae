"""Offers, follow-ups and contracts of the demonstration in every state that they can be in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from fieldapp.demonstration.figures import (
    HOMONYME,
    JUMEAUX,
    MERE,
    PERE,
    REUNI,
    SEMBLABLE,
    SEPARE,
    find_figure,
)
from fieldapp.demonstration.fil import workday
from fieldapp.domain.accompagnement import (
    ADHESION,
    REFUS,
    SANS_REPONSE,
    SOCIAL,
    SaisieAccompagnement,
    SaisieProposition,
)
from fieldapp.domain.contrat import (
    ABANDONNE,
    ATTEINT,
    ECRAN,
    FAMILLE,
    PARTIEL,
    SIGNE,
    TS,
    SaisieContrat,
    SaisieEngagement,
    SaisieObjectif,
    Signature,
)
from fieldapp.domain.contrat import BROUILLON as CONTRAT_BROUILLON
from fieldapp.domain.contrat import PROPOSE as CONTRAT_PROPOSE
from fieldapp.services import accompagnements, contrats, objectifs
from fieldapp.services.session import Session
from fieldapp.siege import catalogue as siege_catalogue

# The offer of the antenne, beside those of the national core.
OFFRE_LOCALE: Final = "PREMIER_DEPART_BASSIN"
_OFFRE_LIBELLE = "Premier départ du bassin minier"
# Which family, offer, life event, how it was made, days ago, answer.
_PROPOSITIONS: Final = (
    (JUMEAUX, "ARRIVEE_ENFANT", "Arrivée de Noé", "RDV", 330, ADHESION),
    (MERE, "SEPARATION", "Séparation", "COURRIER", 190, REFUS),
    (REUNI, "PARENT_SEUL", "Fin du congé parental", "APPEL", 70, SANS_REPONSE),
    (HOMONYME, OFFRE_LOCALE, "Premier départ envisagé", "RENCONTRE", 380, ADHESION),
    (SEMBLABLE, "IMPAYE", "Deux mois de loyer dus", "COURRIER", 12, None),
)
# Which family, domain, aim, how one will know, promise of the family, how far it went.
_CONTRATS: Final = (
    (MERE, "BUDGET", "Équilibrer le budget", "Le découvert baisse", "Noter ses dépenses",
     CONTRAT_BROUILLON),
    (JUMEAUX, "PARENTALITE", "Préparer la rentrée de Noé", "Noé reste à la cantine",
     "Visiter l’école", CONTRAT_PROPOSE),
    (SEMBLABLE, "LOGEMENT", "Tenir le plan", "Aucun nouvel impayé", "Payer le 5 du mois", SIGNE),
    (REUNI, "INSERTION", "Trouver un emploi de jour", "Un contrat est signé",
     "Répondre à deux offres par semaine", ATTEINT),
    (HOMONYME, "PARENTALITE", "Partir une semaine", "Le séjour est réservé",
     "Mettre de côté chaque mois", PARTIEL),
    (SEPARE, "INSERTION", "Passer le permis", "Le code est obtenu", "S’inscrire au code",
     ABANDONNE),
)  # fmt: skip
_BILANS: Final = {
    ATTEINT: "Emploi trouvé, à vingt minutes de la maison.",
    PARTIEL: "Le séjour est réservé, l’épargne a été plus lente que prévu.",
    ABANDONNE: "Monsieur préfère attendre la fin de sa formation.",
}
_TRAIT = ((90, 220, 180, 90, 260, 240, 340, 120, 430, 210),)


def publish_offer(siege: Session) -> None:
    """Let headquarters add the offer of the antenne to the catalogue."""
    siege_catalogue.set_valeur(siege, "offres_de_service", OFFRE_LOCALE, _OFFRE_LIBELLE)


def note_offres(session: Session, collegue: str, jour: date) -> None:
    """Note offers that were agreed to, refused, left without an answer; invite a colleague; end
    a follow-up; and write contracts in each of their states."""
    for numero, offre, fait, mode, days, reponse in _PROPOSITIONS:
        _propose(session, numero, offre, fait, mode, _day(jour, -days), reponse, jour)
    suivis = accompagnements.list_accompagnements(session, find_figure(session, JUMEAUX))
    # One colleague works along, and did so for another family until this week.
    accompagnements.invite_colleague(session, suivis[0].id, collegue, _day(jour, 60))
    other = accompagnements.list_accompagnements(session, find_figure(session, MERE))[0]
    invited = accompagnements.invite_colleague(session, other.id, collegue)
    accompagnements.end_invitation(session, invited.id)
    last = accompagnements.list_accompagnements(session, find_figure(session, PERE))[0]
    accompagnements.close_accompagnement(session, last.id, "OBJECTIFS", _day(jour, -30))
    for numero, domaine, libelle, critere, promesse, statut in _CONTRATS:
        _commit(session, find_figure(session, numero), jour, domaine, (libelle, critere), promesse,
                statut)  # fmt: skip


def _propose(
    session: Session, numero: str, offre: str, fait: str, mode: str, le: str,
    reponse: str | None, jour: date,
) -> None:  # fmt: skip
    foyer_id = find_figure(session, numero)
    made = accompagnements.propose_offre(
        session, SaisieProposition(foyer_id, offre, fait, fait_le=le, propose_le=le, mode=mode)
    )
    if reponse is None:
        return
    suivi = SaisieAccompagnement(
        foyer_id, SOCIAL, debut=le, fin_prevue=_day(jour, 120), revue_le=_day(jour, 9)
    )
    accompagnements.answer_proposition(
        session, made.id, reponse, le, suivi if reponse == ADHESION else None
    )


def _commit(
    session: Session, foyer_id: str, jour: date, domaine: str, but: tuple[str, str],
    promesse: str, statut: str,
) -> None:  # fmt: skip
    made = contrats.create_contrat(session, SaisieContrat(foyer_id, domaine))
    aim = objectifs.add_objectif(session, SaisieObjectif(made.id, *but)).objectifs[-1].id
    objectifs.add_engagement(
        session, SaisieEngagement(aim, promesse, FAMILLE, None, _day(jour, 20))
    )
    objectifs.add_engagement(session, SaisieEngagement(aim, "Faire le point chaque mois", TS))
    if statut == CONTRAT_BROUILLON:
        return
    contrats.propose_contrat(session, made.id)
    if statut == CONTRAT_PROPOSE:
        return
    names = [name for _, name in contrats.list_signataires(session, made.id)]
    strokes = [Signature(FAMILLE, name, _TRAIT) for name in names]
    strokes.append(Signature(TS, session.agent.nom, _TRAIT))
    contrats.sign_contrat(session, made.id, ECRAN, tuple(strokes), _day(jour, -60))
    if statut != SIGNE:
        contrats.end_contrat(session, made.id, statut, _BILANS[statut], _day(jour, -8))


def _day(jour: date, days: int) -> str:
    return workday(jour + timedelta(days=days)).isoformat()
