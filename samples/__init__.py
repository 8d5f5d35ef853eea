"""Sample papers and records of an imaginary citizen service centre; see README.md beside this file."""
