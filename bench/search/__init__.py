"""How well the search finds: known-item queries on misread Arabic pages, against engines that people use today.

    python -m bench.search                       quality: collection, noise 0, 5 and 15%, every engine, one table
    python -m bench.search --scale 100000        speed and size of a recombined collection of so many pages
    python -m bench.search --findable 20         how soon papers are found after they are read, with a real watcher

The text comes from the corpus beside the project; without it there is nothing to measure on.
"""
