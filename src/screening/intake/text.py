"""Cell text as people mean it: full-width signs, stray spaces and spreadsheet tricks made equal before anything is compared."""

import re
import unicodedata

_EXCEL_FORMULA = re.compile(r'="([^"]*)"')
_WHOLE_NUMBER = re.compile(r"([+-]?\d+)\.0+")
_SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?\d+")
_TRIED = re.compile(
    r"(?:测试|试填|试做|试答|演示|ceshi|test|demo)(?:人员|账号|学生|老师|数据|员)?[\da-z]{0,3}|(?:老师|教师|管理员)测试\d*"
)
_ZEROS = re.compile(r"0+")
_FILLED_IN = re.compile(r"〖.*〗$", re.DOTALL)
_LETTERED = re.compile(r"[a-h][.、:,)]")


def clean(text: str) -> str:
    """The text in NFKC without space, TAB or no-break space around it; ``（空）`` becomes ``(空)``, ``７`` becomes ``7``."""
    return text.strip() if text.isascii() else unicodedata.normalize("NFKC", text).strip()


def compact(text: str) -> str:
    """The text as it is compared: ``clean``, without any space inside and in lower case; ``1.0`` becomes ``1``."""
    bare = "".join(clean(text).split()).casefold()
    whole = _WHOLE_NUMBER.fullmatch(bare)
    return whole[1] if whole else bare


def option(text: str) -> str:
    """An answer as an option: ``compact`` without what was filled in (``其他〖…〗``)."""
    return compact(_FILLED_IN.sub("", text.strip()))


def without_letter(answer: str) -> str:
    """A compact option without the letter an author put before it: ``a.从不`` becomes ``从不``."""
    return _LETTERED.sub("", answer, count=1) if _LETTERED.match(answer) else answer


def student_number(text: str) -> str:
    """A student number as the roster keeps it: no spaces, no leading ``'``, no ``="…"``, no ``.0``, letters in capitals.

    The same text comes out whether the number came from a roster or an export, so that their marks are equal.
    """
    if text.isascii() and text.isalnum():
        return text.upper()
    bare = "".join(clean(text).split())
    formula = _EXCEL_FORMULA.fullmatch(bare)
    if formula:
        bare = formula[1]
    bare = bare.lstrip("'").upper()
    whole = _WHOLE_NUMBER.fullmatch(bare)
    return whole[1] if whole else bare


def is_damaged(number: str) -> bool:
    """True for ``1.10101E+17``: Excel took the number for a quantity and its last digits are lost in the file itself."""
    return _SCIENTIFIC.fullmatch(number) is not None


def is_test(number: str, name: str) -> bool:
    """Filled in to try the form out: somebody called 测试, or a number of zeros. Only asked of rows whose number is nobody's."""
    return bool(_TRIED.fullmatch(compact(name)) or (not name and _ZEROS.fullmatch(number)) or _TRIED.fullmatch(compact(number)))


def person_name(text: str) -> str:
    """A name as names are compared: NFKC, no spaces, no middle dots, lower case."""
    return compact(text).replace("·", "").replace("•", "").replace("・", "")
