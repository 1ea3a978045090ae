"""What ``make run`` does once all is set up: the main job on demonstration data, then the window.

Without a display the job is done all the same, and every screen is saved as a picture.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
DEMO = ROOT / "demo"
REPORT = DEMO / "demo.json"
SCREENS = ROOT / "out" / "screens"


def _fieldapp(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "fieldapp", *arguments]


def _main_job() -> dict[str, Any]:
    """Make the demonstration and do the main job in it, or find the one made before."""
    if not REPORT.is_file():
        # Its progress goes to the terminal, its report to us.
        done = subprocess.run(
            _fieldapp("demo", str(DEMO), "--json"), stdout=subprocess.PIPE, text=True, check=True
        )
        DEMO.mkdir(exist_ok=True)
        REPORT.write_text(done.stdout, encoding="utf-8")
    report: dict[str, Any] = json.loads(REPORT.read_text(encoding="utf-8"))
    return report


def _tell(report: dict[str, Any]) -> None:
    print(f"\nDemonstration ready in {DEMO} (remove it with « make clean » to begin again)")
    print(f"  families           {report['foyers']}")
    for poste in report["postes"]:
        print(f"  {poste['agent']:<18} {poste['role']}, {poste['unite']}: {poste['donnees']}")
    for path in (*report["documents"], *report["exports"]):
        print(f"  made               {path}")
    print(f"  passphrase         {report['phrase_de_passe']}", flush=True)


def _has_display() -> bool:
    if sys.platform != "linux":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def main() -> int:
    """Do the job, then open the window on the first post, or draw the screens."""
    report = _main_job()
    _tell(report)
    if not _has_display():
        print("\nNo display here: drawing the screens instead…", flush=True)
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        draw = [sys.executable, "-m", "fieldapp.screens", "--out", str(SCREENS)]
        subprocess.run(draw, env=environment, check=True)
        print(f"Screens saved in {SCREENS}")
        return 0
    print("\nOpening the window on the first post…", flush=True)
    environment = {
        **os.environ,
        "FIELDAPP_DATA": report["postes"][0]["donnees"],
        "FIELDAPP_PASSPHRASE": report["phrase_de_passe"],
    }
    return subprocess.run(_fieldapp(), env=environment, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
