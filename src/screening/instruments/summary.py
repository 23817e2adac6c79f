"""The table of editions that stands in instruments/README.md, made from the definitions themselves."""

from collections.abc import Sequence

from screening.instruments.definition import Instrument

_HEAD = """\
# 量表定义 / Instruments

One folder an instrument, one file an edition. An edition in use is never edited: a new reading is `v2.yaml`, and old results keep
pointing at `v1`. A cut-off stands in these files and nowhere else. Item wording is not shipped: topics are two or three words of
our own, so that people can check which column is which question. `screening instruments check` reads every file, looks for
contradictions and scores its examples.

This page is made by `screening instruments check --write-readme`.

| edition | 名称 | grades | items | scales | safety items | default bands | confidence | licence of the wording |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
"""


def readme(editions: Sequence[Instrument]) -> str:
    """The whole page in Markdown, one line per edition in the order given, then what each cannot see and what is missing."""
    lines = [_line(instrument) for instrument in editions]
    return _HEAD + "\n".join(lines) + "\n\n" + "\n".join(_limits(instrument) for instrument in editions)


def _line(instrument: Instrument) -> str:
    total = instrument.scales[instrument.total] if instrument.total else next(iter(instrument.scales.values()))
    cells = (
        f"[{instrument.edition}]({instrument.code}/v{instrument.version}.yaml)",
        instrument.title.zh,
        _span(instrument.eligible.grades),
        str(instrument.items.count),
        str(len(instrument.scales)),
        ", ".join(f"q{column + 1}" for column in instrument.safety_columns) or "–",
        total.bands[0].name if total.bands else "–",
        instrument.sources["bands"].confidence,
        instrument.licence.wording,
    )
    return "| " + " | ".join(cells) + " |"


def _span(grades: tuple[int, ...]) -> str:
    return f"{grades[0]}-{grades[-1]}" if list(grades) == list(range(grades[0], grades[-1] + 1)) else ", ".join(map(str, grades))


def _limits(instrument: Instrument) -> str:
    gaps = "".join(f"- 尚缺 / missing: {zh} / {en}\n" for zh, en in zip(instrument.missing, instrument.missing_en, strict=True))
    return f"## {instrument.edition}\n\n- {instrument.cannot_see.zh}\n- {instrument.cannot_see.en}\n{gaps}"
