"""What the indices of answering are called, what each catches and misses, and why one is not shown."""

from screening.core.language import Text
from screening.research.answering import FEWEST_SHEETS, Index, Standing

NAMES: dict[Index, Text] = {
    Index.LONG_STRING: Text("最长连续相同作答", "long string"),
    Index.IRV: Text("作答变异(IRV)", "IRV"),
    Index.EVEN_ODD: Text("奇偶一致性", "even-odd"),
    Index.MAHALANOBIS: Text("马氏距离", "Mahalanobis"),
    Index.HT: Text("个人拟合(Ht)", "person fit (Ht)"),
    Index.SECONDS: Text("每题用时", "seconds an item"),
}
CATCHES: dict[Index, Text] = {
    Index.LONG_STRING: Text(
        "发现：至少一半题目选同一项。发现不了：乱选、有规律地轮换",
        "catches: half of it in one answer. Misses: random or alternating answers",
    ),
    Index.IRV: Text(
        "发现：几乎全选同一项。发现不了：乱选、只有后半份敷衍",
        "catches: hardly any variation. Misses: random answers, half a sheet in haste",
    ),
    Index.EVEN_ODD: Text(
        "发现：轮换和乱选的一部分。发现不了：全选同一项；认真作答者也常被标记",
        "catches: part of alternating and random answers. Misses: straight lines; flags many careful pupils",
    ),
    Index.MAHALANOBIS: Text(
        "发现：乱选的一部分。发现不了：全选同一项；也会标记症状多而真实的答卷",
        "catches: part of random answers. Misses: straight lines; flags true sheets with many symptoms too",
    ),
    Index.HT: Text(
        "标记本批最不合题目次序的百分之五。发现：乱选和轮换的一部分。发现不了：只有后半份敷衍",
        "flags the five in a hundred that least follow the items' order. Catches part of random answers, misses half sheets",
    ),
    Index.SECONDS: Text(
        "发现：平均每题不足 2 秒。发现不了：慢慢地乱选；读得快的学生也会被标记",
        "catches: under 2 seconds an item. Misses: slow random answers; flags quick readers too",
    ),
}
WHY_NOT: dict[Standing, Text] = {
    Standing.UNFAIR: Text(
        "不显示：对高分段(B3)的标记率是低分段(B0)的两倍以上，会错怪困扰较多的学生",
        "not shown: flags B3 more than twice as often as B0, and would doubt those in distress",
    ),
    Standing.TOO_MANY: Text(
        "不显示：标记了两成以上的答卷，说明不了单份答卷",
        "not shown: flags more than a fifth of all sheets, which says nothing of one",
    ),
    Standing.UNTOLD: Text(
        f"不计算：题目不足 20 道、完整答卷不足 {FEWEST_SHEETS} 份、没有用时，或这份量表看不出来",
        f"not computed: under 20 items, under {FEWEST_SHEETS} complete sheets, no times, or this instrument can't show it",
    ),
    Standing.UNJUDGED: Text(
        "不显示：高分段或低分段不足 10 份，无法判断是否公平",
        "not shown: fewer than 10 sheets in the high or low bands; fairness can't be judged",
    ),
}
LOW_NOT_INVALID = Text(
    "被标记只表示可信度低，不表示答卷无效：得分、预警和时限都不因此改变。真实数据里这些指标只比猜测略好，请勿据此找学生谈话。",
    "A flag means low confidence, not an invalid sheet: scores, alerts and clocks stay. On real data these indices barely beat "
    "guessing; don't confront a pupil with one.",
)
