"""A family: the household (Foyer), its people (Personne), who lives there and since when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from fieldapp.domain.accompagnement import Accompagnement
from fieldapp.domain.adresse import LIEU, Adresse, planned_for
from fieldapp.domain.coordonnee import Coordonnee
from fieldapp.domain.errors import SaisieError
from fieldapp.domain.nir import find_nir, looks_like_nir
from fieldapp.domain.situation import Situation

DEMANDEUR, CONJOINT, ENFANT, AUTRE = "DEMANDEUR", "CONJOINT", "ENFANT", "AUTRE"
ROLES = {
    DEMANDEUR: "Demandeur",
    CONJOINT: "Conjoint",
    ENFANT: "Enfant",
    AUTRE: "Autre personne",
}
FEMININS = {DEMANDEUR: "Demandeuse", CONJOINT: "Conjointe"}
CIVILITES = {"MME": "Madame", "M": "Monsieur"}
# How the notice of information was given (L02, RGPD art. 13): orally, on paper, or later.
NOTICES = {"ORAL": "Remise oralement", "PAPIER": "Remise sur papier", "PLUS_TARD": "À remettre"}
# Active base: two years after the last contact with the person (L07, délib. Cnil 2023-095).
CONSERVATION_ANS = 2
# Where a number that is not the organisme's comes from.
SYSTEMES = {
    "NATIONAL": "Système national",
    "CAF": "Autre Caf",
    "DEPARTEMENT": "Département",
    "MSA": "MSA",
    "CCAS": "CCAS",
    "AUTRE": "Autre système",
}
# Digits of a social security number, without its key and with it.
NIR_LENGTHS = (13, 15)
# In signs: of a person, or of a household with two double names.
NOM_MAX = 120


@dataclass(frozen=True, slots=True)
class SaisiePersonne:
    """What is typed about a person. Only `nom` or `prenom` is needed. Dates are ISO texts."""

    nom: str = ""
    prenom: str = ""
    nom_naissance: str | None = None
    civilite: str | None = None
    naissance: str | None = None
    telephone: str | None = None
    courriel: str | None = None
    role: str = DEMANDEUR
    debut: str | None = None


@dataclass(frozen=True, slots=True)
class SaisieFoyer:
    """What is typed to open a file. A name is enough: the first person's or the family's.

    `numero` is the file number at the Caf, optional and unique within one organisme;
    `autre_numero` the number in another system, `autre_systeme` which one (a key of `SYSTEMES`).
    `adresse_depuis` is the day since when the address is theirs. There is no field for a NIR
    (R08, L06), for nationality (L04) or for religion (L05).
    """

    nom: str = ""
    personnes: tuple[SaisiePersonne, ...] = ()
    numero: str | None = None
    autre_numero: str | None = None
    adresse: str | None = None
    complement: str | None = None
    code_postal: str | None = None
    commune: str | None = None
    code_insee: str | None = None
    langue: str | None = None
    interprete: bool = False
    ecrit_difficile: bool = False
    violence: bool = False
    notice: str | None = None
    unite: str | None = None
    referent_id: str | None = None
    adresse_depuis: str | None = None
    autre_systeme: str | None = None


@dataclass(frozen=True, slots=True)
class Foyer:
    """A household as it is stored; `None` means not known."""

    id: str
    organisme: str
    unite: str
    nom: str
    numero: str | None
    autre_numero: str | None
    adresse: str | None
    complement: str | None
    code_postal: str | None
    commune: str | None
    code_insee: str | None
    langue: str | None
    interprete: bool
    ecrit_difficile: bool
    violence: bool
    referent_id: str | None
    notice: str | None
    ouvert_le: str | None
    adresse_depuis: str | None = None
    autre_systeme: str | None = None


@dataclass(frozen=True, slots=True)
class Personne:
    """A person as stored. Dates are ISO texts; a birth date may be unknown."""

    id: str
    nom: str
    prenom: str
    nom_naissance: str | None
    civilite: str | None
    naissance: str | None
    telephone: str | None
    courriel: str | None
    deces: str | None

    @property
    def nom_complet(self) -> str:
        """First name then name, as one writes to a person."""
        return " ".join(part for part in (self.prenom, self.nom) if part)

    def accorde(self, participe: str) -> str:
        """« né » → « née » for Madame, « né(e) » when the title is not known."""
        return participe + {"MME": "e", "M": ""}.get(self.civilite or "", "(e)")


def living_on(foyer: Foyer, adresses: Iterable[Adresse], jour: date) -> Foyer:
    """Return a household where it lives on a day: a planned move counts from its day on."""
    moved = planned_for(adresses, jour)
    if moved is None:
        return foyer
    place = {name: getattr(moved, name) for name in LIEU}
    return replace(foyer, **place, adresse_depuis=moved.debut)


@dataclass(frozen=True, slots=True)
class Membre:
    """A person in a household, with the role and the dates of that membership.

    `part` is the share of time spent there, in percent: 0 for someone who lives elsewhere but
    matters to the family, None for someone who is simply at home. `semaines` is the rhythm of
    that time (a key of `domain.lien.RYTHMES`), `precision` a few words (« garde le mercredi »).
    """

    appartenance_id: str
    personne: Personne
    role: str
    debut: str | None
    fin: str | None
    part: int | None = None
    semaines: str | None = None
    precision: str | None = None

    @property
    def place(self) -> str:
        """The role in words, in the feminine for Madame."""
        words = ROLES.get(self.role, self.role)
        return FEMININS.get(self.role, words) if self.personne.civilite == "MME" else words

    def present(self, jour: date) -> bool:
        """Tell whether the person belongs to the household on that day."""
        iso = jour.isoformat()
        return (self.debut is None or self.debut <= iso) and (self.fin is None or self.fin > iso)

    def vit_ici(self, jour: date) -> bool:
        """Tell whether the person lives in the household on that day, all the time or in part."""
        return self.present(jour) and self.part != 0 and self.personne.deces is None

    @property
    def partage(self) -> bool:
        """Whether the person also lives in another household."""
        return self.part != 0 and (self.semaines is not None or (self.part or 100) < 100)


@dataclass(frozen=True, slots=True)
class SaisieContactSur:
    """A safe contact (L23, R10): the number, the hours, whether a message may be left."""

    telephone: str = ""
    plages: str = ""
    message_possible: bool = False
    personne_id: str | None = None


@dataclass(frozen=True, slots=True)
class ContactSur:
    """A safe contact as stored. While one stands, the address is masked in every print."""

    id: str
    foyer_id: str
    personne_id: str | None
    telephone: str
    plages: str
    message_possible: bool


@dataclass(frozen=True, slots=True)
class LigneFoyer:
    """A family in a list. `echeance` is the most urgent date (ISO), `echeance_genre` its kind:
    `SUITE` (next step of a contact) or `RELANCE` (orientation waiting for an answer).
    """

    foyer_id: str
    nom: str
    numero: str | None
    composition: str
    commune: str
    niveau: str
    referent: str
    dernier_contact: str | None
    echeance: str | None
    echeance_genre: str
    contact_sur: bool


@dataclass(frozen=True, slots=True)
class PageFoyers:
    """A window on a list of families and the total number behind it."""

    lignes: tuple[LigneFoyer, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Filtre:
    """What a list of families shows: `portee` is `mes` (my files) or `unite` (the antenne).

    `public` is the code of one of the publics that families are part of today.
    """

    portee: str = "mes"
    en_retard: bool = False
    niveau: str | None = None
    texte: str = ""
    public: str | None = None


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that the head of a family file shows.

    `adresses` are the former and the second ones, `coordonnees` every number and e-mail once,
    `publics` the words of those that are computed; `situations` is empty for who may not read it.
    `lecteurs` say who reads the identity and the declared facts, by act (« vous et … »).
    """

    foyer: Foyer
    membres: tuple[Membre, ...]
    contact_sur: ContactSur | None
    accompagnements: tuple[Accompagnement, ...]
    referent: str
    dernier_contact: str | None
    nb_contacts: int
    nb_orientations: int
    notes_lisibles: bool
    adresses: tuple[Adresse, ...] = ()
    coordonnees: tuple[Coordonnee, ...] = ()
    situations: tuple[Situation, ...] = ()
    publics: tuple[str, ...] = ()
    lecteurs: Mapping[str, str] = field(default_factory=dict)

    @property
    def protege(self) -> bool:
        """Whether somebody's safety depends on the address: it is masked everywhere (L23, R10)."""
        return self.contact_sur is not None or self.foyer.violence

    @property
    def conservation_jusqu_au(self) -> date | None:
        """The day when the active base must let go of the file; None when nothing tells since
        when it counts: a family never met counts from its opening (L07).
        """
        since = self.dernier_contact or self.foyer.ouvert_le
        return None if since is None else kept_until(since)


def kept_until(depuis: str) -> date:
    """Return the day when a file that counts from a day or moment (ISO) must be let go (L07).

    Two years after 29 February is 1 March.
    """
    since = date.fromisoformat(depuis[:10])
    try:
        return since.replace(year=since.year + CONSERVATION_ANS)
    except ValueError:  # 29 February
        return since.replace(year=since.year + CONSERVATION_ANS, month=3, day=1)


def household_name(noms: Sequence[str]) -> str:
    """Name a household after its adults: « Delattre – Hennebelle », each name once."""
    distinct = list(dict.fromkeys(nom.strip() for nom in noms if nom.strip()))
    return " – ".join(distinct[:2])


def check_number(value: str | None, champ: str) -> str | None:
    """Return a cleaned file number; raises KnownError when it has the shape of a NIR (L06).

    A number of 13 or 15 digits is refused everywhere: a NIR typed with a mistake still has them,
    and so has a number of the MSA, which is made of one.
    """
    cleaned = " ".join((value or "").split())
    if not cleaned:
        return None
    if looks_like_nir(cleaned) or find_nir(cleaned):
        raise SaisieError(
            "Ce numéro a la forme d’un numéro de sécurité sociale, que Fieldapp ne conserve "
            "jamais.",
            "Saisissez le numéro de dossier Caf, ou laissez ce champ vide."
            if champ == "numero" else "Laissez ce champ vide.",
            champ=champ,
        )  # fmt: skip
    if _digits(cleaned) in NIR_LENGTHS:
        raise SaisieError(
            "Ce numéro a 13 ou 15 chiffres, comme un numéro de sécurité sociale ou un numéro MSA "
            "qui en est tiré\u00a0: Fieldapp ne le conserve pas.",
            "Un numéro de dossier Caf a 7 chiffres." if champ == "numero"
            else "Laissez ce champ vide.",
            champ=champ,
        )  # fmt: skip
    return cleaned


def check_text(value: str | None, champ: str) -> str | None:
    """Return a short text on one line; raises KnownError when it holds a NIR (L06)."""
    cleaned = " ".join((value or "").split())
    if find_nir(cleaned):
        raise SaisieError(
            "Ce texte contient un numéro de sécurité sociale, que Fieldapp ne conserve jamais.",
            "Retirez-le.",
            champ=champ,
        )
    return cleaned or None


def check_nom(value: str | None, champ: str) -> str | None:
    """Return a name as `check_text` does; raises KnownError when nobody could bear it.

    As many figures as a NIR has are refused whatever they are: one typed with a mistake (L06).
    """
    cleaned = check_text(value, champ)
    if cleaned and _digits(cleaned) in NIR_LENGTHS:
        raise SaisieError(
            "Ce nom contient 13 ou 15 chiffres, comme un numéro de sécurité sociale, que Fieldapp "
            "ne conserve jamais.",
            "Retirez-les.",
            champ=champ,
        )
    if cleaned and len(cleaned) > NOM_MAX:
        raise SaisieError(f"Ce nom dépasse {NOM_MAX} signes.", "Raccourcissez-le.", champ=champ)
    return cleaned


def _digits(text: str) -> int:
    return sum(c.isdigit() for c in text)


def check_date(value: str | None, champ: str) -> str | None:
    """Return an ISO date; raises KnownError when it is not one."""
    if value is None or not value.strip():
        return None
    try:
        return date.fromisoformat(value.strip()[:10]).isoformat()
    except ValueError as error:
        raise SaisieError(
            f"La date «\u00a0{value}\u00a0» n’est pas reconnue.",
            "Écrivez-la AAAA-MM-JJ, comme 2026-11-24.",
            champ=champ,
        ) from error


def check_code(value: str | None, allowed: Sequence[str], champ: str) -> str | None:
    """Return a code of a closed list, or None; raises KnownError for any other."""
    if value is None or value == "":
        return None
    if value not in allowed:
        raise SaisieError(
            f"La valeur «\u00a0{value}\u00a0» n’est pas prévue pour «\u00a0{champ}\u00a0».",
            f"Valeurs possibles\u00a0: {', '.join(allowed)}." if allowed else "Laissez-le vide.",
            champ=champ,
        )
    return value
