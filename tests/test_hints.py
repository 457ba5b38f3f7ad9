"""What people write into the reference spec by mistake: one message each, at the line to blame, with what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from specs import REPOSITORY

from tfgen import pipeline

if TYPE_CHECKING:
    from pathlib import Path

RIGHT = (REPOSITORY / "agencies.yaml").read_text(encoding="utf-8")
NETWORK = "subnet_ids: [subnet-0a1b2c3d4e5f60001, subnet-0a1b2c3d4e5f60002, subnet-0a1b2c3d4e5f60003]"


def told(tmp_path: Path, text: str) -> list[tuple[int, str]]:
    """Give the line and the hint of each message about a spec."""
    spec = tmp_path / "agencies.yaml"
    spec.write_text(text, encoding="utf-8")
    found = pipeline.check(spec).diagnostics
    return [(one.location.line if one.location else 0, one.hint) for one in found]


@pytest.mark.parametrize(
    ("right", "wrong", "hint"),
    [
        # keys that are called otherwise
        ("\ndefaults:", "\ndefault:", "did you mean 'defaults'?"),
        ("\ndefaults:", "\nDefaults:", "did you mean 'defaults'?"),
        ("\nenvironments:", "\nenvs:", "did you mean 'environments'?"),
        ("\nagencies:", "\ndepartments:", "did you mean 'agencies'?"),
        ("name: Department of T", "title: Department of T", "did you mean 'name', which is missing?"),
        ("source: { stream: {} }", "from: { stream: {} }", "did you mean 'source', which is missing?"),
        ("columns:\n          site_id", "fields:\n          site_id", "did you mean 'columns', which is missing?"),
        ("contractor: { type:", "contractor: { kind:", "did you mean 'type', which is missing?"),
        ("quicksight_group: dot", "group: dot", "did you mean 'quicksight_group'?"),
        ("agency: doh", "user: doh", "the keys allowed here are: 'account', 'agency', 'deploy_to', 'quicksight_group'"),
        # a ':' without a space
        ("raw_days: 30,", "raw_days:30,", "put a space behind 'raw_days:'"),
        ('cost_center: "4120"', 'cost_center:"4120"', "put a space behind 'cost_center:'"),
        ('cost_center: "4120"', "cost_center:4120", "put a space behind 'cost_center:'"),
        ("mode: provisioned", "mode:provisioned", "put a space behind 'mode:'"),
        ("required: true", "required:true", "put a space behind 'required:'"),
        ("filters: [site_id]", "filters:[site_id]", "put a space behind 'filters:'"),
        ("lane: smallint", "lane:smallint", "put a space behind 'lane:'"),
        # commas
        ('account_id: "111122223333"', 'account_id: "111122223333",', "remove it"),
        ("processed_days: 2555", "processed_days: 2,555", "write it without: 2555"),
        ('schedule: "cron(0 6 * * ? *)"', "schedule: cron(0 6,18 * * ? *)", '"cron(0 6,18 * * ? *)"'),
        ("key: [site_id, lane", "key: [site_id lane", "write each as an item of its own: site_id, lane"),
        (
            NETWORK,
            NETWORK.replace("1,", "1"),
            "write each as an item of its own: subnet-0a1b2c3d4e5f60001, subnet-0a1b2c3d4e5f60002",
        ),
        (NETWORK, "subnet_ids: [subnet-0a1b2c3d4e5f60001]", "add 2 more"),
        # lists and maps
        ("          counted_at: timestamp", "          - counted_at: timestamp", "remove the '- '"),
        ("key: [site_id, lane, counted_at]", "key: (site_id, lane)", "write it as a list: [site_id, lane]"),
        ("deploy_to: [dev]", "deploy_to: \u2013 dev", "write it as a list, as in [one, two]"),
        ("deploy_to: [dev]", "deploy_to: true", "write it as a list, as in [one, two]"),
        ("deploy_to: [dev]", "deploy_to: dev and prod", "write it as a list: [dev, prod]"),
        (
            "warehouse:\n      provisioned: { node_type: ra3.xlplus, nodes: 2 }",
            "warehouse: provisioned",
            "write `provisioned:` on the next line, two spaces further in, and what it needs below that",
        ),
        # characters that look alike
        ("us-east-1", "us\u2011east\u20111", "write us-east-1 with plain characters: '\u2011' is U+2011"),
        ('"111122223333"', '"11112222\uff13333"', 'write "111122223333" with plain characters'),
        ("dot-analysts", "dot analysts", "did you mean 'dot_analysts'?"),
        # comments and text of other kinds
        ('    tags: { cost_center: "4120" }', "    // tags", "begin it with '# '"),
        ("minute by minute.", "minute\n        by minute.", "to go on with the value above, indent it deeper"),
        ("cron(0 4 * * ? *)", "cron(0 4 L-3 * ? *)", "write L for the last day of a month"),
        # numbers in other forms
        ("raw_days: 730", "raw_days: 1_000", "write 1000"),
        ("raw_days: 730", "raw_days: 0x2da", "write 730"),
        ("raw_days: 730", "raw_days: 2 years", "write 730, without quotes or unit"),
        ("retention_hours: 72", "retention_hours: 3d", "write 72: the number counts hours"),
        ("trigger: schedule,", "trigger: schedule, timeout_minutes: 2h,", "write 120: the number counts minutes"),
        ("shards: 4", "shards: four", "write a number from 1 to 500"),
        ("region: us-east-1", "region: us-east-1\n    errors: { retention_days: forever }", "write a number from 1 to"),
        ("ra3.xlplus, nodes: 2", "ra3.16xlarge, nodes: 1", "write a number from 2 to 128"),
        ("ra3.xlplus, nodes: 2", "ra3.xlplus, nodes: 64", "write a number from 1 to 32"),
        # schedules
        ('"cron(0 4 * * ? *)"', '"cron(0 4 * * ? *"', "did you mean 'cron(0 4 * * ? *)'?"),
        ('"cron(0 4 * * ? *)"', '"rate(1 week)"', "did you mean 'rate(7 days)'?"),
        ('"cron(0 4 * * ? *)"', '"rate(30 seconds)"', "did you mean 'rate(1 minute)'?"),
        ('"cron(0 4 * * ? *)"', '"@monthly"', "did you mean 'cron(0 0 1 * ? *)'?"),
        ('"cron(0 4 * * ? *)"', '"cron(0 4 * * ? 2020)"', "write * for every year"),
        ('"cron(0 4 * * ? *)"', '"cron(0/90 4 * * ? *)"', "a step of 59 or less"),
        # lists, maps and what is written in place of them
        ("[data-platform-dev@example.gov]", "[data-platform-dev@example,gov]", "data-platform-dev@example.gov"),
        (
            "read:\n          traffic_counts: {}\n          road_works: { except_columns: [contractor] }",
            "read: [traffic_counts, road_works]",
            "write it as a map: { traffic_counts: {}, road_works: {} }",
        ),
        ("format: csv", "format: csv, delimiter: '\\t'", 'as one character: "\\t"'),
        ("format: csv", "format: csv, delimiter: ,", 'put the character in quotes, as in ";"'),
        ("version: 1\n", "version: 1\nsuppress: TFG320\n", "write it as a list: [{ code: TFG320, reason: … }]"),
        ("version: 1\n", "version: 1\nsuppress: { TFG320: old }\n", "[{ code: TFG320, reason: old }]"),
        ("version: 1\n", "version: 1\nsuppress: { code: TFG320, reason: old }\n", "put it in a list: [{ code: TFG320"),
        # names of things in AWS
        (
            "arn:aws:iam::444455556666:role/epi",
            "arn:aws:iam::444455556666:user/epi",
            "this is an IAM user; name a role, as in arn:aws:iam::444455556666:role/epi",
        ),
        (
            "arn:aws:iam::444455556666:role/epi",
            "arn:aws:iam:444455556666:role/epi",
            "'arn:aws:iam::444455556666:role/epi",
        ),
        (
            "role: arn:aws:iam::444455556666:role/epidemiology",
            "role: arn:aws:sts::444455556666:assumed-role/epidemiology/me",
            "did you mean 'arn:aws:iam::444455556666:role/epidemiology",
        ),
        ("role: arn:aws:iam::444455556666:role/epidemiology", 'account: "444455556666"', "name a role or a QuickSight"),
        ("+12025550123", "+1202555012", "ten digits follow +1"),
        # words
        ("name: Department of H", "name Department of H", "write `name: Department of Health`"),
        ("name: Parks", "lifecycle: Retired\n    name: Parks", "write retired, in small letters"),
        ("          lane: smallint", "          1: smallint", "give it an id that begins with a letter"),
        # lines in a wrong column
        ("\n  dot:", "\n    dot:", "begin it in column 3"),
        ("\n  doh:", "\n    doh:", "indent this line like 'dot', by 2 fewer spaces"),
        ("\n  prod:\n    acc", "\n    prod:\n    acc", "indent this line like 'dev', by 2 fewer spaces"),
        ("\n      health_planners:", "\n        health_planners:", "indent this line like 'traffic_analysts'"),
        ("\n        description: Vehicles", "\n       description: Vehicles", "begin it in column 9"),
        ("\n          lane: smallint", "\n        lane: smallint", "begin it in column 11"),
        ("\n          road: string", "\n         road: string", "begin it in column 11"),
        (
            '\n    tags: { cost_center: "4120" }',
            '\n\xa0\xa0\xa0 tags: { cost_center: "4120" }',
            "indent it with spaces",
        ),
    ],
)
def test_what_people_write_by_mistake_is_told_once_with_what_to_do(
    right: str, wrong: str, hint: str, tmp_path: Path
) -> None:
    at = RIGHT.index(right)
    text = RIGHT[:at] + wrong + RIGHT[at + len(right) :]
    begins = at + len(wrong) - len(wrong.lstrip("\n"))
    first = text.count("\n", 0, begins) + 1

    found = told(tmp_path, text)

    assert len(found) == 1, found
    line, said = found[0]
    assert hint in said, said
    assert first <= line <= first + wrong.strip("\n").count("\n"), (line, first)


@pytest.mark.slow
@pytest.mark.parametrize("by", [-4, -3, -2, -1, 1, 2, 3, 4])
def test_one_line_in_a_wrong_column_is_told_once_and_blamed(by: int, tmp_path: Path) -> None:
    lines = RIGHT.splitlines()
    judged = blamed = 0
    for number, line in enumerate(lines):
        depth = len(line) - len(line.lstrip())
        # A third of them each: all would take some minutes.
        if not line.strip() or line.lstrip().startswith("#") or depth + by < 0 or number % 3 != by % 3:
            continue
        changed = " " * by + line if by > 0 else line[-by:]
        found = told(tmp_path, "\n".join([*lines[:number], changed, *lines[number + 1 :]]) + "\n")
        assert len(found) <= 1, (number + 1, found)
        judged += len(found)
        # The first line of the file and the section behind it are equally likely to be the wrong one.
        blamed += sum(abs(place - number - 1) <= 1 or number < 7 for place, _ in found)
    assert judged > 25
    assert blamed == judged


def indented(lines: list[str], first: int, last: int, by: int) -> str:
    """Move lines, by number from 1, by so many columns."""
    part = [" " * by + line if by > 0 else line[-by:] if line.strip() else line for line in lines[first - 1 : last]]
    return "\n".join([*lines[: first - 1], *part, *lines[last:]]) + "\n"


def blocks() -> list[tuple[int, int]]:
    """Give the first and the last line of what stands below each key of the reference spec."""
    lines = RIGHT.splitlines()
    depths = [len(line) - len(line.lstrip()) if line.strip() and line.strip()[0] != "#" else None for line in lines]
    found = []
    for number, depth in enumerate(depths):
        if depth is None:
            continue
        last = number
        for below in range(number + 1, len(lines)):
            other = depths[below]
            if other is not None and other <= depth:
                break
            last = below if other is not None else last
        if last > number:
            found.append((number + 2, last + 1))
    return found


@pytest.mark.slow
def test_what_stands_below_a_key_and_was_moved_to_its_column_is_told_once(tmp_path: Path) -> None:
    for first, last in blocks():
        found = told(tmp_path, indented(RIGHT.splitlines(), first, last, -2))
        assert len(found) == 1, (first, found)
        # The first line may be a comment.
        assert first - 1 <= found[0][0] <= first + 1, (first, found)


@pytest.mark.parametrize(
    ("start", "end", "by", "said"),
    [
        ("  prod:", "# Under", 2, "indent them 2 spaces less"),
        ("      road_works:", "    access:", 2, "indent them 2 spaces less"),
        ("  dep:", "  # Just", 2, "indent them 2 spaces less"),
        ("  dep:", "  # Just", -2, "indent it below 'agencies'"),
        ("          site_id:", "        key:", -2, "indent them 2 spaces more"),
        ("agencies:", "  # Files", 2, "indent them 2 spaces less"),
    ],
)
def test_a_block_in_a_wrong_column_is_told_once(start: str, end: str, by: int, said: str, tmp_path: Path) -> None:
    lines = RIGHT.splitlines()
    first = next(number for number, line in enumerate(lines, start=1) if line.startswith(start))
    last = next(number for number, line in enumerate(lines, start=1) if number > first and line.startswith(end)) - 1
    found = told(tmp_path, indented(lines, first, last, by))
    assert len(found) == 1
    assert found[0][0] == first
    assert said in found[0][1]


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("code: TFG320, path: agencies.dot.datasets.roadworks, reason: old system", "did you mean"),
        ("code: TFG320, path: agencies/dot, reason: old system", "did you mean 'agencies.dot'?"),
        ("code: TFG320, path: agencies.*, reason: old system", "did you mean 'agencies'?"),
        ("code: 320, reason: old system", "write it like TFG320"),
        ("codes: TFG320, reason: old system", "did you mean 'code'?"),
    ],
)
def test_a_suppression_with_a_mistake_leaves_one_message(entry: str, said: str, tmp_path: Path) -> None:
    text = RIGHT.replace("road: string", "user: string") + f"suppress:\n  - {{ {entry} }}\n"
    found = told(tmp_path, text)
    assert len(found) == 1, found
    assert said in found[0][1]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("lib.json", "rename it to lib.yaml"),
        ("lib.YML", "rename it to lib.yml"),
        ("public-lib.yaml", "rename the file, for example to publiclib.yaml"),
    ],
)
def test_files_of_agencies_with_odd_names_are_told(name: str, hint: str, tmp_path: Path) -> None:
    own = tmp_path / "agencies" / name
    own.parent.mkdir()
    own.write_text("name: Public Library\ndeploy_to: [dev]\n", encoding="utf-8")
    found = told(tmp_path, RIGHT)
    assert len(found) == 1, found
    assert hint in found[0][1]


@pytest.mark.parametrize(
    ("changes", "hints"),
    [
        # each environment has a reader of its own partition, and of its own under one role
        (
            [
                (
                    "region: us-east-1\n    state: { bucket: example-gov-terraform-state-dev",
                    "region: us-gov-west-1\n    state: { bucket: example-gov-terraform-state-dev",
                ),
                ("arn:aws:iam::111122223333", "arn:aws-us-gov:iam::111122223333"),
            ],
            [],
        ),
        ([("arn:aws:iam::444455556666:role/epidemiology", "arn:aws:iam::111122223333:role/epidemiology")], []),
        ([("key: [permit_id]", "primary_key: [permit_id]")], ["did you mean 'key'?"]),
        ([("distribution_key: site_id", "dist_key: site_id")], ["did you mean 'distribution_key'?"]),
        ([("distribution_key: site_id", "distkey: site_id")], ["did you mean 'distribution_key'?"]),
        ([('"+12025550123"', '"+44 (0) 20 7946 0018"')], ["did you mean '+442079460018'?"]),
        ([('"+12025550123"', '"+1 202 555 0123 x45"')], ['write it like "+12025550123"']),
        (
            [("[contractor]", "[work_id, road, starts_on, ends_on, contractor]")],
            ["leave one out of the list, or the data set out of `read`"],
        ),
        ([('''rows: "county = 'King'"''', 'rows: ""')], ["write some text"]),
        (
            [("name: Department of Health", "name = Department of Health")],
            ["write `name: Department of Health`"],
        ),
        (
            [("quicksight_group: dot-analysts", "quicksight_group: dot-analysts\n        agency: doh")],
            ["keep one; another reader gets an entry of its own"],
        ),
        ([('"cron(0 6 * * ? *)"', '"0 4 1 * 1"')], ['write it like "cron(0 6 * * ? *)"']),
    ],
)
def test_hints_that_are_followed_lead_to_no_other_mistake(
    changes: list[tuple[str, str]], hints: list[str], tmp_path: Path
) -> None:
    text = RIGHT
    for right, wrong in changes:
        assert right in text
        text = text.replace(right, wrong, 1)
    assert [hint for _, hint in told(tmp_path, text)] == hints


@pytest.mark.slow
@pytest.mark.parametrize("is_split", [False, True])
def test_a_line_in_a_wrong_column_is_found_in_a_long_spec(is_split: bool, tmp_path: Path) -> None:
    head, _, agencies = RIGHT.partition("agencies:\n")
    own = agencies[agencies.index("    name: Parks") :]
    (tmp_path / "agencies").mkdir()
    many = {f"a{number:03}": own.replace("Parks", f"Park {number}") for number in range(150)}
    if is_split:
        begins = 0
        for name, text in many.items():
            of_agency = "".join(f"{line[4:]}\n" for line in text.splitlines())
            (tmp_path / "agencies" / f"{name}.yaml").write_text(of_agency, encoding="utf-8")
        text = head
    else:
        text = f"{head}agencies:\n" + "".join(f"  {name}:\n{part}" for name, part in many.items())
        begins = text[: text.index("  a070:")].count("\n") + 1
    place = tmp_path / "agencies" / "a070.yaml" if is_split else tmp_path / "agencies.yaml"
    lines = (place.read_text(encoding="utf-8") if is_split else text).splitlines()
    found = told(tmp_path, text)
    assert [hint for line, hint in found if line > begins] == []
    for number in range(begins, begins + own.count("\n")):
        for by in (-2, 2):
            if len(lines[number]) - len(lines[number].lstrip()) + by < 0:
                continue
            changed = indented(lines, number + 1, number + 1, by)
            place.write_text(changed, encoding="utf-8")
            more = [one for one in told(tmp_path, text if is_split else changed) if one not in found]
            assert len(more) <= 1, (number + 1, by, more)
            assert all(abs(line - number - 1) <= 1 for line, _ in more), (number + 1, by, more)
