"""The commands « foyer »: opening, changing, listing and showing family files."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import Any

from msgspec import UNSET

from fieldapp.cli.acces import full_id, session_of
from fieldapp.cli.arguments import UsageError
from fieldapp.cli.changements import (
    ChangementAccompagnement,
    ChangementFoyer,
    ChangementPersonne,
    given,
)
from fieldapp.cli.saisie import read_input
from fieldapp.cli.schemas import schema_of
from fieldapp.cli.sortie import count, day, plain, say, table, tell_json
from fieldapp.domain.accompagnement import NIVEAUX, SaisieAccompagnement
from fieldapp.domain.adresse import LIBELLES, LIEU
from fieldapp.domain.coordonnee import SaisieCoordonnee, same_key
from fieldapp.domain.ecrits import ADRESSE_MASQUEE
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import ROLES, Dossier, Filtre, SaisieFoyer, SaisiePersonne
from fieldapp.services import (
    accompagnements,
    adresses,
    contact_sur,
    coordonnees,
    foyers,
    personnes,
    situations,
)
from fieldapp.services.catalogue import shipped_catalogue
from fieldapp.services.session import Session
from fieldapp.services.telephones import format_numero

_DE_LA_FAMILLE = (
    "personnes", "accompagnements", "contact_sur", "demenagement", "coordonnees", "situations",
)  # fmt: skip


def add(args: argparse.Namespace) -> None:
    """Open a family file."""
    if args.schema:
        tell_json(schema_of(SaisieFoyer, shipped_catalogue()))
        return
    saisie = read_input(args, SaisieFoyer)
    with session_of(args) as session:
        foyer = foyers.create_foyer(session, saisie)
        _tell(args, foyers.get_dossier(session, foyer.id), "Dossier ouvert")


def change(args: argparse.Namespace) -> None:
    """Change a family, its people, its safe contact, its follow-ups: all of it or nothing."""
    if args.schema:
        tell_json(schema_of(ChangementFoyer, shipped_catalogue()))
        return
    if args.id is None:
        raise UsageError("il manque FOYER_ID et FICHIER")
    wanted = read_input(args, ChangementFoyer)
    with session_of(args) as session:
        foyer_id = full_id(session, "foyer", args.id)
        foyers.get_dossier(session, foyer_id)  # a refusal leaves its trace outside the transaction
        with session.store.atomic():
            _apply(session, foyer_id, wanted)
        _tell(args, foyers.get_dossier(session, foyer_id), "Dossier modifié")


def list_(args: argparse.Namespace) -> None:
    """List the families in reach."""
    with session_of(args) as session:
        page = foyers.list_foyers(
            session,
            Filtre("mes" if args.miens else "unite", args.en_retard, None, args.texte),
            args.tri,
            args.descendant,
            args.debut,
            args.limite,
        )
    if args.json:
        tell_json([{"id": ligne.foyer_id, **plain(ligne)} for ligne in page.lignes])
        return
    table(
        (ligne.foyer_id, ligne.nom, ligne.composition, ligne.commune, ligne.referent,
         day((ligne.dernier_contact or "")[:10]), day(ligne.echeance))
        for ligne in page.lignes
    )  # fmt: skip
    say(f"{count(len(page.lignes), 'dossier')} sur {page.total}.")


def show(args: argparse.Namespace) -> None:
    """Show one family."""
    with session_of(args) as session:
        dossier = foyers.get_dossier(session, full_id(session, "foyer", args.id))
        if dossier.contact_sur is not None:
            contact_sur.trace_shown(session, dossier.foyer.id)
        _tell(args, dossier, "Dossier")


def as_json(dossier: Dossier) -> dict[str, Any]:
    """Return a family as the command line gives it: the file, its people, its follow-ups.

    Under a contact sûr, or violence, addresses and numbers are left out: what is told here ends
    in files and scripts. The safe contact itself is told.
    """
    hidden = dossier.protege
    foyer = {**plain(dossier.foyer), "adresse_masquee": hidden}
    if hidden:
        foyer |= dict.fromkeys(LIEU)
    numbers = ("telephone", "courriel") if hidden else ()
    return {
        **foyer,
        "referent": dossier.referent,
        "adresses": [] if hidden else plain(dossier.adresses),
        "coordonnees": [] if hidden else plain(dossier.coordonnees),
        "situations": plain(dossier.situations),
        "publics": list(dossier.publics),
        "personnes": [
            {
                **plain(membre.personne),
                **dict.fromkeys(numbers),
                "appartenance_id": membre.appartenance_id,
                "role": membre.role,
                "debut": membre.debut,
                "fin": membre.fin,
            }
            for membre in dossier.membres
        ],
        "contact_sur": plain(dossier.contact_sur),
        "accompagnements": plain(dossier.accompagnements),
        "dernier_contact": dossier.dernier_contact,
        "nb_contacts": dossier.nb_contacts,
        "nb_orientations": dossier.nb_orientations,
        "conservation_jusqu_au": plain(dossier.conservation_jusqu_au),
    }


def _apply(session: Session, foyer_id: str, wanted: ChangementFoyer) -> None:
    plain_names = [n for n in wanted.__struct_fields__ if n not in _DE_LA_FAMILLE]
    fields = given(wanted, *plain_names)
    if fields:
        foyers.update_foyer(session, foyer_id, fields)
    for personne in wanted.personnes:
        _apply_personne(session, foyer_id, personne)
    for suivi in wanted.accompagnements:
        _apply_suivi(session, foyer_id, suivi)
    if wanted.demenagement is not UNSET:
        adresses.demenager(session, foyer_id, wanted.demenagement)
    for numero in wanted.coordonnees:
        _apply_coordonnee(session, foyer_id, numero)
    for fact in wanted.situations:
        person = full_id(session, "personne", fact.personne_id) if fact.personne_id else None
        situations.add_situation(session, foyer_id, replace(fact, personne_id=person))
    if wanted.contact_sur is None:
        contact_sur.remove_contact_sur(session, foyer_id)
    elif wanted.contact_sur is not UNSET:
        contact_sur.save_contact_sur(session, foyer_id, wanted.contact_sur)


def _apply_personne(session: Session, foyer_id: str, wanted: ChangementPersonne) -> None:
    if wanted.id is UNSET:
        fields = {
            name: getattr(wanted, name)
            for name in SaisiePersonne.__dataclass_fields__
            if getattr(wanted, name) is not UNSET
        }
        personnes.add_personne(session, foyer_id, SaisiePersonne(**fields))
        return
    personne_id = full_id(session, "personne", wanted.id)
    membres = foyers.get_dossier(session, foyer_id).membres
    membre = next((m for m in membres if m.personne.id == personne_id), None)
    if membre is None:
        raise KnownError("Cette personne n’est pas de ce foyer. Rien n’a changé.")
    if wanted.role is not UNSET or wanted.debut is not UNSET:
        raise KnownError(
            "La place d’une personne dans le foyer ne se modifie pas. Rien n’a changé. "
            "Terminez-la avec «\u00a0fin\u00a0», puis ajoutez la personne avec sa nouvelle place."
        )
    fields = given(wanted, *personnes.MODIFIABLES)
    if fields:
        personnes.update_personne(session, personne_id, fields)
    if wanted.fin is not UNSET:
        personnes.end_appartenance(session, membre.appartenance_id, wanted.fin)


def _apply_coordonnee(session: Session, foyer_id: str, saisie: SaisieCoordonnee) -> None:
    """Change the number if the household has it, add it otherwise."""
    people = tuple(full_id(session, "personne", one) for one in saisie.personnes)
    key = same_key(saisie.valeur)
    known = coordonnees.list_coordonnees(session, foyer_id)
    same = next((one for one in known if same_key(one.valeur) == key), None)
    coordonnees.save_coordonnee(session, foyer_id, replace(saisie, personnes=people), same)


def _apply_suivi(session: Session, foyer_id: str, wanted: ChangementAccompagnement) -> None:
    if wanted.id is UNSET:
        fields = given(wanted, "niveau", "domaine", "offre", "debut")
        accompagnements.open_accompagnement(
            session, SaisieAccompagnement(foyer_id=foyer_id, **fields)  # type: ignore[arg-type]
        )  # fmt: skip
        return
    if wanted.motif_sortie is UNSET:
        raise KnownError(
            "Il manque «\u00a0motif_sortie\u00a0»\u00a0: pourquoi ce suivi se termine. Rien n’a "
            "changé."
        )
    accompagnements.close_accompagnement(
        session,
        full_id(session, "accompagnement", wanted.id),
        wanted.motif_sortie,
        None if wanted.fin is UNSET else wanted.fin,
    )


def _tell(args: argparse.Namespace, dossier: Dossier, title: str) -> None:
    if args.json:
        tell_json(as_json(dossier))
        return
    foyer = dossier.foyer
    numero = f", n° {foyer.numero}" if foyer.numero else ""
    say(f"{title}\u00a0: {foyer.nom}{numero}", f"  identifiant  {foyer.id}")
    town = " ".join(part for part in (foyer.code_postal, foyer.commune) if part)
    street = foyer.adresse
    if dossier.protege:
        street, town = ADRESSE_MASQUEE, ""
    for label, value in (
        ("commune", town), ("adresse", street), ("référent", dossier.referent),
        ("contacts", str(dossier.nb_contacts)), ("orientations", str(dossier.nb_orientations)),
        ("dernier", day(dossier.dernier_contact)),
    ):  # fmt: skip
        if value:
            say(f"  {label:<12} {value}")
    for membre in dossier.membres:
        born = f", {day(membre.personne.naissance)}" if membre.personne.naissance else ""
        left = f", parti le {day(membre.fin)}" if membre.fin else ""
        say(
            f"  - {membre.personne.nom_complet} ({ROLES.get(membre.role, membre.role)}){born}{left}"
        )
    if not dossier.protege:
        _tell_places(dossier)
    if dossier.publics:
        say(f"  publics      {', '.join(dossier.publics)}")
    for suivi in dossier.accompagnements:
        until = f" au {day(suivi.fin)}" if suivi.fin else ""
        say(f"  * {NIVEAUX.get(suivi.niveau, suivi.niveau)}, du {day(suivi.debut)}{until}")
    if dossier.contact_sur is not None:
        numero_sur = format_numero(dossier.contact_sur.telephone)
        say(f"  ! contact sûr\u00a0: {numero_sur} {dossier.contact_sur.plages}".rstrip())


def _tell_places(dossier: Dossier) -> None:
    """The second and the former addresses, the numbers and whose they are."""
    names = {m.personne.id: m.personne.nom_complet for m in dossier.membres}
    for adresse in dossier.adresses:
        until = f" jusqu’au {day(adresse.fin)}" if adresse.fin else ""
        say(f"  @ {LIBELLES.get(adresse.genre, adresse.genre)}\u00a0: "
            f"{', '.join(adresse.lignes)}{until}")  # fmt: skip
    for one in dossier.coordonnees:
        people = ", ".join(names[id_] for id_ in one.personnes if id_ in names)
        say(f"  # {format_numero(one.valeur)} ({people or 'tout le foyer'})")
