"""Why it is right: machine-checked proofs about the model's own functions."""
