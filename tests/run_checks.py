"""Run every check, two at a time, and print what failed: format, lint, types, import directions, generated pages."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = Path(sys.executable).parent

CHECKS: dict[str, list[str]] = {
    "format": [str(TOOLS / "ruff"), "format", "--check", "."],
    "lint": [str(TOOLS / "ruff"), "check", "--output-format", "concise", "."],
    "types": [str(TOOLS / "mypy")],
    "rooms": [str(TOOLS / "lint-imports")],
    "pages": [sys.executable, "-m", "pytest", "-q", "--no-header", "tests/architecture"],
}


def main() -> int:
    """0 if all checks pass; all are run, so that one round shows everything."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        outcomes = dict(zip(CHECKS, pool.map(run, CHECKS.values()), strict=True))
    failed = [name for name, (code, _) in outcomes.items() if code != 0]
    for name in failed:
        print(f"== {name}\n{outcomes[name][1]}")
    print("failed:" if failed else "all checks pass:", *(failed or outcomes))
    return len(failed) > 0


def run(command: list[str]) -> tuple[int, str]:
    """Exit code and everything the check said."""
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True, encoding="utf-8")
    return done.returncode, done.stdout + done.stderr


if __name__ == "__main__":
    sys.exit(main())
