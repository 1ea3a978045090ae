"""Draws every screen, those of headquarters among them: ``make screens OUT=DIR``."""

from __future__ import annotations

from fieldapp.app import siege_acts
from fieldapp.ui.screens import main

if __name__ == "__main__":
    raise SystemExit(main(None, siege_acts(), "fieldapp.screens"))
