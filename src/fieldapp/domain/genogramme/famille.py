"""All that a génogramme is drawn and told from: one family with its links, on one day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from fieldapp.domain.foyer import Membre
from fieldapp.domain.genogramme import layout
from fieldapp.domain.genogramme.dessin import Dessin, Figure
from fieldapp.domain.genogramme.graphe import one_each
from fieldapp.domain.genogramme.resume import describe_drawing
from fieldapp.domain.lien import Lien


@dataclass(frozen=True, slots=True)
class FamilleLiee:
    """People, links (deduced ones included) and known other households of a file.

    `modifiable`: the agent's role may change them. `masque`: a safe contact or violence stands,
    so that only one household may be printed.
    """

    foyer_id: str
    membres: tuple[Membre, ...]
    liens: tuple[Lien, ...]
    jour: date
    ailleurs: Mapping[str, str] = field(default_factory=dict)
    modifiable: bool = True
    masque: bool = False

    @property
    def personnes(self) -> tuple[Membre, ...]:
        """Each person once, by the membership that counts today."""
        return tuple(one_each(self.membres, self.jour))

    def membre(self, personne_id: str) -> Membre | None:
        """Return a person of the family, or None."""
        return next((m for m in self.personnes if m.personne.id == personne_id), None)

    def dessin(self, focus: str | None = None) -> Dessin:
        """Draw the family, from the point of view of one person (the applicant by default)."""
        first = self.membres[0].personne.id if self.membres else None
        known = focus if focus and self.membre(focus) else first
        return layout(self.membres, self.liens, known, self.jour, self.ailleurs)

    def resume(self, dessin: Dessin) -> str:
        """Say the drawing in a few sentences."""
        return describe_drawing(self.membres, self.liens, self.jour, dessin.rangs)

    def figure(self) -> Figure:
        """Draw what may be printed, with its words."""
        famille = self.imprimable()
        dessin = famille.dessin()
        return Figure(dessin, famille.resume(dessin))

    def imprimable(self) -> FamilleLiee:
        """Return what may be printed: all of it, or this household alone under a safe contact.

        The other parent of a child may be the author of the violence: then neither name, nor
        separation, nor rhythm of stay of anyone outside the household goes on paper.
        """
        if not self.masque:
            return self
        here = tuple(
            replace(m, part=None, semaines=None, precision=None)
            for m in self.personnes
            if m.vit_ici(self.jour)
        )
        names = {m.personne.id for m in here}
        kept = tuple(
            lien for lien in self.liens if lien.personne_id in names and lien.autre_id in names
        )
        return replace(self, membres=here, liens=kept, ailleurs={})
