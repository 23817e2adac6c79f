"""How long `screening --help` takes: the median of twenty starts, to hold against 0.3 seconds."""

import subprocess
import sys
import time
from statistics import median

STARTS = 20
PROMISE = 0.3  # seconds


def start() -> float:
    """Seconds from starting the interpreter to the end of the help."""
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-m", "screening", "--help"], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begin


if __name__ == "__main__":
    taken = sorted(start() for _ in range(STARTS))
    print(f"screening --help: median {median(taken):.3f} s, slowest {taken[-1]:.3f} s (promise {PROMISE} s)")
