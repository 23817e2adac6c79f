"""Writes the synthetic school as files a real school would hold."""
