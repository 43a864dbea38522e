"""Clean-up of text that keeps offsets: characters, repeated lines, columns, tables, headings."""
