"""Win a workspace back with two of its three paper shares: a new passphrase, and the workspace key on this machine."""

from collections.abc import Sequence
from pathlib import Path

from screening.adapters.keys import load_service_keys, recover, restore_workspace_key, set_passphrase
from screening.core.errors import KeyFault


def recover_workspace(
    folder: Path, shares: Sequence[str], passphrase: str, *, key_file: Path | None, database: Path | None
) -> bool:
    """Whether the workspace key had to be put on this machine again; the counselor's passphrase is the new one either way.

    ``key_file``: where the workspace key goes if it is missing here; None is the operating system's keyring. Wrong shares, a
    short passphrase or an unfit place raise KeyFault and change nothing.
    """
    casework = recover(folder, shares)
    missing = not _opens(folder)
    if missing:
        restore_workspace_key(folder, shares, key_file=key_file, database=database)
    set_passphrase(folder, casework, passphrase)
    return missing


def _opens(folder: Path) -> bool:
    """Whether the workspace key is here."""
    try:
        load_service_keys(folder)
    except KeyFault:
        return False
    return True
