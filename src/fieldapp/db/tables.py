"""The tables of the trade, declared once: the schema, the guard and the journal read them here.

Every table has `id TEXT PRIMARY KEY` and `supprime TEXT` (instant of a deletion, or NULL).
"""

from __future__ import annotations

from typing import Final

TEXT, INTEGER, REAL = "TEXT", "INTEGER", "REAL"

TABLES: Final[dict[str, dict[str, str]]] = {
    "agent": {
        "nom": TEXT, "role": TEXT, "unite": TEXT, "organisme": TEXT, "actif": INTEGER,
        "parti_le": TEXT,
    },
    "foyer": {
        "organisme": TEXT, "unite": TEXT, "nom": TEXT, "numero": TEXT, "autre_numero": TEXT,
        "adresse": TEXT, "complement": TEXT, "code_postal": TEXT, "commune": TEXT,
        "code_insee": TEXT, "langue": TEXT, "interprete": INTEGER, "ecrit_difficile": INTEGER,
        "violence": INTEGER, "referent_id": TEXT, "notice": TEXT, "ouvert_le": TEXT,
        "adresse_depuis": TEXT, "autre_systeme": TEXT,
    },
    # Former addresses (with an end), and second ones; the present one stands in `foyer`.
    "adresse": {
        "foyer_id": TEXT, "personne_id": TEXT, "genre": TEXT, "adresse": TEXT,
        "complement": TEXT, "code_postal": TEXT, "commune": TEXT, "code_insee": TEXT,
        "debut": TEXT, "fin": TEXT, "precision": TEXT,
    },
    # Phones and e-mails of a household: `personnes` is a JSON list of ids, NULL for everybody.
    "coordonnee": {
        "foyer_id": TEXT, "genre": TEXT, "valeur": TEXT, "usage": TEXT, "precision": TEXT,
        "personnes": TEXT, "preferee": INTEGER,
    },
    # Facts that the family declares and that publics are computed from (RSA, AEEH…).
    "situation": {
        "foyer_id": TEXT, "personne_id": TEXT, "code": TEXT, "debut": TEXT, "fin": TEXT,
    },
    "personne": {
        "nom": TEXT, "nom_naissance": TEXT, "prenom": TEXT, "civilite": TEXT,
        "naissance": TEXT, "telephone": TEXT, "courriel": TEXT, "deces": TEXT,
    },
    "appartenance": {
        "foyer_id": TEXT, "personne_id": TEXT, "role": TEXT, "debut": TEXT, "fin": TEXT,
        "part": INTEGER, "semaines": TEXT, "precision": TEXT,
    },
    "lien": {
        "foyer_id": TEXT, "personne_id": TEXT, "autre_id": TEXT, "genre": TEXT, "etat": TEXT,
        "debut": TEXT, "fin": TEXT, "inconnu": TEXT,
    },
    "contact_sur": {
        "foyer_id": TEXT, "personne_id": TEXT, "telephone": TEXT, "plages": TEXT,
        "message_possible": INTEGER,
    },
    "accompagnement": {
        "foyer_id": TEXT, "niveau": TEXT, "domaine": TEXT, "offre": TEXT, "referent_id": TEXT,
        "debut": TEXT, "fin": TEXT, "motif_sortie": TEXT, "socle": INTEGER, "fin_prevue": TEXT,
        "revue_le": TEXT,
    },
    "contact": {
        "foyer_id": TEXT, "personne_id": TEXT, "nature": TEXT, "issue": TEXT, "moment": TEXT,
        "duree_min": INTEGER, "note": TEXT, "besoins": TEXT, "zone": TEXT, "auteur_id": TEXT,
        "suite": TEXT, "suite_le": TEXT, "suite_faite_le": TEXT,
    },
    "orientation": {
        "foyer_id": TEXT, "personne_id": TEXT, "type": TEXT, "sous_type": TEXT,
        "structure_id": TEXT, "structure_nom": TEXT, "motifs": TEXT, "attentes": TEXT,
        "accord": TEXT, "statut": TEXT, "date": TEXT, "relance_le": TEXT, "action_plan": TEXT,
        "origine": TEXT, "motif_non_aboutie": TEXT, "suite_donnee": TEXT, "auteur_id": TEXT,
    },
    "structure": {
        "source": TEXT, "source_id": TEXT, "nom": TEXT, "type": TEXT, "siret": TEXT,
        "adresse": TEXT, "complement": TEXT, "code_postal": TEXT, "commune": TEXT,
        "code_insee": TEXT, "telephone": TEXT, "courriel": TEXT, "site_web": TEXT,
        "latitude": REAL, "longitude": REAL, "description": TEXT, "horaires": TEXT,
        "conditions": TEXT, "date_maj": TEXT, "a_confirmer": INTEGER,
        "adresse_masquee": INTEGER, "fermee_le": TEXT,
    },
    "rendezvous": {
        "foyer_id": TEXT, "personne_id": TEXT, "agent_id": TEXT, "unite": TEXT, "debut": TEXT,
        "duree_min": INTEGER, "nature": TEXT, "lieu": TEXT, "motif": TEXT, "statut": TEXT,
        "contact_id": TEXT, "papiers": TEXT, "a_confirmer": INTEGER, "uid": TEXT,
        "recurrence": TEXT, "occurrence": TEXT, "origine": TEXT, "auteur_id": TEXT,
    },
    "accueil": {
        "unite": TEXT, "site": TEXT, "moment": TEXT, "besoins": TEXT, "reponses": TEXT,
        "commune": TEXT, "code_insee": TEXT, "lieu": TEXT, "prenom": TEXT, "contact": TEXT,
        "langue": TEXT, "interprete": INTEGER, "note": TEXT, "relais_verifie": INTEGER,
        "auteur_id": TEXT, "foyer_id": TEXT,
    },
    "proposition": {
        "foyer_id": TEXT, "offre": TEXT, "socle": INTEGER, "fait_generateur": TEXT,
        "fait_le": TEXT, "propose_le": TEXT, "mode": TEXT, "reponse": TEXT, "reponse_le": TEXT,
        "accompagnement_id": TEXT, "auteur_id": TEXT,
    },
    "co_intervenant": {
        "foyer_id": TEXT, "accompagnement_id": TEXT, "agent_id": TEXT, "debut": TEXT, "fin": TEXT,
    },
    "evaluation": {
        "foyer_id": TEXT, "version": INTEGER, "date": TEXT, "auteur_id": TEXT,
    },
    "evaluation_chapitre": {
        "foyer_id": TEXT, "evaluation_id": TEXT, "chapitre": TEXT, "part": TEXT, "etat": TEXT,
        "besoins": TEXT, "freins": TEXT, "appuis": TEXT, "paroles": TEXT, "texte": TEXT,
    },
    "contrat": {
        "foyer_id": TEXT, "version": INTEGER, "statut": TEXT, "domaine": TEXT, "debut": TEXT,
        "fin": TEXT, "revision_le": TEXT, "propose_le": TEXT, "signe_le": TEXT,
        "signature_mode": TEXT, "signatures": TEXT, "signataires": TEXT, "remplace_id": TEXT,
        "bilan": TEXT, "clos_le": TEXT, "auteur_id": TEXT, "document_id": TEXT,
    },
    "objectif": {
        "foyer_id": TEXT, "contrat_id": TEXT, "rang": INTEGER, "libelle": TEXT, "critere": TEXT,
        "echeance": TEXT, "etat": TEXT,
    },
    "engagement": {
        "foyer_id": TEXT, "contrat_id": TEXT, "objectif_id": TEXT, "partie": TEXT,
        "personne_id": TEXT, "rang": INTEGER, "libelle": TEXT, "echeance": TEXT, "etat": TEXT,
    },
    "demarche": {
        "foyer_id": TEXT, "libelle": TEXT, "organisme": TEXT, "qui": TEXT, "echeance": TEXT,
        "etat": TEXT, "pieces": TEXT, "personne_id": TEXT, "contact_id": TEXT, "note": TEXT,
        "zone": TEXT, "faite_le": TEXT, "auteur_id": TEXT,
    },
    "document": {
        "foyer_id": TEXT, "titre": TEXT, "nature": TEXT, "date": TEXT, "zone": TEXT,
        "type_mime": TEXT, "taille": INTEGER, "empreinte": TEXT, "morceaux": TEXT,
        "auteur_id": TEXT, "produit_ici": INTEGER,
    },
    # A family that changed hands, within an antenna or between two: who followed it before.
    "transfert": {
        "foyer_id": TEXT, "de_unite": TEXT, "vers_unite": TEXT, "de_referent_id": TEXT,
        "vers_referent_id": TEXT, "le": TEXT, "motif": TEXT, "auteur_id": TEXT,
    },
    # What headquarters adds to the shipped catalogue, or changes in it: never deleted, closed.
    "valeur_catalogue": {
        "nature": TEXT, "code": TEXT, "libelle": TEXT, "description": TEXT, "rang": INTEGER,
        "debut": TEXT, "fin": TEXT, "donnees": TEXT,
    },
    # Two files or two people made one, so that they can be parted later: `lignes` is a JSON list
    # of [table, id, {champ: [avant, après]}], `retirees` of [table, id]. Two that are judged
    # distinct stand here too, without lines.
    "fusion": {
        "foyer_id": TEXT, "genre": TEXT, "statut": TEXT, "garde_id": TEXT, "absorbe_id": TEXT,
        "avec_id": TEXT, "lignes": TEXT, "retirees": TEXT, "auteur_id": TEXT, "faite_le": TEXT,
        "separee_le": TEXT, "separee_par": TEXT,
    },
    # One line of one thing typed again in another system: who ticked it, and when (local).
    "report": {
        "foyer_id": TEXT, "objet": TEXT, "objet_id": TEXT, "systeme": TEXT, "ligne": TEXT,
        "fait_le": TEXT, "auteur_id": TEXT,
    },
    "brouillon": {
        "ecran": TEXT, "foyer_id": TEXT, "contenu": TEXT, "curseur": INTEGER, "modifie_le": TEXT,
    },
}  # fmt: skip

# Rows of these tables live on the private stream of their device and never leave it.
PRIVATE_TABLES: Final = frozenset({"brouillon"})

INDEXES: Final = (
    "CREATE INDEX contact_par_foyer ON contact(foyer_id, moment)",
    (
        "CREATE INDEX contact_suite ON contact(suite_le) "
        "WHERE suite_le IS NOT NULL AND suite_faite_le IS NULL"
    ),
    # The next thing due for one family, read after each contact without its whole timeline.
    (
        "CREATE INDEX contact_suite_foyer ON contact(foyer_id, suite_le) "
        "WHERE suite_le IS NOT NULL AND suite_faite_le IS NULL"
    ),
    "CREATE INDEX contact_par_moment ON contact(moment)",
    # Looked at by each opening, to forget what is past its time (L08).
    "CREATE INDEX contact_personnel ON contact(moment) WHERE zone = 'personnel'",
    "CREATE INDEX appartenance_foyer ON appartenance(foyer_id)",
    "CREATE INDEX appartenance_personne ON appartenance(personne_id)",
    "CREATE INDEX lien_foyer ON lien(foyer_id)",
    "CREATE INDEX adresse_foyer ON adresse(foyer_id)",
    "CREATE INDEX coordonnee_foyer ON coordonnee(foyer_id)",
    "CREATE INDEX coordonnee_valeur ON coordonnee(valeur)",
    "CREATE INDEX situation_foyer ON situation(foyer_id)",
    "CREATE INDEX orientation_foyer ON orientation(foyer_id, date)",
    "CREATE INDEX orientation_statut ON orientation(statut, relance_le)",
    "CREATE INDEX accompagnement_foyer ON accompagnement(foyer_id)",
    "CREATE INDEX contact_sur_foyer ON contact_sur(foyer_id)",
    "CREATE INDEX rendezvous_agent ON rendezvous(agent_id, debut)",
    "CREATE INDEX rendezvous_unite ON rendezvous(unite, debut)",
    "CREATE INDEX rendezvous_foyer ON rendezvous(foyer_id, debut) WHERE foyer_id IS NOT NULL",
    "CREATE INDEX rendezvous_uid ON rendezvous(uid, occurrence)",
    (
        "CREATE INDEX rendezvous_a_renseigner ON rendezvous(agent_id, debut) "
        "WHERE statut = 'A_VENIR'"
    ),
    "CREATE INDEX accueil_unite ON accueil(unite, moment)",
    "CREATE INDEX accueil_auteur ON accueil(auteur_id, moment)",
    "CREATE INDEX proposition_foyer ON proposition(foyer_id)",
    "CREATE INDEX co_intervenant_foyer ON co_intervenant(foyer_id)",
    "CREATE INDEX co_intervenant_agent ON co_intervenant(agent_id)",
    "CREATE INDEX evaluation_foyer ON evaluation(foyer_id)",
    "CREATE INDEX evaluation_chapitre_evaluation ON evaluation_chapitre(evaluation_id)",
    "CREATE INDEX contrat_foyer ON contrat(foyer_id)",
    "CREATE INDEX contrat_document ON contrat(document_id) WHERE document_id IS NOT NULL",
    "CREATE INDEX contrat_revision ON contrat(revision_le) WHERE statut = 'SIGNE'",
    "CREATE INDEX objectif_contrat ON objectif(contrat_id)",
    "CREATE INDEX engagement_contrat ON engagement(contrat_id)",
    (
        "CREATE INDEX engagement_echeance ON engagement(echeance) "
        "WHERE etat = 'A_FAIRE' AND echeance IS NOT NULL"
    ),
    "CREATE INDEX demarche_foyer ON demarche(foyer_id)",
    (
        "CREATE INDEX demarche_echeance ON demarche(echeance) "
        "WHERE faite_le IS NULL AND echeance IS NOT NULL"
    ),
    "CREATE INDEX document_foyer ON document(foyer_id)",
    "CREATE INDEX document_personnel ON document(auteur_id) WHERE zone = 'personnel'",
    "CREATE INDEX transfert_foyer ON transfert(foyer_id)",
    "CREATE INDEX valeur_catalogue_code ON valeur_catalogue(nature, code)",
    "CREATE INDEX report_objet ON report(objet_id, systeme)",
    "CREATE INDEX report_foyer ON report(foyer_id)",
    "CREATE INDEX structure_source ON structure(source, source_id)",
    "CREATE INDEX structure_type ON structure(type, code_postal)",
    "CREATE INDEX foyer_numero ON foyer(numero) WHERE numero IS NOT NULL",
    "CREATE INDEX personne_identite ON personne(nom, prenom, naissance)",
    # Look-alikes: who was born on that day, who is in a pair already judged.
    "CREATE INDEX personne_naissance ON personne(naissance) WHERE naissance IS NOT NULL",
    "CREATE INDEX fusion_absorbe ON fusion(absorbe_id)",
    "CREATE INDEX fusion_garde ON fusion(garde_id)",
    (
        "CREATE INDEX personne_courriel ON personne(courriel COLLATE NOCASE) "
        "WHERE courriel IS NOT NULL"
    ),
    "CREATE INDEX personne_telephone ON personne(telephone) WHERE telephone IS NOT NULL",
)


def columns(table: str) -> tuple[str, ...]:
    """Return the column names of a table of the trade, without `id`."""
    return (*TABLES[table], "supprime")


def create_statements() -> list[str]:
    """Return the DDL of every table of the trade, its indexes and its guards.

    The guards (triggers) refuse any write that does not come through the journal, which opens
    them for the length of its own projection only (`db/journal.py`).
    """
    statements: list[str] = []
    for table, fields in TABLES.items():
        body = "".join(f", {name} {kind}" for name, kind in fields.items())
        statements.append(f"CREATE TABLE {table} (id TEXT PRIMARY KEY{body}, supprime TEXT) STRICT")
        statements.extend(_guard(table, event) for event in ("INSERT", "UPDATE", "DELETE"))
    return [*statements, *INDEXES]


def _guard(table: str, event: str) -> str:
    return (
        f"CREATE TRIGGER garde_{table}_{event.lower()} BEFORE {event} ON {table} "
        "WHEN (SELECT ouvert FROM garde) = 0 "
        f"BEGIN SELECT RAISE(ABORT, 'ecriture hors journal : {table}'); END"
    )
