"""Reads export files as dictionary-encoded text columns, recognised by content."""
