"""Papers to measure on, drawn by lot with layouts, wording and typefaces other than those of the samples."""
