"""The buttons of the contract, by the name of the act that each does."""

from __future__ import annotations

from fieldapp.ui.widgets.buttons import Button

# In the order of the foot of the tab, and of its head, beside the version.
FOOT = (
    "proposer", "signer", "joindre", "papier", "reviser", "nouveau", "objectif", "engagement",
    "brouillon", "terminer",
)  # fmt: skip
HEAD = ("dates", "imprimer")


def make_buttons() -> dict[str, Button]:
    """Return every button; which are shown follows from the state of the version."""
    return {
        "objectif": Button("Objectif", "plus"),
        "engagement": Button("Engagement", "plus", ("Ctrl", "Maj", "N")),
        "dates": Button("Dates", "calendar-clock"),
        "imprimer": Button("Imprimer", "printer"),
        "brouillon": Button("Reprendre le texte", "pencil-line"),
        "terminer": Button("Terminer", "flag"),
        "reviser": Button("Nouvelle version", "file-pen-line"),
        "nouveau": Button("Nouveau contrat", "file-plus"),
        "proposer": Button("Proposer", "hand-helping", kind="primary"),
        "signer": Button("Signer", "signature", kind="primary"),
        "joindre": Button("Joindre le papier signé", "paperclip"),
        "papier": Button("Voir le papier signé", "eye"),
    }
