"""The survey: every installed adapter of a published library, judged at the same bounds, on one page."""
