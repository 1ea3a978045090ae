"""The drawing in sentences: one for the whole, one for each person, for those who do not see it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from fieldapp.domain.dates import age
from fieldapp.domain.foyer import Membre, Personne
from fieldapp.domain.genogramme.graphe import one_each
from fieldapp.domain.genogramme.textes import of, rhythm, short_name
from fieldapp.domain.lien import COUPLE, DIVORCE, VEUVAGE, Lien, children_of, parents_of


def join(parts: Iterable[str]) -> str:
    """Return « a, b et c »."""
    words = [part for part in parts if part]
    return f"{', '.join(words[:-1])} et {words[-1]}" if len(words) > 1 else "".join(words)


def describe_drawing(
    membres: Sequence[Membre], liens: Sequence[Lien], jour: date, generations: int
) -> str:
    """Say the whole drawing in a few sentences: how many, who lives here, couples that parted."""
    people = one_each(membres, jour)
    if not people:
        return "Génogramme vide."
    here = [m for m in people if m.vit_ici(jour)]
    names = {m.personne.id: short_name(m.personne) for m in people}
    count = f"{len(people)} personne{'s' if len(people) > 1 else ''}"
    rows = f"{generations} génération{'s' if generations > 1 else ''}"
    text = [f"Génogramme de {count} sur {rows}."]
    if here:
        who = join(_with_age(m.personne, jour) for m in here)
        text.append(f"{'Vivent' if len(here) > 1 else 'Vit'} ici : {who}.")
    for lien in liens:
        if lien.genre == COUPLE and not lien.en_cours and lien.personne_id:
            what = {DIVORCE: "divorcés", VEUVAGE: "veuvage"}.get(lien.etat or "", "séparés")
            both = f"{names.get(lien.personne_id, '')} et {names.get(lien.autre_id, '')}"
            month = f" en {lien.fin[5:7]}/{lien.fin[:4]}" if lien.fin else ""
            text.append(f"{both} : {what}{month}.")
    text += [f"{short_name(m.personne)} : ici {rhythm(m)}." for m in here if m.partage]
    text += [
        f"{short_name(m.personne)} : décès en {m.personne.deces[:4]}."
        for m in people
        if m.personne.deces
    ]
    return " ".join(text).replace(" :", "\u00a0:")


def describe_person(
    membre: Membre, membres: Sequence[Membre], liens: Sequence[Lien], jour: date
) -> str:
    """Say one person: name, age, whose child, in couple with whom, whether at home here."""
    names = {m.personne.id: short_name(m.personne) for m in membres}
    personne = membre.personne
    parts = [short_name(personne), _age(personne, jour)]
    parents = [names[cle] for cle in parents_of(personne.id, liens) if cle in names]
    if parents:
        parts.append("enfant " + join(of(name) for name in parents))
    children = [names[cle] for cle in children_of(personne.id, liens) if cle in names]
    if children:
        parts.append("parent " + join(of(name) for name in children))
    for lien in liens:
        if lien.genre == COUPLE and personne.id in (lien.personne_id, lien.autre_id):
            other = lien.autre_id if lien.personne_id == personne.id else lien.personne_id
            words = "en couple avec" if lien.en_cours else "couple terminé avec"
            parts.append(f"{words} {names.get(other or '', '')}")
    parts.append(_home(membre, jour))
    return ", ".join(part for part in parts if part)


def _home(membre: Membre, jour: date) -> str:
    if membre.personne.deces is not None:
        return ""
    if not membre.vit_ici(jour):
        return "ne vit pas ici"
    return f"vit ici {rhythm(membre)}" if membre.partage else "vit ici"


def _age(personne: Personne, jour: date) -> str:
    if personne.deces is not None:
        return f"décès en {personne.deces[:4]}"
    return age(personne.naissance, jour) if personne.naissance else "âge inconnu"


def _with_age(personne: Personne, jour: date) -> str:
    words = age(personne.naissance, jour) if personne.naissance else ""
    return f"{short_name(personne)} {words}".strip()
