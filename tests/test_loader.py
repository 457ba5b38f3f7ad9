"""The loader: YAML 1.2 to data, places of values, and every way in which a file can be wrong."""

from __future__ import annotations

import time
import unicodedata
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tfgen.check import codes
from tfgen.errors import Diagnostic, TfgenError
from tfgen.loader import Source, events, index, load, parse, positions, reading, scalars

if TYPE_CHECKING:
    from pathlib import Path

    from tfgen.errors import SpecPath

AGENCY = """\
version: 1
platform: {name: civic, owner: data-platform@example.gov}
agencies:
  dot:
    name: "Department of Transportation"
    tags: &tags {cost_center: "4120"}
    datasets:
      roads:
        columns: {id: string, length: double}
        key: [id]
        description: >
          All the roads,
          and bridges.
  parks:
    name: 'Parks & Recreation'
    tags: *tags
"""


@pytest.fixture(params=["libyaml", "pure Python"], autouse=True)
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run every test with both parsers."""
    if request.param == "pure Python":
        monkeypatch.setattr(events, "CParser", None)
    elif not yaml.__with_libyaml__:
        pytest.skip("this PyYAML was built without libyaml")
    return str(request.param)


def read(text: str) -> Any:
    source, diagnostics = parse("spec.yaml", text)
    assert diagnostics == ()
    return source.data


def only_problem(text: str) -> Diagnostic:
    _, diagnostics = parse("spec.yaml", text)
    assert len(diagnostics) == 1, diagnostics
    return diagnostics[0]


def place(diagnostic: Diagnostic) -> tuple[int, int]:
    assert diagnostic.location is not None
    return diagnostic.location.line, diagnostic.location.column


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("42", 42),
        ("-7", -7),
        ("+7", 7),
        ("012345678901", 12345678901),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1e3", 1000),
        ("30.0", 30),
        ("1e17", 1e17),
        ("on", "on"),
        ("no", "no"),
        ("Yes", "Yes"),
        ("True", "True"),
        ("NULL", "NULL"),
        ("2024-01-31", "2024-01-31"),
        ("12:30:45", "12:30:45"),
        ("1_000", "1_000"),
        ("0x1f", "0x1f"),
        ("0o17", "0o17"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("1e999", "1e999"),
        ("9" * 5000, "9" * 5000),
        ("-", ["-"]),
        ("=", "="),
        ('"42"', "42"),
        ("'true'", "true"),
        ("!!str 0123", "0123"),
        ('!!int "7"', 7),
        ('"\\u00e9"', "é"),
        ("e\u0301", "é"),
        ('"e\\u0301"', "é"),
    ],
)
def test_scalars_follow_yaml_1_2(written: str, value: Any) -> None:
    if written == "-":
        assert read("key:\n- '-'\n")["key"] == value
        return
    found = read(f"key: {written}\n")["key"]
    assert found == value
    assert type(found) is type(value)


def test_keys_that_differ_only_in_unicode_form_are_the_same_key() -> None:
    assert only_problem("caf\u00e9: 1\ncafe\u0301: 2\n").code == codes.YAML_DUPLICATE_KEY


def test_aliases_give_the_value_of_their_anchor() -> None:
    data = read(AGENCY)
    assert data["agencies"]["parks"]["tags"] == {"cost_center": "4120"}


def test_last_of_two_anchors_of_a_name_counts() -> None:
    assert read("a: &x 1\nb: *x\nc: &x 2\nd: *x\n") == {"a": 1, "b": 1, "c": 2, "d": 2}


def test_alias_of_text_can_be_a_key() -> None:
    assert read("a: &x name\n*x : 1\n") == {"a": "name", "name": 1}


@pytest.mark.parametrize(
    ("path", "key", "text"),
    [
        (("version",), False, "1"),
        (("version",), True, "version"),
        (("agencies", "dot", "name"), False, '"Department of Transportation"'),
        (("agencies", "dot", "datasets", "roads", "columns", "length"), False, "double"),
        (("agencies", "dot", "datasets", "roads", "columns"), False, "{id: string, length: double}"),
        (("agencies", "dot", "datasets", "roads", "key", 0), False, "id"),
        (("agencies", "dot", "datasets", "roads", "key", 0), True, "id"),
        (
            ("agencies", "dot", "datasets", "roads", "description"),
            False,
            ">\n          All the roads,\n          and bridges.",
        ),
        (("agencies", "parks", "tags"), False, "*tags"),
        (("agencies", "parks", "tags", "cost_center"), False, '"4120"'),
        (("agencies", "parks"), False, "name: 'Parks & Recreation'\n    tags: *tags"),
        (("agencies", "parks", "datasets", "x"), False, "parks"),
        (("agencies", "parks", 3), False, "parks"),
        (("agencies", "dot", "datasets", "roads", "key", 1), False, "key"),
        (("nothing",), False, ""),
        ((), True, ""),
    ],
)
def test_locate_finds_the_text_of_a_path(path: SpecPath, key: bool, text: str) -> None:
    source, _ = parse("spec.yaml", AGENCY)
    assert source.text_at(source.locate(path, key=key)) == text


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_lines_and_columns_count_as_editors_do(line_end: str) -> None:
    text = "# 日本\na: '😀'\nb: {é: 1, c: x}\n".replace("\n", line_end)
    source, _ = parse("spec.yaml", text)
    location = source.locate(("b", "c"))
    assert (location.line, location.column, location.end_line, location.end_column) == (3, 14, 3, 15)
    assert str(location) == "spec.yaml:3:14"


def test_number_keeps_the_text_it_was_written_with() -> None:
    source, _ = parse("spec.yaml", "account_id: 012345678901\n")
    assert source.data == {"account_id": 12345678901}
    assert source.text_at(source.locate(("account_id",))) == "012345678901"


@pytest.mark.parametrize(
    ("text", "code", "where", "says"),
    [
        ("a:\n\tb: 1\n", codes.YAML_TAB, (2, 1), "a tab stands in the indentation"),
        ("a:\n  b: 1\n\tc: 2\n", codes.YAML_TAB, (3, 1), "a tab"),
        ("a:\n  b: 1\n c: 2\n", codes.YAML_INDENTATION, (3, 2), "indentation fits nothing above"),
        ("a: 1\n  b: 2\n", codes.YAML_INDENTATION, (2, 3), "'b' is indented deeper than the key above"),
        ("a: b: c\n", codes.YAML_SYNTAX, (1, 5), "a second ':'"),
        ("a: 1\nb\nc: 2\n", codes.YAML_SYNTAX, (2, 1), "'b' is neither a key with a ':'"),
        ("a:1\nb: 2\n", codes.YAML_SYNTAX, (1, 1), "'a:1' is no `key: value` pair"),
        ('a: "abc\nb: 1\n', codes.YAML_SYNTAX, (1, 4), "the quote that opens here is never closed"),
        ("a: 'it's'\n", codes.YAML_SYNTAX, (1, 8), "text stands behind the end of the value"),
        ("a: [1, 2\nb: 3\n", codes.YAML_SYNTAX, (1, 4), "the list that begins here with '[' is not closed"),
        ("a: {x: 1\nb: 3\n", codes.YAML_SYNTAX, (1, 4), "the map that begins here with '{' is not closed"),
        ("a: {b: 1 c: 2}\n", codes.YAML_SYNTAX, (1, 11), "a ',' or the closing '}'"),
        ("a:\n  : 1\n", codes.YAML_SYNTAX, (2, 3), "a key is missing in front of this ':'"),
        ("a: [", codes.YAML_SYNTAX, (1, 4), "the list that begins here with '[' is not closed"),
        ("a: {b: [\nc: 1", codes.YAML_SYNTAX, (1, 8), "the list that begins here with '[' is not closed"),
        ("a: {b: 5%, c: d #e}\nf: 1", codes.YAML_SYNTAX, (1, 4), "the map that begins here with '{' is not closed"),
        ("a: ]\n", codes.YAML_SYNTAX, (1, 4), "not ']'"),
        ("a: @x\n", codes.YAML_SYNTAX, (1, 4), "text cannot begin with '@'"),
        ("a: *\n", codes.YAML_SYNTAX, (1, 4), "a name has to follow"),
        ("a: |x\n", codes.YAML_SYNTAX, (1, 5), "on the line below"),
        ("a:\n  - x\n  b: 1\n", codes.YAML_SYNTAX, (3, 3), "goes on with '- '"),
        ("a: - b\n", codes.YAML_SYNTAX, (1, 4), "a list cannot begin in the line of its key"),
        ("--- a\n... b\n", codes.YAML_INDENTATION, (2, 5), "the document has ended"),
        ("%YAML 2.0\n---\na: 1\n", codes.YAML_SYNTAX, (1, 1), "YAML directive"),
        ("a: !<x\n", codes.YAML_TAG, (1, 4), "begins a YAML tag"),
    ],
)
def test_syntax_error_is_one_sentence_in_the_users_terms(
    text: str, code: str, where: tuple[int, int], says: str
) -> None:
    source, (problem, *more) = parse("spec.yaml", text)
    assert source.data is None
    assert more == []
    assert (problem.code, place(problem)) == (code, where)
    assert says in problem.message
    assert problem.hint


@pytest.mark.parametrize("escape", ["\\q", "\\UFFFFFFFF", "\\xzz"])
def test_escape_that_names_no_character_is_a_syntax_error(escape: str) -> None:
    problem = only_problem(f'a: "{escape}"\n')
    assert problem.code == codes.YAML_SYNTAX
    assert "backslash" in problem.message


@pytest.mark.parametrize("escape", ["\\ud800", "\\ud83d\\ude00", "a \\uDFFF"])
def test_half_of_a_character_is_told_as_the_escape_of_json_that_it_is(escape: str) -> None:
    problem = only_problem(f'a: "{escape}"\n')
    assert problem.code == codes.YAML_SYNTAX
    assert "JSON" in problem.message
    assert problem.hint.endswith("\\U0001F680")


def test_problems_above_a_syntax_error_are_told_too() -> None:
    _, diagnostics = parse("spec.yaml", "a: 1\na: 2\nb: !x y\nc: [\n")
    assert [diagnostic.code for diagnostic in diagnostics] == [
        codes.YAML_DUPLICATE_KEY,
        codes.YAML_TAG,
        codes.YAML_SYNTAX,
    ]


def test_duplicate_key_points_at_the_first_and_the_first_wins() -> None:
    source, diagnostics = parse("spec.yaml", "a:\n  x: 1\n  y: {p: 1, p: 2}\nb: 1\na:\n  x: 3\n  x: 4\n")
    assert source.data == {"a": {"x": 1, "y": {"p": 1}}, "b": 1}
    firsts = [one.related[0].location for one in diagnostics]
    assert [(place(one), one.path) for one in diagnostics] == [((3, 13), ("a", "y")), ((5, 1), ()), ((7, 3), ("a",))]
    assert [(first.line, first.column) for first in firsts] == [(3, 7), (1, 1), (6, 3)]
    assert [source.text_at(first) for first in firsts] == ["p", "a", "x"]


@pytest.mark.parametrize(
    ("text", "says", "data"),
    [
        ("1: x\n", "the key 1 is a number", {"1": "x"}),
        ("true: x\n", "the key true is a truth value", {"true": "x"}),
        ("~: x\n", "an empty key", {"~": "x"}),
        ("? \n: x\n", "an empty key", {"": "x"}),
        ("? [a, b]\n: x\n", "a map or a list cannot be a key", {}),
        ("{a: 1}: x\n", "a map or a list cannot be a key", {}),
        ("a: {{ name }}\n", "text that begins with '{{' is a map inside a map", {"a": {}}),
        ("{{ name }}: x\n", "text that begins with '{{' is a map inside a map", {}),
        ("a: &x [1]\n*x : 2\n", "a map or a list cannot be a key", {"a": [1]}),
    ],
)
def test_key_that_is_no_text_is_reported(text: str, says: str, data: Any) -> None:
    source, (problem,) = parse("spec.yaml", text)
    assert problem.code == codes.YAML_KEY_NOT_TEXT
    assert says in problem.message
    assert source.data == data


def test_words_that_yaml_1_1_takes_for_truth_values_can_be_keys() -> None:
    assert read("on: 1\nno: 2\n") == {"on": 1, "no": 2}


def test_second_document_is_reported_and_left_out() -> None:
    source, (problem,) = parse("spec.yaml", "a: 1\n---\nb: 2\n")
    assert (problem.code, place(problem)) == (codes.YAML_SECOND_DOCUMENT, (2, 1))
    assert source.data == {"a": 1}


def test_one_document_may_have_its_markers() -> None:
    assert read("%YAML 1.2\n---\na: 1\n...\n") == {"a": 1}


def test_merge_key_is_refused_with_the_word_defaults() -> None:
    source, (problem,) = parse("spec.yaml", "x: &x {a: 1}\ny: {<<: *x, b: 2}\n")
    assert problem.code == codes.YAML_MERGE_KEY
    assert "'defaults'" in problem.hint
    assert source.data == {"x": {"a": 1}, "y": {"b": 2}}


def test_quoted_merge_key_is_a_key_like_others() -> None:
    assert read('"<<": 1\n') == {"<<": 1}


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.system", "!secret", "!!binary", "!!set", "!!int"])
def test_tag_that_is_not_understood_is_refused(tag: str) -> None:
    source, (problem,) = parse("spec.yaml", f"a: {tag} x\n")
    assert problem.code == codes.YAML_TAG
    assert tag in problem.message
    assert source.unread == {("a",)}


def test_alias_without_anchor_is_reported_and_its_value_marked_as_unread() -> None:
    source, (problem,) = parse("spec.yaml", "a: [1, *b]\n")
    assert (problem.code, problem.path) == (codes.YAML_ALIAS_UNDEFINED, ("a", 1))
    assert source.data == {"a": [1, None]}
    assert source.unread == {("a", 1)}


def test_value_that_contains_itself_is_refused() -> None:
    assert only_problem("a: &a {b: [*a]}\n").code == codes.YAML_ALIAS_TOO_LARGE


def test_alias_bomb_is_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40)]
    _, diagnostics = parse("spec.yaml", "\n".join(lines))
    assert {diagnostic.code for diagnostic in diagnostics} == {codes.YAML_ALIAS_TOO_LARGE}


def test_a_shared_block_may_be_used_by_every_agency() -> None:
    shared = ", ".join(f"k{n}: {n}" for n in range(20))
    data = read(f"shared: &s {{{shared}}}\n" + "".join(f"agency{n}: *s\n" for n in range(400)))
    assert len(data) == 401


def test_nesting_beyond_the_limit_is_reported_once() -> None:
    assert read("[" * 100 + "]" * 100) is not None
    problem = only_problem("[" * 10_000)
    assert (problem.code, place(problem)) == (codes.YAML_TOO_DEEP, (1, 101))


def test_aliases_cannot_nest_deeper_than_the_limit() -> None:
    lines = ["a0: &a0 " + "[" * 60 + "]" * 60, "a1: " + "[" * 60 + "*a0" + "]" * 60]
    problem = only_problem("\n".join(lines) + "\n")
    assert (problem.code, place(problem)[0]) == (codes.YAML_TOO_DEEP, 2)


@pytest.mark.parametrize("character", ["\x01", "\x1b", "\x7f", "\x85", "\u2028", "\u2029", "\ufeff", "\ufffe"])
def test_character_that_yaml_forbids_is_placed(character: str) -> None:
    source, (problem,) = parse("spec.yaml", f"a: 1\nb: x{character}y\n")
    assert (problem.code, place(problem)) == (codes.YAML_CONTROL_CHARACTER, (2, 5))
    assert source.data == {"a": 1, "b": "x y"}


def test_separator_in_a_comment_cannot_hide_a_key() -> None:
    source, diagnostics = parse("spec.yaml", "a: 1 # note\u2028b: 2\n")
    assert source.data == {"a": 1}
    assert [one.code for one in diagnostics] == [codes.YAML_CONTROL_CHARACTER]


def write(folder: Path, content: bytes) -> Path:
    path = folder / "agencies.yaml"
    path.write_bytes(content)
    return path


def test_byte_order_mark_of_utf_8_is_accepted(tmp_path: Path) -> None:
    source, diagnostics = load(write(tmp_path, b"\xef\xbb\xbfa: 1\n"))
    assert (source.data, diagnostics) == ({"a": 1}, ())
    assert source.locate(("a",), key=True).column == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no content"),
        (b"# only a comment\n", "no content"),
        (b"---\n", "no content"),
        (b"a: 1\x00\n", "binary file: byte 4 (line 1)"),
        (b"\x7fELF\x02\x01\x01\x00\x00\x00", "binary file: byte 7"),
        (b"a: 1\nb: \xe9t\xe9\n", "not UTF-8 text: byte 8 (line 2) is 0xe9"),
        ("a: 1\n".encode("utf-16"), "UTF-16"),
        ("a: 1\n".encode("utf-16-le"), "UTF-16"),
        ("a: 1\n".encode("utf-16-be"), "UTF-16"),
    ],
)
def test_file_without_text_ends_the_run(tmp_path: Path, content: bytes, says: str) -> None:
    path = write(tmp_path, content)
    with pytest.raises(TfgenError) as caught:
        load(path)
    assert says in caught.value.message
    assert str(path) in caught.value.message
    assert caught.value.exit_code == 2
    assert caught.value.hint


def test_missing_file_folder_and_bad_name_end_the_run(tmp_path: Path) -> None:
    for path, says in [
        (tmp_path / "none.yaml", "there is no file"),
        (tmp_path, "is a folder"),
        (tmp_path / "\0", "cannot be read"),
        (tmp_path / ("x" * 300), "cannot be read"),
    ]:
        with pytest.raises(TfgenError, match=says):
            load(path)


def test_refused_permission_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise PermissionError(13, "Permission denied")

    path = write(tmp_path, b"a: 1\n")
    monkeypatch.setattr(type(path), "open", refuse)
    with pytest.raises(TfgenError, match="permission denied"):
        load(path)


def test_file_beyond_the_size_limit_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_BYTES", 10)
    source, (problem,) = load(write(tmp_path, b"a: 123456789\n"))
    assert source.data is None
    assert problem.code == codes.YAML_TOO_LARGE


def test_source_is_named_as_the_user_named_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, b"a: 1\na: 2\n")
    monkeypatch.chdir(tmp_path)
    source, (problem,) = load(type(tmp_path)("agencies.yaml"))
    assert source.file == "agencies.yaml"
    assert str(problem.location) == "agencies.yaml:2:1"


def test_many_places_cost_one_more_pass_over_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    passes = 0
    build = index.build_index

    def counted(text: str) -> Any:
        nonlocal passes
        passes += 1
        return build(text)

    monkeypatch.setattr(positions, "build_index", counted)
    agency = "".join(f"    key{n}: {{a: value, b: [1, 2]}}\n" for n in range(20))
    source, _ = parse("spec.yaml", "".join(f"agency{n}:\n{agency}" for n in range(100)))
    assert passes == 0
    for n in range(100):
        assert source.locate((f"agency{n}", "key19", "b", 1)).line == (n + 1) * 21
    assert passes == 1


# Strings arrive in their composed form. PyYAML dumps by YAML 1.1 and leaves "089" or "1e3", which are
# numbers in YAML 1.2, without quotes: such texts are left out.
TEXTS = (
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
    .map(lambda text: unicodedata.normalize("NFC", text))
    .filter(lambda text: isinstance(scalars.number(text), str))
)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | FLOATS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=15,
)


def paths(value: Any, path: SpecPath = ()) -> list[SpecPath]:
    steps: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        steps = list(value.items())
    elif isinstance(value, list):
        steps = list(enumerate(value))
    return [path, *(deeper for step, inner in steps for deeper in paths(inner, (*path, step)))]


def at(value: Any, path: SpecPath) -> Any:
    for step in path:
        value = value[step]
    return value


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(TEXTS, VALUES, min_size=1, max_size=4), st.booleans(), st.sampled_from([20, 80, 4000]))
def test_dumped_data_loads_as_the_same_and_every_value_is_found(data: Any, flow: bool, width: int) -> None:
    text = yaml.safe_dump(data, default_flow_style=flow, allow_unicode=False, width=width)
    source, diagnostics = parse("spec.yaml", text)
    assert diagnostics == ()
    assert source.data == data
    for path in paths(data):
        value = at(data, path)
        written = source.text_at(source.locate(path))
        if path and isinstance(path[-1], str):
            key_text = source.text_at(source.locate(path, key=True))
            assert "\n" in key_text or read(f"- {key_text}") == [path[-1]]
        if not isinstance(value, dict | list) and "\n" not in written:
            assert read(f"- {written}") == [value]


def check_any_text(content: bytes, folder: Path) -> None:
    path = folder / "mutated.yaml"
    path.write_bytes(content)
    began = time.process_time()
    ended = None
    try:
        source, diagnostics = load(path)
    except TfgenError as error:
        ended = error
    if ended is not None:
        assert ended.exit_code == 2
        assert ended.message
        return
    assert isinstance(source, Source)
    assert source.data is not None or diagnostics
    for diagnostic in diagnostics:
        assert diagnostic.location is not None
        assert diagnostic.code in codes.CODES
        source.text_at(diagnostic.location)
    if source.data is not None:
        for where in paths(source.data)[:200]:
            source.locate(where)
            source.locate(where, key=True)
    assert time.process_time() - began < 10


MUTATIONS = st.lists(
    st.tuples(
        st.integers(0, len(AGENCY.encode())),
        st.integers(0, 4),
        st.binary(max_size=3)
        | st.sampled_from([b"\t", b"\n", b"*tags", b"&tags ", b"- ", b": ", b"{", b"[", b'"', b"<<: ", b"!x ", b"? "]),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=200, deadline=None)
@given(MUTATIONS)
def test_mutated_bytes_never_raise_anything_but_a_tfgen_error(
    tmp_path_factory: pytest.TempPathFactory, mutations: list[tuple[int, int, bytes]]
) -> None:
    content = AGENCY.encode()
    for offset, removed, added in mutations:
        content = content[:offset] + added + content[offset + removed :]
    check_any_text(content, tmp_path_factory.getbasetemp())


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from("ab:{}[],-?&*!|>'\"\\# \n\t<~01.%@`é\u2028"), max_size=40))
def test_random_yaml_characters_never_raise_anything_but_a_tfgen_error(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    check_any_text(text.encode(), tmp_path_factory.getbasetemp())
