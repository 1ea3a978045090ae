"""A union told to a worker: both sides in words, what stays when it ends, who made it and when."""

from __future__ import annotations

from dataclasses import dataclass

from fieldapp.db import agents, foyers, fusions
from fieldapp.db.journal import row_ops
from fieldapp.db.store import Row
from fieldapp.domain.dates import format_date
from fieldapp.domain.doublon_fusion import (
    CHAMPS,
    DISTINCTS,
    FOYER,
    PERSONNE,
    SEPARES,
    ChampFusion,
    Fusion,
)
from fieldapp.domain.foyer import CIVILITES, NOTICES, SYSTEMES
from fieldapp.domain.fusion import SUPPRIME
from fieldapp.domain.historique import Changement
from fieldapp.domain.journal import Op
from fieldapp.domain.telephone import format_telephone
from fieldapp.services.session import Session

_NOMS = {
    "foyer": "dossier", "personne": "personne", "appartenance": "place dans le foyer",
    "lien": "lien de famille", "contact_sur": "contact sûr", "contact": "contact",
    "orientation": "orientation", "rendezvous": "rendez-vous", "document": "document",
    "demarche": "démarche", "accompagnement": "accompagnement", "contrat": "contrat",
    "evaluation": "évaluation", "adresse": "adresse", "coordonnee": "téléphone ou courriel",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FusionDite:
    """A union in words: what was absorbed into what, by whom, when (a French date)."""

    fusion: Fusion
    garde: str
    absorbe: str
    auteur: str
    le: str

    def phrase(self) -> str:
        """« Lefèvre réuni à Dubois, le 12/11/2026 par Nadia Lemaire »."""
        return f"{self.absorbe} réuni à {self.garde}, le {self.le} par {self.auteur}"


def told(session: Session, fusion: Fusion) -> FusionDite:
    """Tell a union in words; a private name is never told beyond who may read the kept file."""
    names = agents.agent_names(session.store)
    return FusionDite(
        fusion,
        title_of(session, fusion.genre, fusion.garde_id),
        title_of(session, fusion.genre, fusion.absorbe_id),
        names.get(fusion.auteur_id, "") or "un collègue",
        format_date(fusion.faite_le[:10]) if fusion.faite_le else "",
    )


def title_of(session: Session, genre: str, row_id: str) -> str:
    """The name of a family or of a person, absorbed or not."""
    row = fusions.row_of(session.store, genre, row_id)
    if row is None:
        return "?"
    if genre == FOYER:
        return str(row["nom"] or "?")
    return " ".join(part for part in (row["prenom"], row["nom"]) if part) or "?"


def reste_words(session: Session, table: str, row_id: str, champ: str) -> str:
    """Say what stays when a union ends: « numéro de dossier (dossier Dubois) »."""
    what = _NOMS.get(table, table.replace("_", " "))
    if champ == SUPPRIME:
        return f"{what}, retiré depuis"
    if table not in CHAMPS:
        return f"{what}, modifié depuis"
    label = next((c.libelle for c in CHAMPS[table] if champ in c.colonnes), champ.replace("_", " "))
    return f"{label[:1].lower()}{label[1:]} ({title_of(session, table, row_id)})"


def value_words(session: Session, champ: ChampFusion, row: Row) -> str:
    """A field of one side as it is read; « » when it says nothing."""
    if champ.cle == "adresse":
        town = " ".join(part for part in (row["code_postal"], row["commune"]) if part)
        return ", ".join(part for part in (row["adresse"], row["complement"], town) if part)
    if champ.cle == "autre_numero":
        system = SYSTEMES.get(row["autre_systeme"] or "", "")
        return " ".join(part for part in (row["autre_numero"], system and f"({system})") if part)
    value = row[champ.colonnes[0]]
    if champ.cle in ("interprete", "ecrit_difficile"):
        return "oui" if value else "non"
    text = "" if value is None else str(value)
    if champ.cle in ("naissance", "deces"):
        return format_date(text) if text else ""
    if champ.cle == "telephone":
        return format_telephone(text)
    if champ.cle == "referent_id":
        agent = agents.get_agent(session.store, text) if text else None
        return "" if agent is None else agent.nom
    words = {"civilite": CIVILITES, "notice": NOTICES}.get(champ.cle, {})
    return words.get(text, text)


def absorbed_words(session: Session, fusion: Fusion) -> tuple[str, ...]:
    """Say who was made one with whom in a union of families."""
    inside = [
        one
        for one in fusions.list_fusions(session.store)
        if one.avec_id == fusion.id and one.genre == PERSONNE
    ]
    return tuple(
        f"{title_of(session, PERSONNE, one.absorbe_id)} réuni à "
        f"{title_of(session, PERSONNE, one.garde_id)}"
        for one in inside
    )


def changes(session: Session, row_id: str) -> list[Changement]:
    """Return the unions of a family or a person, and their ends, as its history shows them."""
    names = agents.agent_names(session.store)
    found = []
    for fusion in fusions.list_fusions(session.store, [row_id]):
        other = fusion.absorbe_id if fusion.garde_id == row_id else fusion.garde_id
        title = title_of(session, fusion.genre, other)
        words = "jugés distincts" if fusion.statut == DISTINCTS else "réunis"
        ops = row_ops(session.store, "fusion", fusion.id)
        found += [_change(op, names, f"{title}\u00a0: {words}") for op in ops[:1]]
        parted = [op for op in ops if op.fields.get("statut") == SEPARES]
        found += [_change(op, names, f"{title}\u00a0: séparés") for op in parted]
    return found


def _change(op: Op, names: dict[str, str], words: str) -> Changement:
    author = names.get(op.author, op.author)
    return Changement(op.moment, author, "fusion", op.row_id, "reunion", None, words)


def family_facts(session: Session, foyer_id: str, contacts: int) -> tuple[str, ...]:
    """What tells a family apart: who lives there, who follows it, since when, how much is noted."""
    foyer = foyers.get_foyer(session.store, foyer_id)
    ligne = foyers.get_ligne(session.store, foyer_id)
    if foyer is None or ligne is None:
        return ()
    opened = f"ouvert le {format_date(foyer.ouvert_le)}" if foyer.ouvert_le else ""
    noted = "aucun contact" if not contacts else f"{contacts} contact{'s' if contacts > 1 else ''}"
    return tuple(
        part for part in (ligne.composition, ligne.referent, opened, noted) if part
    )  # fmt: skip
