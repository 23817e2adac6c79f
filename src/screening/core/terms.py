"""Fixed terms of the field that more than one room needs."""

GRADES = (4, 5, 6, 7, 8, 9)
SYNTHETIC_NUMBER = "G99"
"""How every made-up student number starts: 99 is no province code (GB/T 2260), so no real number can."""
