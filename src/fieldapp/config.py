"""Where things are on this computer: shipped resources and the folder of the store."""

import os
import sys
from pathlib import Path

import platformdirs

_PACKAGE = Path(__file__).resolve().parent


def resource_root() -> Path:
    """Return the folder of the shipped resources, however the program was installed.

    Three cases: frozen by PyInstaller (unpacked beside the program), installed from a wheel
    (inside the package), run from a checkout (beside ``src``).
    """
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen is not None:
        return Path(frozen) / "fieldapp" / "resources"
    installed = _PACKAGE / "resources"
    if installed.is_dir():
        return installed
    return _PACKAGE.parents[1] / "resources"


def resource(*parts: str) -> Path:
    """Return the path of one shipped file, e.g. ``resource("fonts", "OFL.txt")``.

    Raises FileNotFoundError when nothing is there: a damaged installation is better seen at
    once than as an empty screen.
    """
    path = resource_root().joinpath(*parts)
    if not path.exists():
        raise FileNotFoundError(f"missing resource: {'/'.join(parts)} (in {resource_root()})")
    return path


def default_data_dir() -> Path:
    """Return the folder of the store: ``FIELDAPP_DATA``, else the user's own data folder.

    The folder is not made here: nothing is written before a store is created.
    """
    chosen = os.environ.get("FIELDAPP_DATA", "").strip()
    if chosen:
        return Path(chosen).expanduser()
    # Local, never roaming: an encrypted store must not travel with a Windows profile.
    return Path(platformdirs.user_data_dir("fieldapp", appauthor=False, roaming=False))
