"""The keys of a workspace: made once, loaded by the service, unlocked by people."""

import os
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from screening.adapters import keys_file, keys_place
from screening.adapters.keys_change import grant_unattended, recover, remove_passphrase, restore_workspace_key, set_passphrase
from screening.adapters.keys_file import Casework, KeysFile, Opener, Recovery
from screening.adapters.keys_passphrase import COUNSELOR, lock_casework, open_lock, own_passphrase
from screening.adapters.keys_recovery import new_recovery
from screening.adapters.keys_rings import UNATTENDED_RINGS, OpenRings, open_rings, wrap_rings
from screening.casefiles.envelope import CaseworkPrivate, CaseworkPublic, SigningKey, new_key, seal_to
from screening.casefiles.interface import RingKey
from screening.casefiles.service_keys import ServiceKeys
from screening.core.errors import KeyFault
from screening.core.language import Text, plain

__all__ = [
    "COUNSELOR",
    "SYNTHETIC_PASSPHRASE",
    "UNATTENDED_RINGS",
    "NewKeys",
    "ServiceKeys",
    "create_keys",
    "grant_unattended",
    "load_service_keys",
    "recover",
    "remove_passphrase",
    "restore_workspace_key",
    "set_passphrase",
    "unlock_casework",
]

SYNTHETIC_PASSPHRASE = "demo 练习用口令 demo"  # noqa: S105  # known to everybody on purpose: it opens synthetic schools only

_FIRST = 1  # key id of everything made together with the workspace


@dataclass(frozen=True, kw_only=True)
class NewKeys:
    """What was made. ``shares`` are printed on paper and kept nowhere else; ``key_file`` is None for the keyring."""

    shares: tuple[str, ...] = field(repr=False)
    key_file: Path | None
    service: ServiceKeys
    casework: CaseworkPrivate


def create_keys(
    workspace: Path,
    *,
    key_file: Path | None,
    passphrase: str | None,
    synthetic: bool,
    school: bytes,
    database: Path | None = None,
) -> NewKeys:
    """Every key of a new workspace; ``keys.json`` in it holds nothing that opens without key or passphrase.

    The workspace key goes to ``key_file`` (outside the workspace and not beside ``database``) or, if None, to the
    operating system's keyring. Synthetic: no keyring and no question asked, the key file lies beside the workspace with a
    passphrase everybody knows, and the mark is bound into every key. KeyFault if there are keys already, if the place is
    not fit, or if the passphrase is missing or short.
    """
    if (workspace / keys_file.NAME).exists():
        raise _keys_exist()
    said = SYNTHETIC_PASSPHRASE if synthetic else own_passphrase(passphrase)
    workspace_id = os.urandom(16)
    wished = _beside(workspace, workspace_id) if synthetic and key_file is None else key_file
    place = keys_place.fit_place(wished, workspace, database)
    workspace_key, casework = new_key(), CaseworkPrivate.new(_FIRST)
    bare = KeysFile(
        workspace=workspace_id,
        school=school,
        synthetic=synthetic,
        key_file=None if place is None else str(place),
        casework=Casework(key_id=_FIRST, public=casework.public.to_bytes()),
    )
    rings = _new_rings()
    recovery, shares = _sealed_for_recovery(bare, workspace_key, casework)
    locks = {COUNSELOR: lock_casework(bare, casework, said, COUNSELOR)}
    openers = {Opener.WORKSPACE: wrap_rings(bare, rings, Opener.WORKSPACE, workspace_key)}
    whole = {"casework": bare.casework.model_copy(update={"locks": locks}), "openers": openers, "recovery": recovery}
    workspace.mkdir(parents=True, exist_ok=True)
    keys_place.keep(keys_place.Kept(Opener.WORKSPACE, workspace_key), workspace_id, place)
    if synthetic and place is not None:
        place.with_suffix(".passphrase").write_text(SYNTHETIC_PASSPHRASE + "\n", encoding="utf-8")
    keys_file.write(workspace, keys_file.checked(bare.model_copy(update=whole), rings.index))
    return NewKeys(shares=shares, key_file=place, service=load_service_keys(workspace), casework=casework)


def load_service_keys(
    workspace: Path,
    *,
    key_file: Path | None = None,
    rings: Collection[RingKey] | None = None,
    database: Path | None = None,
) -> ServiceKeys:
    """What the service may use without a person.

    ``key_file`` overrides the place the workspace remembers; with the file of ``grant_unattended`` there is no *results*.
    ``rings``: which ring keys to hold, such as UNATTENDED_RINGS; None for all that the key opens. KeyFault if the key is
    missing, lies beside the database, belongs to another workspace or doesn't open a ring asked for, or if the keys file
    was changed.
    """
    file = keys_file.read(workspace)
    opened = open_rings(file, *keys_place.fetch(file, workspace, key_file, database))
    held = opened.ring.keys() if rings is None else set(rings)
    if not held <= opened.ring.keys():
        raise _ring_missing()
    return ServiceKeys(
        school=file.school,
        synthetic=file.synthetic,
        ring={ring: opened.ring[ring] for ring in RingKey if ring in held},
        ring_ids={ring: opened.ring_ids[ring] for ring in RingKey if ring in held},
        casework=CaseworkPublic.from_bytes(file.casework.public, file.casework.key_id),
        signing=SigningKey.from_bytes(opened.signing, opened.signing_id),
    )


def unlock_casework(workspace: Path, passphrase: str | None = None, *, holder: str = COUNSELOR) -> CaseworkPrivate:
    """The key that reads case files and answers. KeyFault if the passphrase is wrong or the holder has none.

    A synthetic workspace needs no passphrase. About 0.2 s and 64 MiB, one at a time.
    """
    file = keys_file.read(workspace)
    said = SYNTHETIC_PASSPHRASE if passphrase is None and file.synthetic else passphrase
    return open_lock(file, said, holder)


def _new_rings() -> OpenRings:
    """Fresh ring keys and a fresh signing key."""
    return OpenRings(
        ring={ring: new_key() for ring in RingKey},
        ring_ids=dict.fromkeys(RingKey, _FIRST),
        signing=SigningKey.new(_FIRST).to_bytes(),
        signing_id=_FIRST,
    )


def _sealed_for_recovery(file: KeysFile, workspace_key: bytes, casework: CaseworkPrivate) -> tuple[Recovery, tuple[str, ...]]:
    """Both keys a school can't do without, sealed to a fresh recovery key pair, and its shares for paper."""
    pair, shares = new_recovery()
    sealed = Recovery(
        public=pair.public.to_bytes(),
        casework=seal_to(pair.public, casework.to_bytes(), file.bound("recovery.casework")),
        workspace_key=seal_to(pair.public, workspace_key, file.bound("recovery.workspace_key")),
    )
    return sealed, shares


def _beside(workspace: Path, workspace_id: bytes) -> Path:
    """Where a synthetic workspace's key lies: in a folder next to it, under a name no earlier workspace has used."""
    whole = workspace.resolve()
    return whole.parent / f"{whole.name}-keys" / f"{workspace_id.hex()[:8]}.key"


def _keys_exist() -> KeyFault:
    return KeyFault(
        Text("这里已经有密钥了，不会覆盖", "there are keys here already; they are not overwritten"),
        where=plain(keys_file.NAME),
        hint=Text("换一个文件夹，或继续用现有的工作区", "choose another folder, or go on with this workspace"),
    )


def _ring_missing() -> KeyFault:
    return KeyFault(
        Text("这个密钥打不开所需的内容", "this key doesn't open what is needed"),
        hint=Text("无人值守的密钥不能读测评结果；请用工作区密钥", "an unattended key reads no results; use the workspace key"),
    )
