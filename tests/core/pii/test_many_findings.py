"""Many findings in one text: what the quick ways find is what the plain ones do."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ftprep.ops.pii import _sought
from ftprep.ops.pii._people import People
from ftprep.pii.finding import Finding, resolve
from ftprep.pii.recognizers.url import find_secret

PLACES = st.tuples(st.integers(0, 30), st.integers(1, 8), st.sampled_from([0.5, 0.9]), st.sampled_from("AB"))


@settings(max_examples=300, deadline=None)
@given(st.lists(PLACES, max_size=12))
def test_of_findings_that_overlap_the_surest_and_longest_stays(places):
    findings = [Finding(kind, start, start + length, score) for start, length, score, kind in places]
    chosen: list[Finding] = []
    for one in sorted(findings, key=lambda f: (-f.score, f.start - f.end, f.start, f.entity_type)):
        if all(one.end <= other.start or one.start >= other.end for other in chosen):
            chosen.append(one)
    assert resolve(findings) == sorted(chosen, key=lambda f: f.start)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.text("ab王\ud800😀", min_size=1, max_size=3), unique=True, max_size=14), st.text("ab王\ud800\ud801😀")
)
def test_values_are_found_by_an_automaton_where_they_are_found_one_by_one(values, text):
    plain = {value: found for value in values if (found := _sought._one(value, text))}
    assert _sought.Sought(values).starts(text) == plain
    assert list(_sought.Sought(values).starts(text)) == list(plain)


def test_short_forms_of_many_people_are_told_apart():
    people = People()
    for name in ("王小明", "李小红", "张伟", "张伟强", "Anna Berg", "Bert Cole", "Bert Dahl", "欧阳修"):
        people.add(name, sure=True)
    short = ("小明", "王先生", "小红", "张先生", "Anna", "berg", "Bert", "张伟", "小王", "修")
    assert [people.whole(name) for name in short] == [
        "王小明", "王小明", "李小红", "张", "Anna Berg", "Anna Berg", "Bert", "张伟",
        "王小明", "欧阳修",
    ]  # fmt: skip


def test_addresses_with_a_secret_parameter():
    text = (
        "a https://x.cn/?a=1&Access_Token=abcd1234&b=2, b http://y.cn/?page=1234 c http://z.cn/#sig=abc "
        "d http://q.cn/?u=http://w.cn/?code=12345，e http://h.cn/?x=token=abcd"
    )
    found = [text[finding.start : finding.end] for finding in find_secret(text)]
    assert found == ["https://x.cn/?a=1&Access_Token=abcd1234&b=2", "http://q.cn/?u=http://w.cn/?code=12345"]
