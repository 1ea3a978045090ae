"""Unconditional welcomes: noting one without a name, one more alike, opening a file from one."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta

from fieldapp.db import accueils, journal
from fieldapp.domain import droits, lisibilite
from fieldapp.domain.accueil import REPONSES, Accueil, SaisieAccueil, wording
from fieldapp.domain.contact import EQUIPE, SaisieContact
from fieldapp.domain.controles import check_past, check_year
from fieldapp.domain.errors import KnownError, SaisieError
from fieldapp.domain.foyer import Foyer, SaisieFoyer, SaisiePersonne, check_code, check_text
from fieldapp.domain.horloge import aujourd_hui, maintenant
from fieldapp.domain.journal import Valeur
from fieldapp.domain.nir import find_nir, looks_like_nir
from fieldapp.services import communes, contacts, foyers
from fieldapp.services.droits import require
from fieldapp.services.session import Session

ACCUEIL, ITINERANCE = "ACCUEIL", "ITINERANCE"


def save_accueil(session: Session, saisie: SaisieAccueil) -> Accueil:
    """Note a welcome: a need, an answer, a commune; no name is asked.

    Raises KnownError with the field at fault; nothing typed is lost.
    """
    require(session, droits.ACCUEILLIR)
    fields = _checked(session, saisie)
    fields |= {
        "unite": session.agent.unite,
        "site": session.agent.unite,
        "auteur_id": session.agent.id,
    }
    accueil_id = journal.write(session.store, "accueil", fields, author=session.agent.id)
    return _required(session, accueil_id)


def repeat_accueil(session: Session, accueil_id: str) -> Accueil:
    """Note one more welcome like this one, now: nothing that belongs to a person is copied."""
    model = _required(session, accueil_id)
    if not model.lisible:
        raise KnownError("Cet accueil n’est pas lisible par vous. Rien n’a été noté.")
    return save_accueil(
        session,
        SaisieAccueil(
            model.besoins, model.reponses, model.commune, model.code_insee, lieu=model.lieu
        ),
    )


def open_dossier(session: Session, accueil_id: str, saisie: SaisieFoyer | None = None) -> Foyer:
    """Open a family file from a welcome, as one act: the file, its first contact, the link.

    `saisie` completes what the welcome knows; a name is needed from one or the other. The contact
    bears the date and the author of the welcome. Raises KnownError when a file was opened already.
    """
    require(session, droits.ECRIRE_CONTACT)
    accueil = _required(session, accueil_id)
    if accueil.foyer_id is not None:
        raise KnownError(
            "Un dossier est déjà ouvert depuis cet accueil. Rien n’a changé. Ouvrez ce dossier."
        )
    with session.store.atomic():
        foyer = foyers.create_foyer(session, _completed(accueil, saisie or SaisieFoyer()))
        contact = contacts.save_contact(
            session,
            SaisieContact(
                foyer.id,
                ITINERANCE if accueil.lieu else ACCUEIL,
                moment=accueil.moment,
                note=wording(accueil),
                besoins=accueil.besoins,
                zone=EQUIPE,
            ),
        )
        author = session.agent.id
        if accueil.auteur_id and accueil.auteur_id != author:
            journal.write(
                session.store, "contact", {"auteur_id": accueil.auteur_id}, row_id=contact.id,
                author=author, foyer_id=foyer.id,
            )  # fmt: skip
        journal.write(
            session.store, "accueil", {"foyer_id": foyer.id}, row_id=accueil.id, author=author
        )
    return foyer


def delete_accueil(session: Session, accueil_id: str) -> None:
    """Remove a welcome (undoable)."""
    require(session, droits.ACCUEILLIR)
    accueil = _required(session, accueil_id)
    journal.delete(session.store, "accueil", accueil.id, author=session.agent.id)


def get_accueil(session: Session, accueil_id: str) -> Accueil:
    """Return one welcome of the antenna."""
    require(session, droits.ACCUEILLIR)
    return _required(session, accueil_id)


def list_accueils(
    session: Session, debut: date, fin: date, toute_l_unite: bool = False
) -> tuple[Accueil, ...]:
    """Return the agent's welcomes, or the antenna's, between two days (the last excluded)."""
    require(session, droits.ACCUEILLIR)
    found = accueils.list_accueils(
        session.store,
        unite=session.agent.unite,
        auteur_id=None if toute_l_unite else session.agent.id,
        debut=debut.isoformat(),
        fin=fin.isoformat(),
    )
    return tuple(_readable(session, one) for one in found)


def accueils_du_jour(session: Session) -> tuple[Accueil, ...]:
    """Return what the agent noted today, most recent first."""
    jour = aujourd_hui()
    return list_accueils(session, jour, jour + timedelta(days=1))


def last_accueil(session: Session) -> Accueil | None:
    """Return the agent's last welcome: its commune and its place are proposed for the next one."""
    require(session, droits.ACCUEILLIR)
    return accueils.last_accueil(session.store, session.agent.id)


def accueils_of_foyer(session: Session, foyer_id: str) -> tuple[Accueil, ...]:
    """Return the welcomes that a family's file was opened from."""
    require(session, droits.ACCUEILLIR)
    return tuple(
        _readable(session, one) for one in accueils.accueils_of_foyer(session.store, foyer_id)
    )


def _completed(accueil: Accueil, saisie: SaisieFoyer) -> SaisieFoyer:
    """What is typed wins; the welcome fills in what was left empty."""
    people = saisie.personnes or (SaisiePersonne(),)
    first = people[0]
    telephone, courriel = _phone_or_mail(accueil.contact)
    first = replace(
        first,
        prenom=first.prenom or accueil.prenom or "",
        telephone=first.telephone or telephone,
        courriel=first.courriel or courriel,
    )
    return replace(
        saisie,
        personnes=(first, *people[1:]),
        commune=saisie.commune or accueil.commune or None,
        code_insee=saisie.code_insee or (None if saisie.commune else accueil.code_insee),
        langue=saisie.langue or accueil.langue,
        interprete=saisie.interprete or accueil.interprete,
    )


def _phone_or_mail(contact: str | None) -> tuple[str | None, str | None]:
    if not contact:
        return None, None
    if "@" in contact:
        return None, contact
    digits = sum(char.isdigit() for char in contact)
    return (contact, None) if digits >= 8 else (None, None)


def _checked(session: Session, saisie: SaisieAccueil) -> dict[str, Valeur]:
    allowed = [entree.code for entree in session.catalogue.entrees("freins_besoins")]
    besoins = [check_code(code, allowed, "besoins") for code in saisie.besoins]
    if not besoins:
        raise KnownError("Choisissez au moins un besoin. Rien n’est perdu.", champ="besoins")
    reponses = [check_code(code, tuple(REPONSES), "reponses") for code in saisie.reponses]
    if not reponses:
        raise KnownError("Choisissez au moins une réponse. Rien n’est perdu.", champ="reponses")
    commune, code_insee = " ".join(saisie.commune.split()), saisie.code_insee
    if not commune:
        raise KnownError("Il manque la commune. Rien n’est perdu.", champ="commune")
    if code_insee is None:
        official = communes.resolve(None, commune)
        if official is not None:
            commune, code_insee = official.nom, official.code_insee
    if saisie.contact and (looks_like_nir(saisie.contact) or find_nir(saisie.contact)):
        raise SaisieError(
            "Ce numéro a la forme d’un numéro de sécurité sociale, que Fieldapp ne conserve "
            "jamais.",
            "Saisissez un téléphone ou un courriel.",
            champ="contact",
        )
    return {
        "moment": _moment(saisie.moment),
        "besoins": json.dumps(besoins),
        "reponses": json.dumps(reponses),
        "commune": commune,
        "code_insee": code_insee,
        "lieu": check_text(saisie.lieu, "lieu"),
        "prenom": check_text(saisie.prenom, "prenom"),
        "contact": _text(saisie.contact),
        "langue": check_text(saisie.langue, "langue"),
        "interprete": 1 if saisie.interprete else 0,
        "note": saisie.note.strip() or None,
        "relais_verifie": 1 if saisie.relais_verifie else 0,
    }


def _moment(value: str | None) -> str:
    if not value:
        return maintenant()
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise KnownError(
            f"Le moment «\u00a0{value}\u00a0» n’est pas reconnu. Rien n’est perdu.", champ="moment"
        ) from error
    iso = moment.replace(tzinfo=None).isoformat(timespec="minutes")
    check_year(check_past(iso, "moment"), "moment")
    return iso


def _text(value: str | None) -> str | None:
    return " ".join((value or "").split()) or None


def _required(session: Session, accueil_id: str) -> Accueil:
    found = accueils.get_accueil(session.store, accueil_id)
    if found is None or found.unite != session.agent.unite:
        raise KnownError("Cet accueil n’existe pas, ou plus, dans votre antenne. Rien n’a changé.")
    return _readable(session, found)


def lecteurs(session: Session) -> str:
    """Return who reads what a person said, of a welcome that the agent notes."""
    readers = lisibilite.lecteurs(dict.fromkeys(droits.NOTES, droits.UNITE))
    return readers if session.famille_role in droits.NOTES else f"vous, {readers}"


def _readable(session: Session, accueil: Accueil) -> Accueil:
    """A welcome is read by who noted it and by the workers of the antenna, not by its secretary."""
    if accueil.auteur_id == session.agent.id or session.famille_role in droits.NOTES:
        return accueil
    return replace(accueil, besoins=(), note="", prenom=None, contact=None, lisible=False)
