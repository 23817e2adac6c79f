"""Text in the two languages we speak: Simplified Chinese first, English on request."""

from typing import Literal, NamedTuple

Language = Literal["zh", "en"]


class Text(NamedTuple):
    """One message in both languages, written side by side so that neither grows stale.

    Row numbers and column headings may stand in it; names, student numbers, answers and scores never.
    """

    zh: str
    en: str

    def said(self, language: Language) -> str:
        """The message in one language."""
        return self.en if language == "en" else self.zh


def plain(words: str) -> Text:
    """The same words in both languages: a file name, a code, a heading."""
    return Text(words, words)
