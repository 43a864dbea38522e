"""The graph as tables: CSV, Parquet, a workbook, and Neo4j's import files, one module a format."""
