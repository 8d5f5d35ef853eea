"""The shelf and the books: objects, schema, records, register, audit, search index. The only room that speaks SQL."""
