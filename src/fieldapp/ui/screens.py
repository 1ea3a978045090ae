"""Draws every screen, light and dark, at 1366×768 and at 200 %: ``make screens OUT=DIR``.

Qt takes its scale once for all, so each scale is drawn by a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QDialog

from fieldapp.domain.errors import KnownError
from fieldapp.services import foyers
from fieldapp.services.catalogue import shipped_catalogue
from fieldapp.ui.application import Application
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.pages import PAGES
from fieldapp.ui.scenes import LAST_SCENES, SCENES, Scene, Subject, open_dialogs, tidy
from fieldapp.ui.scenes_notions import NOTION_SCENES
from fieldapp.ui.siege.acts import SiegeActs
from fieldapp.ui.siege.scenes import SIEGE_SCENES
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.verrouillage.opening import Opened

SIZE = (1366, 768)
SCALES = (1, 2)
FAMILIES = 60
_CALM_S = 0.5  # longer than any delay of a screen (search 40 ms, preview 350 ms)
_PATIENCE_S = 60.0


def main(
    argv: Sequence[str] | None = None,
    siege: SiegeActs | None = None,
    module: str = "fieldapp.ui.screens",
) -> int:
    """Draw the screens and return the exit code.

    `siege` are the acts of headquarters, whose pages are left out without them; `module` is what
    calls this, to draw each scale in a process of its own.
    """
    parser = argparse.ArgumentParser(prog=f"python -m {module}")
    parser.add_argument("--out", type=Path, required=True, help="folder of the pictures")
    parser.add_argument("--data", type=Path, help="a demonstration, or the folder of a store")
    parser.add_argument(
        "--only", default="", help="draw only the screens whose name says this, or this,that"
    )
    parser.add_argument("--scale", type=int, help=argparse.SUPPRESS)
    args = parser.parse_args(argv)
    args.out.mkdir(parents=True, exist_ok=True)
    if args.scale is not None:
        return _draw(args.data, args.out, args.scale, args.only, siege)
    with tempfile.TemporaryDirectory() as folder:
        data = args.data or _make_demo(Path(folder) / "demonstration")
        for scale in SCALES:
            code = _draw_in_process(module, data, args.out, scale, args.only)
            if code:
                return code
    print(f"{len(list(args.out.glob('*.png')))} pictures in {args.out}")
    return 0


def _make_demo(folder: Path) -> Path:
    command = [sys.executable, "-m", "fieldapp", "demo", str(folder)]
    asked = [*command, "--foyers", str(FAMILIES), "--json"]
    subprocess.run(asked, stdout=subprocess.DEVNULL, check=True)
    return folder


def _draw_in_process(module: str, data: Path, out: Path, scale: int, only: str) -> int:
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "QT_QPA_PLATFORM": f"offscreen:configfile={_write_screen(Path(folder))}",
            "QT_SCALE_FACTOR": str(scale),
        }
        command = [sys.executable, "-m", module, "--out", str(out)]
        command += ["--data", str(data), "--scale", str(scale), "--only", only]
        return subprocess.run(command, env=environment, check=False).returncode


def _write_screen(folder: Path) -> Path:
    """Write what the screen is: dialogs measure themselves by it, and Qt's own is 800×800."""
    width, height = SIZE
    screen = {"name": "laptop", "x": 0, "y": 0, "width": width, "height": height,
              "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}  # fmt: skip
    path = folder / "screen.json"
    path.write_text(json.dumps({"screens": [screen]}), encoding="utf-8")
    return path


def _draw(data: Path, out: Path, scale: int, only: str, siege: SiegeActs | None) -> int:
    """Draw the scenes at one scale, on copies: what is drawn is left as it was."""
    app = Application()
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / "vide"
        places = {(False, 0): empty}
        for rank, post in enumerate(_posts_of(data)):
            places[True, rank] = Path(folder) / f"poste-{rank}"
            shutil.copytree(post, places[True, rank])
        for (opened, rank), place in places.items():
            scenes = [
                scene for scene in (*SCENES, *NOTION_SCENES, *LAST_SCENES)
                if (scene.opened, scene.poste) == (opened, rank) and _wanted(scene.name, only)
            ]  # fmt: skip
            if scenes:
                _draw_scenes(app, place, scenes, _subject(data), out, scale)
        scenes = [scene for scene in SIEGE_SCENES if _wanted(scene.name, only)]
        store = _siege_of(data)
        if siege is not None and store is not None and scenes:
            copy = Path(folder) / "siege"
            shutil.copytree(store, copy)
            _draw_scenes(app, copy, scenes, _subject(data), out, scale, siege)
    return 0


def _siege_of(data: Path) -> Path | None:
    """The store of headquarters of a demonstration; None for a single store."""
    report = data / "demo.json"
    if not report.is_file():
        return None
    return Path(json.loads(report.read_text(encoding="utf-8"))["siege"])


def _wanted(name: str, only: str) -> bool:
    return any(part in name for part in only.split(","))


def _posts_of(data: Path) -> list[Path]:
    """The stores of the posts of a demonstration; a single store is one."""
    report = data / "demo.json"
    if not report.is_file():
        return [data]
    posts = json.loads(report.read_text(encoding="utf-8"))["postes"]
    return [Path(post["donnees"]) for post in posts]


def _subject(data: Path) -> Subject:
    report = data / "demo.json"
    if not report.is_file():
        return Subject(os.environ.get("FIELDAPP_PASSPHRASE", ""), "", "lefevre")
    found = json.loads(report.read_text(encoding="utf-8"))
    return Subject(found["phrase_de_passe"], found["famille_du_recit"], "lefevre")


def _draw_scenes(
    app: Application, folder: Path, scenes: list[Scene], subject: Subject, out: Path, scale: int,
    siege: SiegeActs | None = None,
) -> None:  # fmt: skip
    tasks = Tasks()
    window = MainWindow(folder, shipped_catalogue(), tasks, PAGES, _no_demo, siege=siege)
    window.resize(SIZE[0] // scale, SIZE[1] // scale)
    window.show()
    window.activateWindow()
    if scenes[0].opened:
        window.unlock(subject.phrase)
        _wait(app, tasks, lambda: window.shows_session or bool(window.lock_page.row.error))
        if not window.shows_session:
            raise KnownError(window.lock_page.row.error)
        if window.workspace is not None:
            # A copy must send nothing in the name of the post that it was copied from.
            window.workspace.background.stop()
        subject = _with_family(window, subject)
    for scene in scenes:
        _sign_of_life(window)
        scene.play(window, subject)
        if scene.then is not None:
            _settle(app, tasks)
            scene.then(window, subject)
        for mode in ("clair", "sombre"):
            app.theme.choose("sombre" if mode == "sombre" else "clair")
            _settle(app, tasks)
            suffix = "200" if scale == 2 else "100"
            _picture(window).save(str(out / f"{scene.name}-{mode}-{suffix}.png"))
        tidy(window)
        if not scene.opened and window.first_start is not None:
            window.first_start.show_choices()
    window.close()


def _sign_of_life(window: MainWindow) -> None:
    """Press a key that does nothing: drawing may take longer than the idle lock waits."""
    shift = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Shift, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(window.windowHandle(), shift)


def _with_family(window: MainWindow, subject: Subject) -> Subject:
    workspace = window.workspace
    if subject.foyer_id or workspace is None:
        return subject
    page = foyers.list_foyers(workspace.session, limit=1)
    return Subject(subject.phrase, page.lignes[0].foyer_id if page.lignes else "", subject.mot)


def _no_demo(_progress: Callable[[str, int, int], None]) -> Opened:
    raise RuntimeError("a picture makes no demonstration")


def _picture(window: MainWindow) -> QPixmap:
    """Return the window with its dialogs over it, as a desktop would show them."""
    picture = window.grab()
    painter = QPainter(picture)
    for dialog in open_dialogs():
        painter.fillRect(window.rect(), QColor(0, 0, 0, 60))
        _paint_dialog(painter, window, dialog)
    painter.end()
    return picture


def _paint_dialog(painter: QPainter, window: MainWindow, dialog: QDialog) -> None:
    room = window.size()
    dialog.resize(dialog.size().boundedTo(room))
    shown = dialog.grab()
    x = (room.width() - dialog.width()) // 2
    y = max(0, (room.height() - dialog.height()) // 2)
    painter.drawPixmap(x, y, shown)


def _settle(app: QApplication, tasks: Tasks) -> None:
    """Let results, delays and layouts come to rest."""
    calm_until = time.monotonic() + _CALM_S
    _wait(app, tasks, lambda: time.monotonic() > calm_until)


def _wait(app: QApplication, tasks: Tasks, ready: Callable[[], bool]) -> None:
    """Run the event loop until nothing is under way and `ready` says so."""
    end = time.monotonic() + _PATIENCE_S
    while time.monotonic() < end:
        app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        if tasks.idle and ready():
            return
    raise TimeoutError("a screen did not come to rest")


if __name__ == "__main__":
    raise SystemExit(main())
