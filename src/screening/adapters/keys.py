"""The keys of a workspace: made once, loaded by the service, unlocked by people."""

import os
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from screening.adapters import keys_file, keys_place
from screening.adapters.keys_change import recover, remove_passphrase, restore_workspace_key, set_passphrase
from screening.adapters.keys_file import Casework, KeysFile, Recovery
from screening.adapters.keys_passphrase import COUNSELOR, lock_casework, open_lock, own_passphrase
from screening.adapters.keys_recovery import new_recovery
from screening.casefiles.envelope import CaseworkPrivate, CaseworkPublic, SigningKey, new_key, seal_to
from screening.casefiles.interface import RingKey
from screening.casefiles.service_keys import ServiceKeys
from screening.core.errors import KeyFault
from screening.core.language import Text, plain

__all__ = [
    "ALL_RINGS",
    "COUNSELOR",
    "SYNTHETIC_PASSPHRASE",
    "UNATTENDED_RINGS",
    "NewKeys",
    "ServiceKeys",
    "create_keys",
    "load_service_keys",
    "recover",
    "remove_passphrase",
    "restore_workspace_key",
    "set_passphrase",
    "unlock_casework",
]

ALL_RINGS = frozenset(RingKey)
UNATTENDED_RINGS = frozenset({RingKey.IDENTITY, RingKey.INDEX, RingKey.WORK})
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
    bare = _first_file(workspace_key, casework, place, workspace_id, synthetic=synthetic, school=school)
    recovery, shares = new_recovery()
    file = bare.model_copy(
        update={
            "casework": bare.casework.model_copy(update={"locks": {COUNSELOR: lock_casework(bare, casework, said, COUNSELOR)}}),
            "recovery": Recovery(
                public=recovery.public.to_bytes(),
                casework=seal_to(recovery.public, casework.to_bytes(), bare.bound("recovery.casework")),
                workspace_key=seal_to(recovery.public, workspace_key, bare.bound("recovery.workspace_key")),
            ),
        }
    )
    workspace.mkdir(parents=True, exist_ok=True)
    keys_place.keep(workspace_key, file.workspace, place)
    if synthetic and place is not None:
        place.with_suffix(".passphrase").write_text(SYNTHETIC_PASSPHRASE + "\n", encoding="utf-8")
    keys_file.write(workspace, keys_file.checked_by(file, workspace_key))
    return NewKeys(shares=shares, key_file=place, service=load_service_keys(workspace), casework=casework)


def load_service_keys(
    workspace: Path, *, key_file: Path | None = None, rings: Collection[RingKey] = ALL_RINGS, database: Path | None = None
) -> ServiceKeys:
    """What the service may use without a person. ``rings``: which ring keys to open (UNATTENDED_RINGS for a scheduler).

    ``key_file`` overrides the place the workspace remembers. KeyFault if the key is missing, lies beside the database or
    belongs to another workspace, or if the keys file was changed.
    """
    file = keys_file.read(workspace)
    workspace_key = keys_place.fetch_for(file, workspace, key_file, database)
    return ServiceKeys(
        school=file.school,
        synthetic=file.synthetic,
        ring={ring: file.unwrapped(f"ring.{ring}", file.rings[ring], workspace_key) for ring in RingKey if ring in rings},
        ring_ids={ring: file.rings[ring].key_id for ring in RingKey if ring in rings},
        casework=CaseworkPublic.from_bytes(file.casework.public, file.casework.key_id),
        signing=SigningKey.from_bytes(file.unwrapped("pipeline.signing", file.signing, workspace_key), file.signing.key_id),
    )


def unlock_casework(workspace: Path, passphrase: str | None = None, *, holder: str = COUNSELOR) -> CaseworkPrivate:
    """The key that reads case files and answers. KeyFault if the passphrase is wrong or the holder has none.

    A synthetic workspace needs no passphrase. About 0.2 s and 64 MiB, one at a time.
    """
    file = keys_file.read(workspace)
    said = SYNTHETIC_PASSPHRASE if passphrase is None and file.synthetic else passphrase
    return open_lock(file, said, holder)


def _first_file(
    workspace_key: bytes, casework: CaseworkPrivate, place: Path | None, workspace_id: bytes, *, synthetic: bool, school: bytes
) -> KeysFile:
    """The keys file of a new workspace with its wrapped keys; locks, recovery and check are still to come."""
    bare = KeysFile(
        workspace=workspace_id,
        school=school,
        synthetic=synthetic,
        key_file=None if place is None else str(place),
        casework=Casework(key_id=_FIRST, public=casework.public.to_bytes()),
    )
    rings = {ring: bare.wrapped(f"ring.{ring}", new_key(), workspace_key, _FIRST) for ring in RingKey}
    signing = bare.wrapped("pipeline.signing", SigningKey.new(_FIRST).to_bytes(), workspace_key, _FIRST)
    return bare.model_copy(update={"rings": rings, "signing": signing})


def _beside(workspace: Path, workspace_id: bytes) -> Path:
    """Where a synthetic workspace's key lies: in a folder next to it, under a name no earlier workspace has used."""
    whole = workspace.resolve()
    return whole.parent / f"{whole.name}-keys" / f"{workspace_id.hex()[:8]}.key"


def _keys_exist() -> KeyFault:
    return KeyFault(
        Text("这里已经有密钥了,不会覆盖", "there are keys here already; they are not overwritten"),
        where=plain(keys_file.NAME),
        hint=Text("换一个文件夹,或继续用现有的工作区", "choose another folder, or go on with this workspace"),
    )
