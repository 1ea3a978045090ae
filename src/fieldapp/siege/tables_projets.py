"""Exported tables of the follow-up: assessments, contracts, steps, documents (never their text)."""

from __future__ import annotations

from typing import Final

from fieldapp.siege.columns import (
    DATE,
    ENTIER,
    IDENTIFIANT,
    OUI_NON,
    TEXTE,
    Column,
    Suit,
    counted,
    listed,
    listed_texts,
)
from fieldapp.siege.fragments import (
    JAMAIS_PERSONNEL,
    LISIBLE,
    NOM,
    agent,
    day,
    ecrit,
    of_family,
)

EVALUATIONS: Final = of_family(
    "evaluations", "Une ligne par version d’évaluation sociale", "evaluation", "e",
    (
        Column("evaluation", IDENTIFIANT, "Évaluation", "e.id"),
        Column("version", ENTIER, "Numéro de version dans le dossier", "e.version"),
        Column("date", DATE, "Date", "e.date"),
        *agent("auteur", "Agent qui a évalué", "e.auteur_id"),
    ),
    "e.date, e.id",
    suit=(Suit("agent", "e.auteur_id"),),
)  # fmt: skip

# The professional part is read by those who follow the family, and by nobody else.
_PARTAGE = "h.part = 'PARTAGEE'"


def _partage(champ: str) -> str:
    return f"CASE WHEN {_PARTAGE} THEN h.{champ} END"


CHAPITRES: Final = of_family(
    "evaluation_chapitres",
    "Une ligne par chapitre rempli d’une évaluation\u00a0; jamais le texte de la partie "
    "professionnelle",
    "evaluation_chapitre", "h",
    (
        Column("evaluation_chapitre", IDENTIFIANT, "Chapitre rempli", "h.id"),
        Column("evaluation", IDENTIFIANT, "Évaluation", "h.evaluation_id"),
        Column("chapitre", TEXTE, "Chapitre", "h.chapitre", "chapitres_evaluation"),
        Column("part", TEXTE, "PARTAGEE avec la famille, ou PROFESSIONNELLE", "h.part"),
        Column("besoins", TEXTE, "Besoins, codes séparés par une virgule", _partage("besoins"),
               "freins_besoins", lecture=listed),
        Column("freins_nombre", ENTIER, "Nombre de freins notés", _partage("freins"),
               lecture=counted),
        Column("appuis_nombre", ENTIER, "Nombre d’appuis notés", _partage("appuis"),
               lecture=counted),
        ecrit("situation", "Situation décrite", _partage("etat")),
        ecrit("freins", "Freins, séparés par un point-virgule", _partage("freins"), listed_texts),
        ecrit("appuis", "Appuis, séparés par un point-virgule", _partage("appuis"), listed_texts),
        ecrit("paroles", "Paroles de la famille", _partage("paroles")),
    ),
    "h.evaluation_id, h.chapitre, h.id",
    jointures=" JOIN evaluation e ON e.id = h.evaluation_id "
    "AND e.supprime IS NULL",
    suit=(Suit("evaluation", "h.evaluation_id"),),
    parents=(("evaluation_id", "evaluation"),),
)  # fmt: skip

CONTRATS: Final = of_family(
    "contrats", "Une ligne par version de contrat d’engagements réciproques, sans les signatures",
    "contrat", "k",
    (
        Column("contrat", IDENTIFIANT, "Contrat", "k.id"),
        Column("version", ENTIER, "Numéro de version dans le dossier", "k.version"),
        Column("statut", TEXTE, "Statut\u00a0: BROUILLON, PROPOSE, SIGNE, REVISE, ATTEINT, PARTIEL "
               "ou ABANDONNE", "k.statut"),
        Column("domaine", TEXTE, "Domaine", "k.domaine", "domaines"),
        Column("debut", DATE, "Début", "k.debut"),
        Column("fin", DATE, "Fin", "k.fin"),
        Column("revision_le", DATE, "Révision prévue le", "k.revision_le"),
        Column("propose_le", DATE, "Proposé le", "k.propose_le"),
        Column("signe_le", DATE, "Signé le", "k.signe_le"),
        Column("signature_mode", TEXTE, "Signé sur ECRAN ou PAPIER", "k.signature_mode"),
        Column("remplace", IDENTIFIANT, "Version que celle-ci remplace", "k.remplace_id"),
        Column("clos_le", DATE, "Clos le", "k.clos_le"),
        ecrit("bilan", "Bilan", "k.bilan"),
        *agent("auteur", "Agent qui l’a écrit", "k.auteur_id"),
    ),
    "k.debut, k.id",
    suit=(Suit("agent", "k.auteur_id"),),
)  # fmt: skip

_DE_CONTRAT = " JOIN contrat k ON k.id = {0}.contrat_id AND k.supprime IS NULL"

OBJECTIFS: Final = of_family(
    "objectifs", "Une ligne par objectif d’un contrat", "objectif", "b",
    (
        Column("objectif", IDENTIFIANT, "Objectif", "b.id"),
        Column("contrat", IDENTIFIANT, "Contrat", "b.contrat_id"),
        Column("rang", ENTIER, "Rang dans le contrat", "b.rang"),
        Column("etat", TEXTE, "État\u00a0: EN_COURS, ATTEINT, PARTIEL ou ABANDONNE", "b.etat"),
        Column("echeance", DATE, "Échéance", "b.echeance"),
        ecrit("libelle", "Objectif, dans les mots du contrat", "b.libelle"),
        ecrit("critere", "À quoi l’on verra qu’il est atteint", "b.critere"),
    ),
    "b.contrat_id, b.rang, b.id",
    jointures=_DE_CONTRAT.format("b"),
    suit=(Suit("contrat", "b.contrat_id"),),
    parents=(("contrat_id", "contrat"),),
)  # fmt: skip

ENGAGEMENTS: Final = of_family(
    "engagements", "Une ligne par engagement pris dans un contrat", "engagement", "g",
    (
        Column("engagement", IDENTIFIANT, "Engagement", "g.id"),
        Column("contrat", IDENTIFIANT, "Contrat", "g.contrat_id"),
        Column("objectif", IDENTIFIANT, "Objectif servi", "g.objectif_id"),
        Column("partie", TEXTE, "Qui s’engage\u00a0: FAMILLE, TS, ORGANISME ou PARTENAIRE",
               "g.partie"),
        Column("personne", IDENTIFIANT, "Personne de la famille", "g.personne_id", modes=NOM),
        Column("rang", ENTIER, "Rang dans l’objectif", "g.rang"),
        Column("etat", TEXTE, "État\u00a0: A_FAIRE, FAIT ou ABANDONNE", "g.etat"),
        Column("echeance", DATE, "Échéance", "g.echeance"),
        ecrit("libelle", "Engagement, dans les mots du contrat", "g.libelle"),
    ),
    "g.contrat_id, g.rang, g.id",
    jointures=_DE_CONTRAT.format("g"),
    suit=(Suit("contrat", "g.contrat_id"),),
    parents=(("contrat_id", "contrat"),),
)  # fmt: skip

_DEMARCHE_LISIBLE = LISIBLE.sql("d")

DEMARCHES: Final = of_family(
    "demarches",
    "Une ligne par démarche\u00a0; dans l’export statistique, jamais les démarches restreintes",
    "demarche", "d",
    (
        Column("demarche", IDENTIFIANT, "Démarche", "d.id"),
        Column("qui", TEXTE, "Qui agit\u00a0: FAMILLE, TS ou PARTENAIRE", "d.qui"),
        Column("etat", TEXTE, "État\u00a0: PREVUE, EN_COURS, EN_ATTENTE, FAITE ou ABANDONNEE",
               "d.etat"),
        Column("echeance", DATE, "Échéance", "d.echeance"),
        Column("faite_le", DATE, "Faite le", day("d.faite_le")),
        Column("pieces_nombre", ENTIER, "Nombre de pièces demandées", "d.pieces",
               lecture=counted),
        Column("zone", TEXTE, "Zone de confidentialité", "d.zone", "zones"),
        Column("contact", IDENTIFIANT, "Contact où elle a été décidée\u00a0; vide s’il n’est pas "
               "exporté", "(SELECT c.id FROM contact c WHERE c.id = d.contact_id "
               f"AND c.supprime IS NULL AND {LISIBLE.sql('c')})"),
        Column("personne", IDENTIFIANT, "Personne concernée", "d.personne_id", modes=NOM),
        ecrit("libelle", "Démarche\u00a0; vide si elle est restreinte",
              f"CASE WHEN {_DEMARCHE_LISIBLE} THEN d.libelle END"),
        ecrit("aupres_de", "Organisme sollicité\u00a0; vide si elle est restreinte",
              f"CASE WHEN {_DEMARCHE_LISIBLE} THEN d.organisme END"),
        ecrit("note", "Note\u00a0; vide si elle est restreinte",
              f"CASE WHEN {_DEMARCHE_LISIBLE} THEN d.note END"),
        *agent("auteur", "Agent qui l’a notée", "d.auteur_id"),
    ),
    "d.echeance, d.id",
    reserves=(JAMAIS_PERSONNEL,),
    statistique_si=LISIBLE,
    suit=(Suit("contact", "d.contact_id"), Suit("agent", "d.auteur_id")),
)  # fmt: skip

DOCUMENTS: Final = of_family(
    "documents",
    "Une ligne par document joint à un dossier\u00a0: ce qu’il est, jamais son contenu\u00a0; dans "
    "l’export statistique, jamais les documents restreints",
    "document", "m",
    (
        Column("document", IDENTIFIANT, "Document", "m.id"),
        Column("nature", TEXTE, "Nature\u00a0: IDENTITE, RESSOURCES, LOGEMENT, SANTE, JUSTICE, "
               "SCOLARITE, EMPLOI, COURRIER, CONTRAT, ECRIT, FICHE ou AUTRE", "m.nature"),
        Column("date", DATE, "Date", "m.date"),
        Column("type", TEXTE, "Type du fichier", "m.type_mime"),
        Column("taille", ENTIER, "Taille en octets", "m.taille"),
        Column("produit_ici", OUI_NON, "Écrit par Fieldapp, et non reçu", "m.produit_ici"),
        Column("zone", TEXTE, "Zone de confidentialité", "m.zone", "zones"),
        ecrit("titre", "Titre\u00a0; vide si le document est restreint",
              f"CASE WHEN {LISIBLE.sql('m')} THEN m.titre END"),
        *agent("auteur", "Agent qui l’a joint", "m.auteur_id"),
    ),
    "m.date, m.id",
    reserves=(JAMAIS_PERSONNEL,),
    statistique_si=LISIBLE,
    suit=(Suit("agent", "m.auteur_id"),),
)  # fmt: skip
