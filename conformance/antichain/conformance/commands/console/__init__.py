"""What all subcommands share: options, output, error messages, and the page of a report."""
