"""Prepares a checkout: Debian libraries that lack, the virtual environment, the locked packages.

Plain Python without any package, since it runs before there is any. Quick when all is there.
"""

# Annotations stay texts, so that an older Python gets as far as saying that it is too old.
from __future__ import annotations

import argparse
import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
STAMP = VENV / "fieldapp.stamp"

# What Qt opens when it starts, and the Debian package that brings it. Qt blames libxcb-cursor0
# for any of the xcb ones, so they are looked for one by one.
LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
TEST_PROGRAMS = {
    "Xvfb": "xvfb",
    "xauth": "xauth",
    "pdftoppm": "poppler-utils",
    "qpdf": "qpdf",
}


def _lacks_library(soname: str) -> bool:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return True
    return False


def _lacks_postgresql() -> bool:
    """Debian keeps its programs apart, one folder a version."""
    return not any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) and not shutil.which("initdb")


def missing_packages(*, tests: bool) -> list[str]:
    """Return the Debian packages to install, in a stable order."""
    missing = [] if importlib.util.find_spec("ensurepip") else ["python3-venv"]
    missing += [package for soname, package in LIBRARIES.items() if _lacks_library(soname)]
    if tests:
        missing += [p for program, p in TEST_PROGRAMS.items() if shutil.which(program) is None]
        missing += ["postgresql"] if _lacks_postgresql() else []
    return missing


def _as_root() -> list[str] | None:
    """The words to put before a command so that root runs it; None when that is not permitted."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode:
        sudo = None
    return [sudo, "-n"] if sudo else None


def install_packages(packages: list[str]) -> None:
    """Install Debian packages, or end with the line that someone who may can type."""
    names = " ".join(packages)
    prefix = _as_root()
    if prefix is None or shutil.which("apt-get") is None:
        raise SystemExit(
            f"These system packages are missing (Debian names): {names}\n"
            f"Ask an administrator for: apt-get install {names}\nThen run the same command again."
        )
    print(f"Installing Debian packages: {names}", flush=True)
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    subprocess.run([*apt, "update"], check=True, stdin=subprocess.DEVNULL)
    subprocess.run(
        [*apt, "install", "-y", "--no-install-recommends", *packages],
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )


def _fingerprint() -> str:
    """Changes when the locked packages, the project's metadata or Python change."""
    digest = hashlib.sha256(sys.version.encode())
    for name in ("requirements.lock", "pyproject.toml"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def install_environment() -> None:
    """Make ``.venv`` hold exactly the locked packages and this checkout."""
    wanted = _fingerprint()
    if STAMP.is_file() and STAMP.read_text(encoding="ascii") == wanted:
        return
    python = VENV / "bin" / "python"
    print("Preparing .venv (the first time takes a few minutes)…", flush=True)
    if not (python.exists() and (VENV / "bin" / "pip").exists()):
        # Also when an earlier attempt stopped half-way, or its Python has left the machine.
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "-r", "requirements.lock"], check=True, cwd=ROOT)
    # The build tools are in the lock too: nothing unlocked is fetched to build ourselves.
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "-e", "."], check=True, cwd=ROOT)
    STAMP.write_text(wanted, encoding="ascii")


def main() -> None:
    """Read the command line and prepare what is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tests", action="store_true", help="also what the tests start")
    options = parser.parse_args()
    if sys.version_info < (3, 11):  # noqa: UP036 (whatever Python is there runs this)
        raise SystemExit(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    if sys.platform == "linux":
        packages = missing_packages(tests=options.tests)
        if packages:
            install_packages(packages)
    install_environment()


if __name__ == "__main__":
    main()
