"""The probe: finds out which network a target needs."""
