"""The wheel alone is the whole product: definitions, migrations and policy come with it, from whatever folder it is run."""

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

SCRIPTS = "Scripts" if os.name == "nt" else "bin"
SHIPPED = ("instruments", "migrations", "policy")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel of this checkout, built without network."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The folder of commands of an empty environment that holds the wheel, and sees our libraries but not our sources."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=False, symlinks=os.name != "nt")
    python = folder / SCRIPTS / "python"
    asked = [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    packages = Path(subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip())
    ours = next(path for path in sys.path if path.endswith("site-packages"))
    (packages / "libraries.pth").write_text(f"{ours}\n", encoding="utf-8")
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "-q", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    return folder / SCRIPTS


def run(installed, folder, *arguments):
    """What the installed command says, started in an empty folder with nothing of ours in the environment."""
    ours = ("SCREENING_", "PYTHON", "COLUMNS")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    command = [str(installed / "screening"), *arguments]
    return subprocess.run(command, cwd=folder, env=clean, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.mark.parametrize("folder", SHIPPED)
def test_the_wheel_holds_every_file_of(wheel, folder):
    held = {
        name.removeprefix(f"screening/_data/{folder}/")
        for name in zipfile.ZipFile(wheel).namelist()
        if f"_data/{folder}/" in name
    }
    there = {
        path.relative_to(ROOT / folder).as_posix()
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".yaml", ".py", ".md"}
    }
    assert there - held == set()


def test_the_wheel_holds_the_templates_and_the_licence(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    templates = {path.relative_to(ROOT / "src").as_posix() for path in (ROOT / "src").rglob("templates/*") if path.is_file()}
    assert templates - set(names) == set()
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_installed_command_says_its_version(installed, tmp_path):
    assert run(installed, tmp_path, "--version").stdout.startswith("screening ")


def test_the_installed_command_finds_its_instruments(installed, tmp_path):
    done = run(installed, tmp_path, "instruments", "list")
    assert (done.returncode, done.stderr) == (0, "")
    assert all(path.name in done.stdout for path in (ROOT / "instruments").iterdir() if path.is_dir())


def test_the_installed_demo_runs_in_another_folder(installed, tmp_path):
    done = run(installed, tmp_path, "demo", "--dir", str(tmp_path / "school"))
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "school").is_dir()
