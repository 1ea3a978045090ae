"""The tables of the trade, declared once: the schema, the guard and the journal read them here.

Every table has `id TEXT PRIMARY KEY` and `supprime TEXT` (instant of a deletion, or NULL).
"""

from __future__ import annotations

from typing import Final

TEXT, INTEGER, REAL = "TEXT", "INTEGER", "REAL"

TABLES: Final[dict[str, dict[str, str]]] = {
    "agent": {
        "nom": TEXT, "role": TEXT, "unite": TEXT, "organisme": TEXT, "actif": INTEGER,
    },
    "foyer": {
        "organisme": TEXT, "unite": TEXT, "nom": TEXT, "numero": TEXT, "autre_numero": TEXT,
        "adresse": TEXT, "complement": TEXT, "code_postal": TEXT, "commune": TEXT,
        "code_insee": TEXT, "langue": TEXT, "interprete": INTEGER, "ecrit_difficile": INTEGER,
        "violence": INTEGER, "referent_id": TEXT, "notice": TEXT, "ouvert_le": TEXT,
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
        "debut": TEXT, "fin": TEXT, "motif_sortie": TEXT,
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
    "CREATE INDEX contact_par_moment ON contact(moment)",
    "CREATE INDEX appartenance_foyer ON appartenance(foyer_id)",
    "CREATE INDEX appartenance_personne ON appartenance(personne_id)",
    "CREATE INDEX lien_foyer ON lien(foyer_id)",
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
    "CREATE INDEX structure_source ON structure(source, source_id)",
    "CREATE INDEX structure_type ON structure(type, code_postal)",
    "CREATE INDEX foyer_numero ON foyer(numero) WHERE numero IS NOT NULL",
    "CREATE INDEX personne_identite ON personne(nom, prenom, naissance)",
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
