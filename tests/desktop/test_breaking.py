from desktop.widgets.breaking import breakable


def test_only_long_words_get_places_to_break():
    assert breakable("the sealed letter") == "the sealed letter"
    broken = breakable("so " + "x" * 40)
    assert max(map(len, broken.replace("\u200b", " ").split())) <= 16
    assert broken.replace("\u200b", "") == "so " + "x" * 40
