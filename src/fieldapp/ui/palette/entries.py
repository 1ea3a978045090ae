"""What the palette lists: group headers and entries, made from results and commands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from textwrap import shorten

from fieldapp.domain.brouillon import Brouillon
from fieldapp.domain.foyer import LigneFoyer
from fieldapp.domain.recherche import (
    DOCUMENT,
    FOYER,
    NOTE,
    ORTHOGRAPHE_PROCHE,
    SANS_ACCENT,
    SONNE_PAREIL,
    STRUCTURE,
    Resultat,
)
from fieldapp.domain.texte import fold, phonetic, tokens
from fieldapp.ui.delegates.paint import BadgeSpec

COMMANDE, BROUILLON, CREER = "commande", "brouillon", "creer"
ROWS = 12
_ICONS = {FOYER: "users", NOTE: "message-square", DOCUMENT: "paperclip",
          STRUCTURE: "book-open"}  # fmt: skip
_REASON_ICONS = {
    SONNE_PAREIL: "ear",
    SANS_ACCENT: "languages",
    ORTHOGRAPHE_PROCHE: "pencil",
}
_GROUPS = (
    (FOYER, "Familles"), (NOTE, "Dans les notes"), (DOCUMENT, "Documents"), (STRUCTURE, "Annuaire"),
)  # fmt: skip

# What a draft is, by the screen that it comes from.
_WHAT = {"contact": "la note", "orienter": "l’orientation", "evaluation": "l’évaluation"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the palette. `kind` is a type of result, or COMMANDE, BROUILLON, CREER."""

    kind: str
    key: str
    title: str
    second: str = ""
    icon: str = "chevron-right"
    foyer_id: str = ""
    badge: BadgeSpec | None = None
    keys: tuple[str, ...] = ()
    asked: tuple[str, ...] = field(default=(), compare=False)

    def sentence(self) -> str:
        """Return the line as a screen reader says it: name, why, facts."""
        why = self.badge.text if self.badge else ""
        return ", ".join(part for part in (self.title, why, self.second) if part)


@dataclass(frozen=True, slots=True)
class Header:
    """The name of a group; it cannot be chosen."""

    text: str


Line = Entry | Header


def from_results(results: Sequence[Resultat], asked: str) -> list[Line]:
    """Group results, at most `ROWS`, keeping the order of each group."""
    words = tuple(tokens(asked))
    lines: list[Line] = []
    for kind, name in _GROUPS:
        group = [_entry(result, words) for result in results if result.type == kind]
        if group:
            lines.append(Header(name))
            lines.extend(group)
    return lines


def recent(lignes: Iterable[LigneFoyer], drafts: Iterable[Brouillon]) -> list[Line]:
    """Return what the empty box shows: interrupted notes, then the last files."""
    lines: list[Line] = []
    rows = tuple(lignes)
    names = {ligne.foyer_id: ligne.nom for ligne in rows}
    notes = [draft for draft in drafts if draft.foyer_id]
    if notes:
        lines.append(Header("Saisies interrompues"))
        lines.extend(_draft(draft, names) for draft in notes[:3])
    if rows:
        lines.append(Header("Derniers dossiers"))
        lines.extend(_family(ligne) for ligne in rows)
    return lines


def marks(text: str, asked: tuple[str, ...]) -> list[tuple[int, int]]:
    """Return where (start, length) the words asked for show in a text, by spelling or sound."""
    sounds = {phonetic(word) for word in asked if len(word) > 2}
    found: list[tuple[int, int]] = []
    start = 0
    for word in text.replace("’", " ").replace("-", " ").split(" "):
        bare = word.strip(".,;:!?«»()…\u00a0")
        place = start + (word.find(bare) if bare else 0)
        start += len(word) + 1
        folded = fold(bare)
        if not folded:
            continue
        if any(folded.startswith(token) for token in asked) or phonetic(bare) in sounds:
            found.append((place, len(bare)))
    return found


def _entry(result: Resultat, words: tuple[str, ...]) -> Entry:
    badge = None
    if result.raison:
        badge = BadgeSpec(result.raison, "neutre", _REASON_ICONS.get(result.raison, "info"))
    second = result.extrait or result.detail
    return Entry(
        kind=result.type,
        key=result.objet_id or result.foyer_id or "",
        title=result.libelle,
        second=second,
        icon=_ICONS[result.type],
        foyer_id=result.foyer_id or "",
        badge=badge,
        asked=words,
    )


def _family(ligne: LigneFoyer) -> Entry:
    # Under a contact sûr the town is shown nowhere.
    facts = (ligne.composition, "" if ligne.contact_sur else ligne.commune)
    return Entry(
        kind=FOYER,
        key=ligne.foyer_id,
        title=ligne.nom,
        second=" · ".join(fact for fact in facts if fact),
        icon="users",
        foyer_id=ligne.foyer_id,
    )


def _draft(draft: Brouillon, names: dict[str, str]) -> Entry:
    foyer_id = draft.foyer_id or ""
    name = f" — {names[foyer_id]}" if foyer_id in names else ""
    words = draft.contenu.get("note") or draft.contenu.get("attentes") or ""
    return Entry(
        kind=BROUILLON,
        key=draft.id,
        title=f"Reprendre {_WHAT.get(draft.ecran, 'la saisie')}{name}",
        second=shorten(str(words), 90, placeholder="…"),
        icon="pencil-line",
        foyer_id=foyer_id,
    )
