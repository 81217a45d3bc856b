from desktop.widgets.breaking import breakable


def test_only_long_words_get_places_to_break():
    assert breakable("the sealed letter") == "the sealed letter"
    broken = breakable("so " + "x" * 40)
    assert max(map(len, broken.replace("\u200b", " ").split())) <= 16
    assert broken.replace("\u200b", "") == "so " + "x" * 40


def test_the_name_of_a_model_breaks_where_its_parts_meet():
    broken = breakable("HuggingFaceTB/SmolLM2-135M-Instruct")
    assert broken.split("\u200b") == ["HuggingFaceTB/", "SmolLM2-", "135M-", "Instruct"]
