"""What people tell beside the questionnaires: the kinds of report, who tells, and the words by which a form says it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from screening.intake.text import compact


class Kind(StrEnum):
    """What is told. The words are stored with every report: never rename."""

    OBSERVATION = "observation"  # grade O1, O2, O3 or O3I (ALERT_POLICY §2.4)
    TALK = "talk_request"  # the pupil asks for a talk
    CRITICAL = "critical_content"  # grade CI-1 to CI-3, from a saved page, a message box, a hospital … (§2.2, V5)
    PROTECTION = "protection"  # grade suspected, imminent, or lifted (§2.5, F7)
    BULLYING = "bullying"
    OUTSIDE_CARE = "outside_care"  # a guardian or hospital told of treatment (R209)
    HISTORY = "history"  # grade attempt, returned, transferred or closed; its time is the day it happened (§2.6)
    FAMILY = "family"  # grade court_order, identity_unverified, home_answer (a sheet asks for a private talk), or lifted (F5)
    HAND = "hand_level"  # grade S1 to S4, set by the counselor (M2, R405)
    LOW_MOOD = "low_mood"  # days of low mood in a row, from the mood sheet; its time is the last of them
    FLAT_MOOD = "flat_mood"  # many days without any change of mood: for the counselor to look at, no severity
    MESSAGE = "message"  # words only: somebody reads them, nothing is decided by them
    CONFIRMED = "confirmed"  # an adult saw what a peer had told


LIFTED = "lifted"
PEOPLE = ("peer", "pupil")
"""Reporters who are no adults: an O2 of theirs counts as an O1 until an adult confirms it (A40)."""


@dataclass(frozen=True, kw_only=True)
class Report:
    """One thing told of one pupil, in codes. Free words are not in it: they go into the sealed case file only."""

    kind: Kind
    by: str  # a value of REPORTERS
    seen_at: datetime  # when it happened or was seen; when it was entered is kept beside it
    grade: str = ""
    observer: str = ""  # tells observers apart (R205): a staff id or a keyed mark, never a name once it is kept
    adult_confirmed: bool = False
    days: int = 0  # of low or flat mood
    sources: tuple[str, ...] = ()  # of harm: guardian_household, staff, pupil, outsider, unknown
    named: tuple[str, ...] = ()  # roles named as a source of harm (X1)
    fears_home: bool = False
    injured: bool = False
    confirms: int = 0  # number of the report that is confirmed

    @property
    def counts_as(self) -> str:
        """The grade that counts: an O2 by a peer or the pupil is an O1 until an adult confirms it (§2.4)."""
        capped = self.kind is Kind.OBSERVATION and self.grade == "O2" and self.by in PEOPLE and not self.adult_confirmed
        return "O1" if capped else self.grade


GRADES: dict[Kind, dict[str, tuple[str, ...]]] = {
    Kind.OBSERVATION: {
        "O1": ("轻微", "轻微变化"),
        "O2": ("明显", "明显变化", "持续变化"),
        "O3": ("安全", "安全担忧"),
        "O3I": ("紧急", "正在发生", "危险正在发生"),
    },
    Kind.CRITICAL: {"CI-1": ("ci1",), "CI-2": ("ci2",), "CI-3": ("ci3",)},
    Kind.PROTECTION: {"suspected": ("疑似",), "imminent": ("紧迫", "紧急"), LIFTED: ("解除",)},
    Kind.HISTORY: {
        "attempt": ("未遂", "自杀未遂", "轻生行为"),
        "returned": ("返校", "复学"),
        "transferred": ("转入", "转学"),
        "closed": ("结案",),
    },
    Kind.FAMILY: {
        "court_order": ("法院令", "保护令"),
        "identity_unverified": ("身份未核实", "监护人身份未核实"),
        "home_answer": ("答卷提到家中情况",),
        LIFTED: ("解除",),
    },
    Kind.HAND: {"S1": ("蓝", "关注"), "S2": ("黄",), "S3": ("橙",), "S4": ("红",)},
}
"""Grades of each kind that has any, with other words for them."""

KINDS: dict[Kind, tuple[str, ...]] = {
    Kind.OBSERVATION: ("观察", "日常观察", "行为观察"),
    Kind.TALK: ("请求谈话", "希望谈话", "想谈一谈", "求助", "约谈"),
    Kind.CRITICAL: ("危机内容", "危机信号"),
    Kind.PROTECTION: ("儿童保护", "保护", "疑似侵害"),
    Kind.BULLYING: ("欺凌", "疑似欺凌", "校园欺凌"),
    Kind.OUTSIDE_CARE: ("在外就诊", "院外就诊", "就医"),
    Kind.HISTORY: ("既往史", "历史"),
    Kind.FAMILY: ("家庭", "家庭情况", "家庭锁定"),
    Kind.HAND: ("人工定级", "定级"),
    Kind.MESSAGE: ("留言", "来信", "文字"),
}
"""What a form may call each kind."""

REPORTERS: dict[str, tuple[str, ...]] = {
    "homeroom_teacher": ("班主任", "HT", "副班主任"),
    "subject_teacher": ("任课教师", "任课老师", "科任老师", "科任教师", "ST"),
    "grade_head": ("年级组长", "年级主任", "GH"),
    "school_doctor": ("校医", "DOC"),
    "psych_teacher": ("心理老师", "心理教师", "PSY"),
    "moral_education_head": ("德育主任", "政教主任", "DL"),
    "principal": ("校长", "PR"),
    "other_staff": ("教职工", "宿管", "保安", "生活老师", "老师", "staff"),
    "guardian": ("家长", "监护人", "父母", "PG"),
    "hospital": ("医院", "医生"),
    "peer": ("同学", "心理委员", "同伴", "PEER"),
    "pupil": ("本人", "学生本人", "PU"),
    "saved_page": ("已存页面", "中断答卷"),
    "message_box": ("心理信箱", "信箱"),
}
"""Who tells, with other words for them."""

SOURCES: dict[str, tuple[str, ...]] = {
    "guardian_household": ("家庭", "家长", "监护人", "家庭成员", "同住人"),
    "staff": ("教职工", "老师", "学校人员"),
    "pupil": ("学生", "同学"),
    "outsider": ("校外人员", "外人"),
    "unknown": ("不明", "未知", "不清楚"),
}
"""Sources of harm, §2.5."""

NAMED: dict[str, tuple[str, ...]] = {
    "homeroom_teacher": ("班主任",),
    "homeroom_deputy": ("副班主任",),
    "grade_head": ("年级组长",),
    "psych_teacher": ("心理老师", "心理教师"),
    "psych_deputy": ("副心理教师", "代理心理老师"),
    "moral_education_head": ("德育主任",),
    "principal": ("校长",),
    "school_doctor": ("校医",),
    "leading_group": ("领导小组",),
    "duty_homeroom_teacher": ("值班班主任",),
    "bureau_contact": ("教育局联系人",),
    "district_tutoring_centre": ("区心理辅导中心", "心理辅导中心"),
    "dormitory_staff": ("宿管", "宿管老师", "宿舍管理员", "生活老师"),
    "night_duty": ("夜间值班", "夜班值班", "值夜老师"),
}
"""Roles that may be named as a source of harm; whoever is named hears nothing (X1)."""


def meant(text: str, table: dict[str, tuple[str, ...]]) -> str | None:
    """The code of a word, by the code itself or another word for it; None if it is none of them."""
    wanted = compact(text).replace("_", "").replace("-", "")
    for code, others in table.items():
        if wanted and wanted in {compact(word).replace("_", "").replace("-", "") for word in (code, *others)}:
            return str(code)
    return None
