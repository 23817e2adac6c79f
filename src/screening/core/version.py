"""The one place where the version stands; the wheel and `screening --version` both read it."""

__version__ = "0.1.0"
