"""The search index: a derived thing that follows the numbered feed of the database and can always be built anew.

index.py        SearchIndex: follow the feed, search, rebuild, check
generations.py  the folders of an index on disk: the one in use, the one being built; reading where nothing may be written
fields.py       a page of a document as the engine stores it
analysis.py     words of a page and of a query as terms of the index
query.py        what a person typed, understood
retrieval.py    from a query to candidate pages, by stems, word pieces without dots, and numbers
sheets.py       the words of all candidates at once, the hopeless ones passed over
rank.py         candidates looked at word by word and put in order
marks.py        where on the page the words of the query stand, and a snippet around them
hits.py         the values that come back
"""
