"""Answers become scores, bands and validity flags, vectorised."""
