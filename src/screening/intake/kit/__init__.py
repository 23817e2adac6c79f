"""What a school needs to set a survey up as an import will read it, and the check of a test submission."""
