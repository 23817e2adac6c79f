"""Survey exports and roster workbooks as files: CSV and Excel, told apart by content, handed on as columns of text."""

from screening.adapters.survey_files.opening import open_export

__all__ = ["open_export"]
