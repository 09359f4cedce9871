"""Wrong variants of the model, and whether the theorems refute each of them."""
