"""Frames nobody can be recognised in, psychometrics, trends, plots."""
