"""Exported tables of the acts: contacts, orientations, appointments, unconditional welcomes."""

from __future__ import annotations

from typing import Final

from fieldapp.siege.columns import (
    DATE,
    ENTIER,
    IDENTIFIANT,
    MOMENT,
    OUI_NON,
    TEXTE,
    Column,
    Reserve,
    Suit,
    Table,
    listed,
    listed_texts,
)
from fieldapp.siege.fragments import (
    DE_FAMILLE,
    FAMILLE,
    JAMAIS_PERSONNEL,
    LISIBLE,
    MOTS_CACHES,
    NOM,
    PROTEGE,
    SECRET_DE_FAMILLE,
    STAT,
    agent,
    day,
    ecrit,
    of_family,
    tranche,
    unless_secret,
)

_NOTE_LISIBLE = LISIBLE.sql("c")

CONTACTS: Final = of_family(
    "contacts",
    "Une ligne par contact\u00a0; jamais les brouillons personnels\u00a0; dans l’export "
    "statistique, les contacts restreints ne figurent que dans les synthèses",
    "contact", "c",
    (
        Column("contact", IDENTIFIANT, "Contact", "c.id"),
        Column("personne", IDENTIFIANT, "Personne rencontrée", "c.personne_id", modes=NOM),
        tranche("c.moment"),
        Column("nature", TEXTE, "Nature", "c.nature", "natures_contact"),
        Column("issue", TEXTE, "Issue\u00a0: ECHANGE, MESSAGE, SANS_REPONSE, ABSENT ou ANNULE",
               "c.issue", "issues_contact"),
        Column("moment", MOMENT, "Date et heure", "c.moment", modes=NOM),
        Column("jour", DATE, "Jour", day("c.moment"), modes=STAT),
        Column("duree_min", ENTIER, "Durée en minutes", "c.duree_min"),
        Column("besoins", TEXTE, "Besoins repérés, codes séparés par une virgule\u00a0; vide si la "
               "note est restreinte", f"CASE WHEN {_NOTE_LISIBLE} THEN c.besoins END",
               "freins_besoins", lecture=listed),
        Column("zone", TEXTE, "Zone de confidentialité\u00a0: equipe, institution ou restreint",
               "c.zone", "zones"),
        ecrit("note", "Texte de la note\u00a0; vide si la note est restreinte",
              f"CASE WHEN {_NOTE_LISIBLE} THEN c.note END"),
        ecrit("suite", "Suite à donner\u00a0; vide si la note est restreinte",
              f"CASE WHEN {_NOTE_LISIBLE} THEN c.suite END"),
        Column("suite_le", DATE, "Échéance de la suite", "c.suite_le"),
        Column("suite_faite_le", DATE, "Suite faite le", day("c.suite_faite_le")),
        *agent("auteur", "Agent qui a noté", "c.auteur_id"),
    ),
    "c.moment, c.id",
    jointures=" LEFT JOIN personne p ON p.id = c.personne_id",
    reserves=(JAMAIS_PERSONNEL,),
    statistique_si=LISIBLE,
    suit=(Suit("personne", "c.personne_id"), Suit("agent", "c.auteur_id")),
)  # fmt: skip

# Holidays and leave that an agent notes, or imports from another calendar, are nobody's business.
_TRAVAIL = Reserve("nature", ("INDISPONIBLE", "AUTRE"), sauf=True)

RENDEZVOUS: Final = Table(
    "rendez_vous",
    "Une ligne par rendez-vous\u00a0; jamais les indisponibilités des agents",
    "rendezvous", "r",
    (
        Column("organisme", TEXTE, "Organisme", "'{organisme}'", "organismes"),
        Column("rendez_vous", IDENTIFIANT, "Rendez-vous", "r.id"),
        Column("foyer", IDENTIFIANT, "Dossier de la famille\u00a0; vide s’il n’en concerne aucune",
               "r.foyer_id"),
        Column("unite", TEXTE, "Unité de l’agent", "r.unite", "unites"),
        Column("personne", IDENTIFIANT, "Personne attendue", "r.personne_id", modes=NOM),
        *agent("agent", "Agent", "r.agent_id"),
        Column("debut", MOMENT, "Début", "r.debut", modes=NOM),
        Column("jour", DATE, "Jour", day("r.debut"), modes=STAT),
        Column("duree_min", ENTIER, "Durée en minutes", "r.duree_min"),
        Column("nature", TEXTE, "Nature\u00a0: celle d’un contact, ou REUNION", "r.nature",
               "natures_contact"),
        Column("statut", TEXTE, "Ce qu’il est devenu", "r.statut", "statuts_rdv"),
        Column("a_confirmer", OUI_NON, "À confirmer", "r.a_confirmer"),
        ecrit("motif", "Objet", "r.motif"),
        Column("lieu", TEXTE, "Lieu, vide si l’adresse de la famille est tenue secrète",
               unless_secret("r.lieu"), modes=NOM),
        ecrit("papiers", "Papiers à apporter", "r.papiers"),
        Column("contact", IDENTIFIANT, "Contact noté ensuite\u00a0; vide s’il n’est pas exporté",
               "(SELECT c.id FROM contact c WHERE c.id = r.contact_id AND c.supprime IS NULL "
               f"AND {_NOTE_LISIBLE})"),
    ),
    "r.debut, r.id",
    jointures="LEFT JOIN foyer f ON f.id = r.foyer_id",
    si="(r.foyer_id IS NULL OR (f.id IS NOT NULL AND f.supprime IS NULL))",
    reserves=(_TRAVAIL,),
    suit=(FAMILLE, SECRET_DE_FAMILLE, *MOTS_CACHES, Suit("agent", "r.agent_id"),
          Suit("contact", "r.contact_id")),
    parents=DE_FAMILLE,
)  # fmt: skip

_SANS_SECRET = f"NOT {PROTEGE}"

ACCUEILS: Final = Table(
    "accueils",
    "Une ligne par accueil inconditionnel, sans identité demandée",
    "accueil", "u",
    (
        Column("organisme", TEXTE, "Organisme", "'{organisme}'", "organismes"),
        Column("accueil", IDENTIFIANT, "Accueil", "u.id"),
        Column("unite", TEXTE, "Unité qui a accueilli", "u.unite", "unites"),
        Column("moment", MOMENT, "Date et heure", "u.moment", modes=NOM),
        Column("jour", DATE, "Jour", day("u.moment"), modes=STAT),
        Column("besoins", TEXTE, "Besoins, codes séparés par une virgule", "u.besoins",
               "freins_besoins", lecture=listed),
        Column("reponses", TEXTE, "Réponses, séparées par une virgule\u00a0: ECOUTE, CONSEILS, "
               "ACCOMPAGNEMENT, ORIENTATION", "u.reponses", lecture=listed),
        Column("commune", TEXTE, "Commune dite, vide si une adresse est tenue secrète",
               f"CASE WHEN {_SANS_SECRET} THEN u.commune END", modes=NOM),
        Column("code_insee", TEXTE, "Code Insee, vide si une adresse est tenue secrète",
               f"CASE WHEN {_SANS_SECRET} THEN u.code_insee END",
               rare="si moins de 5 accueils en viennent"),
        Column("lieu", TEXTE, "Lieu de l’accueil, hors des locaux", "u.lieu", modes=NOM),
        Column("langue", TEXTE, "Langue parlée", "u.langue", rare="si moins de 5 accueils"),
        Column("interprete", OUI_NON, "Besoin d’un interprète", "u.interprete"),
        Column("prenom", TEXTE, "Prénom, s’il a été dit", "u.prenom", modes=NOM),
        Column("contact", TEXTE, "Moyen de joindre, s’il a été dit\u00a0; vide si une adresse est "
               "tenue secrète", f"CASE WHEN {_SANS_SECRET} THEN u.contact END", modes=NOM),
        ecrit("note", "Note", "u.note"),
        Column("dossier_ouvert", OUI_NON, "Un dossier a été ouvert ensuite",
               "CASE WHEN u.foyer_id IS NULL THEN 0 ELSE 1 END"),
        Column("foyer", IDENTIFIANT, "Dossier ouvert ensuite", "f.id", modes=NOM),
        *agent("auteur", "Agent qui a accueilli", "u.auteur_id"),
    ),
    "u.moment, u.id",
    jointures="LEFT JOIN foyer f ON f.id = u.foyer_id AND f.supprime IS NULL",
    suit=(FAMILLE, Suit("foyer", "u.foyer_id"), SECRET_DE_FAMILLE, *MOTS_CACHES,
          Suit("agent", "u.auteur_id")),
)  # fmt: skip


def orientations(types_restreints: tuple[str, ...]) -> Table:
    """Return the table of orientations; those of a restricted type (violence, shelter) are in the
    statistical export only as counts."""
    reserve = Reserve("type", types_restreints, sauf=True)
    lisible = reserve.sql("o")
    return of_family(
        "orientations",
        "Une ligne par orientation\u00a0; dans l’export statistique, celles d’un type restreint "
        "(violences, hébergement) ne figurent que dans les synthèses",
        "orientation", "o",
        (
            Column("orientation", IDENTIFIANT, "Orientation", "o.id"),
            Column("personne", IDENTIFIANT, "Personne orientée", "o.personne_id", modes=NOM),
            tranche("o.date"),
            Column("type", TEXTE, "Type d’orientation", "o.type", "types_orientation"),
            Column("sous_type", TEXTE, "Variante du type", "o.sous_type",
                   "sous_types_orientation"),
            Column("action_plan", TEXTE, "Action de plan que l’orientation sert", "o.action_plan",
                   "actions"),
            Column("structure", TEXTE, "Structure (fichier structures)\u00a0; vide si le type est "
                   "restreint", f"CASE WHEN {lisible} THEN o.structure_id END"),
            Column("structure_nom", TEXTE, "Nom de la structure ce jour-là\u00a0; vide si le "
                   "type est restreint", f"CASE WHEN {lisible} THEN o.structure_nom END",
                   modes=NOM),
            ecrit("motifs", "Motifs (1 à 3), séparés par un point-virgule\u00a0; vide si "
                  "le type est restreint", f"CASE WHEN {lisible} THEN o.motifs END", listed_texts),
            ecrit("attentes", "Attentes\u00a0; vide si le type est restreint",
                  f"CASE WHEN {lisible} THEN o.attentes END"),
            Column("accord", TEXTE, "Accord de la famille\u00a0: INFORMATION, APPEL, FICHE ou "
                   "REFUS", "o.accord", "niveaux_accord"),
            Column("statut", TEXTE, "Statut", "o.statut", "orientation_statuts"),
            Column("date", DATE, "Date de l’orientation", "o.date"),
            Column("relance_le", DATE, "Relance prévue le", "o.relance_le"),
            ecrit("origine", "Origine de la demande", "o.origine"),
            Column("motif_non_aboutie", TEXTE, "Pourquoi elle n’a pas abouti",
                   "o.motif_non_aboutie", "orientation_motifs_non_aboutie"),
            ecrit("suite_donnee", "Suite donnée\u00a0; vide si le type est restreint",
                  f"CASE WHEN {lisible} THEN o.suite_donnee END"),
            *agent("auteur", "Agent qui a orienté", "o.auteur_id"),
        ),
        "o.date, o.id",
        jointures=" LEFT JOIN personne p ON p.id = o.personne_id",
        statistique_si=reserve,
        suit=(Suit("personne", "o.personne_id"), Suit("agent", "o.auteur_id")),
    )  # fmt: skip
