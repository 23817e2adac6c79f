"""Case files: the pipeline adds entries it can't read; heads are locked, so a file never forks."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from sqlalchemy import select, update

from screening.adapters.db.bulk import among, insert_rows, replace_rows, reserve_ids
from screening.adapters.db.tables import CaseFileRow, EntryRow, EntrySignatureRow, table_of
from screening.adapters.db.transaction import Transaction
from screening.casefiles.casework import CaseworkPrivate
from screening.casefiles.chain import Head, check_chain, open_entry
from screening.casefiles.entry import entry_bytes
from screening.casefiles.envelope import link, seal_entry, sign, verify
from screening.casefiles.interface import Compartment, Entry, Header, Retention, SealedEntry
from screening.casefiles.links import LINK_BYTES
from screening.core.audit import Audit
from screening.core.errors import KeyFault, SealBroken
from screening.core.ids import PupilId
from screening.core.language import Text

_COLUMNS = ("id", "file_id", "number", "previous", "header", "body", "slot", "signature_id")
_KEY_OF = {
    Compartment.CASEWORK: Retention.FILE,
    Compartment.NOTES: Retention.FILE,
    Compartment.PROTECTION: Retention.PROTECTION,
}


@dataclass
class _Signing:
    """The signature of one transaction: its number is known at once, its links are complete at the end."""

    id: int
    links: list[bytes] = field(default_factory=list)


@dataclass(frozen=True)
class SqlCaseFileStore:
    """The case files of one school."""

    own: Transaction

    def append(self, entries: Sequence[tuple[PupilId, Entry]], audit: Audit) -> None:
        """Seal each entry to the end of its pupil's file, in the order given.

        The heads are locked first and the sealing happens inside the transaction, so two writers of one file follow each
        other. About 0.12 ms an entry. A pupil who is not in the store is a bug: KeyError.
        """
        connection = self.own.writer()
        heads = self._locked_heads(sorted({pupil for pupil, _ in entries}))
        signing = self._signing()
        sealed: list[SealedEntry] = []
        places: list[tuple[int, int, bytes]] = []
        for (pupil, entry), key in zip(entries, self._keys(entries), strict=True):
            head = heads[pupil]
            header = self._header(pupil, entry.compartment, head)
            sealed.append(seal_entry(entry_bytes(entry), header, key, self.own.keys.casework))
            places.append((pupil, header.number, header.previous))
            heads[pupil] = Head(number=header.number, link=link(sealed[-1]))
            signing.links.append(heads[pupil].link)
        ids = reserve_ids(connection, table_of(EntryRow), len(entries))
        rows = [
            (number, *place, one.header, one.body, one.slot, signing.id)
            for number, place, one in zip(ids, places, sealed, strict=True)
        ]
        insert_rows(connection, table_of(EntryRow), _COLUMNS, rows)
        self._move_heads(heads)
        self.own.acts.wrote(audit, "case", [pupil for pupil, _ in entries])

    def read(self, pupil: PupilId, casework: object, audit: Audit) -> Sequence[Entry]:
        """Every entry of the pupil's file, the oldest first, once chain, head and signatures hold; otherwise SealBroken.

        ``casework`` is the unlocked key of somebody who may read; anything else raises KeyFault.
        """
        if not isinstance(casework, CaseworkPrivate):
            raise KeyFault(
                Text("没有解锁个案密钥,档案打不开", "the casework key isn't unlocked, so the file stays closed"),
                hint=Text("请心理老师输入口令", "a counselor's passphrase unlocks it"),
            )
        head = self._head(pupil)
        rows = self.own.session.execute(
            select(EntryRow.header, EntryRow.body, EntryRow.slot, EntryRow.signature_id)
            .where(EntryRow.file_id == pupil)
            .order_by(EntryRow.number)
        ).all()
        sealed = [SealedEntry(header=row[0], body=row[1], slot=row[2]) for row in rows]
        headers = check_chain(sealed, school=self.own.keys.school, file=pupil, head=head)
        self._check_signed(pupil, [(row[3], link(one)) for row, one in zip(rows, sealed, strict=True)])
        keys = [self.own.pupil_keys.of(_KEY_OF[header.compartment], [pupil])[0] for header in headers]
        self.own.acts.read(audit, "case", [pupil] if rows else [])
        return [open_entry(one, key, casework) for one, key in zip(sealed, keys, strict=True)]

    def _header(self, pupil: int, compartment: Compartment, head: Head) -> Header:
        return Header(
            school=self.own.keys.school,
            file=pupil,
            compartment=compartment,
            number=head.number + 1,
            previous=head.link,
            key_id=self.own.keys.casework.key_id,
        )

    def started(self, pupils: npt.NDArray[np.int32], audit: Audit) -> npt.NDArray[np.int32]:
        """Those of the pupils whose file holds an entry, sorted. Nothing is opened."""
        mine = among(self.own.connection(), CaseFileRow.pupil_id, pupils.tolist())
        rows = self.own.session.execute(select(CaseFileRow.pupil_id).where(mine, CaseFileRow.head_number > 0)).scalars().all()
        self.own.acts.read(audit, "case", rows)
        return np.sort(np.array(rows, dtype=np.int32))

    def _locked_heads(self, pupils: Sequence[int]) -> dict[int, Head]:
        """The heads of these files, ours alone until the transaction ends; always locked in the same order."""
        mine = among(self.own.connection(), CaseFileRow.pupil_id, pupils)
        question = select(CaseFileRow.pupil_id, CaseFileRow.head_number, CaseFileRow.head_link).where(mine)
        rows = self.own.session.execute(question.order_by(CaseFileRow.pupil_id).with_for_update())
        return {row[0]: Head(number=row[1], link=row[2]) for row in rows}

    def _head(self, pupil: int) -> Head:
        row = self.own.session.execute(
            select(CaseFileRow.head_number, CaseFileRow.head_link).where(CaseFileRow.pupil_id == pupil)
        ).one()
        return Head(number=row[0], link=row[1])

    def _move_heads(self, heads: dict[int, Head]) -> None:
        table = table_of(CaseFileRow)
        columns = ("pupil_id", "head_number", "head_link")
        replace_rows(self.own.writer(), table, columns, [(pupil, head.number, head.link) for pupil, head in heads.items()])

    def _keys(self, entries: Sequence[tuple[PupilId, Entry]]) -> list[bytes]:
        """Each entry's pupil key, of the retention class of its compartment."""
        found: dict[tuple[Retention, int], bytes] = {}
        for retention in {_KEY_OF[entry.compartment] for _, entry in entries}:
            pupils = sorted({pupil for pupil, entry in entries if _KEY_OF[entry.compartment] is retention})
            keys = self.own.pupil_keys.made_for(retention, pupils)
            found.update({(retention, pupil): key for pupil, key in zip(pupils, keys, strict=True)})
        return [found[_KEY_OF[entry.compartment], pupil] for pupil, entry in entries]

    def _signing(self) -> _Signing:
        """The transaction's one signature; written at commit, when all its links are known."""
        if "signing" not in self.own.at_hand:
            row = EntrySignatureRow(links=b"", signature=b"")
            self.own.session.add(row)
            self.own.session.flush()
            self.own.at_hand["signing"] = _Signing(row.id)
            self.own.before_commit.append(self._sign)
        signing: _Signing = self.own.at_hand["signing"]
        return signing

    def _sign(self) -> None:
        signing: _Signing = self.own.at_hand["signing"]
        signed = sign(signing.links, self.own.keys.signing)
        self.own.session.execute(
            update(EntrySignatureRow)
            .where(EntrySignatureRow.id == signing.id)
            .values(links=b"".join(signing.links), signature=signed)
        )

    def _check_signed(self, pupil: int, links: Sequence[tuple[int, bytes]]) -> None:
        """Every link must be among those its transaction's signature vouches for."""
        signed = {number: self._signed_links(number) for number in {signature for signature, _ in links}}
        for number, (signature, one) in enumerate(links, start=1):
            if one not in signed[signature]:
                raise SealBroken(
                    Text("档案中的一条记录签名不符", "an entry of a case file isn't signed as it should be"),
                    where=Text(f"档案 {pupil},第 {number} 条", f"case {pupil}, entry {number}"),
                )

    def _signed_links(self, signature: int) -> frozenset[bytes]:
        row = self.own.session.execute(
            select(EntrySignatureRow.links, EntrySignatureRow.signature).where(EntrySignatureRow.id == signature)
        ).one()
        links = [row[0][at : at + LINK_BYTES] for at in range(0, len(row[0]), LINK_BYTES)]
        return frozenset(links) if verify(links, row[1], self.own.keys.signing.verify_key) else frozenset()
