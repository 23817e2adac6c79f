"""What holds for every test: derandomised Hypothesis, a private runtime folder, Chinese unless asked otherwise."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings

settings.register_profile("ci", derandomize=True, max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile(
    "soak", derandomize=False, max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def private_runtime_folder() -> str:
    """A folder only this user can open: Jupyter and sockets refuse or warn about anything else."""
    folder = Path(tempfile.mkdtemp(prefix="screening-tests-"))
    folder.chmod(0o700)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return str(folder)


os.environ["XDG_RUNTIME_DIR"] = private_runtime_folder()
for name in [name for name in os.environ if name.startswith("SCREENING_")]:
    del os.environ[name]  # a developer's own workspace or language must not reach a test
