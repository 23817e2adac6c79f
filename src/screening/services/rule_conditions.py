"""What each severity rule fires on, in both languages, for people who check the policy; the code is in alerts/rules.py."""

from screening.core.language import Text

CONDITIONS: dict[tuple[str, str], Text] = {
    ("R401", "S4"): Text("CI-3，任何来源", "CI-3 from any source"),
    ("R402", "S4"): Text("O3I，任何人，包括同学", "O3I from anybody, peers included"),
    ("R403", "S4"): Text("回家不安全、性侵害或严重受伤", "not safe to go home, sexual abuse, serious injury"),
    ("R404", "S4"): Text(
        "CI-2 或 O3，且 近 12 个月有未遂史、返校 90 天内或在案 S3/S4",
        "CI-2 or O3, and an attempt in 12 months, a return in 90 days, or an open case at S3/S4",
    ),
    ("R405", "S4"): Text("人工定为 S4", "a person said S4"),
    ("R301", "S3"): Text("CI-2，不论分数", "CI-2, whatever the scores say"),
    ("R302", "S3"): Text("O3，任何人", "O3 from anybody"),
    ("R303", "S3"): Text("疑似即可", "suspected is enough"),
    ("R304", "S3"): Text("CI-1，且可读总分 ≥ B2", "CI-1 and a readable total ≥ B2"),
    ("R305", "S3"): Text(
        "CI-1，且 近 12 个月有未遂史、返校 90 天内或在案 S2 以上",
        "CI-1, and an attempt in 12 months, a return in 90 days, or an open case ≥ S2",
    ),
    ("R306", "S3"): Text("可读总分 B3，且有在期 O2", "a readable total at B3 and an O2 within its window"),
    ("R307", "S3"): Text("可读总分 B3，且两个以上分量表 B3", "a readable total at B3 and two or more subscales at B3"),
    ("R308", "S3"): Text("返校 90 天内，且可读总分 ≥ B2 或有 O2", "a return in 90 days, and a readable total ≥ B2 or an O2"),
    ("M2", "S3"): Text("人工定为 S3", "a person said S3"),
    ("R201", "S2"): Text("可读总分 ≥ B2", "a readable total ≥ B2"),
    ("R202", "S2"): Text("两个以上分量表 ≥ B2，或一个 B3", "two or more subscales ≥ B2, or one at B3"),
    ("R203", "S2"): Text("CI-1，不论其他", "CI-1, whatever else is there"),
    ("R204", "S2"): Text("在期 O2", "an O2 within its window"),
    ("R205", "S2"): Text("两位以上观察者的在期 O1", "an O1 from two or more observers within the window"),
    ("R206", "S2"): Text("连续低落达到 S2 的天数", "low mood for the days of S2 in a row"),
    ("R207", "S2"): Text("受害，或施害且需要帮助", "as victim, or as perpetrator in need"),
    ("R208", "S2"): Text(
        "经人工核定的 S3/S4 结案未满期限，又有 S1 信号", "a confirmed S3/S4 case closed within the window, and any S1 signal"
    ),
    ("R209", "S2"): Text("心理老师见过家庭之前至少 S2", "at least S2 until the counselor has met the family"),
    ("M2", "S2"): Text("人工定为 S2", "a person said S2"),
    ("R101", "S1"): Text(
        "恰有一个分量表 B2，无 B3，总分未升高；总分缺失算未升高",
        "exactly one subscale at B2, none at B3, total not raised; a missing total counts as not raised",
    ),
    ("R102", "S1"): Text("可读总分 B1", "a readable total at B1"),
    ("R103", "S1"): Text("恰有一位观察者的在期 O1", "an O1 from exactly one observer within the window"),
    ("R104", "S1"): Text("连续低落达到 S1、未到 S2 的天数", "low mood for the days of S1, fewer than those of S2"),
    ("R105", "S1"): Text("学生提出", "the pupil asked"),
    ("M2", "S1"): Text("人工定为 S1", "a person said S1"),
    ("RU1", "U"): Text(
        "测谎、过快、直线作答或矛盾使答卷不可读，且原始总分未升高",
        "unreadable by lie scale, speed, straight lines or contradictions; the total would not have been raised",
    ),
    ("RU2", "U"): Text("缺答过多，不可读", "unreadable because too much is missing"),
    ("RU3", "U"): Text("某量表各次作答都没有回答危机条目", "no sitting of some instrument answered its safety items"),
    ("RU4", "U"): Text("同 RU1，但原始总分会达到 B2 以上", "as RU1, but the total would have been at B2 or above"),
    ("RU5", "U"): Text("没有到场", "was not there"),
}
"""Severity rules by id and level, in the order of the policy document; a test finds every rule here."""
