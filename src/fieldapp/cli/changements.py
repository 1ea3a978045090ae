"""What « set » takes: only the fields that change are given; null empties a field."""

from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from fieldapp.domain.adresse import SaisieDemenagement
from fieldapp.domain.coordonnee import SaisieCoordonnee
from fieldapp.domain.foyer import SaisieContactSur
from fieldapp.domain.journal import Valeur
from fieldapp.domain.situation import SaisieSituation

Texte = str | None | UnsetType


class ChangementPersonne(msgspec.Struct, frozen=True):
    """A person of the family: changed when `id` is given, added otherwise; `fin` ends the stay."""

    id: str | UnsetType = UNSET
    nom: Texte = UNSET
    prenom: Texte = UNSET
    nom_naissance: Texte = UNSET
    civilite: Texte = UNSET
    naissance: Texte = UNSET
    telephone: Texte = UNSET
    courriel: Texte = UNSET
    deces: Texte = UNSET
    role: str | UnsetType = UNSET
    debut: Texte = UNSET
    fin: str | UnsetType = UNSET


class ChangementAccompagnement(msgspec.Struct, frozen=True):
    """A follow-up: opened when no `id` is given, closed (`fin`, `motif_sortie`) otherwise."""

    id: str | UnsetType = UNSET
    niveau: str | UnsetType = UNSET
    domaine: Texte = UNSET
    offre: Texte = UNSET
    debut: Texte = UNSET
    fin: Texte = UNSET
    motif_sortie: str | UnsetType = UNSET


class ChangementFoyer(msgspec.Struct, frozen=True):
    """What changes in a family; `contact_sur` at null removes the safe contact.

    A `demenagement` keeps the address that is left; a number of `coordonnees` that the household
    has already is changed, a new one added.
    """

    nom: str | UnsetType = UNSET
    numero: Texte = UNSET
    autre_numero: Texte = UNSET
    autre_systeme: Texte = UNSET
    adresse: Texte = UNSET
    complement: Texte = UNSET
    code_postal: Texte = UNSET
    commune: Texte = UNSET
    code_insee: Texte = UNSET
    adresse_depuis: Texte = UNSET
    langue: Texte = UNSET
    interprete: bool | UnsetType = UNSET
    ecrit_difficile: bool | UnsetType = UNSET
    violence: bool | UnsetType = UNSET
    notice: Texte = UNSET
    referent_id: Texte = UNSET
    contact_sur: SaisieContactSur | UnsetType | None = UNSET
    demenagement: SaisieDemenagement | UnsetType = UNSET
    coordonnees: tuple[SaisieCoordonnee, ...] = ()
    situations: tuple[SaisieSituation, ...] = ()
    personnes: tuple[ChangementPersonne, ...] = ()
    accompagnements: tuple[ChangementAccompagnement, ...] = ()


class ChangementOrientation(msgspec.Struct, frozen=True):
    """The next state of an orientation, why it failed, what came of it, when to ask again."""

    statut: str | UnsetType = UNSET
    motif: str | UnsetType = UNSET
    suite: str | UnsetType = UNSET
    relance_le: Texte = UNSET


def given(change: msgspec.Struct, *names: str) -> dict[str, Valeur]:
    """Return the plain fields that were given, among these names (all of them when none)."""
    wanted = names or change.__struct_fields__
    found = {name: getattr(change, name) for name in wanted}
    return {name: value for name, value in found.items() if value is not UNSET}
