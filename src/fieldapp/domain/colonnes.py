"""The columns of a caseload, recognised whatever their order, their accents and their synonyms."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fieldapp.domain.errors import KnownError
from fieldapp.domain.nir import looks_like_nir
from fieldapp.domain.tableau import Rangee
from fieldapp.domain.texte import tokens

# Field -> the headers that mean it, as `canonical` writes them (« N° CAF » is « n caf »).
_SYNONYMES: dict[str, tuple[str, ...]] = {
    "nir": (
        "nir", "n nir", "n secu", "n secu sociale", "n securite sociale", "securite sociale",
        "n ss", "nss", "n insee", "n inscription repertoire", "nir beneficiaire", "code nir",
    ),
    "numero": (
        "n caf", "n allocataire", "n allocataire caf", "matricule", "n matricule", "id caf",
        "matricule caf", "n dossier", "n dossier caf", "caf", "n usager", "n beneficiaire",
        "code allocataire",
    ),
    "autre_numero": (
        "id iodas", "n iodas", "iodas", "id departement", "n departement", "id usager",
        "id beneficiaire", "n dossier departement", "id interne", "autre n", "id solis",
        "n solis", "n individu", "id individu",
    ),
    "civilite": ("civilite", "titre", "sexe", "genre", "civ", "civilite beneficiaire"),
    "nom": (
        "nom", "nom beneficiaire", "nom usage", "nom famille", "nom allocataire", "nom usager",
        "nom marital", "nom epouse", "nom demandeur", "nom personne", "nom usage beneficiaire",
        "nom usuel",
    ),
    "nom_naissance": (
        "nom naissance", "nom jeune fille", "nom patronymique", "patronyme", "nom jf",
        "nom naissance beneficiaire",
    ),
    "prenom": (
        "prenom", "prenom beneficiaire", "prenom usager", "prenom allocataire", "prenom usuel",
        "prenom demandeur", "prenom personne", "premier prenom", "1er prenom",
    ),
    "nom_prenom": (
        "nom prenom", "beneficiaire", "identite", "usager", "nom prenom beneficiaire",
        "nom prenom usager", "nom prenom allocataire", "nom complet",
    ),
    "naissance": (
        "date naissance", "ne", "nee", "ddn", "date naiss", "naissance", "dt naissance",
        "date naissance beneficiaire", "ne e", "dnais", "date naissance usager",
    ),
    "role": (
        "role", "role beneficiaire", "qualite", "dem conj", "demandeur conjoint", "position",
        "role foyer", "lien", "lien familial", "role personne",
    ),
    "adresse": (
        "adresse", "adresse postale", "rue", "voie", "n voie", "adresse 1", "adresse ligne 1",
        "n rue", "adresse beneficiaire", "n nom voie",
    ),
    "complement": (
        "complement", "complement adresse", "adresse 2", "adresse complement", "batiment",
        "adresse ligne 2", "residence", "cplt adresse", "comp adresse",
    ),
    "cp_ville": (
        "cp ville", "code postal ville", "cp commune", "code postal commune", "ville cp",
        "localite", "ville code postal", "commune cp", "cp localite",
    ),
    "code_postal": ("code postal", "cp", "codepostal", "cp beneficiaire"),
    "commune": ("commune", "ville", "nom commune", "commune residence", "ville beneficiaire"),
    "telephone": (
        "telephone", "n telephone", "tel", "n tel", "telephone portable", "telephone fixe",
        "portable", "mobile", "tel portable", "tel fixe", "tel mobile", "telephone mobile",
        "telephone 1", "telephone 2", "tel 1", "tel 2", "gsm", "n portable", "fixe",
        "telephone beneficiaire", "n telephone portable", "n telephone fixe",
        "telephone domicile", "coordonnee telephonique",
    ),
    "courriel": (
        "mail", "email", "e mail", "courriel", "adresse mail", "adresse email", "adresse e mail",
        "adresse electronique", "mel", "courrier electronique", "adresse courriel",
        "mail beneficiaire",
    ),
    "referent": (
        "referent", "referent unique", "referent social", "travailleur social", "intervenant",
        "nom referent", "referent parcours", "ts", "ts referent", "as", "assistante sociale",
    ),
}  # fmt: skip
_SEVERAL = {"telephone", "courriel"}
_NAMES = {"nom", "prenom", "nom_prenom", "nom_naissance"}

_NUMBER_WORDS = {"no", "num", "numero", "nro", "nº"}
_EMPTY_WORDS = {"de", "d", "du", "des", "la", "le", "l", "les", "et", "ou", "a", "au", "s"}
_HEADER_WITHIN = 30
_NIR_SAMPLE = 200
# A useful column is not given up for one or two values: those are left out one by one.
_FEW = 3

NO_COLUMNS = (
    "Aucune ligne de titres n’est reconnue dans ce fichier. Rien n’a été importé. Il faut au "
    "moins une colonne «\u00a0Nom\u00a0» et une autre, par exemple «\u00a0Prénom\u00a0», "
    "«\u00a0Date de naissance\u00a0», «\u00a0N° allocataire\u00a0» ou «\u00a0CP Ville\u00a0»."
)


@dataclass(frozen=True, slots=True)
class Colonnes:
    """Where each field is: field -> ranks of its columns, in the order of the file.

    `ignorees` are the titles of the columns that nothing reads; `nir` those left out because
    they hold social security numbers (they are among the ignored ones too).
    """

    champs: dict[str, tuple[int, ...]]
    ignorees: tuple[str, ...]
    nir: tuple[str, ...] = ()


def canonical(entete: object) -> str:
    """A header in the words that carry meaning: « N° Téléphones (fixe) » gives « n telephone »."""
    outside = tokens(re.sub(r"\([^)]*\)", " ", str(entete)))
    words = ["n" if word in _NUMBER_WORDS else word for word in outside or tokens(str(entete))]
    kept = [w[:-1] if len(w) > 3 and w.endswith("s") else w for w in words if w not in _EMPTY_WORDS]
    return " ".join(kept)


_CHAMP_PAR_ENTETE = {canonical(nom): champ for champ, noms in _SYNONYMES.items() for nom in noms}


def count_recognised(rangees: Sequence[Rangee]) -> int:
    """How many columns the best header among these rows has: 0 when none can be a header."""
    return max((_score(row) for row in rangees[:_HEADER_WITHIN]), default=0)


def _score(rangee: Rangee) -> int:
    champs = {_CHAMP_PAR_ENTETE.get(canonical(cell)) for cell in rangee.cellules if cell}
    champs.discard(None)
    return len(champs) if champs & _NAMES and len(champs) >= 2 else 0


def find_header(rangees: Sequence[Rangee]) -> int:
    """The rank of the row of titles (files often begin with a title or empty rows).

    Raises KnownError when there is none.
    """
    scores = [_score(row) for row in rangees[:_HEADER_WITHIN]]
    best = max(scores, default=0)
    if best == 0:
        raise KnownError(NO_COLUMNS)
    return scores.index(best)


def recognise(entetes: Sequence[object], donnees: Sequence[Rangee]) -> Colonnes:
    """Read the titles, and look at the first rows for columns that hold NIR under another name."""
    champs: dict[str, list[int]] = {}
    ignorees: list[str] = []
    nir: list[str] = []
    for rank, entete in enumerate(entetes):
        titre = " ".join(str(entete).split()) if entete is not None else ""
        champ = _CHAMP_PAR_ENTETE.get(canonical(titre))
        titre = titre or f"colonne {rank + 1} (sans titre)"
        if champ == "nir" or _holds_nir(rank, donnees, 1 if champ is None else _FEW):
            nir.append(titre)
            ignorees.append(titre)
        elif champ is None or (champ in champs and champ not in _SEVERAL):
            if entete not in (None, "") or _has_content(rank, donnees):
                ignorees.append(titre)
        else:
            champs.setdefault(champ, []).append(rank)
    return Colonnes({c: tuple(r) for c, r in champs.items()}, tuple(ignorees), tuple(nir))


def _values(rank: int, donnees: Sequence[Rangee]) -> list[object]:
    cells = (row.cellules[rank] for row in donnees[:_NIR_SAMPLE] if rank < len(row.cellules))
    return [cell for cell in cells if cell is not None and str(cell).strip()]


def _holds_nir(rank: int, donnees: Sequence[Rangee], at_least: int) -> bool:
    values = _values(rank, donnees)
    found = sum(map(looks_like_nir, values))
    return found >= at_least and found * 2 > len(values)


def _has_content(rank: int, donnees: Sequence[Rangee]) -> bool:
    return bool(_values(rank, donnees))
