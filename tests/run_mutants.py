"""Would the tests notice? Changes one comparison, number, sign, boolean or return of a room at a time and runs its tests.

python tests/run_mutants.py alerts [--sample 40] [--seed 1] [--seconds 120] [--workers 2]

Each mutant lives in a forked process that has the libraries and the rooms below in memory and is handed the changed text when
it imports the module; the test file that mirrors the module runs first, then the room's others, until one fails. Needs os.fork.
Left alone, since they change no result: decorators, annotations, texts, ``model_config`` and ``__all__``. Exit code 1 if a mutant
survived; each is printed as the line it became.
"""

import argparse
import ast
import copy
import gc
import importlib
import importlib.util
import os
import random
import signal
import sys
import time
from collections import deque
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src"
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
)
LIBRARIES = (
    "numpy",
    "pandas",
    "pydantic",
    "hypothesis",
    "hypothesis.extra.numpy",
    "yaml",
    "scipy.stats",
    "holidays.countries.china",
    "nbmake.pytest_plugin",
)
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

    @property
    def module(self):
        """The dotted name under which it is imported."""
        parts = self.path.relative_to(SOURCE).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def mutants(path):
    """Every mutant of one module, in the order of its lines."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    aside = {id(below) for node in ast.walk(tree) for one in left_alone(node) for below in ast.walk(one)}
    found = []
    for number, node in enumerate(ast.walk(tree)):
        if id(node) in aside:
            continue
        for way in range(len(changes(node))):
            changed = copy.deepcopy(tree)
            target = next(one for place, one in enumerate(ast.walk(changed)) if place == number)
            changes(target)[way]()
            line = getattr(node, "lineno", 0)
            shown = ast.unparse(target).split("\n")[0][:110]
            found.append(Mutant(path=path, line=line, text=ast.unparse(changed), shown=shown))
    return sorted(found, key=lambda one: one.line)


def left_alone(node):
    """Parts of a node whose change would change no result."""
    yield from getattr(node, "decorator_list", ())
    for name in ("annotation", "returns", "format_spec"):
        if getattr(node, name, None) is not None:
            yield getattr(node, name)
    if isinstance(node, ast.Assign) and any(
        isinstance(one, ast.Name) and one.id in {"model_config", "__all__"} for one in node.targets
    ):
        yield node.value


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


class Changed(SourceFileLoader):
    """Finds one module and gives it the mutant's text instead of the file's."""

    def __init__(self, mutant):
        super().__init__(mutant.module, str(mutant.path))
        self.mutant = mutant

    def find_spec(self, name, _path=None, _target=None):
        """The changed module's spec, None for every other name."""
        if name != self.mutant.module:
            return None
        return importlib.util.spec_from_file_location(name, self.mutant.path, loader=self)

    def get_code(self, _fullname):
        """The mutant, compiled; never a cached file."""
        return compile(self.mutant.text, str(self.mutant.path), "exec", dont_inherit=True)


def run_tests(mutant, tests):
    """In the forked process: import the changed module where anybody asks for it, run the tests, and end with pytest's code."""
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    os.setsid()  # what a test starts ends with it
    code = 2
    try:
        sys.meta_path.insert(0, Changed(mutant))
        for files in (mirrors(mutant, tests), tests):
            code = (
                int(pytest.main(["-q", "-x", "--no-header", "--assert=plain", "-p", "no:cacheprovider", *files])) if files else 0
            )
            if code:
                break
    finally:
        os._exit(code)


def mirrors(mutant, tests):
    """The test files that mirror the module: they run by themselves first, because they notice most and collect little."""
    return [str(found) for folder in tests for found in sorted((ROOT / folder).rglob(f"test_{mutant.path.stem}*.py"))]


def verdicts(chosen, tests, seconds, workers):
    """killed, survived or slow (killed too: it ran into the limit), one per mutant in order."""
    said, waiting, running = {}, deque(enumerate(chosen)), {}
    while waiting or running:
        while waiting and len(running) < workers:
            number, mutant = waiting.popleft()
            child = os.fork()
            if child == 0:
                run_tests(mutant, tests)
            running[child] = (number, time.monotonic() + seconds)
        for child, (number, limit) in list(running.items()):
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                said[number] = "survived" if os.waitstatus_to_exitcode(status) == 0 else "killed"
                del running[child]
            elif time.monotonic() > limit:
                os.killpg(child, signal.SIGKILL)
                os.waitpid(child, 0)
                said[number] = "slow"
                del running[child]
        time.sleep(0.01)
    return [said[number] for number in range(len(chosen))]


def load_below(room):
    """Libraries and the rooms below, imported once for all: no module of theirs can import the room that is changed."""
    for library in LIBRARIES:
        importlib.import_module(library)
    for below in ROOMS[: ROOMS.index(room)]:
        for path in sorted((SOURCE / "screening" / below).rglob("*.py")):
            name = ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")
            importlib.import_module(name)
    if any(name.startswith(f"screening.{room}.") for name in sys.modules):
        raise RuntimeError(f"a room below imports {room}")
    gc.collect()
    gc.freeze()  # pytest collects garbage in every run; what the forks share need not be looked through


def main():
    """Print every survivor and the share that was killed; 1 if any survived."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("room", help="a room, or one module of it: alerts, alerts/rules.py")
    parser.add_argument("--sample", type=int, default=40, help="how many mutants, 0 for all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=int, default=120, help="time limit of one run")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--tests", nargs="*", help="what to run instead of tests/unit/ROOM")
    told = parser.parse_args()
    place, room = SOURCE / "screening" / told.room, told.room.partition("/")[0]
    paths = [place] if place.is_file() else sorted(place.glob("**/*.py"))
    every = [mutant for path in paths for mutant in mutants(path)]
    chosen = every if told.sample in {0, len(every)} else random.Random(told.seed).sample(every, min(told.sample, len(every)))
    os.chdir(ROOT)
    load_below(room)
    tests = told.tests or [f"tests/unit/{room}"]
    unchanged = Mutant(path=paths[0], line=0, text=paths[0].read_text(encoding="utf-8"), shown="")
    if verdicts([unchanged], tests, 4 * told.seconds, 1) != ["survived"]:
        sys.exit("the tests fail although nothing was changed")
    said = verdicts(chosen, tests, told.seconds, told.workers)
    survivors = [one for one, verdict in zip(chosen, said, strict=True) if verdict == "survived"]
    for one in sorted(survivors, key=lambda one: (one.path, one.line)):
        print(f"survived  {one.path.relative_to(ROOT)}:{one.line}  {one.shown}")
    killed = len(chosen) - len(survivors)
    print(f"{killed} of {len(chosen)} mutants killed ({killed / max(len(chosen), 1):.0%}), {len(every)} in all, seed {told.seed}")
    return len(survivors) > 0


if __name__ == "__main__":
    sys.exit(main())
