"""What `screening instruments check` looks at in one file, and the shares it prints against the ceilings."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from screening.core.errors import Faults, InstrumentFault, ScreeningError
from screening.core.language import Text, plain
from screening.entrypoints.cli.show import language, say, table

if TYPE_CHECKING:
    from screening.alerts.ceilings import BandShare
    from screening.instruments.definition import Instrument

_MARKS = {
    "free": Text("", ""),
    "within": Text(" ✓", " ✓"),
    "perhaps": Text(" ! 可能超过", " ! perhaps above"),
    "exceeded": Text(" ✗ 超过", " ✗ above"),
    "unknown": Text("", ""),
}
_NO_FIGURE = Text("未知", "unknown")


def definition_files(place: Path) -> list[Path]:
    """The file itself, or every definition below a folder; norms, and what lies beside the shipped folders, are none."""
    from screening.adapters.packaged_files import packaged

    if not place.is_dir():
        return [place]
    beside = packaged("instruments")
    return sorted(file for file in place.rglob("*.y*ml") if file.parent != beside and file.parent.name != "norms")


def faults_of(file: Path, *, mapped: bool) -> list[ScreeningError]:
    """Everything wrong with one file; ``mapped`` asks also whether the band mapping speaks of all it publishes."""
    from screening.adapters.instrument_files import read_instrument
    from screening.instruments.completeness import unsaid
    from screening.scoring.selftest import failed_examples

    name = f"{file.parent.name}/{file.name}"
    try:
        one = read_instrument(file)
    except Faults as several:
        return [_placed(fault, name) for fault in several.faults]
    except ScreeningError as fault:
        return [_placed(fault, name)]
    unsaid_faults = [InstrumentFault(told.what, where=plain(told.place), hint=_SAY) for told in unsaid(one)]
    found: list[ScreeningError] = [*failed_examples(one), *unsaid_faults, *(_unmapped(one) if mapped else [])]
    return [_placed(fault, name) for fault in found]


_SAY = Text("请在定义文件里补上；算例按手册手算", "add it to the file; examples are reckoned by hand from the manual")


def _unmapped(one: "Instrument") -> list[InstrumentFault]:
    from screening.adapters.policy_files import load_band_mapping
    from screening.alerts.coverage import uncovered

    hint = Text(
        "请在 policy/band_mapping 里写明；不据以预警的写 bands: null",
        "name it in policy/band_mapping; write bands: null if no rule should read it",
    )
    return [InstrumentFault(what, where=plain(one.edition), hint=hint) for what in uncovered(one, load_band_mapping())]


def _placed(fault: ScreeningError, name: str) -> ScreeningError:
    """The same fault with the file in front of its place, unless it is named there already."""
    if name in fault.where.en:
        return fault
    where = Text(f"{name}，{fault.where.zh}", f"{name}, {fault.where.en}") if fault.where.en else plain(name)
    return type(fault)(fault.what, where=where, hint=fault.hint)


def show_ceilings(editions: Iterable["Instrument"]) -> None:
    """The share expected at each policy band by the cited samples, against the ceilings; unknown ones are counted."""
    from screening.adapters.policy_files import load_band_mapping
    from screening.alerts.ceilings import SUBSCALE, TOTAL, band_shares

    rows, told = [], []
    for one in editions:
        shares = list(band_shares(one, load_band_mapping()))
        told += shares
        rows += _rows(one, shares)
    columns = [Text("版本", "edition"), Text("量表", "scale"), *map(plain, ("≥ B1", "≥ B2", "B3"))]
    limits = [f"{band} {most:g}%" for band, most in TOTAL.items()], [f"{band} {most:g}%" for band, most in SUBSCALE.items()]
    note = Text(
        f"上限：总分 {'、'.join(limits[0])}；分量表 {'、'.join(limits[1])}。只读出处给出的数字，未知的不猜",
        f"Ceilings: total {', '.join(limits[0])}; subscale {', '.join(limits[1])}. Cited figures only, nothing is guessed",
    )
    table(Text("各级预计比例与上限", "Shares expected at each policy band"), columns, rows, note=note)
    above = sum(one.verdict == "exceeded" for one in told)
    perhaps = sum(one.verdict == "perhaps" for one in told)
    unknown = sum(one.verdict == "unknown" for one in told)
    say(
        Text(
            f"* 自定或未证实。超过上限 {above} 处，可能超过 {perhaps} 处，没有数字可比 {unknown} 处：首轮测评后按本校比例核对",
            f"* ours or unverified. Above a ceiling: {above}, perhaps above: {perhaps}, no figure to compare: {unknown}; "
            "compare with the school's own shares after its first wave",
        )
    )


def _rows(one: "Instrument", shares: Sequence["BandShare"]) -> list[list[str]]:
    """A line for the total, one for each subscale with a figure, and one that counts the others."""
    total = [share for share in shares if one.scales[share.scale].role == "total"]
    known = dict.fromkeys(share.scale for share in shares if share not in total and share.verdict != "unknown" and share.cited)
    rest = {share.scale for share in shares if share not in total} - set(known)
    rows = [_line(one, share.scale, total) for share in total[:1]]
    rows += [_line(one, scale, [share for share in shares if share.scale == scale]) for scale in known]
    if rest:
        unknown = _NO_FIGURE.said(language())
        others = Text(f"分量表 {len(rest)} 个", f"{len(rest)} subscales").said(language())
        rows.append([one.edition, others, unknown, unknown, unknown])
    return rows


def _line(one: "Instrument", scale: str, shares: Sequence["BandShare"]) -> list[str]:
    found = {share.band: _cell(share) for share in shares}
    return [one.edition, scale, *(found.get(band, "–") for band in ("B1", "B2", "B3"))]


def _cell(share: "BandShare") -> str:
    """``27% / 25% ✗``; a figure of another cut only bounds the share, and says so."""
    from screening.entrypoints.cli.instrument_page import percent

    spoken = language()
    most = f" / {share.ceiling:g}%" if share.ceiling is not None else ""
    if share.cited:
        said = percent(share.low or 0, share.high).said(spoken) + ("" if _sure(share) else "*")
    elif share.verdict in {"within", "exceeded"}:
        said = f"≤ {share.high:g}%" if share.verdict == "within" else f"≥ {share.low:g}%"
    else:
        said = _NO_FIGURE.said(spoken)
    return f"{said}{most}{_MARKS[share.verdict].said(spoken)}"


def _sure(share: "BandShare") -> bool:
    """Whether somebody published one of the figures."""
    return any(told.source.confidence not in {"ours", "unverified"} for told in share.cited)
