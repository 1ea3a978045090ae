"""The content of a synthèse, gathered from the file: what its class of confidentiality allows."""

from __future__ import annotations

from fieldapp.db import agents, contrats
from fieldapp.domain import droits
from fieldapp.domain.accompagnement import NIVEAUX, Accompagnement
from fieldapp.domain.adresse import lignes
from fieldapp.domain.agent import Agent
from fieldapp.domain.contact import ECHANGE, EQUIPE, ISSUES, Contact
from fieldapp.domain.contrat import ETATS_OBJECTIF, SIGNE
from fieldapp.domain.dates import age, format_date
from fieldapp.domain.demarche import QUI, Demarche
from fieldapp.domain.ecrits import (
    ADRESSE_MASQUEE,
    CHAPITRES,
    CONFIDENTIALITES,
    Besoin,
    Echange,
    Entete,
    Membre,
    OptionsSynthese,
    Orientee,
    Suivi,
    Synthese,
    printable_zones,
)
from fieldapp.domain.foyer import Dossier, Foyer
from fieldapp.domain.foyer import Membre as MembreFoyer
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.joindre import first_phone
from fieldapp.domain.orientation import OUVERTS, REGLE_ANONYME, Orientation
from fieldapp.domain.texte import initiale_minuscule
from fieldapp.services import contacts, demarches, foyers, orientations
from fieldapp.services.droits import may_foyer, require_foyer
from fieldapp.services.liens import get_famille
from fieldapp.services.masquage import hider
from fieldapp.services.session import Session
from fieldapp.services.telephones import format_numero

# A synthèse is one or two pages: the last contacts, each by its first lines.
MAX_ECHANGES = 6
MAX_NOTE = 320
MAX_ORIENTATIONS = 8
# Needs and next steps are read over more contacts than are printed.
LECTURE = 200
# Units named after the town they are in, which stands before the date of a letter.
UNITES_EN_VILLE = ("site", "antenne", "agence")


def make_entete(
    session: Session, auteur: Agent, destinataire: str, confidentialite: str, reference: str = ""
) -> Entete:
    """Return the letterhead of an agent, as printed today by the agent of the session."""
    catalogue = session.catalogue
    organisme = catalogue.organisme(auteur.organisme)
    unite = catalogue.unite(auteur.unite)
    address = () if organisme is None or organisme.a_confirmer else (organisme.adresse or "",)
    return Entete(
        organisme=organisme.libelle if organisme else auteur.organisme,
        unite=unite.nom if unite else "",
        auteur=auteur.nom,
        fonction=catalogue.libelle("roles", auteur.role),
        date=aujourd_hui().isoformat(),
        destinataire=destinataire,
        confidentialite=confidentialite,
        imprime_par=session.agent.nom,
        reference=reference,
        lieu=unite.libelle if unite and unite.type in UNITES_EN_VILLE else "",
        coordonnees=tuple(filter(None, address)),
    )


def make_synthese(session: Session, foyer_id: str, options: OptionsSynthese) -> Synthese:
    """Return the content of a synthèse; personal and restricted notes never enter it.

    Raises KnownError: unknown class of confidentiality, family out of reach, role not allowed.
    """
    zones = printable_zones(options.confidentialite)
    require_foyer(session, droits.IMPRIMER, foyer_id)
    dossier = foyers.get_dossier(session, foyer_id)
    foyer = dossier.foyer
    names = agents.agent_names(session.store)
    hide = hider(session, foyer_id)
    # Before a long note is cut: half an address would not be known for one.
    seen = hide(contacts.list_contacts(session, foyer_id, limit=LECTURE))
    quoted = [c for c in seen if c.zone in zones and c.lisible]
    oriented = _quotable(session, foyer_id)
    masked = dossier.protege
    made = Synthese(
        entete=make_entete(
            session,
            session.agent,
            options.destinataire,
            CONFIDENTIALITES[options.confidentialite],
            foyer.numero or "",
        ),
        famille=foyer.nom,
        objet=options.objet,
        numero=foyer.numero or "",
        adresse=(ADRESSE_MASQUEE,) if masked else _address(dossier),
        telephone="Par le service" if masked else _phone(dossier),
        langue=_language(dossier),
        referent=dossier.referent,
        composition=_composition(dossier),
        origine=options.origine,
        suivis=tuple(_suivi(session, suivi, names) for suivi in dossier.accompagnements),
        sources=_sources(quoted),
        echanges=tuple(_echange(session, c, dossier) for c in quoted[:MAX_ECHANGES]),
        besoins=_besoins(session, quoted),
        objectifs=options.objectifs or _objectifs(session, foyer, zones),
        orientations=tuple(_orientee(session, o) for o in oriented[:MAX_ORIENTATIONS]),
        analyse=options.analyse,
        point_de_vue=options.point_de_vue,
        suites=_suites(session, quoted, oriented, _demarches(session, foyer, zones)),
        genogramme=get_famille(session, foyer_id).figure() if options.genogramme else None,
    )
    return hide(made)


def _quotable(session: Session, foyer_id: str) -> list[Orientation]:
    """Orientations about violence or shelter are of the restricted class: never printed here."""
    found = []
    for orientation in orientations.list_orientations(session, foyer_id):
        type_ = session.catalogue.type_orientation(orientation.type)
        if type_ is not None and not type_.restreinte:
            found.append(orientation)
    return found


def _address(dossier: Dossier) -> tuple[str, ...]:
    foyer = dossier.foyer
    return lignes(foyer.adresse, foyer.complement, foyer.code_postal, foyer.commune)


def _phone(dossier: Dossier) -> str:
    here = {m.personne.id for m in dossier.membres if m.vit_ici(aujourd_hui())}
    number = first_phone(dossier.coordonnees, here)
    return format_numero(number) if number else ""


def _language(dossier: Dossier) -> str:
    foyer = dossier.foyer
    parts = (foyer.langue, "interprète nécessaire" if foyer.interprete else "")
    return ", ".join(part for part in parts if part)


def _composition(dossier: Dossier) -> tuple[Membre, ...]:
    today = aujourd_hui()
    return tuple(_membre(m) for m in dossier.membres if m.vit_ici(today))


def _membre(membre: MembreFoyer) -> Membre:
    personne = membre.personne
    place = membre.place
    if personne.deces:
        accord = "décédée" if personne.civilite == "MME" else "décédé"
        return Membre(
            personne.nom_complet,
            f"{place}, {accord} le {format_date(personne.deces)}",
            personne.naissance or "",
        )
    years = age(personne.naissance, aujourd_hui()) if personne.naissance else ""
    return Membre(personne.nom_complet, place, personne.naissance or "", years)


def _suivi(session: Session, suivi: Accompagnement, names: dict[str, str]) -> Suivi:
    catalogue = session.catalogue
    parts = [NIVEAUX.get(suivi.niveau, suivi.niveau)]
    if suivi.domaine:
        parts.append(initiale_minuscule(catalogue.libelle("domaines", suivi.domaine)))
    if suivi.offre:
        offre = catalogue.libelle("offres_de_service", suivi.offre)
        parts.append(initiale_minuscule(offre))
    return Suivi(
        libelle=", ".join(parts),
        debut=suivi.debut or "",
        fin=suivi.fin or "",
        referent=names.get(suivi.referent_id or "", ""),
        motif_sortie=catalogue.libelle("motifs_sortie", suivi.motif_sortie)
        if suivi.motif_sortie
        else "",
    )


def _sources(quoted: list[Contact]) -> str:
    if not quoted:
        return ""
    first, last = format_date(quoted[-1].moment), format_date(quoted[0].moment)
    authors = ", ".join(dict.fromkeys(contact.auteur for contact in quoted if contact.auteur))
    period = f"le {first}" if first == last else f"entre le {first} et le {last}"
    by = f" par {authors}" if authors else ""
    return f"Informations recueillies lors des contacts notés au dossier {period}{by}."


def _echange(session: Session, contact: Contact, dossier: Dossier) -> Echange:
    nature = session.catalogue.libelle("natures_contact", contact.nature)
    if contact.issue != ECHANGE:
        nature += f" ({ISSUES.get(contact.issue, contact.issue).lower()})"
    people = {m.personne.id: m.personne.nom_complet for m in dossier.membres}
    return Echange(
        date=contact.moment[:10],
        nature=nature,
        avec=people.get(contact.personne_id or "", ""),
        note=_shorten(contact.note),
    )


def _shorten(note: str) -> str:
    """A long note by its beginning, and the mark that some of it is left out."""
    text = " ".join(note.split())
    if len(text) <= MAX_NOTE:
        return text
    return text[:MAX_NOTE].rsplit(" ", 1)[0].rstrip(" ,;:") + " […]"


def _besoins(session: Session, quoted: list[Contact]) -> tuple[Besoin, ...]:
    """The needs noted, most recent first, gathered by chapter of the situation."""
    latest: dict[str, tuple[list[str], str]] = {}
    for contact in quoted:
        for code in contact.besoins:
            chapter = CHAPITRES.get(code, "")
            needs, _ = latest.setdefault(chapter, ([], contact.moment[:10]))
            label = session.catalogue.libelle("freins_besoins", code)
            if label not in needs:
                needs.append(label)
    return tuple(
        Besoin(
            session.catalogue.libelle("chapitres_evaluation", chapter) if chapter else "Autre",
            " ; ".join(needs),
            day,
        )
        for chapter, (needs, day) in latest.items()
    )


def _orientee(session: Session, orientation: Orientation) -> Orientee:
    catalogue = session.catalogue
    type_ = catalogue.type_orientation(orientation.type)
    parts = (type_.libelle if type_ else orientation.type, orientation.structure_nom)
    if type_ is not None and type_.has(REGLE_ANONYME):
        # R01: that a family was told of a Laep may be said; who goes there, never.
        return Orientee(orientation.date, ", ".join(p for p in parts if p))
    reason = (
        catalogue.libelle("orientation_motifs_non_aboutie", orientation.motif_non_aboutie)
        if orientation.motif_non_aboutie
        else ""
    )
    return Orientee(
        date=orientation.date,
        vers=", ".join(part for part in parts if part),
        pour=orientation.personne,
        etat=catalogue.libelle("orientation_statuts", orientation.statut),
        suite=" ; ".join(part for part in (reason, orientation.suite_donnee) if part),
    )


def _objectifs(session: Session, foyer: Foyer, zones: frozenset[str]) -> tuple[str, ...]:
    """The objectives of the signed contract, which the team alone reads."""
    if EQUIPE not in zones or not may_foyer(session, droits.LIRE_CONTRAT, foyer):
        return ()
    versions = contrats.list_contrats(session.store, foyer.id)
    signed = next((c for c in versions if c.statut == SIGNE), None)
    return tuple(
        f"{objectif.libelle} ({ETATS_OBJECTIF[objectif.etat].lower()})"
        for objectif in (signed.objectifs if signed is not None else ())
    )


def _demarches(session: Session, foyer: Foyer, zones: frozenset[str]) -> list[Demarche]:
    """Open steps of the zones that this class of confidentiality may print."""
    if not may_foyer(session, droits.LIRE_DEMARCHE, foyer):
        return []
    found = demarches.list_demarches(session, foyer.id)
    return [d for d in found if d.ouverte and d.zone in zones]


def _suites(
    session: Session,
    quoted: list[Contact],
    oriented: list[Orientation],
    steps: list[Demarche],
) -> tuple[str, ...]:
    """What is still to be done: next steps of contacts, reminders of orientations, by date."""
    found: list[tuple[str | None, str, str]] = [
        (contact.suite_le, contact.suite, "")
        for contact in quoted
        if contact.suite and contact.suite_faite_le is None
    ]
    found += [(d.echeance, d.libelle, QUI[d.qui].lower()) for d in steps]
    for orientation in oriented:
        if orientation.relance_le and orientation.statut in OUVERTS:
            type_ = session.catalogue.type_orientation(orientation.type)
            label = orientation.structure_nom or (type_.libelle if type_ else orientation.type)
            found.append((orientation.relance_le, f"Relance de l’orientation : {label}", ""))
    found.sort(key=lambda step: (step[0] is None, step[0] or ""))
    return tuple(_suite(text, who, day) for day, text, who in found)


def _suite(text: str, who: str, day: str | None) -> str:
    """« Échéancier EDF (service, le 17/11/2026) »."""
    known = ", ".join(part for part in (who, f"le {format_date(day)}" if day else "") if part)
    return f"{text} ({known})" if known else text
