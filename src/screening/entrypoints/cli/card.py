"""How a reason card is shown: "why this pupil?", topic by topic."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from screening.core.language import Text
from screening.entrypoints.cli.show import language, table

if TYPE_CHECKING:
    from screening.alerts.interface import Decision
    from screening.alerts.mapping import BandMapping
    from screening.alerts.near_cut import NearCut
    from screening.alerts.policy import AlertPolicy
    from screening.alerts.reason_card import CardLine

COLUMNS = (Text("项目", "what"), Text("内容", "value"))


def card_of(
    decision: "Decision", policy: "AlertPolicy", mapping: "BandMapping", near: "Sequence[NearCut]" = ()
) -> "tuple[CardLine, ...]":
    """The card, with the titles of every edition that we have, and scores that lie near their cut."""
    from screening.adapters.instrument_files import list_editions, load_instrument
    from screening.alerts.reason_card import reason_card

    known = set(list_editions())
    named = ({code.split(" ")[0] for code in decision.evidence} | {one.edition for one in near}) & known
    return reason_card(decision, policy, mapping, {name: load_instrument(name) for name in named}, near)


def show_card(title: Text, card: "Sequence[CardLine]", *, before: Sequence[tuple[Text, str]] = ()) -> None:
    """One table; a topic is named on its first line only. ``before`` are lines of the caller's, such as the pupil."""
    rows, last = [[topic.said(language()), said] for topic, said in before], None
    for line in card:
        rows.append(["" if line.topic == last else line.topic.said(language()), line.words.said(language())])
        last = line.topic
    table(title, COLUMNS, rows)
