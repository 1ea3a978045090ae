"""Towards which action: the types of orientation, grouped by family, found by any word."""

from __future__ import annotations

from fieldapp.domain.catalogue import Catalogue, TypeOrientation
from fieldapp.domain.texte import tokens
from fieldapp.ui.delegates.paint import BadgeSpec
from fieldapp.ui.delegates.row import Row
from fieldapp.ui.orientations.pick_field import PickField

ICONS = {
    "culture": "palette", "droits": "scale", "handicap": "accessibility",
    "insertion": "briefcase", "jeunesse": "school", "lien_social": "users",
    "logement": "house", "mobilite": "car", "numerique": "laptop",
    "parentalite": "baby", "petite_enfance": "toy-brick", "ressource": "languages",
    "sante": "heart-pulse", "savoirs": "book-open", "scolarite": "graduation-cap",
    "violences": "shield",
}  # fmt: skip


class ActionField(PickField):
    """A code of `types_orientation`."""

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__("Actions", "send", self._propose, "Action, thème ou structure")
        self.set_catalogue(catalogue)

    def set_catalogue(self, catalogue: Catalogue) -> None:
        """Offer the types of today; the one chosen stays."""
        self._catalogue = catalogue
        offered = {entree.code for entree in catalogue.entrees("types_orientation")}
        types = (kind for kind in catalogue.types_orientation if kind.code in offered)
        self._types = sorted(types, key=lambda t: (self._family(t), t.libelle))

    def set_code(self, code: str) -> None:
        """Show a type, or nothing; nothing is emitted."""
        kind = self._catalogue.type_orientation(code)
        if kind is None:
            self.set_key("", "")
        else:
            self.set_key(code, kind.libelle, BadgeSpec(self._family(kind)))

    def take(self, key: str) -> None:
        self.set_code(key)
        self.chosen.emit(key)

    def _family(self, kind: TypeOrientation) -> str:
        return self._catalogue.libelle("familles_orientation", kind.famille)

    def _propose(self, texte: str) -> None:
        words = tokens(texte)
        rows = [
            Row(t.code, t.libelle, self._family(t), ICONS.get(t.famille, "send"))
            for t in self._types
            if all(any(w.startswith(word) for w in self._words(t)) for word in words)
        ]
        self.show_rows(texte, rows)

    def _words(self, kind: TypeOrientation) -> list[str]:
        structures = (self._catalogue.libelle("types_structure", c) for c in kind.types_structure)
        return tokens(f"{kind.libelle} {kind.code} {self._family(kind)} {' '.join(structures)}")
