"""The table of editions that stands in instruments/README.md, made from the definitions themselves."""

from collections.abc import Collection, Sequence

from screening.instruments.definition import Instrument
from screening.instruments.gaps import gaps

_HEAD = """\
# 量表定义 / Instruments

One folder an instrument, one file an edition. An edition in use is never edited: a new reading is `v2.yaml`, and old results keep
pointing at `v1`. A cut-off stands in these files and nowhere else. Item wording is not shipped: topics are two or three words of
our own, so that people can check which column is which question. `screening instruments check` reads every file, looks for
contradictions and scores its examples.

This page is made by `screening instruments check --write-readme` and `make pages`. `screening instruments schema` prints a JSON
Schema for editors. What key, bands, norms and licence rest on stands in [docs/instruments.md](../docs/instruments.md).

- **Who**: a sheet of a parent or teacher folds apart from the pupil's; what it shows is an adult's slight observation.
- **Confidence** of the key and of the default bands: *confirmed* = two or more independent sources, *single-source*,
  *conflicting* = texts disagree and the file says which reading is taken, *unverified* = nobody could confirm it, *ours*.
- **Norms**: those written in the edition itself. Norms in files of their own stand in `<code>/norms/`; `screening norms show` and
  [docs/instruments.md](../docs/instruments.md) list both. Without either there is no T.
- **Policy**: whether the shipped band mapping reads the scores. Scores that are information only raise no alert, however high
  they are; safety items count all the same.

"""

_COLUMNS = (
    "edition",
    "名称",
    "who",
    "grades",
    "items",
    "scales",
    "safety items",
    "key",
    "default bands",
    "norms",
    "policy",
    "licence of the key",
    "licence of the wording",
)
_WHO = {"self": "学生 / pupil", "parent": "家长 / parent", "teacher": "教师 / teacher"}


def readme(editions: Sequence[Instrument], information_only: Collection[str] = ()) -> str:
    """The whole page in Markdown, one line per edition in the order given, then what each cannot see and what is missing.

    ``information_only`` names the editions whose scores the policy does not read.
    """
    head = ["| " + " | ".join(_COLUMNS) + " |", "| " + " | ".join("---" for _ in _COLUMNS) + " |"]
    lines = head + [_line(instrument, read=instrument.edition not in information_only) for instrument in editions]
    return _HEAD + "\n".join(lines) + "\n\n" + "\n".join(_limits(instrument) for instrument in editions)


def _line(instrument: Instrument, *, read: bool) -> str:
    cells = (
        f"[{instrument.edition}]({instrument.code}/v{instrument.version}.yaml)",
        instrument.title.zh,
        _WHO[instrument.eligible.respondent],
        _span(instrument.eligible.grades),
        str(instrument.items.count),
        str(len(instrument.scales)),
        ", ".join(f"q{column + 1}" for column in instrument.safety_columns) or "–",
        instrument.sources["key"].confidence,
        _bands(instrument),
        ", ".join(dict.fromkeys(norm.source.confidence for norm in instrument.norms)) or "–",
        "读取 / read" if read else "仅供参考 / information only",
        instrument.licence.key,
        f"{instrument.licence.wording} ({instrument.licence.confidence})",
    )
    return "| " + " | ".join(cells) + " |"


def _bands(instrument: Instrument) -> str:
    """The default table of the total, or of the first scale, with its confidence."""
    scale = instrument.scales[instrument.total] if instrument.total else next(iter(instrument.scales.values()))
    return f"{scale.bands[0].name} ({scale.bands[0].source.confidence})" if scale.bands else "–"


def _span(grades: tuple[int, ...]) -> str:
    return f"{grades[0]}-{grades[-1]}" if list(grades) == list(range(grades[0], grades[-1] + 1)) else ", ".join(map(str, grades))


def _limits(instrument: Instrument) -> str:
    """What high means, who can read it, what it cannot see, and what is missing, in both languages."""
    told, high = instrument.reading_age, instrument.high_means
    lines = [f"{high.zh} / {high.en}"] if high else []
    if told:
        sure = told.source.confidence
        lines.append(
            f"阅读 / reading: {told.grade} 年级、约 {told.age} 岁起 / from grade {told.grade}, about age {told.age} ({sure})"
        )
    lines += [instrument.cannot_see.zh, instrument.cannot_see.en]
    lines += [f"尚缺 / missing: {gap.zh} / {gap.en}" for gap in gaps(instrument)]
    return f"## {instrument.edition}\n\n" + "".join(f"- {line}\n" for line in lines)
