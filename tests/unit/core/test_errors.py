"""Errors speak the person's language, carry an exit code of their branch and never fall out of 10-19."""

import pytest

from screening.core import errors
from screening.core.errors import Faults, FileFault, MappingFault, ScreeningError
from screening.core.language import Text, plain

BRANCHES = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, ScreeningError)]


def test_an_error_says_what_where_and_what_to_do():
    error = MappingFault(Text("找不到第 7 题", "item 7 not found"), where=plain("a.xlsx"), hint=Text("重新导出", "export again"))
    assert error.said("zh") == "找不到第 7 题\n  位置：a.xlsx\n  建议：重新导出"
    assert error.said("en") == "item 7 not found\n  at: a.xlsx\n  hint: export again"


def test_parts_that_are_not_known_are_left_out():
    assert FileFault(plain("empty")).said("zh") == "empty"


@pytest.mark.parametrize("kind", [pytest.param(kind, id=kind.__name__) for kind in BRANCHES])
def test_every_branch_has_an_exit_code_for_mendable_errors(kind):
    assert 10 <= kind.exit_code <= 19


def test_no_two_branches_share_an_exit_code():
    codes = [kind.exit_code for kind in BRANCHES if kind.__base__ is ScreeningError and kind is not Faults]
    assert len(codes) == len(set(codes))


def test_several_faults_are_told_together_and_the_first_gives_the_code():
    faults = Faults([MappingFault(plain("one")), FileFault(plain("two"))])
    assert faults.said("zh") == "one\ntwo"
    assert faults.exit_code == MappingFault.exit_code


def test_the_log_line_is_english():
    assert str(FileFault(Text("空文件", "empty file"))) == "empty file"
