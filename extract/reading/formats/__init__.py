"""One module a format: each turns decoded text into the lines and the metadata of a `Source`."""
