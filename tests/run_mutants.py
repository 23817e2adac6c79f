"""Would the tests notice? Changes one comparison, number, sign, boolean or return of a room at a time and runs its tests.

python tests/run_mutants.py alerts [--sample 40] [--seed 1] [--seconds 120]

Works on a copy of the source in a temporary folder. Exit code 1 if a mutant survived; each is printed as the line it became.
"""

import argparse
import ast
import copy
import os
import random
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINKED = ("tests", "instruments", "policy", "migrations", "pyproject.toml")
COMPARED = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
            ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is}  # fmt: skip
REACHED = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd}


@dataclass(frozen=True)
class Mutant:
    """One change: the whole text with it, and the line for people."""

    path: Path
    line: int
    text: str
    shown: str


def mutants(path):
    """Every mutant of one module, in the order of its lines."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = []
    aside = {id(below) for node in ast.walk(tree) for one in getattr(node, "decorator_list", ()) for below in ast.walk(one)}
    for number, node in enumerate(ast.walk(tree)):
        if id(node) in aside:
            continue  # whether a dataclass is frozen changes no result
        for way in range(len(changes(node))):
            changed = copy.deepcopy(tree)
            target = next(one for place, one in enumerate(ast.walk(changed)) if place == number)
            changes(target)[way]()
            line = getattr(node, "lineno", 0)
            shown = ast.unparse(target).split("\n")[0][:110]
            found.append(Mutant(path=path, line=line, text=ast.unparse(changed), shown=shown))
    return sorted(found, key=lambda one: one.line)


def changes(node):  # noqa: PLR0911  # one line a kind of node
    """What can be done to a node: calls that do it in place; nothing to annotations, texts and docstrings."""
    if isinstance(node, ast.Compare):
        return [lambda: node.ops.__setitem__(0, COMPARED[type(node.ops[0])]())]
    if isinstance(node, ast.BinOp) and type(node.op) in REACHED and not isinstance(node.left, ast.Constant | ast.Subscript):
        return [lambda: setattr(node, "op", REACHED[type(node.op)]())]
    if isinstance(node, ast.BoolOp):
        return [lambda: setattr(node, "op", ast.Or() if isinstance(node.op, ast.And) else ast.And())]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert):
        return [lambda: setattr(node, "op", ast.UAdd())]
    if isinstance(node, ast.Constant) and type(node.value) is bool:
        return [lambda: setattr(node, "value", not node.value)]
    if isinstance(node, ast.Constant) and type(node.value) in {int, float}:
        return [lambda: setattr(node, "value", node.value + 1)]
    if isinstance(node, ast.Return) and not isinstance(node.value, ast.Constant | None):
        return [lambda: setattr(node, "value", ast.Constant(None))]
    return []


def verdict(mutant, seconds, tests):
    """killed, survived or slow (killed too: it ran into the limit)."""
    with tempfile.TemporaryDirectory(prefix="screening-mutant-") as name:
        folder = Path(name)
        shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
        for linked in LINKED:
            (folder / linked).symlink_to(ROOT / linked)
        (folder / mutant.path.relative_to(ROOT)).write_text(mutant.text, encoding="utf-8")
        command = [sys.executable, "-m", "pytest", "-q", "-x", "--no-header", "-p", "no:cacheprovider", *tests]
        environment = {**os.environ, "PYTHONPATH": str(folder / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
        try:
            done = subprocess.run(command, cwd=folder, env=environment, check=False, capture_output=True, timeout=seconds)
        except subprocess.TimeoutExpired:
            return "slow"
        return "survived" if done.returncode == 0 else "killed"


def main():
    """Print every survivor and the share that was killed; 1 if any survived."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("room", help="a room, or one module of it: alerts, alerts/rules.py")
    parser.add_argument("--sample", type=int, default=40, help="how many mutants, 0 for all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=int, default=120, help="time limit of one run")
    parser.add_argument("--tests", nargs="*", help="what to run instead of tests/unit/ROOM")
    told = parser.parse_args()
    place = ROOT / "src" / "screening" / told.room
    paths = [place] if place.is_file() else sorted(place.glob("**/*.py"))
    every = [mutant for path in paths for mutant in mutants(path)]
    chosen = every if told.sample in {0, len(every)} else random.Random(told.seed).sample(every, min(told.sample, len(every)))
    tests = told.tests or [f"tests/unit/{told.room.partition('/')[0]}"]
    with ThreadPoolExecutor(max_workers=2) as pool:
        verdicts = list(pool.map(lambda one: verdict(one, told.seconds, tests), chosen))
    survivors = [one for one, said in zip(chosen, verdicts, strict=True) if said == "survived"]
    for one in sorted(survivors, key=lambda one: (one.path, one.line)):
        print(f"survived  {one.path.relative_to(ROOT)}:{one.line}  {one.shown}")
    killed = len(chosen) - len(survivors)
    print(f"{killed} of {len(chosen)} mutants killed ({killed / max(len(chosen), 1):.0%}), {len(every)} in all, seed {told.seed}")
    return len(survivors) > 0


if __name__ == "__main__":
    sys.exit(main())
