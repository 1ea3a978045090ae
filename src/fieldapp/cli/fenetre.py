"""The command without a name: opening the window."""

from __future__ import annotations

import argparse


def open_window(args: argparse.Namespace) -> int:
    """Open the window on the store of this command."""
    from fieldapp.app import main  # Qt takes its time to load: only the window asks for it

    return main(args.data)
