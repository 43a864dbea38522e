"""Facts as Parquet files and the graph made of them in duckdb: past what one process can hold."""
