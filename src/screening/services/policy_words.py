"""The words in which the policy's codes are shown to people: roles, notices, tables, deadlines."""

from datetime import time

from screening.alerts.mapping import Part
from screening.alerts.policy import After, Due
from screening.core.language import Text

ROLES: dict[str, Text] = {
    "homeroom_teacher": Text("班主任", "homeroom teacher"),
    "homeroom_deputy": Text("副班主任", "homeroom deputy"),
    "grade_head": Text("年级组长", "grade head"),
    "psych_teacher": Text("心理老师", "counselor"),
    "psych_deputy": Text("代理心理老师", "deputy counselor"),
    "moral_education_head": Text("德育主任", "moral-education head"),
    "principal": Text("校长", "principal"),
    "leading_group": Text("领导小组", "leading group"),
    "school_doctor": Text("校医", "school doctor"),
    "bureau_contact": Text("教育局联系人", "bureau contact"),
    "district_tutoring_centre": Text("区心理辅导中心", "district tutoring centre"),
    "duty_homeroom_teacher": Text("值班班主任", "homeroom teacher on duty"),
    "dormitory_staff": Text("宿管老师", "dormitory staff"),
    "night_duty": Text("夜间值班", "night duty"),
    "class_person": Text("班主任（缺席时代理人）", "homeroom teacher or stand-in"),
    "family_person": Text("与家庭联系的人", "whoever may speak to the family"),
}

TIERS: dict[str, Text] = {
    "class": Text("班级", "class"),
    "grade": Text("年级", "grade"),
    "school": Text("学校", "school"),
    "family": Text("家庭", "family"),
    "district": Text("区级", "district"),
    "dormitory": Text("宿舍", "dormitory"),
}

NOTICES: dict[str, Text] = {
    "now": Text("立即提醒", "told at once"),
    "after_release": Text("心理老师放行后", "once the counselor releases it"),
    "digest": Text("每周摘要一行", "a line of the weekly digest"),
    "makeup": Text("只安排补做", "a make-up session only"),
    "none": Text("–", "–"),
    "name": Text("姓名和要做的事", "name and what to do"),
    "count": Text("只报人数", "a count only"),
    "by_person": Text("由人当面或电话告知", "by a person, face to face or by phone"),
    "after_interview": Text("访谈之后", "after the interview"),
    "after_confirmation": Text("人工核定之后", "after a person confirmed"),
}

TABLES: dict[str, Text] = {
    "S4": Text("S4 红", "S4 red"),
    "S3_safety": Text("S3 橙（安全）", "S3 orange (safety)"),
    "S3_clinical": Text("S3 橙（量表）", "S3 orange (clinical)"),
    "S2": Text("S2 黄", "S2 yellow"),
    "S2_total_b3": Text("S2 黄，总分 B3", "S2 yellow, total B3"),
    "S2_ci1": Text("S2 黄，危机条目 CI-1", "S2 yellow, CI-1"),
    "S2_ci1_undated": Text("S2 黄，CI-1 无时间范围", "S2 yellow, CI-1 undated"),
    "S1": Text("S1 蓝", "S1 blue"),
    "U": Text("U 灰", "U grey"),
    "check": Text("在案 S3/S4 内的安全确认", "a check inside an open S3/S4"),
    "beside": Text("与等级无关", "whatever the level"),
}

NUMBERS: dict[str, Text] = {
    "hours.school": Text("上学时间", "school hours"),
    "hours.quiet": Text("静默时间", "quiet hours"),
    "hours.lessons": Text("节次", "lessons"),
    "hours.fetch_minutes_left": Text("离放学至少还有几分钟才请人陪同", "minutes of school left for fetching a pupil"),
    "windows.slight_observation_days": Text("轻微变化（O1）计入天数", "days a mild change (O1) counts"),
    "windows.marked_observation_days": Text("明显变化（O2）计入天数", "days a marked change (O2) counts"),
    "windows.closed_case_days": Text("结案后算作再现的天数", "days after closing that count as a return"),
    "windows.low_mood_days": Text("晴雨表连续低落天数（S1、S2）", "days of low mood in a row (S1, S2)"),
    "contact.hours": Text("K1 确认安全，小时", "K1 safe contact, hours"),
    "contact.minutes_left": Text("K1 放学前至少剩几分钟", "K1 minutes of school left"),
    "contact.day": Text("K1 白天", "K1 daytime"),
    "contact.evening": Text("K1 移到晚间", "K1 moved to the evening"),
    "contact.morning": Text("K1 移到早晨", "K1 moved to the morning"),
    "contact.by_phone_hours": Text("K2 电话确认，小时", "K2 by phone, hours"),
    "contact.holiday_gap_days": Text("K3 距下一上学日超过几天", "K3 days to the next school day, more than"),
    "contact.holiday_phone_hours": Text("K3 假前电话确认，小时", "K3 phone check before a holiday, hours"),
    "stepping.s4_days": Text("CL1 红降为橙，末次信号之后至少几天", "CL1 S4 to S3, days after the last signal"),
    "stepping.s3_days": Text("CL1 橙降为黄，至少几天", "CL1 S3 to S2, days"),
    "stepping.s2_days": Text("CL1 黄降为蓝，至少几天", "CL1 S2 to S1, days"),
    "stepping.s1_days": Text("CL1 蓝结案，至少几天", "CL1 S1 to closed, days"),
    "stepping.calm_contacts": Text("CL2 红降为橙之前平稳联系的次数", "CL2 calm contacts before S4 becomes S3"),
    "stepping.calm_gap_days": Text("CL3 结案前两次平稳联系相隔天数", "CL3 days between two calm contacts before closing"),
    "stepping.signature_school_days": Text("第二人签字，上学日", "second signature, school days"),
    "stepping.guardian_school_days": Text("黄核定后联系监护人，上学日", "guardian once S2 is confirmed, school days"),
    "stepping.pause_school_days": Text("一项任务合计最多暂停，上学日", "longest pause of a task in all, school days"),
}

PLANNING: dict[str, Text] = {
    "counselor_hours_a_day": Text("心理老师每天可用小时", "hours of a counselor's day"),
    "checks_a_day": Text("一位心理老师一天能确认安全的人数", "safety checks a counselor can do in a day"),
    "s2_share": Text("预计 S2 以上的比例", "expected share at S2 and above"),
    "grades_4_to_6": Text("预计 CI-1 以上的比例，四至六年级", "expected share at CI-1 and above, grades 4-6"),
    "grades_7_to_9": Text("预计 CI-1 以上的比例，七至九年级", "expected share at CI-1 and above, grades 7-9"),
    "total_b1": Text("总分 ≥ B1 的比例高于此数时提醒", "warn when totals at B1 and above exceed"),
    "total_b2": Text("总分 ≥ B2 的比例高于此数时提醒", "warn when totals at B2 and above exceed"),
    "s3": Text("S3 以上的比例高于此数时提醒", "warn when S3 and above exceed"),
    "class_listed": Text("一个班在列比例高于此数时提醒", "warn when more of one class are listed than"),
}

ASKS: dict[str, Text] = {
    "": Text("", ""),
    "reminder": Text("提醒", "a reminder"),
    "count_only": Text("只报人数", "a count, no name"),
    "record_reached_or_reason": Text("须写明已联系上或原因", "must record that somebody was reached, or why not"),
}


def due_words(due: Due, kinds: dict[str, Text]) -> Text:
    """One deadline in words; ``kinds`` names the other deadlines it may refer to."""
    said = _counted(due, kinds)
    if due.same_day_before:
        said = _plus(
            said,
            f"；{due.same_day_before:%H:%M} 前收到的当天放学前",
            f"; received before {due.same_day_before:%H:%M}: the same day",
        )
    if due.no_later_days:
        said = _plus(said, f"，至多 {due.no_later_days} 天", f", at most {due.no_later_days} days")
    if due.not_after:
        other = kinds[due.not_after]
        said = _plus(said, f"，不晚于“{other.zh}”", f", no later than '{other.en}'")
    return _plus(said, "；假期顺延到开学第二周", "; in the vacation: second week of term") if due.freezes else said


def _counted(due: Due, kinds: dict[str, Text]) -> Text:
    at = f"{due.at:%H:%M}" if due.at else ""
    if due.minutes is not None:
        said = Text(f"{due.minutes} 分钟", f"{due.minutes} min")
        other = due.out_of_hours
        return said if other is None else _plus(said, f"（上学时间外 {other} 分钟）", f" ({other} min out of school hours)")
    if due.hours is not None:
        return Text(f"{due.hours} 小时", f"{due.hours} h")
    if due.days is not None or due.school_days is not None:
        said = Text(f"{due.days} 天", f"{due.days} days")
        if due.school_days is not None:
            said = Text(f"{due.school_days} 个上学日", f"{due.school_days} school days")
        return _plus(said, f" {at}", f", {at}") if at else said
    if due.by:
        return Text(f"按 {due.by}", f"by {due.by}")
    other_kind = kinds[due.same_as or ""]
    return Text(f"与“{other_kind.zh}”同时", f"with '{other_kind.en}'")


def after_words(after: After) -> Text:
    """How long after the due time a step of escalation holds."""
    if after.school_days:
        return Text(f"{after.school_days} 个上学日后", f"{after.school_days} school days later")
    if after.hours:
        return Text(f"{after.hours} 小时后", f"{after.hours} h later")
    return Text(f"{after.minutes} 分钟后", f"{after.minutes} min later") if after.minutes else Text("立即", "at once")


def _plus(said: Text, zh: str, en: str) -> Text:
    return Text(said.zh + zh, said.en + en)


def number_cells(place: str, value: object) -> tuple[Text, Text]:
    """What a number of the policy is called, and the number: the two cells of its line."""
    said = number_words(value)
    return NUMBERS[place], Text(said, said)


def number_words(value: object) -> str:
    """A number of the policy as people read it: spans with a dash, hours as on a clock, several with commas."""
    if isinstance(value, tuple) and value and isinstance(value[0], tuple):
        return ", ".join(number_words(one) for one in value)
    if isinstance(value, tuple):
        return " – ".join(number_words(one) for one in value)
    if isinstance(value, Part):
        return ", ".join(str(one) for _, one in value)
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)
