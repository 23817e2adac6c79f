"""What a questionnaire is: items, scales, bands, norms, safety items."""
