"""What changes about a workspace's keys later: passphrases, a scheduler's key, and all that is won back from paper."""

from collections.abc import Sequence
from pathlib import Path

from screening.adapters import keys_file, keys_place
from screening.adapters.keys_file import KeysFile, Lock, Opener
from screening.adapters.keys_passphrase import COUNSELOR, lock_casework, own_passphrase
from screening.adapters.keys_place import Kept
from screening.adapters.keys_recovery import other_workspace, recovery_key
from screening.adapters.keys_rings import open_rings, wrap_rings
from screening.casefiles.envelope import CaseworkPrivate, new_key, open_with
from screening.core.errors import KeyFault, SealBroken
from screening.core.language import Text


def set_passphrase(
    workspace: Path, casework: CaseworkPrivate, passphrase: str, *, holder: str = COUNSELOR, key_file: Path | None = None
) -> None:
    """A new passphrase for one holder: the counselor's after recovery, or a deputy's own. Needs the unlocked key."""
    file = keys_file.read(workspace)
    if casework.public.to_bytes() != file.casework.public:
        raise keys_file.keys_differ()
    if file.synthetic:
        raise KeyFault(Text("练习用工作区的口令是固定的", "a synthetic workspace keeps its known passphrase"))
    lock = lock_casework(file, casework, own_passphrase(passphrase), holder)
    _write_locks(workspace, file, {**file.casework.locks, holder: lock}, key_file)


def remove_passphrase(workspace: Path, *, holder: str, key_file: Path | None = None) -> None:
    """One holder's passphrase taken away; the last one stays. Whoever copied keys.json before can still use it."""
    file = keys_file.read(workspace)
    rest = {name: lock for name, lock in file.casework.locks.items() if name != holder}
    if not rest or len(rest) == len(file.casework.locks):
        raise KeyFault(
            Text("没有这个口令，或它是最后一个", "there is no such passphrase, or it is the last one"),
            hint=Text("先为接手的人设置口令", "first set one for the person who takes over"),
        )
    _write_locks(workspace, file, rest, key_file)


def recover(workspace: Path, shares: Sequence[str]) -> CaseworkPrivate:
    """The casework key from two paper shares. KeyFault if they are wrong or another workspace's."""
    file = keys_file.read(workspace)
    raw = _recovered(file, shares, "recovery.casework", file.recovery.casework)
    casework = CaseworkPrivate.from_bytes(raw, file.casework.key_id)
    if casework.public.to_bytes() != file.casework.public:
        raise keys_file.keys_differ()
    return casework


def restore_workspace_key(workspace: Path, shares: Sequence[str], *, key_file: Path | None, database: Path | None = None) -> None:
    """The workspace key from two paper shares, put into the keyring or a new key file: for a new machine or user."""
    file = keys_file.read(workspace)
    key = _recovered(file, shares, "recovery.workspace_key", file.recovery.workspace_key)
    opened = open_rings(file, Opener.WORKSPACE, key)
    place = keys_place.fit_place(key_file, workspace, database)
    keys_place.keep(Kept(Opener.WORKSPACE, key), file.workspace, place)
    moved = file.model_copy(update={"key_file": None if place is None else str(place)})
    keys_file.write(workspace, keys_file.checked(moved, opened.index))


def grant_unattended(workspace: Path, place: Path, *, key_file: Path | None = None, database: Path | None = None) -> None:
    """A key file for unattended start (the scheduler's machine): opens *identity*, *index* and *work*, never *results*.

    It takes the place of an earlier one, which then opens nothing. KeyFault if ``place`` exists already or isn't fit.
    """
    file = keys_file.read(workspace)
    opened = open_rings(file, *keys_place.fetch(file, workspace, key_file, database))
    fresh = Kept(Opener.UNATTENDED, new_key())
    keys_place.keep(fresh, file.workspace, keys_place.fit_place(place, workspace, database))
    openers = {**file.openers, Opener.UNATTENDED: wrap_rings(file, opened, *fresh)}
    keys_file.write(workspace, keys_file.checked(file.model_copy(update={"openers": openers}), opened.index))


def _recovered(file: KeysFile, shares: Sequence[str], purpose: str, sealed: bytes) -> bytes:
    recovery = recovery_key(shares)
    try:
        return open_with(recovery, sealed, file.bound(purpose))
    except SealBroken:
        raise other_workspace() from None


def _write_locks(workspace: Path, file: KeysFile, locks: dict[str, Lock], key_file: Path | None) -> None:
    opened = open_rings(file, *keys_place.fetch(file, workspace, key_file, None))
    changed = file.model_copy(update={"casework": file.casework.model_copy(update={"locks": locks})})
    keys_file.write(workspace, keys_file.checked(changed, opened.index))
