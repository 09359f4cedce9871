"""The common part of all subcommands: options, output, error messages, and the page of a report."""
