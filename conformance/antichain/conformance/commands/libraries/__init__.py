"""Commands about published libraries: the shipped adapters, the survey and the findings."""
