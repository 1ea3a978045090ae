"""How tables, fields and exchanges are told to a worker on this screen."""

from __future__ import annotations

from fieldapp.domain.echange import Bilan
from fieldapp.domain.historique import NOMS
from fieldapp.ui.champs import nom_champ
from fieldapp.ui.texte import modifications, plural


def nature_fr(table: str) -> str:
    """Return the French name of a table of the trade."""
    return NOMS.get(table, table)


def champ_fr(champ: str) -> str:
    """Return the French name of a field, within a sentence."""
    name = nom_champ(champ)
    return name[:1].lower() + name[1:]


def exchange_sentence(bilan: Bilan, *, stopped: bool) -> str:
    """Say what a run did, and what waits."""
    if bilan.reprise:
        return (
            "La reprise de ce poste est demandée au siège. Rien n’est perdu\u00a0: tout reste ici "
            "et partira dès sa réponse. Synchronisez de nouveau un peu plus tard."
        )
    if bilan.en_attente:
        return (
            "Votre demande est déposée\u00a0: le siège doit encore accepter ce poste. "
            "Ce que vous saisissez part déjà avec elle."
        )
    parts = parts_of(bilan)
    text = f"{', '.join(parts)}." if parts else "Rien à envoyer, rien à recevoir."
    if bilan.refuses:
        text += f" {plural(len(bilan.refuses), 'envoi')} à regarder ci-dessous."
    if stopped:
        text += " Arrêté à votre demande\u00a0: ce qui est passé l’est, le reste attend ici."
    return capital(text)


def parts_of(bilan: Bilan) -> list[str]:
    """Say each thing that an exchange did."""
    parts = []
    if bilan.envoyes:
        parts.append(f"{modifications(bilan.envoyes)} envoyée{'s' if bilan.envoyes > 1 else ''}")
    if bilan.recus:
        parts.append(f"{bilan.recus} reçue{'s' if bilan.recus > 1 else ''}")
    if bilan.conflits:
        parts.append(f"{bilan.conflits} à décider")
    if bilan.retires:
        left = "une famille partie" if bilan.retires == 1 else f"{bilan.retires} familles parties"
        parts.append(f"{left} vers une autre équipe")
    return parts


def counted(total: int, listed: int | None = None) -> str:
    """Say how many changes there are, and how many of them are listed when not all are."""
    if not total:
        return ""
    rest = "" if listed is None or listed >= total else f", dont {listed} dans cette liste"
    return modifications(total) + rest


def capital(text: str) -> str:
    """Return a sentence with its capital."""
    return text[:1].upper() + text[1:]
