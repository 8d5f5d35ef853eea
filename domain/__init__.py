"""The words every room speaks: values, errors, the catalogue, Arabic text. Standard library only."""
