"""How pupils tend to answer each instrument: shares and loadings that make the school's figures look like published ones.

The targets are cited; the numbers that reach them are ours, found by trying on 600,000 synthetic sheets.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Tendency:
    """How the items of one scale are answered."""

    reach: tuple[float, ...]  # share of pupils at or above the 2nd, 3rd, … worst-going code; the last step repeats downwards
    general: float = 0.60  # loading on the pupil's general distress
    own: float = 0.30  # loading on the scale's own factor
    spread: float = 0.25  # standard deviation of item difficulty, in probits


@dataclass(frozen=True, kw_only=True)
class Profile:
    """How one instrument is answered; scales and items that are not named follow ``usual`` and ``safety``."""

    usual: Tendency
    scales: dict[str, Tendency] = field(default_factory=dict)
    items: dict[str, tuple[float, ...]] = field(default_factory=dict)  # item id -> its own ``reach``
    safety: tuple[float, ...] = (0.09, 0.025, 0.010, 0.004)
    stem: str = "请按你的实际情况选择"  # what the platform prints above a matrix


USUAL = Profile(usual=Tendency(reach=(0.45, 0.18, 0.07, 0.03, 0.01)))
"""For an instrument without a profile of its own."""

_MHT = Tendency(reach=(0.374,), general=0.46, own=0.30, spread=0.35)

PROFILES: dict[str, Profile] = {
    # Learning anxiety >= 8 about 52 % (45-58 % in cited samples), total >= 65 about 5 % (Heze 2.0 %, five provinces 7 %,
    # Wuhan 10.3 %), item 85 or 97 about 16 %, lie scale >= 7 about 8 % (ours); alpha of the total about .93.
    "mht": Profile(
        usual=_MHT,
        scales={
            "learning_anxiety": Tendency(reach=(0.501,), general=0.46, own=0.30, spread=0.35),
            "lie": Tendency(reach=(0.404,), general=0.0, own=0.25, spread=0.30),
        },
        items={"q85": (0.082,), "q97": (0.082,)},
    ),
    # Total >= 10 about 20 % (Zigong, n = 63,205: 23 %); alpha .84-.90 (Taiwan .84, the UKM sample .905).
    "phq9": Profile(
        usual=Tendency(reach=(0.425, 0.135, 0.063), general=0.62, own=0.33),
        items={"q9": (0.10, 0.030, 0.012)},
        stem="最近两周",
    ),
    # Total >= 10 about 14 % (Zigong 13.9 %); alpha about .9 (the UKM sample .944).
    "gad7": Profile(usual=Tendency(reach=(0.41, 0.115, 0.05), general=0.68, own=0.42, spread=0.15), stem="最近两周"),
    # The eight-province and Shanghai bands were built as about 80/10/10 %; ours.
    "sdq_self": Profile(usual=Tendency(reach=(0.42, 0.11), general=0.40, own=0.35), stem="最近半年"),
    # About a quarter at 25 or above; ours.
    "scared": Profile(usual=Tendency(reach=(0.33, 0.08), general=0.50, own=0.35), stem="最近三个月"),
    # About 27 % at 15 or above (meta-analysis 2015-2024).
    "dsrsc": Profile(usual=Tendency(reach=(0.48, 0.14), general=0.50, own=0.20), stem="最近一周"),
    # Mean raw score about 15 of 25; ours. Better answers are higher codes, so the steps count downwards from the best.
    "who5": Profile(usual=Tendency(reach=(0.85, 0.60, 0.32, 0.14, 0.05), general=0.60, own=0.40), stem="最近两周"),
    # 26.3 % with a mean of 2 or above (2019, n = 4,153).
    "mssmhs": Profile(usual=Tendency(reach=(0.44, 0.19, 0.07, 0.02), general=0.55, own=0.30), stem="最近一段时间"),
}
