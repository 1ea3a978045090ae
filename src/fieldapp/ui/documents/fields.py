"""The fields that adding and correcting a document share: nature, date, zone and its readers."""

from __future__ import annotations

from fieldapp.domain.contact import EQUIPE, PERSONNEL, ZONES
from fieldapp.domain.document import AUTRE, NATURES
from fieldapp.domain.droits import LISIBLE_PAR
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.ui.capture.readers import Readers, readable_by
from fieldapp.ui.form import FormRow
from fieldapp.ui.widgets.combo import CodeCombo
from fieldapp.ui.widgets.date_field import DateField

_ERASED = "effacé de ce poste après 30 jours, jamais transmis"


class DocumentFields:
    """Three fields and their `rows`, by the name of the input field each fills."""

    def __init__(self, nature: str = AUTRE, date: str = "", zone: str = EQUIPE) -> None:
        self.nature = CodeCombo(tuple(NATURES.items()))
        self.nature.set_code(nature)
        self.date = DateField()
        self.date.set_value(date or aujourd_hui().isoformat())
        self.zone = CodeCombo(tuple(ZONES.items()))
        self.zone.set_code(zone)
        self._readers: Readers = {}
        self._zone_row = FormRow("&Zone de lecture", self.zone)
        self.zone.chosen.connect(lambda _code: self._tell_readers())
        self._tell_readers()
        self.rows = {
            "nature": FormRow("&Nature", self.nature),
            "date": FormRow("&Date du document", self.date, check=self.date.error),
            "zone": self._zone_row,
        }

    def show_readers(self, readers: Readers) -> None:
        """Say who reads the file of this family, by name."""
        self._readers = readers
        self._tell_readers()

    def _tell_readers(self) -> None:
        zone = self.zone.code() or EQUIPE
        self._zone_row.set_help(readers_words(zone, self._readers))

    def values(self) -> dict[str, str | None]:
        """Return what is chosen."""
        return {
            "nature": self.nature.code() or AUTRE,
            "date": self.date.iso(),
            "zone": self.zone.code() or EQUIPE,
        }


def readers_words(zone: str, known: Readers) -> str:
    """« Lisible par : vous, Sophie Caron et le responsable », or by role while names are unread."""
    words = known.get(zone) or LISIBLE_PAR.get(zone, "")
    if zone == PERSONNEL:
        words = f"vous seul(e), {_ERASED}"
    return f"{readable_by(words)}." if words else ""
