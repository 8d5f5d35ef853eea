"""What may be written, by subject. Everything here runs inside the one write transaction of `Archive.write`."""
