"""The feed over HTTP, and the page that shows it."""
