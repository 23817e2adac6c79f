"""Why this pupil? The card says it in words, with cut-offs and doubts, and never claims more than the system knows."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.adapters.instrument_files import load_instrument
from screening.alerts.decide import decide
from screening.alerts.decisions import decisions
from screening.alerts.facts import Moment
from screening.alerts.fold import fold
from screening.alerts.interface import Readings
from screening.alerts.mapping import Bands
from screening.alerts.near_cut import NearCut
from screening.alerts.reason_card import DOUBT, reason_card
from screening.core.language import plain
from screening.core.severity import Validity
from screening.scoring.yardsticks import MeasuringError
from tests.architecture.test_wording import LABELS

MHT = load_instrument("mht")
PUPIL = np.zeros(1, np.int32)


def reading(mapping, edition="mht@1", *, total=0, critical=0, validity=0, raw_total=-1, skipped=False, **bands):
    """One sheet; subscales by name, all others B0."""
    names = mapping.of(edition).read_subscales
    unreadable = bool(validity & 31)
    return Readings(
        edition=edition,
        pupil=PUPIL,
        total=np.array([-1 if unreadable else total], np.int8),
        raw_total=np.array([raw_total], np.int8),
        subscales=np.array([[-1 if unreadable else bands.get(name, 0) for name in names]], np.int8),
        critical=np.array([critical], np.int8),
        skipped=np.array([skipped]),
        dated=np.array([mapping.of(edition).critical is not None and mapping.of(edition).critical.dated]),
        validity=np.array([validity], np.uint8),
        fingerprint=np.ones(1, np.uint64),
        answered_at=np.full(1, np.datetime64("NaT", "s")),
    )


@pytest.fixture
def card(policy, mapping):
    """Topic → lines, Chinese, for sheets and further columns of signals."""

    def made(*readings, change=None, language="zh", mapping_now=mapping, **columns):
        signals = fold(readings, PUPIL).told(**{name: np.array([value]) for name, value in columns.items()})
        decision = decisions(decide(signals), Moment(), policy, mapping, lines=np.zeros(1, np.int64))[0]
        lines = reason_card(
            replace(decision, **(change or {})), policy, mapping_now, {"mht@1": MHT, "phq9@1": load_instrument("phq9")}
        )
        found = {}
        for line in lines:
            found.setdefault(line.topic.said(language), []).append(line.words.said(language))
        return found

    return made


def test_signals_are_named_by_instrument_scale_and_band(card, mapping):
    told = card(reading(mapping, total=2, loneliness=2, critical=1))
    assert told["信号"][0] == f"{MHT.title.zh}，总分：升高（B2）"
    assert told["信号"][1] == f"{MHT.title.zh}，{MHT.scales['loneliness'].title.zh}：升高（B2）"
    assert "CI-1" in told["信号"][2]


def test_the_rule_that_won_is_given_with_its_reason(card, mapping):
    assert card(reading(mapping, total=2, critical=1))["规则"] == ["R304 危机条目有回应，且总分升高"]
    assert card(reading(mapping, total=2), open_case=np.int8(4))["规则"] == ["M1 在案预警维持原等级，不自动下调"]
    assert card(reading(mapping), by_hand=np.int8(3))["规则"] == ["M2 人工定级"]


@pytest.mark.parametrize(
    ("edition", "total", "cut"),
    [
        pytest.param("mht@1", 1, "总分 B1：59 到不足 65", id="between two cuts"),
        pytest.param("mht@1", 3, "总分 B3：75 及以上", id="the last band"),
        pytest.param("who5@1", 2, "总分 B2：0 到不足 32", id="a scale that runs the other way"),
        pytest.param("phq9@1", 2, "总分 B2：15 到不足 20，或符合该量表公布的症状组合", id="lifted by a published algorithm"),
    ],
)
def test_the_cut_off_is_the_mapping_s(card, mapping, edition, total, cut):
    (told,) = card(reading(mapping, edition, total=total))["界值"]
    assert told.endswith(f"，{cut}")  # after the instrument: several may have a total


def test_a_cut_off_says_whose_it_is(card, mapping):
    assert card(reading(mapping, total=1))["界值"][0].startswith(f"{MHT.title.zh}，")


def test_cut_offs_of_another_version_are_not_shown(card, mapping):
    newer = mapping.model_copy(update={"version": "2"})
    assert card(reading(mapping, total=2), mapping_now=newer)["界值"] == ["界值属于另一版分级对应表，这里不列"]


@pytest.mark.parametrize(
    ("sheet", "doubt"),
    [
        pytest.param({"total": 2}, "没有发现影响可信度的情况", id="none"),
        pytest.param({"total": 2, "validity": int(Validity.PRORATED)}, "有漏答，分数按已答题折算", id="prorated"),
        pytest.param({"validity": int(Validity.LIE)}, "没有一份量表可读，分数没有采用；分数低不等于没事", id="unreadable"),
        pytest.param({"validity": int(Validity.LIE), "raw_total": 2}, "答卷不可读，且原始总分升高", id="raised all the same"),
        pytest.param({"validity": int(Validity.FAST)}, "作答过快或一条直线，可信度低；时限不因此改变", id="hasty"),
        pytest.param({"total": 2, "critical": 1}, "危机条目没有问时间范围，不知道是否近期", id="undated"),
        pytest.param({"skipped": True}, "危机条目未作答", id="a blank where it matters"),
    ],
)
def test_what_is_uncertain_is_said(card, mapping, sheet, doubt):
    assert doubt in card(reading(mapping, **sheet))["不确定之处"]


def test_a_dated_answer_is_not_called_undated(card, mapping):
    assert card(reading(mapping, "phq9@1", total=2, critical=1))["不确定之处"] == ["没有发现影响可信度的情况"]


def test_without_a_sheet_the_card_says_where_it_comes_from(card):
    told = card(critical=np.int8(2))
    assert told["信号"] == ["其他渠道：危机条目提示当前风险（CI-2）"]
    assert told["不确定之处"] == ["没有答卷，依据来自其他渠道"]


def test_history_is_told(card, mapping):
    told = card(reading(mapping, total=2), open_case=np.int8(3), returned=True, transferred=True)
    assert told["历史"][1:3] == ["住院或休学返校 90 天内", "本学期转入"]
    assert card(reading(mapping, total=2), open_case=np.int8(3))["历史"] == [
        "已有在案预警，这次并入，不自动下调",
        "下一次跟进提前到 7 天内",
    ]


def test_a_family_hold_is_told_and_otherwise_nothing_about_the_family(card, mapping):
    assert card(reading(mapping, total=2), hold=True)["家庭"] == ["家庭通知已锁定：不联系家庭"]
    assert "家庭" not in card(reading(mapping, total=2))


def test_the_card_is_provisional_and_names_its_version(card, mapping):
    told = card(reading(mapping, total=2), language="en")
    assert told["Provisional"][0].startswith("yellow, talk soon (no conclusion")
    assert told["Policy"] == ["alert-policy@1.0 band-mapping@1"]


def test_an_edition_we_no_longer_have_is_shown_by_its_code(card, mapping):
    told = card(reading(mapping, total=2), change={"evidence": ("old@3 subscale 2 B3", "old@3 total B2")})
    assert told["信号"] == ["old@3，分量表 2：很高（B3）", "old@3，总分：升高（B2）"]


@given(
    total=st.integers(-1, 3),
    bands=st.lists(st.integers(0, 2), min_size=8, max_size=8),
    critical=st.integers(0, 3),
    validity=st.integers(0, 63),
    opened=st.sampled_from([0, 2, 3, 4, 5]),
)
def test_no_card_ever_labels_or_falls_silent(policy, mapping, *, total, bands, critical, validity, opened):
    names = mapping.of("mht@1").read_subscales
    sheet = reading(mapping, total=total, critical=critical, validity=validity, **dict(zip(names, bands, strict=True)))
    signals = fold([sheet], PUPIL).told(open_case=np.array([opened], np.int8))
    decision = decisions(decide(signals), Moment(), policy, mapping, lines=np.zeros(1, np.int64))[0]
    lines = reason_card(decision, policy, mapping, {"mht@1": MHT})
    assert {"系统初判", "不确定之处", "历史", "规则版本"} <= {line.topic.zh for line in lines}
    assert len([line for line in lines if line.topic.zh == "信号"]) == len(decision.evidence)
    assert all(line.words.zh and line.words.en for line in lines)
    assert not [word for word in LABELS for line in lines if word in line.words.zh]


@pytest.mark.parametrize(
    ("side", "distance", "words"),
    [
        pytest.param("above", 2, "只比 B2 分界高 2，在测量误差（±4.2）之内；等级不因此降低", id="just beyond"),
        pytest.param("above", 0, "正好在 B2 分界上；等级不因此降低", id="on the cut"),
        pytest.param("below", 3, "比 B2 分界低 3，在测量误差（±4.2）之内", id="just short"),
    ],
)
def test_a_score_near_its_cut_is_a_doubt_and_changes_nothing_else(policy, mapping, side, distance, words):
    signals = fold([reading(mapping, total=2)], PUPIL)
    decision = decisions(decide(signals), Moment(), policy, mapping, lines=np.zeros(1, np.int64))[0]
    error = MeasuringError(sem=4.2, mean=30, sd=16, alpha=0.93, basis=plain("x"))
    near = NearCut(edition="mht@1", scale="total", side=side, distance=distance, error=error)
    with_it = reason_card(decision, policy, mapping, {"mht@1": MHT}, [near])
    without = reason_card(decision, policy, mapping, {"mht@1": MHT})
    assert any(words in line.words.zh for line in with_it)
    assert [line for line in with_it if line.topic != DOUBT] == [line for line in without if line.topic != DOUBT]


@pytest.fixture
def cut(policy, mapping):
    """The cut-offs on a card whose one reason is this code, under a mapping in which one instrument reads otherwise."""

    def shown(code, **changes):
        told = mapping.of("mht@1").model_copy(update=changes)
        own = mapping.model_copy(update={"instruments": mapping.instruments | {"mht@1": told}})
        decision = decisions(decide(fold([], PUPIL)), Moment(), policy, own, lines=np.zeros(1, np.int64))[0]
        lines = reason_card(replace(decision, evidence=(code,)), policy, own, {"mht@1": MHT})
        return [line.words.en for line in lines if line.topic.en == "Cut-offs"]

    return shown


def of_scale(bands, **by_grade):
    grades = {int(grade[1:]): starts for grade, starts in by_grade.items()}
    return {"loneliness": Bands(bands=bands, basis="local", source="made up", by_grade=grades)}


@pytest.mark.parametrize(
    ("subscales", "words"),
    [
        pytest.param(of_scale({"B0": 0, "B2": 8}), ["B2: 8 and above"], id="one cut for all"),
        pytest.param(
            of_scale({"B0": 0, "B2": 8, "B3": 9}, g7={"B0": 0, "B2": 6}),
            ["B2: 8 to below 9; by the norm, grade 7: 6 and above"],
            id="a grade of its own",
        ),
        pytest.param(
            of_scale({"B0": 0, "B2": 8}, g8={"B0": 0, "B3": 9}, g7={"B0": 0, "B2": 7}),
            ["B2: 8 and above; by the norm, grade 7: 7 and above; by the norm, grade 8: no such band"],
            id="grades in order, one without the band",
        ),
        pytest.param(
            of_scale(None, g7={"B0": 0, "B2": 6}),
            ["B2: not read in other grades; by the norm, grade 7: 6 and above"],
            id="read by a norm only",
        ),
        pytest.param(of_scale(None), [], id="for information only"),
        pytest.param({}, [], id="a scale this mapping does not have"),
    ],
)
def test_cut_offs_are_told_for_every_grade_that_has_its_own(cut, subscales, words):
    part = MHT.scales["loneliness"].title.en
    assert [one.partition(f"{part} ")[2] for one in cut("mht@1 loneliness B2", subscales=subscales)] == words


def test_without_a_mapped_total_no_cut_of_it_is_told(cut):
    assert cut("mht@1 total B2", total=None) == []
