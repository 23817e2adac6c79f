"""The severity rules of ALERT_POLICY §3, gravest first: each one mask, one id, one row in the policy document.

A rule reads neither group tags nor sex (H1) nor the time of the school year (H2), and none but the U rules reads validity (V3).
"""

# mypy: disable-error-code="no-any-return"
# (numpy's stubs call a comparison of an array with an enum Any; every rule returns such a comparison)

import numpy as np

from screening.alerts.ruling import RULES, Rule, rule
from screening.alerts.signals import Mask, NotTested, Protection, Signals
from screening.core.language import Text
from screening.core.severity import Band, Critical, Severity

__all__ = ["RULES", "Rule"]

SEVERAL = 2  # subscales or observers: "two or more"
LONG_MOOD = 2  # Signals.mood: low long enough for S2


# ── S4: act now ──────────────────────────────────────────────────────────────────────────────────────────────────────


@rule(
    "R401",
    Severity.S4,
    because=Text("危机条目提示有计划、准备或近期行为", "a safety answer tells of a plan, means or a recent act"),
)
def plan_or_recent_act(s: Signals) -> Mask:
    """CI-3 from any source."""
    return s.critical == Critical.CI_3


@rule(
    "R402",
    Severity.S4,
    because=Text("有人报告危险正在发生或 24 小时内可能发生", "somebody reports danger under way or within a day"),
)
def danger_under_way(s: Signals) -> Mask:
    """O3I from anybody, peers included."""
    return s.happening


@rule("R403", Severity.S4, because=Text("儿童保护：情况紧迫", "child protection: imminent"))
def protection_imminent(s: Signals) -> Mask:
    """Not safe to go home, sexual abuse, serious injury."""
    return s.protection == Protection.IMMINENT


@rule(
    "R404",
    Severity.S4,
    because=Text("当前安全信号，且有近期既往史或较重的在案预警", "a current safety signal and grave history"),
)
def current_signal_with_history(s: Signals) -> Mask:
    """CI-2 or O3, and an attempt in 12 months, a return in 90 days, or an open case at S3/S4."""
    return ((s.critical == Critical.CI_2) | s.safety_seen) & (s.attempt | s.returned | (s.open_case >= Severity.S3))


@rule("R405", Severity.S4, because=Text("心理教师或领导小组人工定为最高等级", "set by hand to the gravest level"))
def set_by_hand(s: Signals) -> Mask:
    """A person said S4."""
    return s.by_hand == Severity.S4


# ── S3: a talk today or tomorrow ─────────────────────────────────────────────────────────────────────────────────────


@rule("R301", Severity.S3, because=Text("危机条目提示当前风险", "a safety answer tells of a current risk"))
def current_risk_answer(s: Signals) -> Mask:
    """CI-2, whatever the scores say."""
    return s.critical == Critical.CI_2


@rule("R302", Severity.S3, because=Text("有人报告安全方面的担忧", "somebody reports a safety concern"))
def safety_concern_seen(s: Signals) -> Mask:
    """O3 from anybody."""
    return s.safety_seen


@rule("R303", Severity.S3, because=Text("儿童保护：有疑似情况", "child protection: suspected"))
def protection_suspected(s: Signals) -> Mask:
    """Suspected is enough."""
    return s.protection == Protection.SUSPECTED


@rule("R304", Severity.S3, because=Text("危机条目有回应，且总分升高", "a safety answer together with a raised total"))
def safety_answer_with_raised_total(s: Signals) -> Mask:
    """CI-1 together with a readable total at B2 or above."""
    return (s.critical == Critical.CI_1) & (s.total >= Band.B2)


@rule(
    "R305",
    Severity.S3,
    because=Text("危机条目有回应，且有近期既往史或在案预警", "a safety answer and recent history"),
)
def safety_answer_with_history(s: Signals) -> Mask:
    """CI-1, and an attempt in 12 months, a return in 90 days, or an open case at S2 or above."""
    return (s.critical == Critical.CI_1) & (s.attempt | s.returned | (s.open_case >= Severity.S2))


@rule("R306", Severity.S3, because=Text("总分很高，且成人观察到明显变化", "a very high total, and an adult saw a marked change"))
def high_total_seen_by_adult(s: Signals) -> Mask:
    """Readable total at B3 and an O2 within its window."""
    return (s.total == Band.B3) & s.marked


@rule(
    "R307", Severity.S3, because=Text("总分很高，且两个以上分量表很高", "a very high total and two or more very high subscales")
)
def high_total_and_subscales(s: Signals) -> Mask:
    """Readable total at B3 and at least two subscales at B3."""
    return (s.total == Band.B3) & (s.severe >= SEVERAL)


@rule(
    "R308",
    Severity.S3,
    because=Text(
        "返校 90 天内，总分升高或成人观察到明显变化",
        "lately returned, and a raised total or a marked change",
    ),
)
def returned_and_raised(s: Signals) -> Mask:
    """A return in 90 days, and a readable total at B2 or above or an O2."""
    return s.returned & ((s.total >= Band.B2) | s.marked)


@rule("M2", Severity.S3, because=Text("人工定级", "set by hand"))
def set_by_hand_at_s3(s: Signals) -> Mask:
    """A person said S3."""
    return s.by_hand == Severity.S3


# ── S2: a talk soon ──────────────────────────────────────────────────────────────────────────────────────────────────


@rule("R201", Severity.S2, because=Text("总分升高", "a raised total"))
def raised_total(s: Signals) -> Mask:
    """Readable total at B2 or above."""
    return s.total >= Band.B2


@rule("R202", Severity.S2, because=Text("两个以上分量表升高，或一个很高", "two raised subscales, or one very high"))
def raised_subscales(s: Signals) -> Mask:
    """At least two subscales at B2 or above, or one at B3."""
    return (s.raised >= SEVERAL) | (s.severe > 0)


@rule("R203", Severity.S2, because=Text("危机条目有回应：当日安全确认", "a safety answer: checked the same day"))
def safety_answer(s: Signals) -> Mask:
    """CI-1, whatever else is there."""
    return s.critical == Critical.CI_1


@rule("R204", Severity.S2, because=Text("成人观察到明显或持续的变化", "a marked or lasting change seen by an adult"))
def marked_change(s: Signals) -> Mask:
    """O2 within its window."""
    return s.marked


@rule("R205", Severity.S2, because=Text("两位以上观察者看到轻微变化", "a mild change seen by two or more people"))
def mild_change_seen_twice(s: Signals) -> Mask:
    """O1 from at least two different observers within the window."""
    return s.slight >= SEVERAL


@rule("R206", Severity.S2, because=Text("晴雨表持续低落", "low mood for a week or more"))
def long_low_mood(s: Signals) -> Mask:
    """Low mood for at least the days of S2 in a row."""
    return s.mood >= LONG_MOOD


@rule("R207", Severity.S2, because=Text("疑似欺凌", "bullying suspected"))
def bullying(s: Signals) -> Mask:
    """As victim, or as perpetrator in need."""
    return s.bullying


@rule("R208", Severity.S2, because=Text("较重预警结案 180 天内再现信号", "a sign soon after a grave case was closed"))
def sign_after_closing(s: Signals) -> Mask:
    """A confirmed S3/S4 case closed within the window, and any S1 signal."""
    return s.recently_closed & np.any([slight(s) for slight in SLIGHT_SIGNS], axis=0)


@rule("R209", Severity.S2, because=Text("家长或医院告知在外就诊", "a guardian or hospital told of outside care"))
def cared_for_outside(s: Signals) -> Mask:
    """At least S2 until the counselor has met the family."""
    return s.diagnosed_outside


@rule("M2", Severity.S2, because=Text("人工定级", "set by hand"))
def set_by_hand_at_s2(s: Signals) -> Mask:
    """A person said S2."""
    return s.by_hand == Severity.S2


# ── S1: a slight or single sign ──────────────────────────────────────────────────────────────────────────────────────


@rule("R101", Severity.S1, because=Text("一个分量表升高", "one raised subscale"))
def one_raised_subscale(s: Signals) -> Mask:
    """Exactly one subscale at B2, none at B3, total not raised; a missing total counts as not raised."""
    return (s.raised == 1) & (s.severe == 0) & (s.total <= Band.B1)


@rule("R102", Severity.S1, because=Text("总分略高", "a slightly raised total"))
def slightly_raised_total(s: Signals) -> Mask:
    """Readable total at B1."""
    return s.total == Band.B1


@rule("R103", Severity.S1, because=Text("一位观察者看到轻微变化", "a mild change seen by one person"))
def mild_change(s: Signals) -> Mask:
    """O1 from exactly one observer within the window."""
    return s.slight == 1


@rule("R104", Severity.S1, because=Text("晴雨表连续几天低落", "low mood for some days"))
def low_mood(s: Signals) -> Mask:
    """Low mood for the days of S1, fewer than those of S2."""
    return s.mood == 1


@rule("R105", Severity.S1, because=Text("学生希望谈一谈", "the pupil asks for a talk"))
def asks_for_talk(s: Signals) -> Mask:
    """The pupil asked."""
    return s.asks


@rule("M2", Severity.S1, because=Text("人工定级", "set by hand"))
def set_by_hand_at_s1(s: Signals) -> Mask:
    """A person said S1."""
    return s.by_hand == Severity.S1


SLIGHT_SIGNS = (one_raised_subscale, slightly_raised_total, mild_change, low_mood, asks_for_talk, set_by_hand_at_s1)
"""The S1 rules, which R208 lifts soon after a grave case was closed."""


# ── U: cannot be read, goes to a person ──────────────────────────────────────────────────────────────────────────────


@rule("RU1", Severity.U, because=Text("答卷不可读", "the sheet is not readable"))
def unreadable(s: Signals) -> Mask:
    """Unreadable by lie scale, speed, straight lines or contradictions; the total would not have been raised."""
    return s.garbled & ~s.raw_raised


@rule("RU2", Severity.U, because=Text("缺答过多", "too many answers missing"))
def too_much_missing(s: Signals) -> Mask:
    """Unreadable because too much is missing."""
    return s.incomplete


@rule("RU3", Severity.U, because=Text("危机条目未作答", "a safety item was left blank"))
def safety_item_blank(s: Signals) -> Mask:
    """No sitting of some instrument answered its safety items."""
    return s.skipped


@rule("RU4", Severity.U, because=Text("答卷不可读，且原始总分升高", "the sheet is not readable and its total would be raised"))
def unreadable_but_raised(s: Signals) -> Mask:
    """As RU1, but the total would have been at B2 or above."""
    return s.garbled & s.raw_raised


@rule("RU5", Severity.U, because=Text("缺席", "absent"))
def absent(s: Signals) -> Mask:
    """Was not there."""
    return s.not_tested == NotTested.ABSENT
