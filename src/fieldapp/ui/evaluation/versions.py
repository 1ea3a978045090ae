"""How a version is named in lists."""

from __future__ import annotations

from fieldapp.domain.dates import format_date
from fieldapp.domain.evaluation import Evaluation


def version_words(evaluation: Evaluation) -> str:
    """« Version 2 du 24/11/2026 »."""
    day = f" du {format_date(evaluation.date)}" if evaluation.date else ""
    return f"Version {evaluation.version}{day}"
