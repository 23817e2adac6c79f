"""What nobody could confirm about an edition: the gaps its file names, and those that show because a figure is not there."""

from screening.core.language import Text
from screening.instruments.definition import Instrument

_READING = Text("已发表的阅读水平：起始年级是我们的判断", "a published reading level: the grade given is our own judgement")
_RELIABILITY = Text("信度（α、重测）", "reliability (alpha, retest)")
_SHARE = Text("学生样本中达到总分界值的比例", "the share of a sample of pupils at the cuts of the total")
_RAISED = {
    1: Text("至少一个分量表升高的比例", "the share with at least one raised subscale"),
    2: Text("至少两个分量表升高的比例", "the share with at least two raised subscales"),
}


def gaps(instrument: Instrument) -> list[Text]:
    """Every gap in both languages: first those written in the file, then figures that no source gives."""
    written = [Text(zh, en) for zh, en in zip(instrument.missing, instrument.missing_en, strict=True)]
    banded = [scale for scale in instrument.scales.values() if scale.role == "subscale" and scale.bands]
    found = {
        _READING: instrument.reading_age is not None and instrument.reading_age.source.confidence == "ours",
        _RELIABILITY: not instrument.reliability,
        _SHARE: bool(instrument.total and instrument.scales[instrument.total].bands) and not _tells_total(instrument),
        **{_RAISED[most]: len(banded) > 1 and not _tells_raised(instrument, most) for most in _RAISED},
    }
    return written + [gap for gap, there in found.items() if there]


def _tells_total(instrument: Instrument) -> bool:
    return any(share.scale == instrument.total for share in instrument.expected)


def _tells_raised(instrument: Instrument, least: int) -> bool:
    return any(share.raised == least for share in instrument.expected)
