"""What a digest and a mail say, and what they never say."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.core.severity import SEVERITY_LABELS
from screening.digests.digest import make_digest
from screening.digests.interface import DigestLine
from screening.digests.phrases import ASKS, DO_NOT, MAIL_SUBJECT
from screening.digests.wording import TASK_WORDS, ask_words, digest_markup, digest_text, mail_text, typst_string

DAY = date(2026, 11, 10)
DUE = datetime(2026, 11, 10, 5, 30, tzinfo=UTC)
NEVER = (
    "抑郁",
    "焦虑",
    "患者",
    "心理疾病",
    "心理问题",
    "精神",
    "诊断",
    "自杀",
    "自残",
    "自伤",
    "轻生",
    "危机",
    "预警",
    "等级",
    "风险",
    "得分",
    "分数",
    "总分",
    "量表",
    "绿",
    "蓝",
    "黄",
    "橙",
    "红色",
    "S0",
    "S1",
    "S2",
    "S3",
    "S4",
    "CI-",
    "R30",
    "R40",
    "MHT",
    "PHQ",
    "SDQ",
    "suicid",
    "depress",
    "diagnos",
    "patient",
    "disorder",
    "self-harm",
    "severity",
    "alert",
    "score",
    "risk",
    "crisis",
    "danger level",
)
LANGUAGES = ("zh", "en")


def digest(asks=tuple(ASKS), **told):
    lines = [DigestLine(seat=seat, name=f"学生{seat}", ask=ask, due_at=DUE) for seat, ask in enumerate(asks, start=1)]
    place = {"counselor": "李老师", "phone": "138 0000 0000", "place": "求是楼 302", **told}
    return make_digest(reader="王老师", school="示例学校", school_class="701", day=DAY, lines=lines, **place)


def everything_said():
    for language in LANGUAGES:
        yield digest_text(digest(), language)
        yield digest_text(digest(counselor="", phone="", place=""), language)
        yield digest_markup([digest(), digest()], language, cannot_draw="学")
        yield mail_text(language, attached=True)
        yield mail_text(language, attached=False)
        yield MAIL_SUBJECT.said(language)
        for words in TASK_WORDS.values():
            yield words.said(language)


@pytest.mark.parametrize("word", NEVER)
def test_nothing_generated_labels_or_gives_a_level(word):
    allowed = {"alert": "acknowledge the alert", "预警": "查收预警"}  # the counselor's own task, in no digest or mail
    said = [text for text in everything_said() if text != allowed.get(word)]
    assert [text for text in said if word.lower() in text.lower()] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("label", SEVERITY_LABELS.values())
def test_no_severity_label_stands_in_a_digest(label, language):
    assert label.said(language) not in digest_text(digest(), language)


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        pytest.param("accompany", "请陪同到求是楼 302，途中不要让学生独处。", id="accompany"),
        pytest.param("stay", "请立即到学生身边，不要让学生独处，移开危险物品，等待李老师。", id="stay"),
        pytest.param("fetch", "请让这位同学到求是楼 302来一趟，不必说明原因。", id="fetch"),
        pytest.param("make_up", "请安排补做一次，时间地点问李老师，不必说明原因。", id="make_up"),
        pytest.param("observe", "请多一些日常关心：自然聊天，留意出勤与作息，到期前反馈。", id="observe"),
        pytest.param("supervise", "在校期间请安排成年人陪伴，放学前先联系李老师。", id="supervise"),
    ],
)
def test_each_ask_says_what_to_do(ask, said):
    assert ask_words(ask, digest()).zh == said
    assert said in digest_text(digest())


def test_every_ask_is_a_task_with_a_name():
    assert ASKS.keys() <= TASK_WORDS.keys()


def test_an_ask_without_wording_is_a_bug_not_a_blank():
    with pytest.raises(KeyError):
        digest_text(digest(asks=("tell_everybody",)))


@pytest.mark.parametrize("sentence", DO_NOT)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_digest_says_what_not_to_do(sentence, language):
    assert sentence.said(language) in digest_text(digest(asks=("fetch",)), language)


def test_the_policy_words_of_the_care_notice_are_kept():
    # ALERT_POLICY §5.3
    text = digest_text(digest())
    for words in (
        "不当众询问",
        "勿提及测评",
        "勿在群内或同学间谈论",
        "勿自行通知家长",
        "不要让学生独处",
        "移开危险物品",
        "这是关心提示，不是结论",
    ):
        assert words in text


def test_without_a_phone_the_sentence_still_reads():
    assert "立即联系心理老师。" in digest_text(digest(counselor="", phone="", place=""))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("attached", [True, False])
def test_a_mail_names_nobody_and_counts_nothing(language, attached):
    text = mail_text(language, attached=attached)
    assert not any(char.isdigit() for char in text)
    for words in ("王老师", "学生", "701", "班", "class"):
        assert words not in text


printable = st.text(min_size=1, max_size=6).filter(str.isprintable)


@given(st.sampled_from(sorted(ASKS)), st.integers(1, 50), printable, printable)
def test_two_pupils_with_the_same_request_differ_by_name_only(ask, seat, one, other):
    """Law 8: a line is made of seat, name, ask and time; nothing else exists that could show."""
    first, second = (
        make_digest(
            reader="王老师",
            school="示例学校",
            school_class="701",
            day=DAY,
            lines=[DigestLine(seat=seat, name=f"<{name}>", ask=ask, due_at=DUE)],
        )
        for name in (one, other)
    )
    for language in LANGUAGES:
        assert digest_text(first, language).replace(f"<{one}>", "甲") == digest_text(second, language).replace(f"<{other}>", "甲")
        assert digest_markup([first], language).replace(typst_string(f"<{one}>"), "甲") == digest_markup(
            [second], language
        ).replace(typst_string(f"<{other}>"), "甲")


@given(st.text(max_size=20))
def test_no_name_becomes_markup(name):
    literal = typst_string(name)
    inside = literal[1:-1].replace("\\\\", "").replace('\\"', "")
    assert literal.startswith('"')
    assert literal.endswith('"')
    assert '"' not in inside
    assert "\\" not in inside
    assert "\n" not in literal


def test_a_name_can_not_steer_a_terminal():
    made = make_digest(
        reader="王\x1b[2J老师",
        school="",
        school_class="701",
        day=DAY,
        lines=[DigestLine(seat=1, name="张\u202e三\n", ask="fetch", due_at=DUE)],
    )
    assert "[1] 张三\n" in digest_text(made)
    assert not {"\x1b", "\u202e"} & set(digest_text(made) + digest_markup([made]))


def test_chinese_is_set_with_chinese_punctuation():
    chinese = digest_text(digest()) + mail_text(attached=True) + mail_text()
    assert [char for char in ",;!?" if char in chinese] == []
