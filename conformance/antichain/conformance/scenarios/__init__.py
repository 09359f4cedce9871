"""Cases written by hand: amounts, names, messages, constructed states and large counts."""
