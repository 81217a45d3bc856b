"""Where a new scene begins, a line says so: the same while the turn plays and afterwards."""

from desktop.texts import story as texts


def dividers(shown):
    model = shown.page.transcript
    return [model.row(place).divider for place in range(model.rowCount())]


async def test_a_line_stands_where_the_player_has_gone_elsewhere(a_window, until):
    async with a_window(lambda completion: "Wind.") as shown:
        seen = []
        shown.page.transcript.rowsInserted.connect(lambda *_: seen.append(dividers(shown)[-1]))
        shown.send("I go outside.")
        await until(lambda: shown.texts[-1] == "Wind." and not shown.is_busy)
        wanted = ["", "", texts.SCENE.format(number=2)]
        await until(lambda: dividers(shown) == wanted)
        assert seen == wanted[1:]
        shown.send("I wait.")
        await until(lambda: len(shown.texts) == 5 and not shown.is_busy)
        assert dividers(shown) == [*wanted, "", ""]


async def test_a_version_written_again_stands_below_the_same_line(a_window, until):
    async with a_window(lambda completion: "Wind.") as shown:
        shown.send("I go outside.")
        await until(lambda: shown.texts[-1] == "Wind." and not shown.is_busy)
        last = shown.page.transcript.row(2)
        shown.page.story.action_requested.emit(last.id, "regenerate")
        await until(lambda: shown.is_busy)
        await until(lambda: not shown.is_busy)
        assert dividers(shown)[-1] == texts.SCENE.format(number=2)
