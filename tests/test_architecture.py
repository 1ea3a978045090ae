"""The layers, the lock, the size of files and the wheel are what the project says they are."""

import ast
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from fieldapp import __version__

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "fieldapp"
MODULES = sorted(
    path
    for folder in ("src", "tests", "tools", "benchmarks")
    for path in ROOT.glob(f"{folder}/**/*.py")
)

# A file past this size holds a second notion. One that is longer for a reason says it here.
LONGEST = 400
LONGER: dict[str, str] = {}


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_arrows_between_layers_point_down_only() -> None:
    checked = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_the_domain_is_written_in_plain_python() -> None:
    for path in PACKAGE.glob("domain/**/*.py"):
        for name in _imported(path):
            top = name.partition(".")[0]
            assert top in sys.stdlib_module_names or name.startswith("fieldapp.domain"), _name(path)


def test_each_module_opens_with_one_sentence() -> None:
    silent = []
    for path in MODULES:
        docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        first = docstring.partition("\n\n")[0]
        if not first.endswith((".", "?", "…")):
            silent.append(_name(path))
    assert silent == [], "these modules do not say what lives there"


def test_no_file_hides_a_second_notion() -> None:
    sizes = {_name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    too_long = {name: size for name, size in sizes.items() if size > LONGEST}
    assert {name: size for name, size in too_long.items() if name not in LONGER} == {}
    assert set(LONGER) <= set(too_long), "an excuse that is no longer needed"


def test_the_lock_is_hashed_and_names_no_registry() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert re.search(r"https?:|file:|index-url|find-links| @ ", lock) is None
    pins = re.findall(r"^[A-Za-z0-9._-]+==", lock, flags=re.MULTILINE)
    entries = re.split(r"^(?=[A-Za-z0-9._-]+==)", lock, flags=re.MULTILINE)[1:]
    assert len(pins) == len(entries) > 30
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_wheel_holds_the_resources_and_finds_them(tmp_path: Path) -> None:
    built = subprocess.run(
        [
            *(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"),
            *("--no-index", "--wheel-dir", str(tmp_path), str(ROOT)),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        archive.extractall(tmp_path / "installed")
    shipped = {
        f"fieldapp/{_name(path)}"
        for path in (ROOT / "resources").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert shipped <= names
    assert {name.partition("/")[0] for name in names} == {
        "fieldapp",
        f"fieldapp-{__version__}.dist-info",
    }
    found = subprocess.run(
        [sys.executable, "-c", "from fieldapp.config import resource; print(resource('fonts'))"],
        env={**os.environ, "PYTHONPATH": str(tmp_path / "installed")},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(found.stdout.strip()) == tmp_path / "installed" / "fieldapp" / "resources" / "fonts"
