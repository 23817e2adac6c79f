"""The verbs: one file, one verb; ports and permissions beside them."""
