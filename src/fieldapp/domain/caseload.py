"""One row of a caseload file becomes one person of one household, or a reason why not."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fieldapp.domain.colonnes import Colonnes
from fieldapp.domain.dates import MOIS, AnneeError, parse_saisie
from fieldapp.domain.errors import KnownError, SaisieError
from fieldapp.domain.foyer import (
    AUTRE,
    CONJOINT,
    DEMANDEUR,
    ENFANT,
    NIR_LENGTHS,
    check_nom,
)
from fieldapp.domain.nir import find_nir, looks_like_nir, mask_nir
from fieldapp.domain.rapport import LigneRejetee
from fieldapp.domain.tableau import Cellule, Rangee
from fieldapp.domain.telephone import split_numeros
from fieldapp.domain.texte import NBSP, fold, nom_propre, tokens


@dataclass(frozen=True, slots=True)
class SaisieUsager:
    """One person as the file gives it, tidied. Dates are ISO texts, codes those of the catalogue.

    `telephones` are as written, one number each. `remarques` say what was not taken as written.
    """

    ligne: int
    nom: str
    prenom: str
    nom_naissance: str | None = None
    civilite: str | None = None
    naissance: str | None = None
    role: str = DEMANDEUR
    numero: str | None = None
    autre_numero: str | None = None
    adresse: str | None = None
    complement: str | None = None
    code_postal: str | None = None
    commune: str | None = None
    telephones: tuple[str, ...] = ()
    courriels: tuple[str, ...] = ()
    referent: str | None = None
    remarques: tuple[str, ...] = ()


_EMPTY = {
    "",
    "-",
    "--",
    "/",
    "n/a",
    "#n/a",
    "null",
    "none",
    "néant",
    "neant",
    "nr",
    "nc",
    "#ref!",
    "?",
}
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff\x00]")
_CIVILITES = {
    "monsieur": "M", "m": "M", "mr": "M", "h": "M", "homme": "M", "masculin": "M", "1": "M",
    "madame": "MME", "mme": "MME", "mlle": "MME", "mademoiselle": "MME", "f": "MME",
    "femme": "MME", "feminin": "MME", "2": "MME",
}  # fmt: skip
_ROLES = {
    "dem": DEMANDEUR, "demandeur": DEMANDEUR, "demandeuse": DEMANDEUR, "d": DEMANDEUR,
    "allocataire": DEMANDEUR, "beneficiaire": DEMANDEUR, "mr": DEMANDEUR, "resp": DEMANDEUR,
    "conj": CONJOINT, "conjoint": CONJOINT, "conjointe": CONJOINT, "c": CONJOINT, "cjt": CONJOINT,
    "concubin": CONJOINT, "concubine": CONJOINT, "partenaire": CONJOINT, "epoux": CONJOINT,
    "epouse": CONJOINT, "enfant": ENFANT, "enf": ENFANT, "e": ENFANT, "fils": ENFANT,
    "fille": ENFANT, "autre": AUTRE,
}  # fmt: skip
_CP_VILLE = re.compile(r"(?:F-?)?(\d{4,5}|2[ABab]\d{3})\b[\s,\-]*(.*)\Z", re.DOTALL)
_VILLE_CP = re.compile(r"(.*?)[\s,(\-]+(\d{5}|2[ABab]\d{3})\s*\)?\Z", re.DOTALL)
_CEDEX = re.compile(r"\s+cedex\b.*\Z", re.IGNORECASE)
_COURRIEL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;.]+")
_MONTHS = {fold(name): rank for rank, name in enumerate(MOIS, start=1)}
# Spreadsheets count days from here; 1 and 60,000 are 1900 and 2064.
_EXCEL_EPOCH = date(1899, 12, 30)
_ALLOCATAIRE_LENGTH = 7


def cell_text(cellule: Cellule) -> str:
    """What a cell says, on one line: 620022002.0 is « 620022002 », a date is ISO, « N/A » is ''."""
    if cellule is None or isinstance(cellule, bool):
        return ""
    if isinstance(cellule, datetime):
        return cellule.date().isoformat()
    if isinstance(cellule, float) and cellule.is_integer():
        cellule = int(cellule)
    texte = " ".join(_INVISIBLE.sub("", str(cellule)).split())
    texte = re.sub(r'\A="(.*)"\Z', r"\1", texte)
    return "" if texte.lower() in _EMPTY else texte


class _Row:
    """The cells of one row by field, and the remarks that reading them gives."""

    def __init__(self, colonnes: Colonnes, rangee: Rangee) -> None:
        self._colonnes = colonnes
        self._rangee = rangee
        self.remarques: list[str] = []

    def raw(self, champ: str) -> list[Cellule]:
        cells = self._rangee.cellules
        ranks = self._colonnes.champs.get(champ, ())
        return [cells[r] for r in ranks if r < len(cells) and cell_text(cells[r])]

    def text(self, champ: str) -> str:
        """The first value of a field, with any social security number in it masked."""
        values = self.raw(champ)
        if not values:
            return ""
        texte = cell_text(values[0])
        masked = mask_nir(texte)
        if masked != texte:
            self.remarques.append("un numéro de sécurité sociale a été retiré")
        return masked

    def number(self, champ: str) -> str | None:
        """A file number; one that has the shape of a NIR is left out (domain rule L06)."""
        values = self.raw(champ)
        texte = cell_text(values[0]).upper().replace(" ", "") if values else ""
        figures = sum(c.isdigit() for c in texte)
        if texte and (looks_like_nir(values[0]) or figures in NIR_LENGTHS or find_nir(texte)):
            self.remarques.append(
                "le numéro de dossier, qui est un numéro de sécurité sociale, n’a pas été repris"
            )
            return None
        return texte or None


def read_row(colonnes: Colonnes, rangee: Rangee, aujourd_hui: date) -> SaisieUsager | LigneRejetee:
    """Read one row that is not empty.

    It is refused, with a sentence for the person who sent the file, when it names nobody or
    holds a name or a birth date that cannot be.
    """
    row = _Row(colonnes, rangee)
    nom, prenom = _names(row)
    if not nom and not prenom:
        return LigneRejetee(rangee.ligne, "Ni nom ni prénom sur cette ligne.")
    usage, ne = nom_propre(row.text("nom")), nom_propre(row.text("nom_naissance"))
    try:
        for one in (nom, prenom, ne):
            check_nom(one, "nom")
        naissance = read_naissance(row.raw("naissance"), aujourd_hui)
    except SaisieError as error:
        return LigneRejetee(rangee.ligne, error.cause)
    except KnownError as error:
        return LigneRejetee(rangee.ligne, error.message)
    code_postal, commune = _place(row)
    return SaisieUsager(
        ligne=rangee.ligne,
        nom=nom,
        prenom=prenom,
        nom_naissance=ne if usage and ne and fold(usage) != fold(ne) else None,
        civilite=_civilite(row),
        naissance=naissance,
        role=_role(row),
        numero=_numero(row),
        autre_numero=row.number("autre_numero"),
        adresse=row.text("adresse") or None,
        complement=row.text("complement") or None,
        code_postal=code_postal,
        commune=commune,
        telephones=_telephones(row),
        courriels=_courriels(row),
        referent=row.text("referent") or None,
        remarques=tuple(dict.fromkeys(row.remarques)),
    )


def _names(row: _Row) -> tuple[str, str]:
    nom = nom_propre(row.text("nom") or row.text("nom_naissance"))
    prenom = nom_propre(row.text("prenom"))
    if not nom and not prenom:
        return split_nom_prenom(row.text("nom_prenom"))
    return nom, prenom


def split_nom_prenom(texte: str) -> tuple[str, str]:
    """« DE LA TOUR Jean-Marc » or « Jean-Marc DE LA TOUR »: capitals are the name.

    Without that sign, the first word is the name, as lists are sorted.
    """
    words = re.sub(r"\A(?:M|Mr|Mme|Mlle|Monsieur|Madame)\.?\s+", "", texte).split()
    capitals = [word for word in words if word == word.upper() and len(word) > 1]
    others = [word for word in words if word not in capitals]
    if capitals and others:
        return nom_propre(" ".join(capitals)), nom_propre(" ".join(others))
    return nom_propre(" ".join(words[:1])), nom_propre(" ".join(words[1:]))


def _numero(row: _Row) -> str | None:
    numero = row.number("numero")
    if numero is not None and numero.isdecimal() and len(numero) < _ALLOCATAIRE_LENGTH:
        return numero.zfill(_ALLOCATAIRE_LENGTH)  # a spreadsheet took 0027004 for a number
    return numero


def _civilite(row: _Row) -> str | None:
    words = tokens(row.text("civilite"))
    return _CIVILITES.get(words[0]) if words else None


def _role(row: _Row) -> str:
    texte = row.text("role")
    words = tokens(texte)
    if not words:
        return DEMANDEUR
    role = _ROLES.get(words[0])
    if role is None:
        row.remarques.append(
            f"rôle «{NBSP}{texte}{NBSP}» inconnu, repris comme «{NBSP}autre{NBSP}»"
        )
        return AUTRE
    return role


def _place(row: _Row) -> tuple[str | None, str | None]:
    code, ville = split_cp_ville(row.text("cp_ville"))
    own_code, _ = split_cp_ville(row.text("code_postal"))
    own_ville = _CEDEX.sub("", row.text("commune"))
    return own_code or code, nom_propre(own_ville) or ville


def split_cp_ville(texte: str) -> tuple[str | None, str | None]:
    """« 62300 LENS CEDEX » gives « 62300 » and « Lens »; a lost leading zero is given back.

    Town first and Corsica (2A, 2B) are read too; what has no code is a town.
    """
    match = _CP_VILLE.match(texte)
    if match is not None:
        code, ville = match[1], match[2]
    else:
        reverse = _VILLE_CP.match(texte)
        code, ville = (reverse[2], reverse[1]) if reverse else ("", texte)
    ville = _CEDEX.sub("", ville).strip(" ,-")
    return code.upper().zfill(5) if code else None, nom_propre(ville) or None


def _telephones(row: _Row) -> tuple[str, ...]:
    cells = [cell_text(cell) for cell in row.raw("telephone")]
    found = [number for cell in cells for number in split_numeros(cell)]
    return tuple(dict.fromkeys(n for n in found if not looks_like_nir(n)))


def _courriels(row: _Row) -> tuple[str, ...]:
    found: list[str] = []
    for cell in row.raw("courriel"):
        addresses = _COURRIEL.findall(cell_text(cell))
        if not addresses:
            row.remarques.append(f"adresse «{NBSP}{cell_text(cell)}{NBSP}» illisible, non reprise")
        found.extend(addresses)
    return tuple(dict.fromkeys(found))


def read_naissance(cellules: Sequence[Cellule], aujourd_hui: date) -> str | None:
    """A birth date as files write it: 16/02/1952, 1952-02-16, 16 février 1952, 16/02/52, 19040.

    ISO text, or None when the cell is empty. Raises KnownError when it cannot be one.
    """
    if not cellules:
        return None
    cellule = cellules[0]
    texte = cell_text(cellule)
    jour = _as_date(cellule, texte, aujourd_hui)
    if jour is None:
        raise KnownError(f"La date de naissance «{NBSP}{texte}{NBSP}» n’est pas une date.")
    if jour > aujourd_hui:
        raise KnownError(f"La date de naissance «{NBSP}{texte}{NBSP}» est dans l’avenir.")
    if jour.year < aujourd_hui.year - 120:
        raise KnownError(f"La date de naissance «{NBSP}{texte}{NBSP}» est trop ancienne.")
    return jour.isoformat()


def _as_date(cellule: Cellule, texte: str, aujourd_hui: date) -> date | None:
    if isinstance(cellule, datetime):
        return cellule.date()
    if isinstance(cellule, date):
        return cellule
    if re.fullmatch(r"\d{1,5}(?:\.\d+)?", texte):
        days = int(float(texte))
        return _EXCEL_EPOCH + timedelta(days=days) if 1 <= days <= 60_000 else None
    if re.fullmatch(r"\d{7}", texte):
        texte = f"0{texte}"  # 9021987 lost its zero
    texte = re.sub(r"[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?\Z", "", texte)
    try:
        return (
            parse_saisie(_with_digits(texte), aujourd_hui, naissance=True)
            if (_is_complete(texte))
            else None
        )
    except AnneeError as error:
        raise KnownError(
            f"La date de naissance «{NBSP}{texte}{NBSP}» a une année impossible."
        ) from error
    except KnownError:
        return None


def _is_complete(texte: str) -> bool:
    """Whether a day, a month and a year are written: « 24 » or « hier » is no birth date."""
    return bool(re.search(r"\d", texte)) and (
        len(re.findall(r"\d+", _with_digits(texte))) == 3
        or bool(re.fullmatch(r"\d{6}|\d{8}", texte))
    )


def _with_digits(texte: str) -> str:
    """« 16 février 1952 » as « 16/02/1952 », « 1952/2/16 » as « 1952-02-16 »."""
    words = tokens(texte)
    if len(words) == 3 and words[1] in _MONTHS:
        return f"{words[0].removesuffix('er')}/{_MONTHS[words[1]]}/{words[2]}"
    iso = re.fullmatch(r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})", texte)
    return f"{iso[1]}-{int(iso[2]):02d}-{int(iso[3]):02d}" if iso else texte
