"""The national data·inclusion directory (schema v1) read as our structures."""

import re
from collections.abc import Collection, Mapping
from datetime import date, timedelta

from fieldapp.domain.dates import lire_date
from fieldapp.domain.texte import nom_propre, tokens

SOURCE_FIELDS = frozenset(
    {
        "source", "id", "nom", "date_maj", "description", "siret", "commune", "code_postal",
        "code_insee", "adresse", "complement_adresse", "longitude", "latitude", "telephone",
        "courriel", "site_web", "horaires_accueil", "reseaux_porteurs",
    }
)  # fmt: skip

_ARTICLES = frozenset({"de", "du", "des", "et", "la", "le", "les", "en", "pour", "sur", "aux"})

# Older than this, a structure is shown « à confirmer » and its phone is not printed.
FRAICHEUR = timedelta(days=365)

ASSOCIATION, COLLECTIVITE, SITE_ACCUEIL = "ASSOCIATION", "COLLECTIVITE", "SITE_ACCUEIL"
HEBERGEMENT_VIF = "HEBERGEMENT_VIF"

# Networks that are one of our types. The others are associations, unless a public counter.
_RESEAUX = {
    "mission-locale": "MISSION_LOCALE", "cada": "CADA", "caf": "AGENCE", "chrs": "CHRS",
    "ccas-cias": COLLECTIVITE, "communes": COLLECTIVITE, "creches-avip": "EAJE",
    "fcsf": "CENTRE_SOCIAL", "reseau-information-jeunesse": "PIJ", "anlci": "ORG_ILLETTRISME",
    "france-service": "SITE_MUTUALISE", "msap": "SITE_MUTUALISE",
}  # fmt: skip
_GUICHETS = frozenset(
    {
        "france-travail", "cpam", "mutualite-sociale-agricole", "departements", "regions", "ase",
        "maisons-des-solidarites", "maison-departementale-de-lautonomie", "mdph", "cms", "cmp",
        "pjj", "spip", "siao", "points-justice", "plie", "maisons-de-l-emploi", "la-poste",
    }
)  # fmt: skip

# What a name says, more precise than its network; the first that matches wins.
_NOMS = tuple(
    (re.compile(rf"\b(?:{pattern})\b"), code)
    for pattern, code in (
        (r"hebergement (?:d urgence )?(?:de |des |pour )?femmes", HEBERGEMENT_VIF),
        (r"laep|lieux? d accueil enfants? parents?", "LAEP"),
        (r"mediation familiale", "MEDIATION"),
        (r"espaces? (?:de )?rencontres?", "ESPACE_RENCONTRE"),
        (r"violences? (?:conjugales?|intrafamiliales?|faites aux femmes)", "SERVICE_VIF"),
        (r"maisons? des? ado(?:lescent)?s?", "MDA"),
        (r"paej|points? accueil (?:et )?ecoute jeunes", "PAEJ"),
        (r"point info(?:rmation)? jeun(?:es|esse)|info jeunes|pij", "PIJ"),
        (r"clubs? de prevention|prevention specialisee", "CLUB_PREVENTION"),
        (r"ludotheques?", "LUDOTHEQUE"),
        (r"therapie familiale", "THERAPIE_FAMILIALE"),
        (r"pole ressources? handicap", "POLE_HANDICAP"),
        (r"espaces? de vie sociale", "EVS"),
        (r"centres? soci(?:al|aux)|socio ?culturel", "CENTRE_SOCIAL"),
        (r"creches?|multi ?accueil|haltes? garderies?|micro creches?", "EAJE"),
        (r"accueils? de loisirs|centres? de loisirs", "ACM"),
        (r"missions? locales?", "MISSION_LOCALE"),
        (r"maisons? france services?|france services?", "SITE_MUTUALISE"),
        (r"ccas|cias|mairie|communaute (?:de communes|d agglomeration|urbaine)", COLLECTIVITE),
        (r"caf|caisse d allocations familiales", "AGENCE"),
        (r"chrs", "CHRS"),
        (r"cada", "CADA"),
        (r"ecole (?:maternelle|primaire|elementaire)|college|lycee", "ECOLE"),
    )
)
_SIGLES = frozenset(
    {
        "AFPA", "APF", "ASE", "CADA", "CAF", "CCAS", "CHRS", "CIAS", "CIDFF", "CMP", "CMS", "CPAM",
        "EPCI", "ESAT", "EVS", "LAEP", "MDA", "MDPH", "MDS", "MJC", "MSA", "MSAP", "PAEJ", "PIJ",
        "PJJ", "PLIE", "PMI", "SIAO", "SPIP", "UDAF", "UTAS", "CAARUD", "CSAPA", "EPIDE",
    }
)  # fmt: skip


def type_structure(nom: str, reseaux: Collection[str]) -> str:
    """The type of our catalogue that fits best: what the name says, else what its network is.

    What fits none is an association when private, a place of reception when public.
    """
    words = " ".join(tokens(nom))
    for pattern, code in _NOMS:
        if pattern.search(words):
            return code
    for reseau in reseaux:
        if reseau in _RESEAUX:
            return _RESEAUX[reseau]
    return SITE_ACCUEIL if _GUICHETS.intersection(reseaux) else ASSOCIATION


def nom_structure(nom: str) -> str:
    """A name in capitals in its usual case, its acronyms kept: « CCAS de Lens »."""
    nom = " ".join(nom.split()).rstrip(".")
    if nom != nom.upper():
        return nom
    words = nom.split(" ")
    return " ".join(
        word if word.strip("()-,") in _SIGLES else _usual(word, after)
        for word, after in zip(words, ["-", *words[:-1]], strict=True)
    )


def _usual(word: str, after: str) -> str:
    """One word of a name: articles stay small, but at the head and after a dash."""
    if after == "-":
        return nom_propre(word)
    elided = re.match(r"([dl]['’])(.+)", word.lower())
    if elided:
        return elided[1].replace("'", "’") + nom_propre(elided[2])
    return word.lower() if word.lower() in _ARTICLES else nom_propre(word)


def a_confirmer(date_maj: str | None, aujourd_hui: date) -> bool:
    """Whether what is known is older than twelve months, or of no known date."""
    return date_maj is None or aujourd_hui - lire_date(date_maj) > FRAICHEUR


def unknown_fields(entrees: Collection[Mapping[str, object]]) -> tuple[str, ...]:
    """The fields of these entries that nothing here reads, in order of appearance."""
    names = dict.fromkeys(name for entree in entrees for name in entree)
    return tuple(name for name in names if name not in SOURCE_FIELDS)
