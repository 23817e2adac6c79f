"""What every kind of task is called for people; in lists and on the console."""

from screening.core.language import Text

TASK_WORDS: dict[str, Text] = {
    # the counselor and the school
    "acknowledge": Text("查收预警", "acknowledge the alert"),
    "contact": Text("当面或电话确认安全", "make safe contact"),
    "interview": Text("访谈", "interview"),
    "private_check": Text("私下核实漏答条目", "ask in private about the item left blank"),
    "retest": Text("复测", "sit the questionnaire again"),
    "talk": Text("约谈", "talk"),
    "appointment": Text("安排学生约谈", "give the pupil an appointment"),
    "guardian": Text("联系监护人", "contact the guardian"),
    "family_meeting": Text("与家长面谈", "meet the family"),
    "judgment": Text("集体研判", "joint judgment"),
    "plan": Text("制定一生一策", "agree the plan"),
    "countersign": Text("第二人签字", "second signature"),
    "leading_group": Text("召集领导小组", "call the leading group"),
    "first_record": Text("首次记录", "write the first record"),
    "consultation": Text("会诊", "consultation"),
    "case_report": Text("个案分析报告", "case analysis report"),
    "conference": Text("个案会议", "case conference"),
    "referral": Text("转介建议", "referral letter"),
    "follow_up": Text("跟进", "follow up"),
    "phone_check": Text("假期电话确认", "check by phone"),
    "revisit": Text("结案后回访", "revisit after closing"),
    "observation": Text("观察反馈", "report what was observed"),
    "mandatory_report": Text("强制报告", "mandatory report"),
    "unidentified_safety": Text("查明是哪位学生（安全条目）", "find out whose safety answer this is"),
    "sweep": Text("重要节点摸排", "sweep before a season or after an event"),
    "rota_gap": Text("补齐值班表", "fill the gap in the on-call rota"),
    "read_report": Text("阅读一条报告的文字", "read the words of a report"),
    "home_visit": Text("家访", "home visit"),
    "evaluation": Text("学期全面评估", "full evaluation of the term"),
    "look_at_mood": Text("看一看：晴雨表很久没有起伏", "look: a mood sheet without any change"),
    "calendar_missing": Text("导入校历", "load the school calendar"),
    # the homeroom teacher
    "accompany": Text("陪同到心理辅导室", "walk the pupil to the counselor"),
    "stay": Text("立即陪在身边", "stay with the pupil now"),
    "accompany_on_arrival": Text("到校后陪同到心理辅导室", "walk the pupil to the counselor on arrival"),
    "stand_by": Text("保持电话畅通，协助联系", "stay reachable and help"),
    "fetch": Text("请到心理辅导室", "send the pupil to the counselor"),
    "make_up": Text("安排补做", "arrange a make-up session"),
    "observe": Text("日常关心与观察", "everyday care and observation"),
    "supervise": Text("在校陪护", "see that an adult is near"),
}
"""For every kind that alerts and follow-up plan; severity and reason never show in it."""
