"""Why a row became no sheet, in the few words of a table or a count."""

from screening.core.language import Text
from screening.intake.interface import Why

WHY_WORDS: dict[str, Text] = {
    Why.UNKNOWN_PUPIL: Text("名册里找不到", "not on the roster"),
    Why.UNKNOWN_CODE: Text("小条编码不认识", "slip code not known"),
    Why.NEAR_MISS: Text("可能是某位学生，需要人来确认", "perhaps a pupil we know; a person must say"),
    Why.SECOND_SITTING: Text("同一学生的第二份答卷", "second sitting of the same pupil"),
    Why.WRONG_GRADE: Text("量表不适用于该年级", "instrument not meant for the grade"),
    Why.TOO_YOUNG: Text("未满量表的最低年龄，或年龄不明", "below the instrument's lowest age, or of unknown age"),
    Why.NO_CONSENT: Text("没有监护人同意", "no guardian consent"),
    Why.OUT_OF_SCOPE: Text("不在本批次范围内", "outside the wave's scope"),
    Why.DECLINED: Text("学生选择不参加", "the pupil declined"),
    Why.UNREADABLE: Text("有无法识别的回答", "an answer that can't be read"),
    Why.NO_IDENTITY: Text("没有学号也没有姓名", "neither number nor name"),
    Why.DAMAGED_NUMBER: Text("学号被表格软件改坏", "number damaged by the spreadsheet"),
    Why.LEFT: Text("已登记离校", "has left the school"),
    Why.TEST: Text("像是试填", "looks like a test of the form"),
    Why.TRIAL: Text("预览或测试填写", "a preview or a test"),
    Why.UNFINISHED: Text("没有提交", "never handed in"),
    "blank": Text("空白", "blank"),  # `screening score` only: an import counts blank rows apart
}
