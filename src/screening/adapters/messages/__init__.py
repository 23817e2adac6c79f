"""Ways out for messages: a folder of .eml files, a mail server. Each sends one mail or says why not."""

from screening.digests.interface import Channel

__all__ = ["Channel"]
