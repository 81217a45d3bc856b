"""The safe subset of Markdown: what is read, and what nothing makes of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.widgets.markdown import BlockKind, Look, one_line, parse, plain
from desktop.widgets.speech import speech_spans
from desktop.widgets.unfinished import mended


def looks(source: str) -> list[tuple[str, Look]]:
    return [(run.text, run.look) for block in parse(source) for run in block.runs]


def text_of(source: str) -> str:
    return "\n".join(block.text for block in parse(source))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("plain", [("plain", Look.PLAIN)]),
        ("a **b** c", [("a ", Look.PLAIN), ("b", Look.STRONG), (" c", Look.PLAIN)]),
        ("*nods*", [("nods", Look.EMPHASIS)]),
        ("***x***", [("x", Look.EMPHASIS | Look.STRONG)]),
        ("~~x~~", [("x", Look.STRUCK)]),
        ("`x*y*`", [("x*y*", Look.CODE)]),
        ("2 * 3 * 4", [("2 * 3 * 4", Look.PLAIN)]),
        ("snake_case_name", [("snake_case_name", Look.PLAIN)]),
        (r"\*not\*", [("*not*", Look.PLAIN)]),
    ],
)
def test_formatting_becomes_looks(source, expected):
    assert looks(source) == expected


def test_speech_spans_formatting_within_a_paragraph():
    assert looks('He said "go *now* or" then') == [
        ("He said ", Look.PLAIN),
        ('"go ', Look.SPEECH),
        ("now", Look.SPEECH | Look.EMPHASIS),
        (' or"', Look.SPEECH),
        (" then", Look.PLAIN),
    ]


def test_speech_never_runs_into_the_next_paragraph():
    first, second = parse('"left open\n\nanother')
    assert first.runs[0].look is Look.SPEECH
    assert second.runs[0].look is Look.PLAIN


def test_a_quotation_mark_in_code_opens_no_speech():
    assert looks('`"` and on') == [('"', Look.CODE), (" and on", Look.PLAIN)]


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ('"a" b "c"', ['"a"', '"c"']),
        ("“a” b", ["“a”"]),
        ("„a“ b", ["„a“"]),
        ("„a” b", ["„a”"]),
        ("«a» b", ["«a»"]),
        ("»a« b", ["»a«"]),
        ("« oui » b", ["« oui »"]),
        ("”a” b", ["”a”"]),
        ("‘It’s mine,’ he said", ["‘It’s mine,’"]),
        ("‚a‘ b", ["‚a‘"]),
        ("「a」b", ["「a」"]),
        ("『a』b", ["『a』"]),
        ("don’t and won’t", []),
        ("‘tis late", []),
        ('a board of 5" by 4" here', []),
        ("“never closed", ["“never closed"]),
        ("", []),
    ],
)
def test_all_quotation_marks_are_known(text, spoken):
    assert [text[start:end] for start, end in speech_spans(text)] == spoken


@given(st.text(alphabet="a ‘’“”„«»\"'‚", max_size=60))
def test_spans_of_speech_are_in_order_and_do_not_overlap(text):
    edges = [edge for span in speech_spans(text) for edge in span]
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(text) for edge in edges)


def test_lists_show_their_markers_and_depth():
    blocks = parse("3. c\n4. d\n   - e")
    assert [(block.text, block.depth) for block in blocks] == [
        ("3.\tc", 1),
        ("4.\td", 1),
        ("•\te", 2),
    ]


def test_headings_breaks_code_and_quotations_are_blocks_of_their_own():
    blocks = parse("# H\n\n---\n\n```\na\n\nb\n```\n\n> q")
    assert [block.kind for block in blocks] == [
        BlockKind.HEADING,
        BlockKind.BREAK,
        BlockKind.CODE,
        BlockKind.PARAGRAPH,
    ]
    assert blocks[2].text == "a\u2028\u2028b"
    assert blocks[3].quoted


def test_a_line_of_dashes_below_text_makes_no_heading():
    assert [block.kind for block in parse("She left.\n---\nMorning.")] == [
        BlockKind.PARAGRAPH,
        BlockKind.BREAK,
        BlockKind.PARAGRAPH,
    ]


def test_a_line_end_stays_one():
    assert text_of("one\ntwo") == "one\u2028two"


def test_an_image_is_its_description_and_nothing_else():
    (block,) = parse("![a *map*](https://tracker.example/x.png)")
    assert block.text == "[image: a map]"
    assert not any(run.link for run in block.runs)


@pytest.mark.parametrize(
    "address", ["https://a.example/b", "http://a.example", "mailto:a@b.example"]
)
def test_links_of_known_schemes_are_shown_as_links(address):
    assert [run.link for run in parse(f"[here]({address})")[0].runs] == [address]


@pytest.mark.parametrize(
    "source",
    [
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java&#115;cript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:x)",
        "[x](file:///etc/passwd)",
        "[x](ftp://a.example)",
        "[x](//a.example)",
        "[x](relative/path)",
        "[x](http)",
        "<javascript:alert(1)>",
    ],
)
def test_links_of_other_schemes_are_inert(source):
    assert not any(run.link for block in parse(source) for run in block.runs)


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        '<img src="https://tracker.example/x.png">',
        "<b>bold</b>",
        "a <!-- comment --> b",
        "<iframe src=x></iframe>",
    ],
)
def test_raw_html_is_text(source):
    assert text_of(source) == source


@pytest.mark.parametrize(
    "source", ["&#x2029;", "&#xFFFC;", "\ud800", "\x00", "a\ufdd0b", "`\ufdd1`"]
)
def test_characters_that_would_mean_something_to_qt_are_replaced(source):
    assert "\ufffd" in text_of(source)


@given(st.text(alphabet="ab \n*_`~[]()<>!#->&;\\\"“”'1.\t", max_size=200))
def test_any_text_can_be_read_and_holds_no_line_feed_within_a_block(source):
    for block in (*parse(source), *plain(source)):
        assert "\n" not in block.text


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("*She", "*She*"),
        ("**bold and *both", "**bold and *both***"),
        ("a *", "a"),
        ("a *b* c", "a *b* c"),
        ("2 * 3", "2 * 3"),
        ("`*` a", "`*` a"),
        ("*first\n\nsecond", "*first\n\nsecond"),
        ("* item", "* item"),
        ("", ""),
    ],
)
def test_what_is_still_open_is_closed_for_now(source, expected):
    assert mended(source) == expected


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("Mira\n\tOduya ", "Mira Oduya"),
        ("\u202eariM", "\ufffdariM"),
        ("a" + "\u0301" * 40, "a" + "\u0301" * 6),
    ],
)
def test_a_name_stays_one_line_that_turns_nothing_round(name, line):
    assert one_line(name) == line
