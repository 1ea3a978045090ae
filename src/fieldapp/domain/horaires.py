"""Opening hours as directories exchange them (« Mo-Fr 09:00-12:00 »), said in French."""

from __future__ import annotations

import re
from typing import Final

from fieldapp.domain.dates import JOURS
from fieldapp.domain.texte import NBSP

_CODES: Final = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_DAY: Final = rf"(?:{'|'.join(_CODES)}|PH)"
_RULE: Final = re.compile(
    rf"(?P<days>{_DAY}(?:-{_DAY})?(?:,\s*{_DAY}(?:-{_DAY})?)*)?\s*(?P<hours>off|closed|[\d:,\s+-]+)\Z"
)
_SPAN: Final = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})\Z")


def horaires_en_clair(texte: str) -> str:
    """Return opening hours in words, one line a rule; what is not in that form is kept as it is.

    The national directory uses the notation of OpenStreetMap; people type sentences.
    """
    if texte.strip() == "24/7":
        return "Tous les jours, jour et nuit"
    lines = []
    for rule in filter(None, (part.strip() for part in texte.split(";"))):
        line = _say(rule)
        if line is None:
            return texte
        lines.append(line)
    return "\n".join(lines)


def _say(rule: str) -> str | None:
    match = _RULE.match(rule)
    if match is None:
        return None
    days = _say_days(match["days"])
    if match["hours"] in ("off", "closed"):
        return f"{days}{NBSP}: fermé".capitalize()
    spans = [_say_span(span.strip()) for span in match["hours"].split(",")]
    if None in spans:
        return None
    return f"{days}{NBSP}: {' et '.join(filter(None, spans))}".capitalize()


def _say_days(codes: str | None) -> str:
    if codes is None:
        return "tous les jours"
    said = []
    for part in (part.strip() for part in codes.split(",")):
        first, _, last = part.partition("-")
        if last and "PH" not in (first, last):
            said.append(f"du {_name(first)} au {_name(last)}")
        else:
            said += [_name(code) for code in (first, last) if code]
    return ", ".join(said)


def _name(code: str) -> str:
    return "jours fériés" if code == "PH" else JOURS[_CODES.index(code)]


def _say_span(span: str) -> str | None:
    match = _SPAN.match(span)
    if match is None:
        return None
    start_hour, start_minute, end_hour, end_minute = match.groups()
    return f"de {_hour(start_hour, start_minute)} à {_hour(end_hour, end_minute)}"


def _hour(hour: str, minute: str) -> str:
    rest = "" if minute == "00" else f"{NBSP}{minute}"
    return f"{int(hour)}{NBSP}h{rest}"
