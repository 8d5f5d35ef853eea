"""How well papers find their electronic records among many. See __main__.py."""
