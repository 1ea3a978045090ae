"""Two families or two people side by side, with what is proposed, before they are made one."""

from __future__ import annotations

from fieldapp.db import contacts, foyers, fusions
from fieldapp.domain.dates import format_date
from fieldapp.domain.doublon import Identite, Ressemblance, ressemblance
from fieldapp.domain.doublon_fusion import (
    CHAMPS,
    FOYER,
    GARDE,
    PERSONNE,
    ChampCompare,
    Comparaison,
    Cote,
    PersonnesComparees,
    proposed,
)
from fieldapp.domain.ecrits import ADRESSE_MASQUEE
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import ROLES, ContactSur, Membre, Personne
from fieldapp.services.fusions import SAFE, require_homes, require_pair
from fieldapp.services.fusions_textes import family_facts, value_words
from fieldapp.services.masquage import NUMERO_MASQUE, is_protected
from fieldapp.services.session import Session

# What tells where people are, and what is shown in its place when that must stay hidden.
_MASQUES = {
    "adresse": ADRESSE_MASQUEE,
    "telephone": NUMERO_MASQUE,
    "courriel": "Courriel masqué",
}
# From this likeness on, two people of the two families are proposed as one.
_PROPOSED = 80


def compare_foyers(session: Session, garde_id: str, autre_id: str) -> Comparaison:
    """Compare two families that the agent may make one."""
    garde, autre = require_pair(session, garde_id, autre_id)
    safe = tuple(foyers.get_contact_sur(session.store, one) for one in (garde_id, autre_id))
    champs = _fields(session, FOYER, garde_id, autre_id)
    if safe[0] is not None and safe[1] is not None:
        proposal = ChampCompare(SAFE, "Contact sûr", _safe(safe[0]), _safe(safe[1]), GARDE)
        champs = (*champs, proposal)
    attention = []
    if any(safe):
        attention.append(
            "Une de ces familles a un contact sûr\u00a0: il vaudra pour tout le dossier réuni, et "
            "l’adresse y sera masquée partout."
        )
    if garde.violence or autre.violence:
        attention.append(
            "Une violence est signalée\u00a0: elle le restera. Ne réunissez jamais le dossier "
            "d’une victime et celui de son auteur."
        )
    if garde.unite != autre.unite:
        unite = session.catalogue.unite(garde.unite)
        attention.append(
            f"Ces dossiers sont de deux antennes. Le dossier réuni sera celui de\u00a0: "
            f"{garde.unite if unite is None else unite.nom}."
        )
    return Comparaison(
        FOYER,
        Cote(garde_id, garde.nom, _facts(session, garde_id)),
        Cote(autre_id, autre.nom, _facts(session, autre_id)),
        champs,
        tuple(attention),
        _people(session, garde_id, autre_id),
    )


def compare_personnes(session: Session, garde_id: str, autre_id: str) -> Comparaison:
    """Compare two people that the agent may make one."""
    if garde_id == autre_id:
        raise KnownError("C’est deux fois la même personne. Rien n’a changé. Choisissez l’autre.")
    require_homes(session, garde_id, autre_id)
    return _personnes(session, garde_id, autre_id)


def _personnes(session: Session, garde_id: str, autre_id: str) -> Comparaison:
    sides = []
    for personne_id in (garde_id, autre_id):
        personne = foyers.get_personne(session.store, personne_id)
        if personne is None:
            raise KnownError("Cette personne n’existe pas sur ce poste. Rien n’a changé.")
        sides.append(Cote(personne_id, personne.nom_complet, _who(session, personne)))
    return Comparaison(PERSONNE, sides[0], sides[1], _fields(session, PERSONNE, garde_id, autre_id))


def _who(session: Session, personne: Personne) -> tuple[str, ...]:
    homes = [
        foyer.nom
        for home in foyers.foyers_of_personne(session.store, personne.id)
        if (foyer := foyers.get_foyer(session.store, home)) is not None
    ]
    born = f"né(e) le {format_date(personne.naissance)}" if personne.naissance else ""
    return tuple(part for part in (born, *homes) if part)


def _fields(session: Session, genre: str, garde_id: str, autre_id: str) -> tuple[ChampCompare, ...]:
    rows = [fusions.row_of(session.store, genre, one) for one in (garde_id, autre_id)]
    if rows[0] is None or rows[1] is None:
        return ()
    hidden = _is_hidden(session, genre, (garde_id, autre_id))
    found = []
    for champ in CHAMPS[genre]:
        words = [value_words(session, champ, row) for row in (rows[0], rows[1])]
        if hidden and champ.cle in _MASQUES:
            words = _masked(champ.cle, words[0], words[1])
        choice = proposed(champ, rows[0], rows[1])
        found.append(ChampCompare(champ.cle, champ.libelle, words[0], words[1], choice))
    return tuple(found)


def _is_hidden(session: Session, genre: str, ids: tuple[str, str]) -> bool:
    """Whether somebody's safety depends on where the people of one of the two sides are (R10)."""
    homes = set(ids) if genre == FOYER else set()
    if genre == PERSONNE:
        for one in ids:
            homes.update(foyers.foyers_of_personne(session.store, one))
    return any(is_protected(session, home) for home in homes)


def _masked(cle: str, garde: str, autre: str) -> list[str]:
    """Two values that may not be read here: that they differ is told, not what they are."""
    words = _MASQUES[cle]
    other = words if autre == garde else f"{words}, différent{'e' if cle == 'adresse' else ''}"
    return [words if garde else "", other if autre else ""]


def _facts(session: Session, foyer_id: str) -> tuple[str, ...]:
    count = contacts.count_contacts(session.store, foyer_id, session.agent.id)
    return family_facts(session, foyer_id, count)


def _people(session: Session, garde_id: str, autre_id: str) -> tuple[PersonnesComparees, ...]:
    """Each person of the other family beside the one of the kept family who looks most alike."""
    kept = foyers.list_membres(session.store, garde_id)
    known = {membre.personne.id for membre in kept}
    found: list[tuple[Ressemblance, Membre, Membre]] = []
    others = foyers.list_membres(session.store, autre_id)
    for other in others:
        if other.personne.id in known:
            continue  # a child of both households is one person already
        found += [
            (alike, one, other)
            for one in kept
            if (alike := ressemblance(_identity(one), _identity(other))).probable
        ]
    found.sort(key=lambda pair: (-pair[0].points, pair[1].personne.id, pair[2].personne.id))
    taken: set[str] = set()
    pairs = []
    for alike, one, other in found:
        if {one.personne.id, other.personne.id} & taken:
            continue
        taken |= {one.personne.id, other.personne.id}
        pairs.append(
            PersonnesComparees(
                _personnes(session, one.personne.id, other.personne.id),
                (*alike.raisons, ROLES.get(other.role, other.role).lower()),
                alike.points >= _PROPOSED,
            )
        )
    order = [membre.personne.id for membre in others]
    return tuple(sorted(pairs, key=lambda pair: order.index(pair.comparaison.autre.id)))


def _identity(membre: Membre) -> Identite:
    personne = membre.personne
    return Identite(
        personne.nom, personne.prenom, personne.nom_naissance, personne.naissance,
        personne.telephone,
    )  # fmt: skip


def _safe(contact: ContactSur) -> str:
    return ", ".join(part for part in (NUMERO_MASQUE, contact.plages) if part)
