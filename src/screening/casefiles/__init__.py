"""One student, one sealed file."""
