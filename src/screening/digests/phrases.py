"""The sentences of a digest, in both languages: what each ask wants, what to do, what not to do (ALERT_POLICY §5.3)."""

from screening.core.language import Text

ASKS: dict[str, Text] = {
    "accompany": Text(
        "请陪同到{{ place }}，途中不要让学生独处。",
        "Walk with the pupil to {{ place }}; not alone on the way.",
    ),
    "stay": Text(
        "请立即到学生身边，不要让学生独处，移开危险物品，等待{{ counselor }}。",
        "Go and stay, never alone; move dangerous things away; wait for {{ counselor }}.",
    ),
    "accompany_on_arrival": Text(
        "到校后请先陪同到{{ place }}，途中不要让学生独处。",
        "On arrival walk with the pupil to {{ place }}; not alone on the way.",
    ),
    "stand_by": Text(
        "请保持电话畅通，按{{ counselor }}的安排确认学生身边有成年人。",
        "Stay reachable; with {{ counselor }}, see that an adult is with the pupil.",
    ),
    "fetch": Text(
        "请让这位同学到{{ place }}来一趟，不必说明原因。",
        "Send the pupil to {{ place }}; no reason needed.",
    ),
    "make_up": Text(
        "请安排补做一次，时间地点问{{ counselor }}，不必说明原因。",
        "Arrange one make-up session with {{ counselor }}; no reason needed.",
    ),
    "home_visit": Text(
        "请在到期前家访一次，看看生活和学习上有什么需要。",
        "Visit the home once by then; see what is needed there.",
    ),
    "observe": Text(
        "请多一些日常关心：自然聊天，留意出勤与作息，到期前反馈。",
        "Everyday care: chat, notice attendance and rest, then report back.",
    ),
    "supervise": Text(
        "在校期间请安排成年人陪伴，放学前先联系{{ counselor }}。",
        "Keep an adult near at school; call {{ counselor }} before going home.",
    ),
}
"""One sentence per ask: what to do, never why. A line on paper holds about 31 Chinese characters."""

TITLE = Text("今日待办", "To do today")
CARE = Text("这是关心提示，不是结论。", "This is a note of care, not a conclusion.")
NAME_UNKNOWN = Text("请问心理老师", "ask the counselor")
READER_UNKNOWN = Text("（班主任未登记）", "(no homeroom teacher on the roster)")
PLACE = Text("心理辅导室", "the counseling room")
COUNSELOR = Text("心理老师", "the counselor")

LABELS: dict[str, Text] = {
    "seat": Text("学号", "No."),
    "name": Text("姓名", "Name"),
    "ask": Text("请这样做", "What to do"),
    "when": Text("时间", "By when"),
    "reader": Text("班主任", "Homeroom teacher"),
    "counselor": Text("心理老师", "Counselor"),
    "do": Text("怎么做", "How"),
    "do_not": Text("不要做的事", "Please don't"),
    "colon": Text("：", ": "),
}

DO: tuple[Text, ...] = (
    Text("单独、轻声地叫学生，语气和平时一样。", "Call the pupil aside, quietly, in your everyday voice."),
    Text("多听少问；学生愿意说就听，不评价，不承诺保密。", "Listen more than you ask; don't judge, don't promise secrecy."),
    Text(
        "发现异常言行，立即联系{{ counselor }}{% if phone %}（电话 {{ phone }}）{% endif %}。",
        "If anything worries you, contact {{ counselor }}{% if phone %} (phone {{ phone }}){% endif %} at once.",
    ),
    Text(
        "眼前有危险：不要离开学生，先拨 110 或 120，再告诉我们。",
        "Danger right now: don't leave the pupil, call 110 or 120 first, then tell us.",
    ),
)

DO_NOT: tuple[Text, ...] = (
    Text("不当众询问，不追问原因", "ask in front of others, or press for reasons"),
    Text("勿提及测评", "mention the questionnaire"),
    Text("勿在群内或同学间谈论", "talk about it in chat groups or among pupils"),
    Text("勿自行通知家长，由心理老师或德育主任联系", "call the family yourself; the counselor or moral-education head does"),
    Text("勿拍照、转发，看完请收好", "photograph or forward this; keep it safe"),
)

SUBSTITUTE = "〓"
SUBSTITUTED = Text(
    "姓名中的“〓”是字库里没有的字，请以班内学号为准。",
    "“〓” in a name is a character our font lacks; go by the class number.",
)
SEAT_UNKNOWN = "—"

MAIL_SUBJECT = Text("有一条待办", "You have something to do")
"""The same for every mail, reader and reason (PRIVACY §8)."""
