"""The catalogue shipped with this version, read once."""

import json
from functools import cache

from fieldapp.config import resource
from fieldapp.domain.catalogue import Catalogue, load_catalogue


@cache
def shipped_catalogue() -> Catalogue:
    """Return the reference data of this version of the program."""
    text = resource("catalogue", "catalogue.json").read_text(encoding="utf-8")
    return load_catalogue(json.loads(text))
