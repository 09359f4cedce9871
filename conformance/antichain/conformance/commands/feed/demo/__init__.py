"""The demonstration of the feed: three servers and a story in rounds."""
