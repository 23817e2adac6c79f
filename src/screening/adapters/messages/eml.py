"""Mails as .eml files in a folder: the default, for schools without a mail server and for looking at what would go out."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from screening.adapters.messages.mail import as_mail, mail_name
from screening.core.language import Text
from screening.digests.interface import DeliveryFailed, Envelope


@dataclass(frozen=True, kw_only=True)
class EmlFolder:
    """A folder that takes mails. File names are keyed digests: no name, class, date or count."""

    folder: Path
    index_key: bytes = field(repr=False)
    sender: str = ""

    def send(self, envelope: Envelope) -> None:
        """Write the mail, whole or not at all; sending it again writes the same file again. Raises DeliveryFailed."""
        content = as_mail(envelope, sender=self.sender, index_key=self.index_key).as_bytes()
        path = self.folder / f"{mail_name(envelope.key, self.index_key)}.eml"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            _write_whole(path, content)
        except OSError:
            raise DeliveryFailed(
                Text("发件文件夹写不进去", "the outbox folder can't be written"),
                permanent=False,
                hint=Text("检查磁盘空间和文件夹权限", "check disk space and the folder's permissions"),
            ) from None


def _write_whole(path: Path, content: bytes) -> None:
    """Beside first, then in one move, readable by the owner only: a crash leaves no half mail."""
    beside = path.with_suffix(".part")
    number = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(number, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
