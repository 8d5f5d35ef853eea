"""Draws office papers from descriptions, wears them like scans, and writes down the truth about every word."""
