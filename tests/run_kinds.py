"""Run the tests kind by kind, quickest first, and print how many there are, how long they took and how large the house is."""

import ast
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOTHING_COLLECTED = 5
PARALLEL = ["-n", str(min(os.cpu_count() or 1, 4)), "--dist", "loadfile"]  # a file's tests stay together with their fixtures


def main(kinds: list[str]) -> int:
    """0 if every kind passed; all kinds run even if an earlier one failed."""
    failed = [kind for kind in kinds if (ROOT / "tests" / kind).is_dir() and not passes(kind)]
    print(size("src/screening"), size("tests"), sep="\n")
    if failed:
        print("failed:", *failed)
    return len(failed) > 0


def passes(kind: str) -> bool:
    """Does this kind pass? Its name stands above pytest's own lines, its seconds below."""
    print(f"== tests/{kind}", flush=True)
    begin = time.monotonic()
    command = [sys.executable, "-m", "pytest", "-q", "-rs", "--no-header", *PARALLEL, f"tests/{kind}"]
    code = subprocess.run(command, cwd=ROOT, check=False).returncode
    print(f"== {kind}: {time.monotonic() - begin:.0f} s", flush=True)
    return code in {0, NOTHING_COLLECTED}


def size(folder: str) -> str:
    """One line: modules, lines, the longest module, functions and their median length."""
    texts = {path: path.read_text(encoding="utf-8") for path in sorted((ROOT / folder).rglob("*.py"))}
    lines = {path: text.count("\n") for path, text in texts.items()}
    longest = max(lines, key=lines.__getitem__)
    spans = sorted(span for text in texts.values() for span in function_lengths(text))
    median = spans[len(spans) // 2]
    told = f"{folder}: {len(lines)} modules, {sum(lines.values())} lines, {len(spans)} functions (median {median} lines)"
    return f"{told}, longest {longest.relative_to(ROOT).as_posix()} ({lines[longest]})"


def function_lengths(text: str) -> list[int]:
    """Lines of every function in one module's text."""
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [(node.end_lineno or node.lineno) - node.lineno + 1 for node in functions]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
