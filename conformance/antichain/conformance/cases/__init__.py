"""From a history to requests and the answers that are expected."""
