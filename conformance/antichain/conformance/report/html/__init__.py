"""The results of a check as one HTML page that needs no network and no server."""
