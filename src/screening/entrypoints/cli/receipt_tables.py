"""The receipt of a result: what it pins, then its scores step by step."""

from typing import TYPE_CHECKING

from screening.core.language import Text
from screening.entrypoints.cli.card import COLUMNS
from screening.entrypoints.cli.show import language, say, table, words

if TYPE_CHECKING:
    from screening.services.show_receipt import SheetReceipt

_MARK = 16  # hex digits of the file's mark: enough to tell files apart


def show_receipts(receipts: "tuple[SheetReceipt, ...]") -> None:
    """One table of pins and one explanation a sheet."""
    if not receipts:
        say(Text("这一批次里没有这位同学的答卷。", "The pupil has no sheet in this wave."))
    for one in receipts:
        table(Text(f"凭据：{one.edition}", f"Receipt: {one.edition}"), COLUMNS, _pins(one))
        for line in one.lines:
            say(line)


def _pins(one: "SheetReceipt") -> list[list[str]]:
    from screening.scoring.validity import words as flags

    pins, unknown = one.pins, words("导入时还没有记录", "not kept when it was imported")
    told = [
        (Text("量表版本", "instrument edition"), one.edition),
        (Text("答卷修订", "revision of the sheet"), str(one.revision)),
        (Text("分级对应表", "band mapping"), pins.mapping.partition("+")[0]),
        (Text("本校常模", "norms agreed to"), pins.norms or words("没有采用", "none")),
        (Text("程序版本", "code version"), pins.code or unknown),
        (Text("来源文件标记（带密钥）", "source file's keyed mark"), pins.source.hex()[:_MARK] or unknown),
        (Text("文件中的数据行", "data row of that file"), str(pins.row) if pins.row else unknown),
        (Text("有效性", "validity"), flags(one.validity)),
    ]
    return [[topic.said(language()), said] for topic, said in told]
