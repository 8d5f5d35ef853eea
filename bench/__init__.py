"""Measurements: each prints its numbers and how they were come by."""
