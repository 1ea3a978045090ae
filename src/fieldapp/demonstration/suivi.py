"""The follow-up in the demonstration: assessments, a contract in its second version, steps."""

from __future__ import annotations

from datetime import date, timedelta

from fieldapp.demonstration.fil import workday
from fieldapp.demonstration.pieces import attach_pieces, make_scan
from fieldapp.demonstration.principale import main_family
from fieldapp.domain.accompagnement import SaisieProposition
from fieldapp.domain.contrat import ECRAN, FAMILLE, TS, SaisieContrat, Signature
from fieldapp.domain.contrat import SaisieEngagement as Engagement
from fieldapp.domain.contrat import SaisieObjectif as Objectif
from fieldapp.domain.demarche import EN_ATTENTE, EN_COURS, PARTENAIRE, Piece, SaisieDemarche
from fieldapp.domain.evaluation import Chapitre
from fieldapp.domain.foyer import Filtre
from fieldapp.services import (
    accompagnements,
    contrats,
    contrats_papier,
    demarches,
    evaluations,
    foyers,
    objectifs,
)
from fieldapp.services.session import Session

OTHERS = 12  # families, besides the main one, with a step or two
WITH_LETTER = 4  # of them, those with a document
_TRAITS = (
    (80, 210, 150, 70, 220, 250, 290, 110, 350, 230),
    (420, 190, 520, 90, 640, 220, 760, 130),
)
_PREMIERE = (
    Chapitre(
        "DEMANDE", "Comprendre quels droits changent après la séparation.",
        paroles="Je veux savoir où j’en suis, et que les enfants ne trinquent pas.",
    ),
    Chapitre(
        "PARENTALITE", "Trois enfants, Hugo en alternance. Jade n’a pas de mode d’accueil.",
        ("GARDE", "RELATIONS", "REPIT"), ("Peu de relais en semaine",),
        ("Monique garde le mercredi",),
    ),
    Chapitre("BUDGET", "Une pension manque depuis l’été.", ("BUDGET", "DROITS"),
             ("Facture d’énergie en retard",), ("Tient ses comptes",)),
    Chapitre("COMPOSITION", "Séparation depuis l’été. Trois enfants, une grand-mère proche.",
             (), (), ("Les parents se parlent",)),
    Chapitre("LOGEMENT", "Logement sain, loyer à jour. La caution reste à récupérer.",
             ("LOGEMENT",), (), ("Aide au logement versée",)),
    Chapitre("EMPLOI", "Sans emploi depuis le congé parental. Projet d’aide à domicile.",
             ("INSERTION",), ("Pas de formation",), ("Trois ans d’expérience",)),
    Chapitre("BIEN_ETRE", "Madame dort mal, elle en a parlé à son médecin.", ("REPIT",)),
    Chapitre("LIEN_SOCIAL", "Connaît ses voisines. Plus de sorties depuis la séparation.",
             ("ISOLEMENT",), (), ("Centre social à cinq minutes",)),
    Chapitre("ACCES", "À l’aise avec le téléphone, moins avec les dossiers en ligne.",
             ("NUMERIQUE",)),
    Chapitre("FORCES", "Madame tient ses rendez-vous et sait demander de l’aide.",
             (), (), ("Monique", "Le collège", "Le centre social"),
             "On est une équipe, avec ma mère."),
    Chapitre(
        "MOBILITE", "Pas de voiture. Un bus le matin.", ("MOBILITE",), ("Pas de permis",),
        analyse="La mobilité conditionne la formation\u00a0: à reprendre avec la plateforme.",
    ),
    Chapitre("ANALYSE", "Priorités\u00a0: le budget, puis la garde de Jade, puis la formation.",
             analyse="Avancer une étape à la fois\u00a0: la fatigue est réelle."),
)  # fmt: skip
_SECONDE = (
    Chapitre(
        "PARENTALITE", "Place demandée au multi-accueil deux jours par semaine.",
        ("GARDE",), (), ("Monique garde le mercredi", "Léa suit bien au collège"),
        "Depuis que Léa va mieux, je respire.",
    ),
    Chapitre("EMPLOI", "Formation d’aide à domicile acceptée pour janvier.", ("INSERTION",),
             (), ("Motivée, à l’heure à chaque rendez-vous",)),
)  # fmt: skip
# What, who acts, which organisation, due in days, state, papers there out of papers asked.
_DEMARCHES = (
    ("Allocation de soutien familial", FAMILLE, "Caf", 12, EN_COURS, 4),
    ("Échéancier EDF", TS, "EDF", -5, EN_COURS, 0),
    ("Aide au permis", FAMILLE, "Mission locale", 30, None, 0),
    ("Retour de l’Adil sur la caution", PARTENAIRE, "Adil", 8, EN_ATTENTE, 0),
    ("Dossier répit parental", TS, "Caf", 15, None, 2),
)
_PAPIERS = ("Jugement", "RIB", "Livret de famille", "Attestation de paiement", "Formulaire signé")
_AILLEURS = (
    ("Demande d’aide au FSL", TS, "Département", 10),
    ("Renouveler la complémentaire santé", FAMILLE, "CPAM", -12),
    ("Inscription à la cantine", FAMILLE, "Mairie", 4),
    ("Attestation de loyer", PARTENAIRE, "Bailleur", 18),
)


def note_suivi(session: Session, jour: date) -> None:
    """Note the assessments, contract and steps of the main family, and steps of some others."""
    page = foyers.list_foyers(session, Filtre(), limit=60)
    main = main_family(session)
    accompagnements.propose_offre(
        session,
        SaisieProposition(
            main, "VACANCES", "Les enfants ne sont jamais partis", mode="RENCONTRE",
            propose_le=_day(jour, -5),
        ),
    )  # fmt: skip
    _assess(session, main, jour)
    _commit(session, main, jour)
    for libelle, qui, organisme, days, etat, there in _DEMARCHES:
        papers = tuple(Piece(p, n < there) for n, p in enumerate(_PAPIERS)) if there else ()
        saisie = SaisieDemarche(main, libelle, qui, organisme, _day(jour, days), pieces=papers)
        made = demarches.save_demarche(session, saisie)
        if etat is not None:
            demarches.update_demarche(session, made.id, {"etat": etat})
    others = [line.foyer_id for line in page.lignes if line.foyer_id != main][:OTHERS]
    attach_pieces(session, main, others[:WITH_LETTER], jour)
    for rank, foyer_id in enumerate(others):
        libelle, qui, organisme, days = _AILLEURS[rank % len(_AILLEURS)]
        due = _day(jour, days + rank)
        step = demarches.save_demarche(
            session, SaisieDemarche(foyer_id, libelle, qui, organisme, due)
        )
        if rank % 3 == 2:
            demarches.toggle_faite(session, step.id)


def _assess(session: Session, foyer_id: str, jour: date) -> None:
    for days, chapitres in ((-371, _PREMIERE), (-47, _SECONDE)):
        started = evaluations.start_evaluation(session, foyer_id, date=_day(jour, days))
        for chapitre in chapitres:
            evaluations.save_chapitre(session, started.id, chapitre)


def _commit(session: Session, foyer_id: str, jour: date) -> None:
    """A first version signed on paper, then a second one signed on the screen."""
    first = contrats.create_contrat(session, SaisieContrat(foyer_id, "PARENTALITE"))
    aim = _aim(session, first.id, "Stabiliser le budget", "Plus de facture en retard")
    _promise(session, aim, "Réunir les papiers de l’ASF")
    _promise(session, aim, "Négocier l’échéancier", TS)
    contrats.propose_contrat(session, first.id)
    scan = make_scan(session, first.id, _TRAITS)
    signed = contrats_papier.sign_on_paper(session, first.id, scan, _day(jour, -214))
    objectifs.toggle_engagement(session, signed.engagements[0].id)
    second = contrats.revise_contrat(session, first.id)
    contrats.update_contrat(session, second.id, {"revision_le": _day(jour, 2)})
    aim = _aim(session, second.id, "Entrer en formation en janvier", "Jade est accueillie")
    _promise(session, aim, "Inscrire Hugo au Clas", le=_day(jour, 8))
    _promise(session, aim, "Monter le dossier de répit", TS, _day(jour, 8))
    contrats.propose_contrat(session, second.id)
    name = contrats.list_signataires(session, second.id)[0][1]
    strokes = (Signature(FAMILLE, name, _TRAITS), Signature(TS, session.agent.nom, _TRAITS))
    contrats.sign_contrat(session, second.id, ECRAN, strokes, _day(jour, -23))


def _aim(session: Session, contrat_id: str, libelle: str, critere: str) -> str:
    return objectifs.add_objectif(session, Objectif(contrat_id, libelle, critere)).objectifs[-1].id


def _promise(
    session: Session, objectif_id: str, libelle: str, partie: str = FAMILLE, le: str | None = None
) -> None:
    objectifs.add_engagement(session, Engagement(objectif_id, libelle, partie, None, le))


def _day(jour: date, days: int) -> str:
    return workday(jour + timedelta(days=days)).isoformat()
