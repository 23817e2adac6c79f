"""What an edition must say about itself before people rely on it: beyond being free of contradictions."""

from collections.abc import Iterator

from screening.instruments.definition import Instrument
from screening.instruments.edges import untried
from screening.instruments.finding import Finding, finding
from screening.instruments.reach import is_sound, reach
from screening.instruments.tables import alternatives
from screening.instruments.telling import EACH_SUBSCALE, ExpectedShare, Reliability

_ALL = 100  # percent


def unsaid(instrument: Instrument) -> Iterator[Finding]:
    """What the edition leaves unsaid, one finding each: who can read it, what high means, and a cut-off no example tries."""
    if instrument.high_means is None or not instrument.high_means.zh or not instrument.high_means.en:
        yield finding("high_means", "须用平常话说明得分高意味着什么", "say in plain words what a high score speaks of")
    if instrument.reading_age is None and instrument.eligible.respondent == "self":
        yield finding(
            "reading_age",
            "须说明几年级起能独立阅读；没有发表的写明是自定",
            "say from which grade pupils can read it; mark it ours if so",
        )
    for name, table in alternatives(instrument).items():
        if table.warning is None:
            yield finding(f"bands: {name}", "须说明选用这张分级表前要知道什么", "say what to know before choosing this table")
    for edge in untried(instrument):
        yield finding(
            f"examples: {edge.scale}, {edge.table} {edge.value:g}",
            "没有算例落在这个界值的这一侧并写明分级",
            "no example stands on this side of the cut-off and names its band",
        )


def telling_contradictions(instrument: Instrument) -> Iterator[Finding]:
    """Figures about the edition that cannot be: of scales that aren't there, outside their range, without a source."""
    for number, one in enumerate(instrument.reliability, 1):
        if not _possible(one, instrument):
            yield finding(f"reliability.{number}", "量表不存在，或系数不成立", "no such scale, or an impossible coefficient")
    for number, share in enumerate(instrument.expected, 1):
        if not _counts_something(share, instrument):
            yield finding(
                f"expected.{number}",
                "须写明量表与界值，或升高的分量表个数",
                "name a scale with its cut, or how many subscales are raised",
            )
        if not 0 <= share.low <= (_ALL if share.high is None else share.high) <= _ALL:
            yield finding(f"expected.{number}", "比例须在 0 到 100 之间", "a share lies between 0 and 100")
    told: list[Reliability | ExpectedShare] = [*instrument.reliability, *instrument.expected]
    if not all(one.source.cite and one.sample for one in told):
        yield finding("reliability, expected", "每个数字都要有出处和样本", "every figure has its source and its sample")


def _possible(one: Reliability, instrument: Instrument) -> bool:
    known = one.scale == EACH_SUBSCALE or one.scale in instrument.scales
    return known and -1 <= one.low <= one.high <= 1 and (one.retest_days is None or one.coefficient == "retest")


def _counts_something(share: ExpectedShare, instrument: Instrument) -> bool:
    if share.raised is not None:
        most = sum(scale.role == "subscale" for scale in instrument.scales.values())
        return share.scale is None and share.value is None and 1 <= share.raised <= most
    if share.scale not in instrument.scales or share.value is None or not is_sound(share.scale, instrument):
        return False
    low, high = reach(share.scale, instrument)
    return low < share.value <= high
