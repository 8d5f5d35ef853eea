"""What may be asked, by subject. Everything here reads one unchanging state of the database."""
