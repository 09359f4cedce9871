"""Commands about the theory: proofs, explanations, histories, and the zoo of wrong implementations."""
