"""Families: the SQL of households, people, memberships and safe contacts."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from fieldapp.db.agents import agent_names
from fieldapp.db.resumes import NO_DUE_DATE
from fieldapp.db.store import Row, Store
from fieldapp.domain.foyer import ContactSur, Foyer, LigneFoyer, Membre, PageFoyers, Personne
from fieldapp.domain.texte import fold

_PERSONNE = (
    "p.id AS p_id, p.nom, p.prenom, p.nom_naissance, p.civilite, p.naissance, p.telephone, "
    "p.courriel, p.deces"
)
_MEMBRES = (
    "SELECT a.id AS a_id, a.foyer_id, a.role, a.debut, a.fin, a.part, a.semaines, a.precision, "
    f"{_PERSONNE} FROM appartenance a JOIN personne p ON p.id = a.personne_id "
    "WHERE a.supprime IS NULL AND p.supprime IS NULL"
)
TRIS = {
    "nom": "nom_tri",
    "commune": "commune_tri",
    "niveau": "niveau",
    "dernier_contact": "dernier_contact",
    "echeance": "echeance",
}


def get_foyer(store: Store, foyer_id: str) -> Foyer | None:
    """Return one household, or None when it is absent or deleted."""
    row = store.one("SELECT * FROM foyer WHERE id = :id AND supprime IS NULL", id=foyer_id)
    return None if row is None else foyer_of(row)


def foyer_of(row: Row) -> Foyer:
    """Read a household from its row."""
    return Foyer(
        row["id"], row["organisme"] or "", row["unite"] or "", row["nom"] or "", row["numero"],
        row["autre_numero"], row["adresse"], row["complement"], row["code_postal"],
        row["commune"], row["code_insee"], row["langue"], bool(row["interprete"]),
        bool(row["ecrit_difficile"]), bool(row["violence"]), row["referent_id"], row["notice"],
        row["ouvert_le"], row["adresse_depuis"], row["autre_systeme"],
    )  # fmt: skip


def get_personne(store: Store, personne_id: str) -> Personne | None:
    """Return one person, or None."""
    row = store.one(
        f"SELECT {_PERSONNE} FROM personne p WHERE p.id = :id AND p.supprime IS NULL",
        id=personne_id,
    )
    return None if row is None else _personne(row)


def list_membres(store: Store, foyer_id: str) -> tuple[Membre, ...]:
    """Return everyone who belongs or belonged to a household, applicant first."""
    rows = store.query(
        f"{_MEMBRES} AND a.foyer_id = :id "
        "ORDER BY CASE a.role WHEN 'DEMANDEUR' THEN 0 WHEN 'CONJOINT' THEN 1 WHEN 'ENFANT' "
        "THEN 2 ELSE 3 END, p.naissance, p.prenom",
        id=foyer_id,
    )
    return tuple(_membre(row) for row in rows)


def membres_of(store: Store, ids: str) -> dict[str, tuple[Membre, ...]]:
    """Return the people of many households (a JSON list of ids), by household, in no order."""
    found: dict[str, list[Membre]] = {}
    rows = store.query(f"{_MEMBRES} AND a.foyer_id IN (SELECT value FROM json_each(:ids))", ids=ids)
    for row in rows:
        found.setdefault(row["foyer_id"], []).append(_membre(row))
    return {foyer_id: tuple(membres) for foyer_id, membres in found.items()}


def foyers_of_personne(store: Store, personne_id: str) -> tuple[str, ...]:
    """Return the ids of the households where a person belongs today."""
    rows = store.query(
        "SELECT DISTINCT foyer_id FROM appartenance "
        "WHERE personne_id = :id AND supprime IS NULL ORDER BY debut",
        id=personne_id,
    )
    return tuple(row["foyer_id"] for row in rows)


def get_appartenance(store: Store, appartenance_id: str) -> Row | None:
    """Return the row of one membership, or None."""
    return store.one(
        "SELECT * FROM appartenance WHERE id = :id AND supprime IS NULL", id=appartenance_id
    )


def get_contact_sur(store: Store, foyer_id: str) -> ContactSur | None:
    """Return the safe contact of a household, or None."""
    row = store.one(
        "SELECT * FROM contact_sur WHERE foyer_id = :id AND supprime IS NULL ORDER BY id LIMIT 1",
        id=foyer_id,
    )
    if row is None:
        return None
    return ContactSur(
        row["id"], row["foyer_id"], row["personne_id"], row["telephone"] or "",
        row["plages"] or "", bool(row["message_possible"]),
    )  # fmt: skip


def foyer_with_number(store: Store, organisme: str, numero: str) -> str | None:
    """Return the id of the household that bears a file number in an organisme, or None."""
    row = store.one(
        "SELECT id FROM foyer WHERE numero = :numero AND organisme = :organisme "
        "AND supprime IS NULL",
        numero=numero,
        organisme=organisme,
    )
    return None if row is None else str(row["id"])


def everybody_of(store: Store, foyer_id: str) -> dict[str, str]:
    """Return the names of the people who are or ever were in a household, by id."""
    rows = store.query(
        "SELECT p.id, p.prenom, p.nom FROM personne p WHERE p.id IN "
        "(SELECT personne_id FROM appartenance WHERE foyer_id = :id)",
        id=foyer_id,
    )
    return {row["id"]: f"{row['prenom'] or ''} {row['nom'] or ''}".strip() for row in rows}


def rows_of(store: Store, foyer_id: str, tables: Collection[str]) -> list[tuple[str, str]]:
    """Return the rows of these tables that a household has or had: (table, id)."""
    return [
        (table, row["id"])
        for table in tables
        for row in store.query(f"SELECT id FROM {table} WHERE foyer_id = :id", id=foyer_id)
    ]


def list_lignes(
    store: Store,
    *,
    unite: str | None,
    referent_id: str | None,
    niveau: str | None,
    texte: str,
    avant: str | None,
    invites: Collection[str] = (),
    tri: str,
    descendant: bool,
    offset: int,
    limit: int,
) -> PageFoyers:
    """Return one page of families; exactly one of `unite` and `referent_id` scopes the list.

    `avant` keeps the families whose due date is before that ISO date; `texte` filters by name.
    `invites` are families shown beside those of a référent. `publics_liste` lists those of a
    public.
    """
    clauses, parameters = where(unite, referent_id, niveau, texte, avant)
    if invites and referent_id is not None:
        clauses = clauses.replace(
            "resume.referent_id = :referent",
            "(resume.referent_id = :referent "
            "OR resume.foyer_id IN (SELECT value FROM json_each(:invites)))",
        )
        parameters["invites"] = json.dumps(sorted(invites))
    filtered = any((niveau, avant, texte.strip()))
    columns, wanted = order_of(tri, descendant)
    # Without a filter the order of the list is that of one index: its far pages cost no more
    # than stepping over its entries. With one, SQLite knows better which index holds fewer rows.
    unsorted = filtered or referent_id is not None
    index = "" if unsorted else f"INDEXED BY resume_unite_{TRIS[tri]}"
    rows = store.query(
        f"SELECT r.* FROM (SELECT {', '.join(f'resume.{name}' for name in columns)} "
        f"FROM resume {index} WHERE {clauses} ORDER BY {wanted} "
        f"LIMIT :limit OFFSET :offset) AS page "
        f"JOIN resume AS r ON r.foyer_id = page.foyer_id "
        f"ORDER BY {wanted.replace('resume.', 'page.')}",
        **parameters,
        limit=limit,
        offset=offset,
    )
    count = store.one(f"SELECT count(*) AS n FROM resume WHERE {clauses}", **parameters)
    names = agent_names(store)
    total = 0 if count is None else int(count["n"])
    return PageFoyers(tuple(ligne_of(row, names) for row in rows), total)


def order_of(tri: str, descendant: bool) -> tuple[list[str], str]:
    """Return the columns that a list is sorted by, and the same as SQL over `resume`."""
    column, order = TRIS[tri], "DESC" if descendant else "ASC"
    columns = [column, "foyer_id"] if column == "nom_tri" else [column, "nom_tri", "foyer_id"]
    return columns, ", ".join(f"resume.{name} {order}" for name in columns)


def referents(store: Store, foyer_ids: Collection[str]) -> dict[str, str]:
    """Return the id of who follows each of these families; those without anybody are left out."""
    rows = store.query(
        "SELECT id, referent_id FROM foyer WHERE referent_id IS NOT NULL "
        "AND id IN (SELECT value FROM json_each(:ids))",
        ids=json.dumps(sorted(foyer_ids)),
    )
    return {row["id"]: row["referent_id"] for row in rows}


def get_ligne(store: Store, foyer_id: str) -> LigneFoyer | None:
    """Return the list line of one family, or None."""
    row = store.one("SELECT * FROM resume WHERE foyer_id = :id", id=foyer_id)
    return None if row is None else ligne_of(row, agent_names(store))


def ligne_of(row: Row, names: Mapping[str, str]) -> LigneFoyer:
    """Read a list line from its `resume` row."""
    echeance = row["echeance"] if row["echeance"] != NO_DUE_DATE else None
    return LigneFoyer(
        row["foyer_id"], row["nom"], row["numero"], row["composition"], row["commune"],
        row["niveau"], names.get(row["referent_id"] or "", ""), row["dernier_contact"] or None,
        echeance, row["echeance_genre"], bool(row["contact_sur"]),
    )  # fmt: skip


def where(
    unite: str | None,
    referent_id: str | None,
    niveau: str | None,
    texte: str,
    avant: str | None,
) -> tuple[str, dict[str, Any]]:
    """Return the clauses of a list of families over `resume`, and the values they name."""
    clauses = ["resume.unite = :unite" if referent_id is None else "resume.referent_id = :referent"]
    parameters: dict[str, Any] = (
        {"unite": unite} if referent_id is None else {"referent": referent_id}
    )
    if niveau is not None:
        clauses.append("niveau = :niveau")
        parameters["niveau"] = niveau
    if avant is not None:
        clauses.append("echeance < :avant")
        parameters["avant"] = avant
    if texte.strip():
        clauses.append("instr(nom_tri, :texte) > 0")
        parameters["texte"] = fold(texte)
    return " AND ".join(clauses), parameters


def _membre(row: Row) -> Membre:
    return Membre(
        row["a_id"], _personne(row), row["role"] or "AUTRE", row["debut"], row["fin"],
        row["part"], row["semaines"], row["precision"],
    )  # fmt: skip


def _personne(row: Row) -> Personne:
    return Personne(
        row["p_id"], row["nom"] or "", row["prenom"] or "", row["nom_naissance"],
        row["civilite"], row["naissance"], row["telephone"], row["courriel"], row["deces"],
    )  # fmt: skip
