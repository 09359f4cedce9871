"""The protocol between the harness and a target: requests, answers and claims."""
