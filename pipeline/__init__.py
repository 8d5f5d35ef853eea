"""The steps in order, the one writer, the settings and the composition root."""
