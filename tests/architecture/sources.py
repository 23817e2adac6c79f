"""What the architecture tests look at: tracked files, parsed modules and the rooms they stand in."""

import ast
import subprocess
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "src" / "screening"
ROOMS = (
    "core",
    "instruments",
    "intake",
    "scoring",
    "alerts",
    "casefiles",
    "followup",
    "digests",
    "research",
    "services",
    "adapters",
    "entrypoints",
)
PURE = ROOMS[:9]


@lru_cache
def tracked() -> tuple[Path, ...]:
    """Every file that belongs to the project: what git tracks, or all but hidden folders in a copy without git."""
    asked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if asked.returncode == 0 and asked.stdout:
        return tuple(path for name in asked.stdout.decode().split("\0") if name and (path := ROOT / name).is_file())
    hidden = {".venv", ".venv-test", ".git", "__pycache__"}
    return tuple(path for path in ROOT.rglob("*") if path.is_file() and not hidden & set(path.relative_to(ROOT).parts))


@lru_cache
def texts() -> dict[str, str]:
    """Path from the project's top → text, for every tracked file that is text."""
    found = {}
    for path in tracked():
        try:
            found[path.relative_to(ROOT).as_posix()] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture, a workbook or a sealed sample
    return found


@lru_cache
def modules(folder: str = "src/screening") -> dict[str, ast.Module]:
    """Path from the project's top → parsed module, for every module in ``folder`` as it stands on disk."""
    paths = sorted((ROOT / folder).rglob("*.py"))
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


def room(path: str) -> str:
    """The room a module of the house stands in; "" for the front door and `__main__`."""
    parts = Path(path).relative_to("src/screening").parts
    return parts[0] if len(parts) > 1 else ""


def calls(tree: ast.AST) -> list[tuple[int, str]]:
    """Line and dotted name of every call in a module, e.g. ``(17, "datetime.now")``."""
    found = [(node.lineno, dotted(node.func)) for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [(line, name) for line, name in found if name]


def dotted(node: ast.AST) -> str:
    """``a.b.c`` of a name or an attribute; the last parts only where it hangs on something longer."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return ""


def spoken_strings(tree: ast.Module) -> list[tuple[int, str]]:
    """Line and value of every string a module may show to people: all but docstrings."""
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
    ]
