"""Item by item: is there a column, in the right place, with the options of the edition, and does an answer get its code."""

from dataclasses import dataclass

from screening.core.language import Text
from screening.intake.find_items import heading_shown
from screening.intake.kit.align import BLANK, UNKNOWN, Alignment, align, place_of, titled_item
from screening.intake.kit.contents import Kit, Line
from screening.intake.kit.submission import Finding, State, Submission
from screening.intake.kit.trial import ANSWERED, Trial, chosen
from screening.intake.text import option


def check_items(submission: Submission, kit: Kit) -> list[Finding]:
    """One finding an item, then one an attention check, then the columns that belong to no line.

    Without a single answered test submission there is one finding, untried.
    """
    if not any(trial in submission.rows for trial in ANSWERED):
        return [
            Finding(
                Text("题目", "items"),
                State.UNTRIED,
                Text("没有一份同意参加并填完的试填", "no test submission that agreed and answered"),
            )
        ]
    found = align(submission, kit)
    looked = _Looked(submission, kit, found)
    items = [looked.item(at) for at in range(len(found.spots))]
    checks = [looked.check(place, line) for place, sheet in enumerate(kit.sheets) for line in sheet.lines if line.asked]
    return [*items, *checks, *looked.extra()]


@dataclass(frozen=True, eq=False)
class _Looked:
    """One alignment, told line by line."""

    submission: Submission
    kit: Kit
    found: Alignment

    def item(self, at: int) -> Finding:
        """The first thing that is wrong with one item, or how it was read."""
        spot, index = self.found.spots[at], self.found.column[at]
        place = _place(self.kit, spot.sheet, spot.line)
        if index is None:
            return Finding(place, State.WRONG, Text("文件里没有这一题的列", "the file has no column for it"))
        fault = self._title_fault(at, index) or self._answer_fault(at, index)
        column = self.submission.questions[index].column + 1
        if fault is not None:
            return Finding(place, State.WRONG, Text(f"第 {column} 列：{fault.zh}", f"column {column}: {fault.en}"))
        if spot.line.behind and Trial.SECOND not in self._trials():
            return Finding(
                place, State.UNTRIED, Text("要第 3 份试填才看得到这一页", "only the third test submission shows this page")
            )
        told = "；".join(self._read(at, trial) for trial in self._trials())
        return Finding(place, State.AS_KIT, Text(f"第 {column} 列；{told}", f"column {column}; {told}"))

    def check(self, place: int, line: Line) -> Finding:
        """Whether the attention check stands where the sheet has it, and was answered as it asks."""
        where = _place(self.kit, place, line)
        wanted = option(line.asked)
        asking = [q for q in self.submission.checks if wanted in option(q.row or q.stem)]
        if not asking:
            return Finding(where, State.WRONG, Text("没有找到这道注意力题", "this attention check was not found"))
        before, after = self._neighbours(place, line)
        if not before < asking[0].column < after:
            return Finding(where, State.WRONG, Text("注意力题不在清单上的位置", "the attention check stands at another place"))
        sheet = self.kit.sheets[place]
        answers = {
            place_of(sheet, self.submission.rows[trial][asking[0].column], self.submission.layout.blanks, self.found.numbers)
            for trial in self._trials()
        }
        if answers != {chosen(line, Trial.FIRST)}:
            return Finding(
                where,
                State.WRONG,
                Text("试填没有按题目要求选，或选项顺序不同", "not answered as it asks, or options in another order"),
            )
        column = asking[0].column + 1
        return Finding(
            where, State.AS_KIT, Text(f"第 {column} 列；按要求选了“{line.asked}”", f"column {column}; answered as it asks")
        )

    def extra(self) -> list[Finding]:
        """Columns beside no line: wrong between the items, otherwise only good to know."""
        used = [self.submission.questions[index].column for index in self.found.column if index is not None]
        told = []
        for index in self.found.extra:
            question = self.submission.questions[index]
            inside = bool(used) and min(used) < question.column < max(used)
            shown = heading_shown(question.row or question.stem)
            said = (
                Text("清单里没有，却夹在题目中间", "not on the list, and between the items")
                if inside
                else Text("清单里没有；导入时不读", "not on the list; an import doesn't read it")
            )
            place = Text(f"第 {question.column + 1} 列“{shown}”", f"column {question.column + 1} '{shown}'")
            told.append(Finding(place, State.WRONG if inside else State.NOTE, said))
        return told

    def _trials(self) -> list[Trial]:
        return [trial for trial in ANSWERED if trial in self.submission.rows]

    def _title_fault(self, at: int, index: int) -> Text | None:
        spot = self.found.spots[at]
        titled = titled_item(self.kit.sheets[spot.sheet], self.submission.questions[index])
        if titled in (None, spot.line.item):
            return None
        return Text(f"列标题说的是 {titled}，顺序不对", f"its title speaks of {titled}: another order")

    def _answer_fault(self, at: int, index: int) -> Text | None:
        spot = self.found.spots[at]
        if self.found.turned[spot.sheet]:
            return Text("选项的顺序反了", "the options stand in the opposite order")
        wanted, given = self._wanted(at), self._given(spot.sheet, index)
        if wanted == given:
            return None
        if UNKNOWN in given:
            said = "、".join(f"“{each.text}”" for each in spot.line.options)
            return Text(f"试填的回答不是这份量表的选项（应为 {said}）", f"the answer is none of its options ({said})")
        if BLANK in wanted or BLANK in given:
            return _shown_fault(wanted, given, follow_up=spot.line.behind)
        other = self._swapped_with(at, index)
        if other is not None:
            return Text(f"和 {other} 换了位置", f"has changed places with {other}")
        options = spot.line.options
        pairs = [(options[one].text, options[two].text) for one, two in zip(wanted, given, strict=True) if one != two]
        zh = "；".join(f"应选“{one}”，文件里是“{two}”" for one, two in pairs)
        en = "; ".join(f"should be '{one}', is '{two}'" for one, two in pairs)
        return Text(f"{zh}。顺序或选项与清单不同", f"{en}: another order, or other options")

    def _swapped_with(self, at: int, index: int) -> str | None:
        """The nearest line of the sheet whose answers stand here while this line's stand there."""
        spot = self.found.spots[at]
        here = self._given(spot.sheet, index)
        for other in sorted(range(len(self.found.spots)), key=lambda one: abs(one - at)):
            there = self.found.column[other]
            if there is None or other == at or self.found.spots[other].sheet != spot.sheet:
                continue
            if self._wanted(other) == here and self._given(spot.sheet, there) == self._wanted(at) != here:
                return self.found.spots[other].line.item
        return None

    def _wanted(self, at: int) -> list[int]:
        return [chosen(self.found.spots[at].line, trial) for trial in self._trials()]

    def _given(self, sheet: int, index: int) -> list[int]:
        column, blanks = self.submission.questions[index].column, self.submission.layout.blanks
        rows = self.submission.rows
        return [place_of(self.kit.sheets[sheet], rows[trial][column], blanks, self.found.numbers) for trial in self._trials()]

    def _read(self, at: int, trial: Trial) -> str:
        line = self.found.spots[at].line
        place = chosen(line, trial)
        return "没有出现" if place == BLANK else f"“{line.options[place].text}”→{line.options[place].code}"

    def _neighbours(self, place: int, line: Line) -> tuple[float, float]:
        """Columns of the items before and after a line of one sheet."""
        before, after = -1.0, float("inf")
        for spot, index in zip(self.found.spots, self.found.column, strict=True):
            if spot.sheet == place and index is not None:
                column = self.submission.questions[index].column
                if spot.line.number < line.number:
                    before = max(before, column)
                else:
                    after = min(after, column)
        return before, after


def _shown_fault(wanted: list[int], given: list[int], *, follow_up: bool) -> Text:
    """An item that came up where it should not, or did not come up, or was left blank."""
    if any(one == BLANK != two for one, two in zip(wanted, given, strict=True)):
        return Text(
            "第 1 份里不该出现这一题：出现条件没有设，或设得太宽",
            "it must not come up in the first submission: its condition is not set, or too wide",
        )
    if follow_up and all(one == BLANK for one in given):
        return Text(
            "相关条目答了“有”，这一页却没有出现，或没有回答：请核对出现条件",
            "the answers that bring this page up were given and it did not come, or was left blank: see its condition",
        )
    if follow_up:
        return Text("试填时没有回答，或选的不是清单上的选项", "left blank in a test submission, or not as the sheet says")
    return Text("试填时没有回答，或被跳过", "left blank or skipped in a test submission")


def _place(kit: Kit, sheet: int, line: Line) -> Text:
    code = kit.sheets[sheet].instrument.code
    if not line.item:
        return Text(f"{code} 第 {line.number} 行 注意力题", f"{code} line {line.number}, attention check")
    return Text(f"{code} {line.item} {line.topic.zh}", f"{code} {line.item} {line.topic.en}")
