"""Phone numbers checked: French ones by our own rules, foreign ones by libphonenumber."""

import phonenumbers

from fieldapp.domain.errors import KnownError, SaisieError
from fieldapp.domain.telephone import compact, format_telephone, normalise_fr
from fieldapp.domain.texte import cite


def normalise(texte: str) -> str:
    """The number as it is kept: « +33612345678 », « 3919 », « +3225551234 ».

    Raises KnownError when nobody could dial it.
    """
    french = normalise_fr(texte)
    if french is not None:
        return french
    number = compact(texte)
    if number.startswith("00"):
        number = f"+{number[2:]}"
    if not number.startswith("+"):
        raise _refused(texte)
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException as error:
        raise _refused(texte) from error
    # « Possible » and not « valid »: numbering plans change faster than installed programs.
    if not phonenumbers.is_possible_number(parsed):
        raise _refused(texte)
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def try_normalise(texte: str) -> str | None:
    """The number as it is kept, or None when it is not one."""
    try:
        return normalise(texte)
    except KnownError:
        return None


def format_numero(numero: str) -> str:
    """A kept number as it is shown: grouped by two in France, by the country's habit elsewhere."""
    if not numero.startswith("+") or numero.startswith("+33"):
        return format_telephone(numero)
    try:
        parsed = phonenumbers.parse(numero, None)
    except phonenumbers.NumberParseException:
        return numero
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL))


def _refused(texte: str) -> SaisieError:
    return SaisieError(
        f"{cite(texte)} n’est pas un numéro de téléphone complet.",
        "Donnez les dix chiffres, ou +\u00a0et l’indicatif du pays.",
        champ="telephone",
        garde="Le texte est gardé.",
    )
