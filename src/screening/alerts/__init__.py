"""Signals become a severity, the rules that fired, and who is told what; policy is data."""
