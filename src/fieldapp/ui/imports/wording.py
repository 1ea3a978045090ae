"""How the report of an import is read: figures, one line a fact, and one sentence for all of it."""

from __future__ import annotations

from fieldapp.domain.rapport import Rapport
from fieldapp.ui.imports.sources import Source
from fieldapp.ui.texte import plural


def figures(rapport: Rapport) -> tuple[tuple[int, str], ...]:
    """Return the six counts with their words; together the last five make the first."""
    counted = (
        (rapport.lus, "lue", "lues"),
        (rapport.crees, "créée", "créées"),
        (rapport.mis_a_jour, "mise à jour", "mises à jour"),
        (rapport.inchanges, "inchangée", "inchangées"),
        (rapport.doublons, "doublon", "doublons"),
        (len(rapport.rejetes), "rejetée", "rejetées"),
    )
    return tuple((count, one if count < 2 else many) for count, one, many in counted)


def sentence(rapport: Rapport, source: Source, *, dry_run: bool) -> str:
    """Say in a sentence what was done, or would be."""
    touched = rapport.crees + rapport.mis_a_jour
    if dry_run:
        if not touched:
            return "Essai\u00a0: il n’y a rien de nouveau dans ce fichier."
        verb = "serait écrite" if touched == 1 else "seraient écrites"
        return f"Essai\u00a0: rien n’est écrit. {_counted(touched, source)} {verb}."
    if not touched:
        return "Rien n’a changé\u00a0: tout était déjà à jour."
    parts = []
    if rapport.crees:
        parts.append(f"{_counted(rapport.crees, source)} {_agree('créée', rapport.crees)}")
    if rapport.mis_a_jour:
        words = "mise à jour" if rapport.mis_a_jour == 1 else "mises à jour"
        noun = f" {source.un if rapport.mis_a_jour == 1 else source.des}" if not parts else ""
        parts.append(f"{rapport.mis_a_jour}{noun} {words}")
    return f"{', '.join(parts)}."


def details(rapport: Rapport, source: Source) -> str:
    """Return what was refused, left out or taken otherwise, one fact a line; "" when nothing."""
    blocks = []
    if rapport.rejetes:
        head = f"{plural(len(rapport.rejetes), 'ligne')} {_agree('rejetée', len(rapport.rejetes))}"
        lines = [f"{source.ligne} {r.ligne}\u00a0: {r.raison}" for r in rapport.rejetes]
        blocks.append([head, *lines])
    if rapport.remarques:
        blocks.append(["À savoir", *rapport.remarques])
    if rapport.colonnes_ignorees:
        blocks.append(["Colonnes que Fieldapp ne lit pas", ", ".join(rapport.colonnes_ignorees)])
    return "\n\n".join("\n".join(block) for block in blocks)


def whole(rapport: Rapport, source: Source, *, dry_run: bool) -> str:
    """Return the whole report as text, for the clipboard."""
    counts = ", ".join(f"{count} {words}" for count, words in figures(rapport))
    parts = [source.titre, sentence(rapport, source, dry_run=dry_run), counts]
    return "\n".join([*parts, "", details(rapport, source)]).strip()


def _counted(count: int, source: Source) -> str:
    return f"{count} {source.un if count == 1 else source.des}"


def _agree(word: str, count: int) -> str:
    return word if count < 2 else f"{word}s"
