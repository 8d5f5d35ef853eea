"""The shelf and the books: objects, scans, documents, records, register, audit, search. The only room that speaks SQL."""
