"""The lines of one thing in another system: read, masked and put into the words of its fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from fieldapp.db import accompagnements, agents, contacts, journal, orientations
from fieldapp.db.store import Row
from fieldapp.db.tables import columns
from fieldapp.domain import droits
from fieldapp.domain.accompagnement import NIVEAUX, Accompagnement
from fieldapp.domain.catalogue import Catalogue
from fieldapp.domain.contact import ISSUES, PERSONNEL, ZONES_IMPRIMABLES, Contact
from fieldapp.domain.dates import format_date, format_heure
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import Dossier, Foyer
from fieldapp.domain.fusion import merge
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.journal import Op
from fieldapp.domain.nir import mask_nir
from fieldapp.domain.orientation import OUVERTS, REGLE_ANONYME, Orientation
from fieldapp.domain.report import (
    ACCOMPAGNEMENT,
    CONTACT,
    EN_COURS,
    MASQUE,
    MEDIUMS,
    ORIENTATION,
    TERMINE,
    Ligne,
)
from fieldapp.domain.telephone import format_telephone
from fieldapp.services import foyers, reports_ordre
from fieldapp.services.contacts import hide_unreadable
from fieldapp.services.droits import require_foyer
from fieldapp.services.masquage import hider
from fieldapp.services.session import Session

GONE = "Cet élément n’existe pas, ou plus, sur ce poste. Rien n’a été copié."
# What a safe contact masks wherever it goes out: how and where the person may be found.
MASQUES = frozenset({"telephone", "courriel"})
# … and where somebody may have written it all the same.
ECRITS = frozenset({"texte", "suite", "motifs", "recit"})

# What an orientation to an anonymous place may say elsewhere.
_ANONYMES = ("date", "type", "statut", "etat", "echeance", "reoriente")

# How each thing is read from its columns.
_READ: Mapping[type, tuple[str, Callable[[Any], Contact | Accompagnement | Orientation]]] = {
    Contact: (CONTACT, contacts.contact_of),
    Accompagnement: (ACCOMPAGNEMENT, accompagnements.accompagnement_of),
    Orientation: (ORIENTATION, orientations.orientation_of),
}

# The value of a field and its codes of the catalogue, "" when it has none.
Valeurs = Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Source:
    """What is reported, the file it is in, and how it is called."""

    objet: Contact | Accompagnement | Orientation
    dossier: Dossier
    titre: str

    @property
    def foyer(self) -> Foyer:
        """The family."""
        return self.dossier.foyer


def read_source(session: Session, objet: str, objet_id: str) -> Source:
    """Read what is to be reported.

    Raises KnownError when it is gone, may not be read, or is of a zone that never goes out.
    """
    if objet == CONTACT:
        return _read_contact(session, objet_id)
    if objet == ACCOMPAGNEMENT:
        suivi = accompagnements.get_accompagnement(session.store, objet_id)
        if suivi is None:
            raise KnownError(GONE)
        dossier = foyers.get_dossier(session, suivi.foyer_id)
        return Source(suivi, dossier, NIVEAUX.get(suivi.niveau, suivi.niveau))
    found = orientations.get_orientation(session.store, objet_id)
    if found is None:
        raise KnownError(GONE)
    require_foyer(session, droits.LIRE_ORIENTATION, found.foyer_id)
    type_ = session.catalogue.type_orientation(found.type)
    if type_ is not None and type_.restreinte:
        raise KnownError(
            "Cette orientation est de la classe restreinte\u00a0: elle ne se copie pas ailleurs. "
            "Rien n’a été copié."
        )
    titre = session.catalogue.libelle("types_orientation", found.type)
    return Source(found, foyers.get_dossier(session, found.foyer_id), titre)


def make_lignes(
    session: Session, source: Source, objet: str, systeme: str, ticks: Mapping[str, Row]
) -> tuple[Ligne, ...]:
    """Return the lines in the order of the other screen, without those that have no value."""
    values, ops = _values(session, source), journal.row_ops(session.store, objet, source.objet.id)
    then = {row["hlc"]: _values_then(session, source, ops, row["hlc"]) for row in ticks.values()}
    safe, hide = source.dossier.protege, hider(session, source.foyer.id)
    found = []
    for code, champ in reports_ordre.fields(session, systeme, objet):
        text, codes = values.get(code, ("", ""))
        if not text:
            continue
        masked = safe and code in MASQUES
        tick = ticks.get(code)
        if tick is not None and then[tick["hlc"]].get(code, ("", "")) != values[code]:
            tick = None  # changed since: to report again
        found.append(
            Ligne(
                code,
                champ,
                MASQUE if masked else mask_nir(hide(text) if code in ECRITS else text),
                codes,
                masked,
                "" if tick is None else tick["fait_le"] or "",
                "" if tick is None else tick["auteur"],
            )
        )
    return tuple(found)


def _values_then(session: Session, source: Source, ops: Sequence[Op], hlc: int) -> Valeurs:
    """What was to report when it was ticked: the thing as it was then, its family as it is."""
    before = [op for op in ops if op.hlc <= hlc]
    if not before or len(before) == len(ops):
        return _values(session, source)
    objet = source.objet
    table, read = _READ[type(objet)]
    row = {**dict.fromkeys(columns(table)), **merge(before).values}
    names = {"id": objet.id, "auteur": "", "foyer_nom": "", "personne": ""}
    return _values(session, replace(source, objet=read(row | names)))


def _read_contact(session: Session, contact_id: str) -> Source:
    found = contacts.get_contact(session.store, contact_id)
    if found is None:
        raise KnownError(GONE)
    dossier = foyers.get_dossier(session, found.foyer_id)
    if found.zone == PERSONNEL:
        raise KnownError(
            "Un brouillon personnel ne quitte jamais ce poste\u00a0: il ne se copie pas ailleurs. "
            "Rien n’a été copié. Partagez d’abord la note avec l’équipe."
        )
    if found.zone not in ZONES_IMPRIMABLES:
        raise KnownError(
            "Une note restreinte ne se copie pas dans un autre système. Rien n’a été copié."
        )
    if not hide_unreadable(session, dossier.foyer, found).lisible:
        raise KnownError("Cette note n’est pas lisible par vous. Rien n’a été copié.")
    titre = session.catalogue.libelle("natures_contact", found.nature)
    return Source(found, dossier, f"{titre} du {format_date(found.moment)}")


def _values(session: Session, source: Source) -> Valeurs:
    foyer, catalogue = source.foyer, session.catalogue
    numero = {"numero": (foyer.autre_numero or foyer.numero or "", "")}
    if isinstance(source.objet, Contact):
        return numero | _of_contact(catalogue, source.objet)
    if isinstance(source.objet, Accompagnement):
        return numero | _of_suivi(session, source.objet)
    type_ = catalogue.type_orientation(source.objet.type)
    if type_ is not None and type_.has(REGLE_ANONYME):
        # R01: that a family was told of a Laep may be said; who goes there, never.
        told = _of_orientation(catalogue, source.objet)
        return numero | {code: told[code] for code in _ANONYMES}
    return numero | _of_person(session, source) | _of_orientation(catalogue, source.objet)


def _of_contact(catalogue: Catalogue, contact: Contact) -> dict[str, tuple[str, str]]:
    pending = bool(contact.suite) and contact.suite_faite_le is None
    needs = [catalogue.libelle("freins_besoins", code) for code in contact.besoins]
    return {
        "date": (format_date(contact.moment), ""),
        "heure": (format_heure(contact.moment), ""),
        "nature": (catalogue.libelle("natures_contact", contact.nature), contact.nature),
        "medium": (MEDIUMS.get(contact.nature, ""), contact.nature),
        "issue": (ISSUES.get(contact.issue, contact.issue), contact.issue),
        "duree": (str(contact.duree_min or ""), ""),
        "besoins": (", ".join(needs), ", ".join(contact.besoins)),
        "texte": (contact.note, ""),
        "suite": (contact.suite or "", ""),
        "echeance": (_day(contact.suite_le), ""),
        "etat": (EN_COURS if pending else TERMINE, ""),
    }


def _of_suivi(session: Session, suivi: Accompagnement) -> dict[str, tuple[str, str]]:
    coded = _coded(session.catalogue)
    return {
        "niveau": (NIVEAUX.get(suivi.niveau, suivi.niveau), suivi.niveau),
        "domaine": coded("domaines", suivi.domaine),
        "offre": coded("offres_de_service", suivi.offre),
        "debut": (_day(suivi.debut), ""),
        "referent": (agents.agent_names(session.store).get(suivi.referent_id or "", ""), ""),
        "revue": (_day(suivi.revue_le), ""),
        "fin_prevue": (_day(suivi.fin_prevue), ""),
        "fin": (_day(suivi.fin), ""),
        "motif_sortie": coded("motifs_sortie", suivi.motif_sortie),
    }


def _of_orientation(catalogue: Catalogue, orientation: Orientation) -> dict[str, tuple[str, str]]:
    coded = _coded(catalogue)
    kind, _ = coded("types_orientation", orientation.type)
    motifs = " ; ".join(orientation.motifs)
    where = f" vers {orientation.structure_nom}" if orientation.structure_nom else ""
    recit = ". ".join(
        part.strip().rstrip(".")
        for part in (f"{kind}{where}", motifs and f"Motifs\u00a0: {motifs}", orientation.attentes)
        if part.strip()
    )
    return {
        "date": (_day(orientation.date), ""),
        "type": coded("types_orientation", orientation.type),
        "structure": (orientation.structure_nom or "", ""),
        "personne": (orientation.personne, ""),
        "motifs": (motifs, ""),
        "statut": coded("orientation_statuts", orientation.statut),
        "etat": (EN_COURS if orientation.statut in OUVERTS else TERMINE, ""),
        "echeance": (_day(orientation.relance_le), ""),
        "suite": (orientation.suite_donnee or "", ""),
        "recit": (f"{recit}." if recit else "", ""),
        "reoriente": ("Oui", ""),
    }


def _of_person(session: Session, source: Source) -> dict[str, tuple[str, str]]:
    """Who is oriented (the applicant when nobody is named), and who orients."""
    assert isinstance(source.objet, Orientation)
    wanted = source.objet.personne_id
    present = [m.personne for m in source.dossier.membres if m.vit_ici(aujourd_hui())]
    personne = next((p for p in present if p.id == wanted), present[0] if present else None)
    # « Nadia Lemaire »: the name is what follows the first word.
    prenom, _, nom = session.agent.nom.partition(" ")
    values = {"agent_prenom": (prenom if nom else "", ""), "agent_nom": (nom or prenom, "")}
    if personne is None:
        return values
    phone = personne.telephone
    return values | {
        "nom": (personne.nom, ""),
        "prenom": (personne.prenom, ""),
        "telephone": (format_telephone(phone) if phone else "", ""),
        "courriel": (personne.courriel or "", ""),
    }


def _coded(catalogue: Catalogue) -> Callable[[str, str | None], tuple[str, str]]:
    def words(liste: str, code: str | None) -> tuple[str, str]:
        return (catalogue.libelle(liste, code), code) if code else ("", "")

    return words


def _day(iso: str | None) -> str:
    return format_date(iso) if iso else ""
