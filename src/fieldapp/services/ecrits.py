"""Printed documents: what of a file may stand on them is decided here, then set on paper."""

from __future__ import annotations

from fieldapp.db import agents, foyers, structures, traces
from fieldapp.domain import droits
from fieldapp.domain.dates import age, age_en_annees
from fieldapp.domain.ecrits import (
    CONFIDENTIALITE_FICHE,
    Entete,
    FicheFamille,
    FicheLiaison,
    Lieu,
    OptionsSynthese,
    limit_to_accord,
)
from fieldapp.domain.ecrits import ce_qui_sort as list_ce_qui_sort
from fieldapp.domain.errors import KnownError, SaisieError
from fieldapp.domain.foyer import DEMANDEUR, ENFANT, ContactSur, Membre, Personne
from fieldapp.domain.horaires import horaires_en_clair
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.joindre import to_reach
from fieldapp.domain.orientation import (
    ANNULEE,
    REFUS,
    REFUSEE_FAMILLE,
    SaisieOrientation,
)
from fieldapp.services import orientations, synthese
from fieldapp.services.coordonnees import list_coordonnees
from fieldapp.services.droits import require_foyer
from fieldapp.services.masquage import hider, is_protected
from fieldapp.services.session import Session
from fieldapp.services.synthese import make_entete
from fieldapp.services.telephones import format_numero

MAJORITE = 18
# Services for the young have age limits: the age of an older adult is nobody's business.
AGE_UTILE_MAX = 26


def synthese_pdf(session: Session, foyer_id: str, options: OptionsSynthese | None = None) -> bytes:
    """Return the synthèse of a family as a PDF, and leave a trace that it was printed."""
    content = synthese_apercu(session, foyer_id, options)
    traces.add(session.store, session.agent.id, "impression", foyer_id)
    return content


def synthese_apercu(
    session: Session, foyer_id: str, options: OptionsSynthese | None = None
) -> bytes:
    """Return the same PDF for the screen: nothing left the program, no trace is kept."""
    # Late: reportlab takes 0.4 s to import, and most sessions begin without printing.
    from fieldapp.documents.synthese import build

    return build(synthese.make_synthese(session, foyer_id, options or OptionsSynthese()))


def fiche_pdf(session: Session, orientation_id: str) -> bytes:
    """Return the sheet of a saved orientation as a PDF, and leave a trace that it was printed.

    Raises KnownError when nothing may be printed: refusal, cancelled orientation.
    """
    orientation = orientations.get_orientation(session, orientation_id)
    if orientation.statut == ANNULEE:
        raise KnownError(
            "Cette orientation est annulée : aucune fiche n’est imprimée. Rien n’a changé. "
            "Faites une nouvelle orientation si la famille le demande."
        )
    saisie = SaisieOrientation(
        foyer_id=orientation.foyer_id,
        type=orientation.type,
        # The family may have refused after agreeing: the refusal is what counts.
        accord=REFUS if orientation.statut == REFUSEE_FAMILLE else orientation.accord,
        motifs=orientation.motifs,
        personne_id=orientation.personne_id,
        sous_type=orientation.sous_type,
        structure_id=orientation.structure_id,
        attentes=orientation.attentes,
        date=orientation.date,
        relance_le=orientation.relance_le,
    )
    fiche = _limited(session, saisie, orientation.structure_nom, orientation.auteur_id)
    content = _render(fiche)
    traces.add(session.store, session.agent.id, "impression", orientation_id)
    return content


def fiche_apercu(session: Session, saisie: SaisieOrientation, bloc: str = "") -> bytes:
    """Return the sheet of an orientation being typed, exactly as it would be printed.

    `bloc` tints what is being typed (`qui`, `motifs`, `attentes`, `accord`). Raises KnownError,
    with the field at fault, while there is nothing to print.
    """
    return _render(_limited(session, saisie), bloc)


def ce_qui_sort(
    session: Session, saisie: SaisieOrientation
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what leaves and what stays, read off the sheet of an orientation being typed."""
    require_foyer(session, droits.LIRE_ORIENTATION, saisie.foyer_id)
    try:
        fiche = _limited(session, saisie)
    except KnownError:
        return list_ce_qui_sort(None)
    return list_ce_qui_sort(fiche)


def _render(fiche: FicheLiaison | FicheFamille, bloc: str = "") -> bytes:
    # Late, as above.
    from fieldapp.documents import fiche_famille, fiche_liaison

    if isinstance(fiche, FicheFamille):
        return fiche_famille.build(fiche)
    return fiche_liaison.build(fiche, bloc)


def _limited(
    session: Session,
    saisie: SaisieOrientation,
    structure_nom: str | None = None,
    auteur_id: str | None = None,
) -> FicheLiaison | FicheFamille:
    """The sheet as the family agreed to it; the full one never leaves this function."""
    foyer = require_foyer(session, droits.IMPRIMER, saisie.foyer_id)
    type_ = session.catalogue.type_orientation(saisie.type)
    if type_ is None:
        raise SaisieError(
            "Il manque l’action (champ 2).", "Choisissez une action du catalogue.", champ="type"
        )
    lieu = _lieu(session, saisie.structure_id, structure_nom)
    contact_sur = foyers.get_contact_sur(session.store, foyer.id)
    concerned, enfant, contact = _people(session, saisie, contact_sur)
    full = FicheLiaison(
        entete=_entete(session, auteur_id, lieu.nom or type_.libelle),
        action=_action(session, type_.libelle, saisie.sous_type),
        personne=_name(concerned, enfant),
        age=_useful_age(concerned),
        enfant=enfant,
        contact=_short_name(contact) if enfant else "",
        telephone=_phone_of(session, foyer.id, contact),
        lieu=lieu if lieu.nom else Lieu(type_.libelle),
        relance=saisie.relance_le or "",
        motifs=saisie.motifs,
        attentes=saisie.attentes,
        accord_le=saisie.date or aujourd_hui().isoformat(),
    )
    masked = is_protected(session, foyer.id)
    return limit_to_accord(hider(session, foyer.id)(full), saisie.accord, type_.regles, masked)


def _phone_of(session: Session, foyer_id: str, personne: Personne) -> str:
    """The number that reaches a person, shared with another or not; never a neighbour's."""
    known = list_coordonnees(session, foyer_id)
    number = to_reach(known, personne.id)
    return format_numero(number) if number else ""


def _entete(session: Session, auteur_id: str | None, destinataire: str) -> Entete:
    author = session.agent
    if auteur_id is not None:
        author = agents.get_agent(session.store, auteur_id) or author
    return make_entete(session, author, destinataire, CONFIDENTIALITE_FICHE)


def _action(session: Session, libelle: str, sous_type: str | None) -> str:
    if not sous_type:
        return libelle
    return f"{libelle} ({session.catalogue.libelle('sous_types_orientation', sous_type)})"


def _lieu(session: Session, structure_id: str | None, structure_nom: str | None) -> Lieu:
    """The place as the directory describes it; its name stays the one of the day of the act."""
    structure = structures.get_structure(session.store, structure_id) if structure_id else None
    if structure is None:
        return Lieu(structure_nom or "")
    town = " ".join(part for part in (structure.code_postal, structure.commune) if part)
    lines = (structure.adresse, structure.complement, town)
    shown = not structure.adresse_masquee
    return Lieu(
        nom=structure_nom or structure.nom,
        adresse=tuple(line for line in lines if line) if shown else (),
        # A number that nobody verified for a year is not printed.
        telephone=""
        if structure.a_confirmer or not structure.telephone
        else format_numero(structure.telephone),
        horaires=horaires_en_clair(structure.horaires or "") if shown else "",
        conditions=structure.conditions or "",
    )


def _people(
    session: Session, saisie: SaisieOrientation, contact_sur: ContactSur | None
) -> tuple[Personne, bool, Personne]:
    """Return the person concerned, whether a child, and who is called about them."""
    membres = foyers.list_membres(session.store, saisie.foyer_id)
    concerned = next(
        (m for m in membres if saisie.personne_id in (None, m.personne.id)),
        None,
    )
    if concerned is None:
        raise SaisieError(
            "La personne choisie ne fait pas partie de ce foyer.", champ="personne_id"
        )
    if not _is_child(concerned):
        return concerned.personne, False, concerned.personne
    today = aujourd_hui()
    adults = [m for m in membres if not _is_child(m) and m.vit_ici(today)]
    # The one who has a safe contact, then the applicant, then the other adult of the household.
    adults.sort(
        key=lambda m: (
            contact_sur is None or m.personne.id != contact_sur.personne_id,
            m.role != DEMANDEUR,
        )
    )
    parent = adults[0].personne if adults else concerned.personne
    return concerned.personne, True, parent


def _is_child(membre: Membre) -> bool:
    birth = membre.personne.naissance
    if membre.role != ENFANT:
        return False
    return birth is None or age_en_annees(birth, aujourd_hui()) < MAJORITE


def _name(personne: Personne, enfant: bool) -> str:
    """A first name is enough for a child; an adult is named as one writes to them."""
    if enfant and personne.prenom:
        return personne.prenom
    civilite = {"MME": "Mme ", "M": "M. "}.get(personne.civilite or "", "")
    return f"{civilite}{personne.nom_complet}"


def _short_name(personne: Personne) -> str:
    if personne.civilite and personne.nom:
        return f"{'Mme' if personne.civilite == 'MME' else 'M.'} {personne.nom}"
    return personne.nom_complet


def _useful_age(personne: Personne) -> str:
    today = aujourd_hui()
    if personne.naissance is None or age_en_annees(personne.naissance, today) >= AGE_UTILE_MAX:
        return ""
    return age(personne.naissance, today)
