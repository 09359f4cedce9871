"""The catalogue of rules, and known bugs of published libraries."""
