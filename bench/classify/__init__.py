"""How well types, tabs, fields and cuts come out, on papers whose layouts and wordings are unlike the samples."""
