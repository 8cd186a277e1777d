"""JSON values for hypothesis: what servers send, and what they should not."""

from __future__ import annotations

from hypothesis import strategies as st

KEYS = st.text(max_size=6) | st.sampled_from(["", "a.b", 'q"uo\\te', "[0]", "0", "\x1b[31m", "é"])
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["\x1b]52;c;eA==\x07", "PASS", "a\nb", "\ud800", 10**400, "2021-02-05"])
)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)
CONTAINERS = st.lists(JSON, max_size=4) | st.dictionaries(KEYS, JSON, max_size=4)
