"""Specs for the benchmarks: as many agencies as are asked for, small ones or large ones, right or with mistakes."""

from __future__ import annotations

HEAD = """\
version: 1
platform: { name: civic, application: agency-data-platform, owner: data@example.gov, repository: example-gov/platform }
environments:
  dev:
    account_id: "111122223333"
    region: us-east-1
    state: { bucket: example-gov-state-dev }
    notify: { email: [data@example.gov] }
  prod:
    account_id: "444455556666"
    region: us-east-1
    state: { bucket: example-gov-state-prod }
    notify: { email: [data@example.gov] }
agencies:
"""

SMALL = """\
  a{number:04}:
    name: Agency {number}
    tags: {{ cost_center: "{number:04}" }}
    datasets:
      records:
        description: Records as they arrive, every night as one file.
        source: {{ files: {{ format: csv }} }}
        columns:
          record_id: string
          place: string
          taken_on: date
          amount: decimal(12,2)
        key: [record_id]
        retention: {{ raw_days: 90 }}
"""
"""14 lines: one data set, of files, with the same ids in all agencies."""

WIDE = """\
  a{number:04}:
    name: Agency {number}
    tags: {{ cost_center: "{number:04}" }}
    datasets:
      crashes_{number}:
        description: Crashes that agency {number} records, every night as one file.
        source: {{ files: {{ format: csv }} }}
        columns:
          crash_id: string
          happened_on: date
          reported_at: timestamp
          county: string
          city: string
          road: string
          milepost: decimal(8,3)
          latitude: double
          longitude: double
          weather: string
          light: string
          surface: string
          speed_limit: smallint
          lanes: smallint
          vehicles: int
          trucks: int
          cyclists: int
          pedestrians: int
          injured: int
          killed: int
          damage: decimal(12,2)
          alcohol: boolean
          drugs: boolean
          work_zone: boolean
          school_zone: boolean
          hit_and_run: boolean
          officer: string
          district: string
          report_number: string
          closed_on: date
        key: [crash_id]
        partition_by: [happened_on]
        retention: {{ raw_days: 90 }}
"""
"""41 lines: one data set of 30 columns, whose output has files of about the size that the goals were set with."""

LARGE = """\
  a{number:04}:
    name: Agency {number}
    tags: {{ cost_center: "{number:04}" }}
    datasets:
      counts_{number}:
        description: Counts of every site of agency {number}, minute by minute.
        source: {{ stream: {{}} }}
        columns:
          site_id: string
          counted_at: timestamp
          lane: smallint
          vehicles: int
        key: [site_id, lane, counted_at]
        publish:
          quicksight: {{ time_column: counted_at, filters: [site_id] }}
      records_{number}:
        description: Records of agency {number} as they arrive, every night as one file.
        source: {{ files: {{ format: csv }} }}
        columns:
          record_id: string
          place: string
          taken_on: date
          amount: decimal(12,2)
        key: [record_id]
        retention: {{ raw_days: 90 }}
      permits_{number}:
        description: Permits as agency {number} gives them.
        source: {{ files: {{ format: json }} }}
        columns:
          permit_id: {{ type: string, required: true }}
          place: string
          given_on: date
          guests: int
        key: [permit_id]
        partition_by: [given_on]
    access:
      planners:
        quicksight_group: a{number:04}-planners
        read:
          records_{number}: {{ except_columns: [amount] }}
          permits_{number}: {{}}
"""
"""41 lines: three data sets, a stream, files, a dashboard, readers, and ids of its own."""

KINDS = (
    ("    name: Agency", "    nmae: Agency"),
    ("name: Agency", "name: [Agency]\n    # was: Agency"),
    ("retention:", "retnetion:"),
    ("raw_days: 90", "raw_days: ninety"),
    ("raw_days: 90", "raw_days: 0"),
    ("format: csv", "format: cvs"),
    ("amount: decimal(12,2)", "amount: money"),
    ("key: [record_id]", "key: [recrod_id]"),
    ("files: {", "fils: {"),
    ("    name:", "    deploy_to: [pord]\n    name:"),
    ("        source:", "        key: [place]\n        source:"),
    ("description: Records", "description: 7 #"),
)
"""Text of an agency, and the mistake that replaces it: one each of schema, reference and YAML."""


def spec(agencies: int, mistakes: int = 0, *, agency: str = SMALL) -> str:
    """Return a spec whose mistakes are spread evenly over its agencies, at most one in each; those are small ones."""
    parts = [HEAD]
    for number in range(agencies):
        text = agency.format(number=number)
        before = number * mistakes // agencies
        if (number + 1) * mistakes // agencies > before:
            right, wrong = KINDS[before % len(KINDS)]
            text = text.replace(right, wrong, 1)
        parts.append(text)
    return "".join(parts)
