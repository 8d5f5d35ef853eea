"""How well, and at what cost, papers are read: `python -m bench.ocr --help`."""
