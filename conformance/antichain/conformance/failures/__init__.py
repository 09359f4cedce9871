"""What becomes of a failure: confirmed, attributed, shrunk, grouped, kept and replayed."""
