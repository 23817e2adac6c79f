"""The commands about an alert as a counselor types them, in both languages: what they say, and how they refuse."""

import pytest

from screening.casefiles.interface import Entry, EntryKind
from screening.core.severity import Severity
from screening.entrypoints.cli.entries import entry_lines
from tests.flow.test_alert_acts import T0, flagged
from tests.store.reports.conftest import tell

__all__ = ["tell"]

REFUSED = 18  # IllegalMove


@pytest.fixture
def typed(school, typed_in):
    """Run a command line in the workspace; its exit code and what it printed."""
    return typed_in(school.work.settings.workspace)


def test_releasing_an_alert_that_does_not_wait_is_wrong_use_and_not_a_zero(school, typed):
    _pupil, waits = flagged(school, dict.fromkeys(range(1, 9), 2))  # PHQ-9 total 16, safety item 0: S2
    code, said = typed("alerts", "release", "--alert", int(waits) + 999)
    assert code == 2  # wrong use
    assert "没有在等待放行" in said
    assert typed("alerts", "release", "--alert", waits)[0] == 0


def test_a_mistyped_class_never_reads_like_a_class_without_work(school, typed):
    flagged(school)
    code, said = typed("digest", "preview", "--class", "7O1")
    assert code == 2  # wrong use
    assert "没有班级 7O1" in said
    assert "今天没有" not in said


def test_an_absence_that_ends_before_it_begins_is_refused(typed):
    code, said = typed("people", "absent", "#3", "--from", "2026-11-23", "--to", "2026-11-20")
    assert code == 2  # wrong use
    assert "早于" in said
    assert "已登记" not in said


@pytest.mark.parametrize(
    ("lang", "waits", "again"),
    [
        pytest.param("zh", "等待第二人签字", "没有改动", id="Chinese"),
        pytest.param("en", "waits for the second signature", "nothing was changed", id="English"),
    ],
)
def test_from_reading_to_the_second_signature(school, typed, lang, waits, again):
    _pupil, alert = flagged(school)
    assert typed("alerts", "ack", alert, lang=lang)[0] == 0
    assert again in typed("alerts", "ack", alert, lang=lang)[1]
    code, said = typed("alerts", "confirm", alert, "--level", "S2", "--finding", "x", lang=lang)
    assert code == REFUSED
    assert "L2" in said
    contact = next(task for task in school.tasks() if task.task.plan.kind == "contact")
    assert typed("tasks", "done", contact.id, "--note", "x", lang=lang)[0] == 0
    assert waits in typed("alerts", "confirm", alert, "--level", "S2", "--finding", "x", lang=lang)[1]
    assert again in typed("alerts", "confirm", alert, "--level", "S2", "--finding", "x", lang=lang)[1]
    code, said = typed("alerts", "show", alert, lang=lang)
    assert (code, "alerts sign" in said) == (0, True)
    code, said = typed("alerts", "sign", alert, "--yes", lang=lang)
    assert code == 17  # NotAllowed: the counselor can't sign second
    assert typed("alerts", "lower", alert, "--to", "S2", "--reason", "x", lang=lang)[0] == REFUSED
    assert typed("alerts", "close", alert, "--reason", "x", lang=lang)[0] == REFUSED


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_totals_are_shown_before_anything_is_released(school, typed, lang):
    pupil, _alert = flagged(school, {9: 0}, 2)
    name = pupil.told.school_class
    code, said = typed("alerts", "release", lang=lang)
    assert (code, name in said) == (0, True)
    assert "observation" not in {task.task.plan.kind for task in school.tasks()}
    assert typed("alerts", "release", "--class", name, lang=lang)[0] == 0
    assert "observation" in {task.task.plan.kind for task in school.tasks()}
    assert name not in typed("alerts", "release", lang=lang)[1]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_safety_clock_is_not_paused_and_the_refusal_says_so(school, typed, lang):
    flagged(school)
    contact = next(task for task in school.tasks() if task.task.plan.kind == "contact")
    code, said = typed("tasks", "pause", contact.id, "--until", f"{T0:%Y-%m-%d}", "--reason", "x", lang=lang)
    assert code == REFUSED
    assert "§4" in said


def test_a_level_that_is_none_is_asked_for_again(school, typed):
    _pupil, alert = flagged(school)
    code, said = typed("alerts", "confirm", alert, "--level", "二级", "--finding", "x")
    assert code == 2
    assert "S1" in said
    assert school.alerts()[_pupil.id].decision.severity == Severity.S3


def test_an_entry_of_an_act_reads_in_the_case_file():
    body = {"act": "confirm", "alert": 1, "provisional": "S3", "before": "S3", "to": "S0", "waits": True, "text": "访谈"}
    kind, text = entry_lines(Entry(kind=EntryKind.ACT, author=1, at=T0, body=body))
    assert (kind, "未证实" in text, "访谈" in text) == ("处理", True, True)
    paused = {"act": "task.pause", "task": "interview", "due": T0.isoformat(), "text": "病假"}
    assert "访谈" in entry_lines(Entry(kind=EntryKind.ACT, author=1, at=T0, body=paused))[1]
