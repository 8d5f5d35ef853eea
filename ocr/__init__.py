"""A page image becomes a RecognizedPage, and a recognized page becomes hOCR, ALTO or searchable PDF/A."""
