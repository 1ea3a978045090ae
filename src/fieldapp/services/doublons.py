"""Look-alikes: who is warned of while typing, and the pairs of the antenna to look at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

from fieldapp.db import doublons, foyers, journal
from fieldapp.db.doublons import Candidat
from fieldapp.db.search_words import Lecteur
from fieldapp.domain import droits
from fieldapp.domain.doublon import (
    Identite,
    Paire,
    Ressemblance,
    Trouve,
    best_first,
    initiales,
    noms_cherches,
    ressemblance,
)
from fieldapp.domain.doublon_fusion import DISTINCTS, PERSONNE
from fieldapp.domain.errors import KnownError
from fieldapp.domain.horloge import instant
from fieldapp.domain.texte import phonetic, tokens
from fieldapp.services import telephones
from fieldapp.services.droits import in_scope, require, require_foyer
from fieldapp.services.session import Session

# A file that may not be read is told of only when a birth date, or as much, confirms the name:
# nobody learns where a family is followed by trying names.
SEUIL_AILLEURS = 85
# A block this large is a very common name: birth dates and phones tell its pairs apart.
_BLOCK = 60
# People sorted, or pairs compared, between two moments when a save may go first: some hundredths
# of a second.
_SLICE = 500
Progress = Callable[[int, int], None]
ELSEWHERE = "Une autre antenne"


def find(
    session: Session, lecteur: Lecteur, identite: Identite, *, sauf: str | None = None
) -> tuple[Trouve, ...]:
    """Return the families that hold somebody who looks like a person being typed, likeliest first.

    `sauf` is the id of the person being changed. It answers on a reading connection, from another
    thread. A family out of the agent's reach is told by its antenna alone, and not even by that
    when a safe contact protects it.
    """
    require(session, droits.LIRE_FOYER)
    identite = _with_number(identite)
    noms, prenoms = noms_cherches(identite), tokens(identite.prenom)
    found = []
    for candidat in doublons.candidates(lecteur, noms, prenoms, identite).values():
        if candidat.personne_id == sauf:
            continue
        alike = ressemblance(identite, candidat.identite)
        if alike.probable:
            told = _told(session, candidat, alike)
            found += [] if told is None else [told]
    return best_first(found)


def list_doublons(
    session: Session, lecteur: Lecteur, limit: int = 200, progress: Progress | None = None
) -> tuple[Paire, ...]:
    """Return the pairs of people of the agent's families who look like one, likeliest first.

    Those that somebody judged distinct, or parted, are left out. It takes seconds on a large
    store: `progress` is told the people compared so far and how many there are, often enough for
    the caller to let a save go first; whatever is read is read whole before it is called.
    """
    require(session, droits.LIRE_FOYER)
    agent = session.agent
    tell = progress or _silent
    people = tuple(doublons.everybody(lecteur, agent.unite, agent.id))
    judged = doublons.judged(lecteur)
    seen: set[frozenset[str]] = set()
    alike: list[tuple[Ressemblance, Candidat, Candidat]] = []
    for one, other in _pairs(people, tell):
        key = frozenset((one.personne_id, other.personne_id))
        if len(key) < 2 or key in seen:
            continue
        seen.add(key)
        if key in judged or frozenset((one.foyer_id, other.foyer_id)) in judged:
            continue
        found = ressemblance(one.identite, other.identite)
        if found.probable:
            alike.append((found, one, other))
    alike.sort(key=lambda pair: (-pair[0].points, pair[1].personne_id, pair[2].personne_id))
    names: dict[str, str] = {}
    return tuple(_pair(session, *pair, names) for pair in alike[:limit])


def set_distinct(session: Session, personne_id: str, autre_id: str) -> None:
    """Note that two people who look like one are two: the pair is not shown again, anywhere."""
    homes = [foyers.foyers_of_personne(session.store, one) for one in (personne_id, autre_id)]
    if not all(homes) or personne_id == autre_id:
        raise KnownError("Cette personne n’existe pas sur ce poste. Rien n’a changé.")
    for home in homes:
        require_foyer(session, droits.ECRIRE_FOYER, home[0])
    journal.write(
        session.store,
        "fusion",
        {
            "foyer_id": homes[0][0],
            "genre": PERSONNE,
            "statut": DISTINCTS,
            "garde_id": personne_id,
            "absorbe_id": autre_id,
            "auteur_id": session.agent.id,
            "faite_le": instant(),
        },
        author=session.agent.id,
        foyer_id=homes[0][0],
    )


def _with_number(identite: Identite) -> Identite:
    """Read the phone as it is kept; one that is not finished yet says nothing."""
    number = telephones.try_normalise(identite.telephone or "")
    return Identite(
        identite.nom, identite.prenom, identite.nom_naissance, identite.naissance, number
    )


def _told(session: Session, candidat: Candidat, alike: Ressemblance) -> Trouve | None:
    foyer = foyers.get_foyer(session.store, candidat.foyer_id)
    if foyer is None or foyer.organisme != session.agent.organisme:
        return None
    ligne = foyers.get_ligne(session.store, foyer.id)
    protected = foyer.violence or (ligne is not None and ligne.contact_sur)
    if not in_scope(session, foyer):
        if alike.points < SEUIL_AILLEURS:
            return None
        unite = session.catalogue.unite(foyer.unite)
        hidden = protected or unite is None
        return Trouve(False, ELSEWHERE if hidden or unite is None else unite.nom)
    return Trouve(
        lisible=True,
        antenne="",
        foyer_id=foyer.id,
        personne_id=candidat.personne_id,
        famille=foyer.nom,
        personne=person_words(candidat.identite),
        composition="" if ligne is None else ligne.composition,
        commune="" if protected else foyer.commune or "",
        raisons=alike.raisons,
        points=alike.points,
    )


def person_words(identite: Identite) -> str:
    """Say who somebody is: « Marie Dubois, née Lefèvre » without a gender: « nom de naissance »."""
    name = " ".join(part for part in (identite.prenom, identite.nom) if part)
    born = identite.nom_naissance
    return f"{name} (nom de naissance {born})" if born else name


def _pair(
    session: Session,
    alike: Ressemblance,
    one: Candidat,
    other: Candidat,
    names: dict[str, str],
) -> Paire:
    for foyer_id in (one.foyer_id, other.foyer_id):
        if foyer_id not in names:
            foyer = foyers.get_foyer(session.store, foyer_id)
            names[foyer_id] = "" if foyer is None else foyer.nom
    return Paire(
        one.foyer_id, names[one.foyer_id], one.personne_id, person_words(one.identite),
        other.foyer_id, names[other.foyer_id], other.personne_id, person_words(other.identite),
        alike.raisons, alike.points,
    )  # fmt: skip


def _pairs(people: Sequence[Candidat], tell: Progress) -> Iterator[tuple[Candidat, Candidat]]:
    """Go through the pairs that share a birth date, a phone, or the sound of both names."""
    sounds: dict[str, str] = {}
    blocks: dict[tuple[str, ...], list[Candidat]] = {}
    # Half of the way is to sort people by what they share, half to compare them.
    for rank, candidat in enumerate(people):
        if rank % _SLICE == 0:
            tell(rank // 2, len(people))
        for key in _keys(candidat.identite, sounds):
            blocks.setdefault(key, []).append(candidat)
    count = 0
    for rank, (key, block) in enumerate(blocks.items()):
        if not 1 < len(block) <= _BLOCK:
            continue
        for pair in _of_block(key, block):
            if count % _SLICE == 0:
                tell((len(people) + len(people) * rank // len(blocks)) // 2, len(people))
            count += 1
            yield pair


def _of_block(
    key: tuple[str, ...], block: Sequence[Candidat]
) -> Iterator[tuple[Candidat, Candidat]]:
    """The pairs of those who share something; of a mere initial, those where one has no more."""
    for one, other in combinations(block, 2):
        if (
            key[0] != "initiale"
            or initiales(one.identite.prenom)
            or initiales(other.identite.prenom)
        ):
            yield one, other


def _silent(_done: int, _total: int) -> None:
    """Tell nobody."""


def _keys(identite: Identite, sounds: dict[str, str]) -> Iterator[tuple[str, ...]]:
    noms = noms_cherches(identite)
    if identite.naissance:
        for word in (*tokens(identite.prenom)[:1], *noms):
            yield "date", identite.naissance, _sound(word, sounds)
    if identite.telephone:
        yield "telephone", identite.telephone
    for first in tokens(identite.prenom)[:1]:
        for name in noms:
            yield "initiale", _sound(name, sounds), first[:1]
            # In either order: the one may stand where the other goes.
            yield "noms", *sorted((_sound(name, sounds), _sound(first, sounds)))


def _sound(word: str, sounds: dict[str, str]) -> str:
    if word not in sounds:
        sounds[word] = phonetic(word)
    return sounds[word]
