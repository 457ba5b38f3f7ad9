"""Loads raw files of one data set into its Parquet table."""
