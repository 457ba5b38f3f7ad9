"""Loads what is new of one data set from its raw files into its Parquet table; the job of AWS Glue.

The parameters are an object that Terraform writes; the program is the package `loading`, shipped beside this script.
At the end one line of JSON says what has been done.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
from dataclasses import asdict

import boto3
from loading.parameters import Parameters
from loading.run import Place, load
from loading.store import GlueCatalog, S3Store
from pyspark.sql import SparkSession


def main(arguments: list[str]) -> None:
    """Run the job with the arguments that Glue hands over; its own among them are no matter here."""
    parser = argparse.ArgumentParser(description="Load one data set.", allow_abbrev=False)
    parser.add_argument("--parameters", required=True, help="URI of the parameters: s3://bucket/key")
    known, _ = parser.parse_known_args(arguments)
    logging.basicConfig(level=logging.INFO)
    store = S3Store(boto3.client("s3"))
    bucket, _, key = known.parameters.removeprefix("s3://").partition("/")
    content = store.read(bucket, key)
    if content is None:
        sys.exit(f"there is no object {known.parameters}")
    parameters = Parameters.of_json(content)
    spark = SparkSession.builder.appName(parameters.dataset).getOrCreate()
    counts = load(Place(spark, store, GlueCatalog(boto3.client("glue")), parameters))
    print(json.dumps({"dataset": parameters.dataset, **asdict(counts)}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
