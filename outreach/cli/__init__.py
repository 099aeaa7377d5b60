"""The command line: words in, exit statuses out. It decides nothing itself."""
