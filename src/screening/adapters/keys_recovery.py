"""Recovery on paper: three SLIP-39 shares, two of which open everything that was sealed to the recovery key pair."""

from collections.abc import Sequence
from itertools import combinations

import shamir_mnemonic  # type: ignore[import-untyped]  # ships no types
from shamir_mnemonic import MnemonicError, Share

from screening.casefiles.envelope import CaseworkPrivate, derive, new_key
from screening.core.errors import KeyFault
from screening.core.language import Text

SHARES, NEEDED = 3, 2
RECOVERY_KEY_ID = 0
_HINT = Text("需要两份不同的恢复词，按纸上的顺序逐词输入", "two different shares are needed, word by word as on the paper")


def new_recovery() -> tuple[CaseworkPrivate, tuple[str, ...]]:
    """A fresh recovery key pair and the three shares of its seed, 33 words each, for paper only.

    Every two of the shares were tried before they are handed out.
    """
    seed = new_key()
    shares = tuple(shamir_mnemonic.generate_mnemonics(1, [(NEEDED, SHARES)], seed)[0])
    if any(shamir_mnemonic.combine_mnemonics(pair) != seed for pair in combinations(shares, NEEDED)):
        raise RuntimeError("the recovery shares don't give back their seed")
    return _key_pair(seed), shares


def recovery_key(shares: Sequence[str]) -> CaseworkPrivate:
    """The recovery key pair from two shares or more. KeyFault naming the share that has a wrong word, by its place."""
    spelled = [" ".join(share.lower().split()) for share in shares]
    for number, share in enumerate(spelled, start=1):
        _check_words(share, number)
    different = sorted(set(spelled))
    if len(different) < NEEDED:
        raise KeyFault(Text("恢复词不够", "there are too few shares"), hint=_HINT)
    try:
        return _key_pair(shamir_mnemonic.combine_mnemonics(different[:NEEDED]))
    except MnemonicError:
        raise KeyFault(Text("这几份恢复词不是同一套", "these shares don't belong together"), hint=_HINT) from None


def other_workspace() -> KeyFault:
    """The shares are sound but open nothing here."""
    return KeyFault(Text("这套恢复词属于另一个工作区", "these shares belong to another workspace"), hint=_HINT)


def _check_words(share: str, number: int) -> None:
    try:
        Share.from_mnemonic(share)
    except MnemonicError:
        raise KeyFault(
            Text(f"第 {number} 份恢复词里有抄错或漏掉的词", f"share {number} has a wrong or missing word"), hint=_HINT
        ) from None


def _key_pair(seed: bytes) -> CaseworkPrivate:
    """ML-KEM seed 64 ‖ X25519 32, each 32 bytes derived from the seed by HKDF-SHA256 under its own label."""
    parts = [derive(seed, b"screening recovery key pair 1", label) for label in (b"ml-kem d", b"ml-kem z", b"x25519")]
    return CaseworkPrivate.from_bytes(b"".join(parts), RECOVERY_KEY_ID)
