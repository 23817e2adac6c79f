"""Send the outbox of one workspace, digests sealed under each reader's own passphrase; for commands and the scheduler."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from screening.adapters.fonts import cannot_draw
from screening.adapters.pdf import encrypt_pdf, render_pdf
from screening.core.ids import StaffId
from screening.core.language import Language
from screening.digests.digest import SCHOOL_ZONE, words_of
from screening.digests.interface import Attachment, Digest
from screening.digests.wording import digest_markup
from screening.services.make_digests import make_digests, queue_digests
from screening.services.send_outbox import Sent, send_outbox

if TYPE_CHECKING:
    from screening.entrypoints.wiring import Workspace

ATTACHMENT_NAME = "todo.pdf"  # the same for every reader, class and day


def deliver(workspace: "Workspace", language: Language = "zh") -> Sent:
    """Send everything due through the workspace's channel. Digest attachments are made now and kept nowhere."""

    def attach(reader: StaffId) -> Attachment | None:
        return sealed_digest(workspace, reader, language)

    return send_outbox(
        workspace.uow, workspace.channel(), workspace.now(), person=workspace.person, attach=attach, language=language
    )


def queue_todays_digests(workspace: "Workspace") -> int:
    """Put today's digests into the outbox, one a reader and school day; how many readers have one."""
    return queue_digests(workspace.uow(), digests_of(workspace), today(workspace), workspace.now(), workspace.person)


def digests_of(workspace: "Workspace", reader: StaffId | None = None) -> list[Digest]:
    """Today's digests of all readers, or of one."""
    return make_digests(
        workspace.uow(),
        today(workspace),
        workspace.now(),
        workspace.person,
        place=workspace.settings.room,
        reader=reader,
    )


def sheet(digests: Sequence[Digest], language: Language) -> bytes:
    """The digests on A4 pages, as PDF anybody can open: for the printer only."""
    return render_pdf(digest_markup(digests, language, cannot_draw=cannot_draw(words_of(digests))))


def sealed_digest(workspace: "Workspace", reader: StaffId, language: Language) -> Attachment | None:
    """The reader's digests as one encrypted PDF; None if no request is open any more."""
    digests = digests_of(workspace, reader)
    if not digests:
        return None
    return Attachment(name=ATTACHMENT_NAME, content=encrypt_pdf(sheet(digests, language), workspace.digest_passphrase(reader)))


def today(workspace: "Workspace") -> date:
    """The school's date, not UTC's."""
    return workspace.now().astimezone(SCHOOL_ZONE).date()
