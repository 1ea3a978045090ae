"""The sentences of the page of reception: what a round did, what was refused."""

from __future__ import annotations

import dataclasses

from fieldapp.domain.echange import BilanSiege, Refus
from fieldapp.domain.siege import Reception, RefusPoste
from fieldapp.ui.texte import jour_et_heure, modifications, plural


def last_round(reception: Reception | None) -> str:
    """Say what the last reception did."""
    if reception is None:
        return "Rien n’a encore été reçu. Vous pouvez aussi lancer la réception avec F5."
    parts = [
        f"{reception.recus} reçue{'s' if reception.recus > 1 else ''}",
        f"{reception.envoyes} transmise{'s' if reception.envoyes > 1 else ''} aux postes",
    ]
    if reception.conflits:
        parts.append(f"{reception.conflits} en conflit")
    if reception.refuses:
        parts.append(f"{reception.refuses} refus")
    if reception.postes:
        parts.append(f"{plural(reception.postes, 'poste')} accepté{s_if(reception.postes)}")
    return f"Dernière réception, {jour_et_heure(reception.le)}\u00a0: {', '.join(parts)}."


def what_was_done(
    bilan: BilanSiege, *, stopped: bool, nothing: str = "Rien de nouveau dans l’espace d’échange."
) -> str:
    """Say what a round did."""
    parts = []
    if bilan.postes:
        names = ", ".join(bilan.postes)
        s = s_if(len(bilan.postes))
        parts.append(f"Poste{s} accepté{s}\u00a0: {names}.")
    if bilan.recus or bilan.envoyes:
        parts.append(
            f"{modifications(bilan.recus)} reçue{s_if(bilan.recus)}, "
            f"{bilan.envoyes} transmise{s_if(bilan.envoyes)} aux postes."
        )
    if bilan.conflits:
        parts.append(f"{bilan.conflits} en conflit, les deux versions sont gardées.")
    if bilan.refuses:
        parts.append(f"{plural(len(bilan.refuses), 'envoi')} à regarder ci-dessous.")
    if stopped:
        parts.append("Arrêté à votre demande\u00a0: ce qui est reçu l’est, le reste attend.")
    return " ".join(parts) or nothing


def named(one: RefusPoste) -> Refus:
    """Tell a refused file by the worker it comes from."""
    whose = f"Poste de {one.agent}" if one.agent else "Poste inconnu"
    return dataclasses.replace(one.refus, fichier=f"{whose} · {one.refus.fichier}")


def s_if(count: int) -> str:
    """The mark of a plural."""
    return "s" if count > 1 else ""
