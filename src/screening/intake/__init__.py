"""Export and roster become answer sheets, and refusals with reasons."""
