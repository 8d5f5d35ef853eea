"""A folder, a batch or an upload becomes whole files and page images."""
