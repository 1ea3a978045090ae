"""The commands « contact »: noting and listing what was said, done and agreed."""

from __future__ import annotations

import argparse
from dataclasses import replace

from fieldapp.cli.acces import full_id, session_of
from fieldapp.cli.saisie import read_input
from fieldapp.cli.schemas import schema_of
from fieldapp.cli.sortie import count, day, plain, say, tell_json
from fieldapp.domain.catalogue import Catalogue
from fieldapp.domain.contact import ISSUES, PERSONNEL, Contact, SaisieContact
from fieldapp.services import contacts
from fieldapp.services.catalogue import shipped_catalogue
from fieldapp.services.relecture import relire


def add(args: argparse.Namespace) -> None:
    """Note a contact; the remarks on its text never stop it."""
    if args.schema:
        tell_json(schema_of(SaisieContact, shipped_catalogue()))
        return
    saisie = read_input(args, SaisieContact)
    with session_of(args) as session:
        saisie = replace(
            saisie,
            foyer_id=full_id(session, "foyer", saisie.foyer_id),
            personne_id=saisie.personne_id and full_id(session, "personne", saisie.personne_id),
        )
        contact = contacts.save_contact(session, saisie)
    remarques = relire(saisie.note)
    if args.json:
        tell_json({**plain(contact), "remarques": plain(remarques)})
        return
    say(f"Contact noté\u00a0: {contact.id}", _line(contact, session.catalogue))
    for remarque in remarques:
        word = saisie.note[remarque.debut : remarque.fin]
        say(f"  à relire\u00a0: «\u00a0{word}\u00a0». {remarque.texte}")


def list_(args: argparse.Namespace) -> None:
    """List the contacts of a family, most recent first."""
    with session_of(args) as session:
        foyer_id = full_id(session, "foyer", args.foyer_id)
        found = contacts.list_contacts(session, foyer_id, args.debut, args.limite)
    # What is personal is read in the window: an output may be kept, or sent.
    found = tuple(_without_text(one) if one.zone == PERSONNEL else one for one in found)
    if args.json:
        tell_json(found)
        return
    for contact in found:
        say(f"{contact.id}  {_line(contact, session.catalogue)}")
        if contact.tardif:
            say(f"    ({contact.tardif})")
        if contact.zone == PERSONNEL:
            say("    (brouillon personnel\u00a0: il ne se lit que dans la fenêtre)")
        if contact.note:
            say(*(f"    {line}" for line in contact.note.splitlines()))
        if contact.suite:
            done = " (fait)" if contact.suite_faite_le else ""
            say(f"    → {contact.suite} {day(contact.suite_le)}{done}")
    say(f"{count(len(found), 'contact')}.")


def _without_text(contact: Contact) -> Contact:
    return replace(contact, note="", besoins=(), suite=None, lisible=False)


def _line(contact: Contact, catalogue: Catalogue) -> str:
    nature = catalogue.libelle("natures_contact", contact.nature)
    minutes = f", {contact.duree_min} min" if contact.duree_min else ""
    issue = ISSUES.get(contact.issue, contact.issue)
    return f"{day(contact.moment)}  {nature}{minutes}, {issue.lower()}, {contact.auteur}"
