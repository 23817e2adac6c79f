"""Admitted rows as answer blocks: one per instrument, sorted by pupil, ready to be scored."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from screening.core.language import Text
from screening.intake.admission import Admission
from screening.intake.interface import AnswerBlock, ColumnPlan, InstrumentPlan, Matches, Refusal, RowBatch, Why

_WORDS: dict[Why, tuple[Text, Text]] = {
    Why.UNKNOWN_PUPIL: (
        Text("名册里没有这个学号，也没有同名同班的学生", "neither the number nor the name in that class is on the roster"),
        Text("请核对学号和姓名，或更新名册后重新导入", "check number and name, or update the roster and import again"),
    ),
    Why.UNKNOWN_CODE: (
        Text(
            "小条编码不在本批次的名单里，可能输错了，或是以前的小条",
            "the slip's code is nobody's in this wave: mistyped, or an old slip",
        ),
        Text("请对照小条确认是谁，更正后重新导入", "find out from the slips who it was, mend it and import again"),
    ),
    Why.NEAR_MISS: (
        Text("与名册接近但不完全一致", "close to the roster, not the same"),
        Text(
            "请确认是哪位学生：screening refusals 批次 --confirm 行号=学号，再导入一次",
            "say who it is: screening refusals WAVE --confirm ROW=NUMBER, then import again",
        ),
    ),
    Why.SECOND_SITTING: (
        Text("本批次已有这位学生的答卷", "the pupil already has a sheet in this wave"),
        Text("保留先交的一份；危机条目两份都看", "the first one counts; safety items of both are read"),
    ),
    Why.WRONG_GRADE: (
        Text("这份量表不适用于该年级", "the instrument is not meant for this grade"),
        Text("请核对名册里的年级", "check the grade on the roster"),
    ),
    Why.TOO_YOUNG: (
        Text(
            "这份量表有最低年龄，该生未满，或名册里的出生年月、文件里的作答时间不明",
            "the instrument has a lowest age; the pupil is younger, or month of birth or time of answering is not known",
        ),
        Text(
            "不要用这份量表测评低龄学生；只想对照分数请用 screening score",
            "don't screen younger pupils with it; to compare scores only, use screening score",
        ),
    ),
    Why.NO_CONSENT: (
        Text("没有监护人同意的记录", "no guardian consent is recorded"),
        Text("取得同意并登记后重新导入", "record the consent, then import again"),
    ),
    Why.OUT_OF_SCOPE: (
        Text("本批次不包括这位学生所在的年级、班级或这位学生", "the wave is not for this pupil, class or grade"),
        Text("危机条目照样看；要计分请导入到合适的批次", "its safety items are read; import it into the wave it belongs to"),
    ),
    Why.DECLINED: (
        Text("学生选择不参加", "the pupil chose not to take part"),
        Text("尊重其选择，不作处理", "respect it; nothing to do"),
    ),
    Why.UNREADABLE: (
        Text("有答案不在量表的选项之内", "an answer is none of the instrument's options"),
        Text("请核对该行的原始答案，或用 --mapping 写明 [codes]", "check the row, or say in --mapping [codes] what answers mean"),
    ),
    Why.NO_IDENTITY: (
        Text("没有学号也没有姓名", "neither number nor name"),
        Text("请按提交时间查找是谁填写的", "find out by the time of submission who it was"),
    ),
    Why.DAMAGED_NUMBER: (
        Text(
            "学号被表格软件改成了科学计数，末几位已丢失",
            "a spreadsheet made the number a quantity; its last digits are lost",
        ),
        Text("请从平台重新导出，学号列保持文本格式", "export it again and keep the number column as text"),
    ),
    Why.LEFT: (
        Text("这位学生已登记离校", "the pupil has left the school"),
        Text("若仍在校或已返回，请更新名册后重新导入", "if the pupil is here, update the roster and import again"),
    ),
    Why.TEST: (
        Text("像是试填的答卷（姓名为“测试”或学号为 0）", "looks like a test of the form: called 测试, or number 0"),
        Text("若确是学生填写的，请确认是谁", "if a pupil did answer it, say who it was"),
    ),
    Why.TRIAL: (
        Text("平台标明这一行是预览、测试或误录", "the platform says: a preview, a test or entered in error"),
        Text("若确是学生填写的，请让学生用正式链接重新填写", "if a pupil did answer it, let the pupil use the real link"),
    ),
    Why.UNFINISHED: (
        Text("平台标明这份答卷没有提交", "the platform says that this sheet was never handed in"),
        Text("请核对该生另有没有完整的一份；没有的请补做", "see whether the pupil has a complete one; if not, ask for one"),
    ),
}


def to_blocks(batch: RowBatch, plan: ColumnPlan, matches: Matches, admission: Admission) -> list[AnswerBlock]:
    """One block per instrument of the plan, in its order, even if empty; lines sorted by pupil, then by row."""
    pace = seconds_per_item(batch, plan)
    return [_block(batch, each, matches.pupil, pace, admission.sheets[each.instrument.edition]) for each in plan.instruments]


def seconds_per_item(batch: RowBatch, plan: ColumnPlan) -> npt.NDArray[np.float32]:
    """The whole duration over all items of the survey (ALERT_POLICY V2), NaN where none is told; shape (rows,), seconds.

    Items are those of the plan's instruments, attention checks, and every question nobody planned for.
    """
    unused = set(plan.unused)
    others = {
        (q.number, q.stem) if q.matrix and not q.stem else q.column for q in plan.layout.questions if q.column in unused
    }  # ticked boxes of one question count once
    items = sum(len(each.columns) for each in plan.instruments) + len(plan.attention) + len(others)
    pace: npt.NDArray[np.float32] = (batch.seconds / max(items, 1)).astype(np.float32)
    return pace


def refusals(batch: RowBatch, admission: Admission) -> list[Refusal]:
    """One refusal a row where the whole row is refused, else one a row and instrument; in row order, without a name."""
    found = [_refusal(batch, line, why, "") for line, why in _given(admission.whole)]
    for edition, reasons in admission.refused.items():
        found += [_refusal(batch, line, why, edition) for line, why in _given(reasons) if admission.whole[line] is None]
    return sorted(found, key=lambda refusal: (refusal.row, refusal.edition))


def words_for(why: Why) -> tuple[Text, Text]:
    """What happened, and what to do."""
    return _WORDS[why]


def _block(
    batch: RowBatch,
    each: InstrumentPlan,
    pupils: npt.NDArray[np.int32],
    pace: npt.NDArray[np.float32],
    rows: npt.NDArray[np.bool_],
) -> AnswerBlock:
    lines = np.flatnonzero(rows)
    lines = lines[np.argsort(pupils[lines], kind="stable")]
    return AnswerBlock(
        instrument=each.instrument,
        row=(batch.first_row + lines).astype(np.int32),
        pupil=pupils[lines],
        codes=batch.answers[each.instrument.edition][lines],
        seconds_per_item=pace[lines],
        answered_at=batch.answered_at[lines],
        inattentive=batch.inattentive[lines],
    )


def _given(reasons: npt.NDArray[np.object_]) -> Iterable[tuple[int, Why]]:
    return [(line, why) for line, why in enumerate(reasons.tolist()) if why is not None]


def _refusal(batch: RowBatch, line: int, why: Why, edition: str) -> Refusal:
    detail, hint = _WORDS[why]
    return Refusal(row=batch.first_row + line, why=why, edition=edition, detail=detail, hint=hint)
