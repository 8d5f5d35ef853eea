"""The groups of the command line, loaded when they are called."""
