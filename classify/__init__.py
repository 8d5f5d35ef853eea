"""Recognized pages become documents with a type, a tab, fields and a link to the electronic record."""
