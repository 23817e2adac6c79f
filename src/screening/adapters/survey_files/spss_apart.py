"""Asks the program that opens SPSS files; it is started once, watched, and started again where a damaged file ended it."""

import atexit
import io
import json
import subprocess
import sys
import threading
from functools import lru_cache
from pathlib import Path
from typing import IO

ABOUT = b"spss"  # where the stream's metadata holds what the file says about its variables
_PROGRAM = "screening.adapters.survey_files.spss_reading"
_MEMORY = 4 << 30  # bytes; a region's file of 145,000 rows of 100 answers needs less than one of these
_LENGTH = 8  # bytes that tell how many follow
_BLOCK = 1 << 20
_SECONDS = 30.0  # for a small file
_SECONDS_A_BYTE = 2e-6  # and two seconds a megabyte, ten times what a large one needs


def arrow_stream(path: Path) -> bytes:
    """The file as ``spss_reading.read_table`` tells it; empty where it can't be read, in any way, in reasonable time."""
    return _asked().read(path)


class _Apart:
    """The program at work."""

    def __init__(self) -> None:
        self._program: subprocess.Popen[bytes] | None = None
        self._one_at_a_time = threading.Lock()

    def read(self, path: Path) -> bytes:
        """What the program says, nothing if it stops or takes too long."""
        with self._one_at_a_time:
            program = self._started()
            watch = threading.Timer(_SECONDS + path.stat().st_size * _SECONDS_A_BYTE, program.kill)
            watch.start()
            try:
                told = _exchange(program, path)
            finally:
                watch.cancel()
            if told is None:
                self.stop()
            return told or b""

    def _started(self) -> "subprocess.Popen[bytes]":
        if self._program is None or self._program.poll() is not None:
            self._program = subprocess.Popen(
                [sys.executable, "-m", _PROGRAM, str(_MEMORY)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,  # nothing waits to be sent when the program is ended
            )
        return self._program

    def stop(self) -> None:
        """End the program and close its pipes."""
        program, self._program = self._program, None
        if program is not None:
            program.kill()
            for pipe in (program.stdin, program.stdout):
                if pipe is not None:
                    pipe.close()
            program.wait()


def _exchange(program: "subprocess.Popen[bytes]", path: Path) -> bytes | None:
    """The answer; None if the program ended before it was complete."""
    if program.stdin is None or program.stdout is None:
        return None
    try:
        program.stdin.write(json.dumps(str(path.resolve())).encode() + b"\n")
    except OSError:
        return None
    head = _read(program.stdout, _LENGTH)
    told = _read(program.stdout, int.from_bytes(head, "big"))
    return told if len(head) == _LENGTH and len(told) == int.from_bytes(head, "big") else None


def _read(pipe: IO[bytes], size: int) -> bytes:
    """So many bytes, fewer if the pipe ends."""
    got = io.BytesIO()
    while got.tell() < size and (block := pipe.read(min(size - got.tell(), _BLOCK))):
        got.write(block)
    return got.getvalue()


@lru_cache(maxsize=1)
def _asked() -> _Apart:
    apart = _Apart()
    atexit.register(apart.stop)
    return apart
