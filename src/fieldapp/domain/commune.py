"""A commune of France, as addresses and searches name it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Commune:
    """One commune; ``code_insee`` identifies it, a postal code may be shared by several."""

    code_insee: str
    nom: str
    departement: str
    codes_postaux: tuple[str, ...]

    @property
    def code_postal(self) -> str:
        """The postal code to propose first."""
        return self.codes_postaux[0]
