"""Cases: the requests of a history, and the answers that are expected."""
