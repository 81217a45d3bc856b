"""Reading what a model file says of itself, whatever is in the file."""

import struct
from contextlib import suppress
from io import BytesIO

import pytest
from ggufs import CACHE_BYTES, LLAMA, a_gguf
from hypothesis import example, given
from hypothesis import strategies as st

from engine.paths import resources_folder
from engine.providers.gguf import GgufHeader, read_header
from engine.providers.local_runs import header_of
from engine.providers.model_files import read_starter


def header(data: bytes) -> GgufHeader:
    return read_header(BytesIO(data), len(data))


def test_a_header_tells_name_size_quantisation_context_and_layers():
    assert header(a_gguf()) == GgufHeader(
        architecture="llama",
        name="Tiny Tales",
        size_label="1.5B",
        quantisation="Q4_K_M",
        context_window=2048,
        layers=4,
        cache_bytes=CACHE_BYTES,
    )


@pytest.mark.parametrize(
    ("changed", "cache_bytes"),
    [
        ({"llama.attention.head_count_kv": [2, 2, 0, 1]}, 5 * 16 * 2),
        ({"llama.attention.key_length": 32, "llama.attention.value_length": 4}, 8 * 36 * 2),
        ({"llama.attention.head_count_kv": [2, 2]}, 4 * 8 * 16 * 2),
        ({"llama.block_count": 0}, None),
        ({"llama.attention.head_count": "many"}, None),
        ({"llama.embedding_length": 0}, None),
    ],
)
def test_the_cache_of_a_token_is_counted_over_layers_and_heads(changed, cache_bytes):
    assert header(a_gguf({**LLAMA, **changed})).cache_bytes == cache_bytes


def test_what_a_header_leaves_out_is_not_known():
    assert header(a_gguf({})) == GgufHeader()
    assert header(a_gguf({**LLAMA, "general.file_type": 999})).quantisation == ""


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "not complete"),
        (b"PK\x03\x04" + bytes(100), "not in the GGUF format"),
        (a_gguf(version=1), "has version 1"),
        (a_gguf(version=3 << 24), "which is not known here"),
        (a_gguf()[:-1], "not complete"),
        (b"GGUF" + struct.pack("<IQQ", 3, 0, 1 << 60), "damaged"),
        (b"GGUF" + struct.pack("<IQQQ", 3, 0, 1, 1 << 60), "not complete"),
        (b"GGUF" + struct.pack("<IQQQ", 3, 0, 1, 70_000) + bytes(80_000), "damaged"),
        (b"GGUF" + struct.pack("<IQQQII", 3, 0, 1, 0, 9, 9) + bytes(80), "damaged"),
        (b"GGUF" + struct.pack("<IQQQIIQ", 3, 0, 1, 0, 9, 8, 1 << 40), "damaged"),
        (b"GGUF" + struct.pack("<IQQQI", 3, 0, 1, 0, 99), "damaged"),
        (b"GGUF" + struct.pack("<IQQ", 3, 1 << 40, 0), "damaged"),
        (b"GGUF" + struct.pack("<IQQ", 3, 1, 0), "not complete"),
    ],
)
def test_a_damaged_header_says_why(data, why):
    with pytest.raises(ValueError, match=why):
        header(data)


def test_a_file_that_ends_before_its_last_weights_is_not_complete():
    described = a_gguf({"general.alignment": 64}, offsets=(0, 128))
    begin = -(-len(described) // 64) * 64
    enough = described.ljust(begin + 129, b"w")
    assert header(enough) == GgufHeader()
    for size in (len(described) - 1, len(described), begin + 128):
        with pytest.raises(ValueError, match="not complete"):
            header(enough[:size])


@given(st.binary(max_size=400), st.integers(0, 600), st.booleans())
@example(b"", 0, False)
def test_no_file_crashes_the_reader(noise, place, cut):
    short = {key: value for key, value in LLAMA.items() if "scores" not in key}
    whole = a_gguf(short, offsets=(0,)) + bytes(64)
    data = whole[:place] + noise + (b"" if cut else whole[place + len(noise) :])
    with suppress(ValueError):
        assert isinstance(header(data), GgufHeader)


@pytest.mark.model
def test_the_starter_model_tells_what_its_description_says():
    folder = resources_folder() / "models"
    starter = read_starter(folder)
    told = header_of(folder / starter.file)
    assert (told.context_window, told.layers) == (starter.context_window, 30)
    assert (told.size_label, told.quantisation, told.cache_bytes) == ("135M", "Q4_1", 23_040)
