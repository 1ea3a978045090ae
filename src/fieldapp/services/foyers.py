"""Families: opening a file, changing it, listing files, showing one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fieldapp.db import (
    accompagnements,
    adresses,
    agents,
    contacts,
    foyers,
    journal,
    orientations,
    publics_liste,
)
from fieldapp.domain import droits
from fieldapp.domain.adresse import in_order
from fieldapp.domain.contact import EQUIPE
from fieldapp.domain.controles import check_year
from fieldapp.domain.doublon import Identite
from fieldapp.domain.errors import KnownError, SaisieError
from fieldapp.domain.foyer import (
    ENFANT,
    NOTICES,
    SYSTEMES,
    Dossier,
    Filtre,
    Foyer,
    LigneFoyer,
    PageFoyers,
    SaisieFoyer,
    check_code,
    check_date,
    check_nom,
    check_number,
    check_text,
    household_name,
    living_on,
)
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.journal import Valeur
from fieldapp.services import doublons, publics, publics_du_jour
from fieldapp.services.communes import complete_commune
from fieldapp.services.coordonnees import read_coordonnees
from fieldapp.services.droits import can_read_note, may_foyer, require, require_foyer
from fieldapp.services.lisibilite import lisible_par_actes
from fieldapp.services.personnes import attach_personne, personne_fields
from fieldapp.services.session import Session

MODIFIABLES = (
    "nom", "numero", "autre_numero", "adresse", "complement", "code_postal", "commune",
    "code_insee", "langue", "interprete", "ecrit_difficile", "violence", "notice", "referent_id",
    "adresse_depuis", "autre_systeme",
)  # fmt: skip
BOOLEENS = ("interprete", "ecrit_difficile", "violence")


def create_foyer(session: Session, saisie: SaisieFoyer) -> Foyer:
    """Open a family file; the agent becomes its référent unless another one is named.

    Raises KnownError, with the field at fault, when no name is given, a number has the shape of
    a NIR, or the file number is already that of another family of the organisme.
    """
    require(session, droits.ECRIRE_FOYER)
    noms = [p.nom or p.prenom for p in saisie.personnes if p.role != ENFANT] or [
        p.nom or p.prenom for p in saisie.personnes
    ]
    nom = saisie.nom.strip() or household_name(noms)
    if not nom:
        raise SaisieError(
            "Il manque un nom\u00a0: celui de la famille ou d’une personne.", champ="nom"
        )
    fields = _checked(session, {name: getattr(saisie, name) for name in MODIFIABLES}, None)
    fields |= {
        "nom": nom,
        "organisme": session.agent.organisme,
        "unite": _unite(session, saisie.unite),
        "referent_id": fields["referent_id"] or _default_referent(session),
        "ouvert_le": aujourd_hui().isoformat(),
    }
    prepared = [(personne, personne_fields(personne)) for personne in saisie.personnes]
    with session.store.atomic():
        foyer_id = journal.write(session.store, "foyer", fields, author=session.agent.id)
        for personne, columns in prepared:
            attach_personne(session, foyer_id, personne, columns)
    return require_foyer(session, droits.LIRE_FOYER, foyer_id)


def update_foyer(session: Session, foyer_id: str, changes: Mapping[str, Valeur]) -> Foyer:
    """Change some fields of a family; returns it as it now is."""
    require_foyer(session, droits.ECRIRE_FOYER, foyer_id)
    unknown = sorted(set(changes) - set(MODIFIABLES))
    if unknown:
        raise KnownError(
            f"Ces champs n’existent pas pour une famille\u00a0: {', '.join(unknown)}. "
            "Rien n’a changé."
        )
    if "nom" in changes and not str(changes["nom"] or "").strip():
        raise KnownError("Le nom de la famille ne peut pas être vide.", champ="nom")
    journal.write(
        session.store,
        "foyer",
        _checked(session, changes, foyer_id),
        row_id=foyer_id,
        author=session.agent.id,
    )
    return require_foyer(session, droits.LIRE_FOYER, foyer_id)


def get_dossier(session: Session, foyer_id: str) -> Dossier:
    """Return what the head of a family file shows."""
    store, today = session.store, aujourd_hui()
    foyer = require_foyer(session, droits.LIRE_FOYER, foyer_id)
    places = adresses.list_adresses(store, foyer_id)
    ligne = foyers.get_ligne(store, foyer_id)
    membres = foyers.list_membres(store, foyer_id)
    suivis = accompagnements.list_accompagnements(store, foyer_id)
    declared = publics.readable_situations(session, foyer_id)
    codes = publics.compute(session, foyer, membres, suivis, declared)
    return Dossier(
        foyer=living_on(foyer, places, today),
        membres=membres,
        contact_sur=foyers.get_contact_sur(store, foyer_id),
        accompagnements=suivis,
        referent=_agent_name(session, foyer.referent_id),
        dernier_contact=None if ligne is None else ligne.dernier_contact,
        nb_contacts=contacts.count_contacts(store, foyer_id, session.agent.id),
        nb_orientations=orientations.count_orientations(store, foyer_id),
        notes_lisibles=can_read_note(session, foyer, EQUIPE, ""),
        adresses=in_order((a for a in places if not a.prevue or a.a_venir(today)), today),
        coordonnees=read_coordonnees(session, foyer_id, membres),
        situations=declared,
        publics=publics.words(session, codes),
        lecteurs=lisible_par_actes(session, foyer, (droits.LIRE_FOYER, droits.LIRE_SITUATION)),
    )


def list_foyers(
    session: Session,
    filtre: Filtre | None = None,
    tri: str = "nom",
    descendant: bool = False,
    offset: int = 0,
    limit: int = 100,
) -> PageFoyers:
    """Return one page of the families in the agent's reach."""
    require(session, droits.LIRE_FOYER)
    filtre = filtre or Filtre()
    if tri not in foyers.TRIS:
        raise KnownError(
            f"Le tri «\u00a0{tri}\u00a0» n’existe pas. Utilisez\u00a0: {', '.join(foyers.TRIS)}."
        )
    jour = aujourd_hui().isoformat()
    asked: dict[str, Any] = {
        "unite": session.agent.unite,
        "referent_id": session.agent.id if filtre.portee == "mes" else None,
        "niveau": filtre.niveau,
        "texte": filtre.texte,
        "avant": jour if filtre.en_retard else None,
        "invites": accompagnements.invited_to(session.store, session.agent.id, jour),
        "tri": tri,
        "descendant": descendant,
        "offset": offset,
        "limit": limit,
    }
    if filtre.public is None:
        return foyers.list_lignes(session.store, **asked)
    publics_du_jour.complete(session)
    return publics_liste.list_lignes_of_public(session.store, filtre.public, **asked)


def find_doublons(
    session: Session, nom: str, prenom: str, naissance: str | None = None
) -> tuple[LigneFoyer, ...]:
    """Return the families in reach that hold somebody who may be the same person."""
    found = doublons.find(session, session.store, Identite(nom, prenom, naissance=naissance))
    lignes = (foyers.get_ligne(session.store, one.foyer_id) for one in found if one.lisible)
    return tuple(ligne for ligne in lignes if ligne is not None)


def _checked(
    session: Session, values: Mapping[str, object], foyer_id: str | None
) -> dict[str, Valeur]:
    """Clean the fields of a family and raise KnownError on the first one at fault."""
    fields: dict[str, Valeur] = {}
    for name, value in values.items():
        if name in BOOLEENS:
            fields[name] = 1 if value else 0
        elif name in ("numero", "autre_numero"):
            fields[name] = check_number(None if value is None else str(value), name)
        else:
            check = check_nom if name == "nom" else check_text
            fields[name] = check(None if value is None else str(value), name)
    if "notice" in fields:
        fields["notice"] = check_code(_text(fields["notice"]), tuple(NOTICES), "notice")
    if "autre_systeme" in fields:
        systeme = _text(fields["autre_systeme"])
        fields["autre_systeme"] = check_code(systeme, tuple(SYSTEMES), "autre_systeme")
    if "adresse_depuis" in fields:
        since = check_date(_text(fields["adresse_depuis"]), "adresse_depuis")
        fields["adresse_depuis"] = check_year(since, "adresse_depuis")
    if fields.get("referent_id"):
        _check_agent(session, str(fields["referent_id"]))
    if fields.get("numero"):
        other = foyers.foyer_with_number(
            session.store, session.agent.organisme, str(fields["numero"])
        )
        if other is not None and other != foyer_id:
            raise SaisieError(
                f"Ce numéro de dossier est déjà celui d’une autre famille{_named(session, other)}.",
                "Ouvrez ce dossier-là, ou vérifiez le numéro.",
                champ="numero",
            )
    complete_commune(fields)
    return fields


def _check_agent(session: Session, agent_id: str) -> None:
    """Raise KnownError for a référent whom this store does not know: nobody would follow it."""
    if agents.get_agent(session.store, agent_id) is None:
        raise SaisieError(
            "Ce collègue n’est pas connu de ce poste.",
            "Synchronisez, puis réessayez.",
            champ="referent_id",
        )


def _named(session: Session, foyer_id: str) -> str:
    """« (Delattre) » when the agent may read that file, nothing otherwise."""
    other = foyers.get_foyer(session.store, foyer_id)
    readable = other is not None and may_foyer(session, droits.LIRE_FOYER, other)
    return f" ({other.nom})" if other is not None and readable else ""


def _unite(session: Session, unite: str | None) -> str:
    if unite is None or unite == session.agent.unite:
        return session.agent.unite
    raise KnownError(
        "Un dossier s’ouvre dans votre propre antenne. Rien n’a été créé. "
        "Pour une autre antenne, demandez au siège de le transférer.",
        champ="unite",
    )


def _default_referent(session: Session) -> str | None:
    """A worker follows the files that he or she opens; a secretary opens them for the antenna."""
    return session.agent.id if session.famille_role == droits.TS else None


def _agent_name(session: Session, agent_id: str | None) -> str:
    agent = None if agent_id is None else agents.get_agent(session.store, agent_id)
    return "" if agent is None else agent.nom


def _text(value: Valeur) -> str | None:
    return None if value is None else str(value)
