"""What `verify` looks at, by subject."""
