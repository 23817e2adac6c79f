"""What is printed about certainty: what it rests on, its false alarms, and that nothing follows from it."""

import pytest

from screening.adapters.norm_files import shipped_norms
from screening.alerts.sureness import changes, informants, scale_sures
from screening.entrypoints.cli.show import speak
from screening.entrypoints.cli.sureness_tables import show_near, show_sureness
from screening.scoring.yardsticks import Yardsticks
from screening.services.how_sure import HowSure
from screening.services.list_near_cut import NearList
from tests.unit.alerts.test_sureness import DSRSC, MHT, PHQ9, SELF, TEACHER, own, sheet


@pytest.fixture
def printed(capsys, mapping, monkeypatch):
    """What the tables say of some sheets, without the line breaks of the table."""
    monkeypatch.setenv("COLUMNS", "200")

    def shown(*sheets, yardsticks, lang="zh"):
        speak(lang)
        try:
            show_sureness(
                HowSure(
                    sheets=sheets,
                    scales=tuple(one for it in sheets for one in scale_sures(it, mapping.of(it.instrument.edition), yardsticks)),
                    changes=tuple(changes(sheets, yardsticks)),
                    informants=tuple(informants(sheets, yardsticks)),
                )
            )
        finally:
            speak("zh")
        return "".join(capsys.readouterr().out.split())

    return shown


@pytest.fixture
def mapping():
    from screening.adapters.policy_files import load_band_mapping  # noqa: PLC0415  # heavy

    return load_band_mapping()


@pytest.mark.parametrize(
    ("second", "words"),
    [
        pytest.param(20, "可靠的变化：困难增加", id="more"),
        pytest.param(0, "可靠的变化：困难减少", id="fewer"),
        pytest.param(12, "在测量误差之内，不能说有变化", id="within the error"),
    ],
)
def test_a_change_is_said_with_its_false_alarms_and_is_no_alert(printed, second, words):
    told = printed(sheet(DSRSC, total=10), sheet(DSRSC, "春", total=second), yardsticks=Yardsticks(measured=(own(DSRSC),)))
    for part in (words, "没有真实变化时", "不引起预警", "重测信度0.65", "约5%"):
        assert part in told


def test_what_is_not_known_is_said_and_not_guessed(printed):
    told = printed(sheet(MHT, total=40), sheet(MHT, "春", total=60), yardsticks=Yardsticks())
    assert "没有信度或标准差，不猜" in told
    assert "不能判断变化是否可靠" in told
    assert "RCI" not in told


def test_informants_stand_apart_and_are_the_counselors_only(printed):
    yardsticks = Yardsticks(tables=shipped_norms("sdq_teacher"), measured=(own(SELF, mean=10, alpha=0.8),))
    told = printed(sheet(SELF, total=16), sheet(TEACHER, total=9.58), yardsticks=yardsticks)
    for part in ("仅心理老师", "不合并", "+1.20±0.73", "学生−教师", "看法相同时"):
        assert part in told


def test_english_says_the_same(printed):
    yardsticks = Yardsticks(measured=(own(DSRSC),))
    told = printed(sheet(DSRSC, total=10), sheet(DSRSC, "春", total=20), yardsticks=yardsticks, lang="en")
    assert "reliablechange:moredifficulties" in told
    assert "neveranalert" in told


def test_the_list_says_that_nobody_is_near_and_what_was_not_looked_at(capsys):
    show_near(NearList(lines=(), unknown=((PHQ9, (7, 8)),)))
    told = capsys.readouterr().out
    assert "没有人刚好在分界之下" in told
    assert "7、8 年级" in told
    assert "screening wave measure" in told
