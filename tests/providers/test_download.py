"""Downloading a model over a real socket, from a server that behaves in all ways servers do."""

import errno
import hashlib
from contextlib import aclosing

import pytest
from file_servers import FileServer, giving
from ggufs import a_gguf
from local_servers import a_closed_port

from engine.domain.local_models import Downloaded, Downloading, UnfinishedDownload
from engine.errors import ModelFileError
from engine.providers import download as downloading
from engine.providers.download import CHUNK_BYTES, RESERVE_BYTES, download
from engine.providers.download_parts import Part, discard, unfinished, wanted_file
from engine.providers.http import Clients

MIB = 1 << 20
CONTENT = a_gguf() + bytes(range(256)) * 4096
SHA256 = hashlib.sha256(CONTENT).hexdigest()
LOTS = 100 * RESERVE_BYTES


@pytest.fixture
async def clients():
    opened = await Clients.open()
    yield opened
    await opened.aclose()


@pytest.fixture
def models(tmp_path):
    return tmp_path / "models"


@pytest.fixture
def bring(clients, models):
    """Downloads from a server to the end; the events."""

    async def bring(server, *, sha256=SHA256, free=LOTS, path="/tale.gguf"):
        wanted = wanted_file(server.origin + path, models, sha256)
        async with aclosing(download(clients.loopback, wanted, lambda _: free)) as events:
            return [event async for event in events]

    return bring


async def broken_off(bring, server, at, **how):
    """A download that breaks off after `at` bytes."""
    server.cut_at = at
    with pytest.raises(ModelFileError, match=r"broke off .* download it again"):
        await bring(server, **how)
    server.cut_at = None


async def test_a_download_tells_how_far_it_is_and_ends_with_the_whole_file(bring, models):
    async with giving(FileServer(CONTENT)) as server:
        *told, last = await bring(server)
    assert last == Downloaded(path=models / "tale.gguf", verified=True)
    assert all(isinstance(each, Downloading) and each.total == len(CONTENT) for each in told)
    assert [told[0].done, told[-1].done] == [0, len(CONTENT)]
    assert told[-1].bytes_per_second > 0
    assert [path.name for path in models.iterdir()] == ["tale.gguf"]
    assert last.path.read_bytes() == CONTENT


async def test_without_a_checksum_or_a_length_it_comes_all_the_same_and_says_so(bring):
    async with giving(FileServer(CONTENT, tells_length=False)) as server:
        *told, last = await bring(server, sha256=None)
    assert last.verified is False
    assert told[-1] == Downloading(
        done=len(CONTENT), total=None, bytes_per_second=told[-1].bytes_per_second
    )


@pytest.mark.parametrize("sha256", [SHA256, None])
async def test_a_download_that_broke_off_goes_on_from_there(bring, models, sha256):
    async with giving(FileServer(CONTENT)) as server:
        await broken_off(bring, server, MIB // 2, sha256=sha256)
        first, *_, last = await bring(server, sha256=sha256)
    assert first.done == MIB // 2
    assert first.total == len(CONTENT)
    assert server.ranges == ["", f"bytes={MIB // 2}-"]
    assert last.path.read_bytes() == CONTENT
    assert [path.name for path in models.iterdir()] == ["tale.gguf"]


@pytest.mark.parametrize(
    "changes",
    [{"knows_ranges": False}, {"tag": '"two"'}, {"tag": 'W/"weak"'}],
    ids=["ranges ignored", "another version", "no version any more"],
)
async def test_it_starts_over_where_the_rest_may_belong_to_something_else(bring, changes):
    async with giving(FileServer(CONTENT)) as server:
        await broken_off(bring, server, MIB // 2)
        for name, value in changes.items():
            setattr(server, name, value)
        first, *_, last = await bring(server)
    assert first.done == 0
    assert last.path.read_bytes() == CONTENT


@pytest.mark.parametrize("sha256", [SHA256, None])
async def test_a_part_that_leads_elsewhere_is_not_written_through(bring, models, tmp_path, sha256):
    other = tmp_path / "other.txt"
    other.write_text("mine")
    models.mkdir(exist_ok=True)
    (models / "tale.gguf.part").symlink_to(other)
    async with giving(FileServer(CONTENT)) as server:
        await bring(server, sha256=sha256)
    assert other.read_text() == "mine"


async def test_without_version_and_checksum_nothing_is_gone_on_with(bring):
    async with giving(FileServer(CONTENT, tag="")) as server:
        await broken_off(bring, server, MIB // 2, sha256=None)
        await bring(server, sha256=None)
    assert server.ranges == ["", ""]


async def test_a_part_that_is_larger_than_the_file_is_thrown_away(bring, models):
    async with giving(FileServer(CONTENT)) as server:
        await broken_off(bring, server, MIB // 2)
        (models / "tale.gguf.part").write_bytes(CONTENT + b"more")
        *_, last = await bring(server)
    assert server.ranges[1:] == [f"bytes={len(CONTENT) + 4}-", ""]
    assert last.path.read_bytes() == CONTENT


async def test_a_wrong_checksum_is_told_and_nothing_of_the_file_stays(bring, models):
    async with giving(FileServer(CONTENT)) as server:
        await broken_off(bring, server, MIB // 2, sha256="0" * 64)
        with pytest.raises(ModelFileError, match=r"checksum it should have.*was removed"):
            await bring(server, sha256="0" * 64)
    assert list(models.iterdir()) == []


async def test_a_damaged_part_is_noticed_by_the_checksum_of_the_whole(bring, models):
    async with giving(FileServer(CONTENT)) as server:
        await broken_off(bring, server, MIB // 2)
        part = models / "tale.gguf.part"
        part.write_bytes(part.read_bytes()[:-1] + b"?")
        with pytest.raises(ModelFileError, match="checksum"):
            await bring(server)


async def test_closing_a_download_keeps_what_has_come(clients, models, bring):
    async with giving(FileServer(CONTENT, pause_at=3 * MIB // 4)) as server:
        wanted = wanted_file(server.origin + "/tale.gguf", models, None)
        still = iter(range(1000))
        async with aclosing(
            download(clients.loopback, wanted, lambda _: LOTS, lambda: next(still))
        ) as events:
            async for event in events:
                if event.done >= MIB // 2:
                    break
        server.pause_at = None
        first, *_, last = await bring(server, sha256=None)
    assert first.done >= MIB // 2
    assert last.path.read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("server", "said"),
    [
        (FileServer(b"<html>", content_type="text/html; charset=utf-8"), "a web page, not"),
        (FileServer(b"PK\x03\x04 zip"), "not a model in the GGUF format"),
        (FileServer(b""), "is empty"),
        (FileServer(b"", status=401), "signed in or have accepted its licence"),
        (FileServer(b"", status=404), "Check the address"),
        (FileServer(b"", status=503), r"answered 503\). Try again later"),
    ],
)
async def test_what_is_no_model_is_refused_and_not_kept(bring, models, server, said):
    async with giving(server):
        with pytest.raises(ModelFileError, match=said):
            await bring(server, sha256=None)
    assert not list(models.glob("*"))


async def test_a_file_that_does_not_fit_on_the_disk_is_not_begun(bring, models):
    async with giving(FileServer(CONTENT)) as server:
        with pytest.raises(ModelFileError, match=r"needs 0\.0 GB more on the disk, and 0\.3 GB"):
            await bring(server, free=RESERVE_BYTES)
    assert not list(models.iterdir())


async def test_a_disk_that_is_full_meanwhile_is_told_and_the_part_stays(bring, models, monkeypatch):
    class FullDisk(Part):
        def take(self, chunk):
            if self.done:
                raise OSError(errno.ENOSPC, "No space left on device")
            super().take(chunk)

    async with giving(FileServer(CONTENT)) as server:
        with monkeypatch.context() as patched:
            patched.setattr(downloading, "Part", FullDisk)
            with pytest.raises(ModelFileError, match=r"No space left on device.*Free some space"):
                await bring(server)
        first, *_ = await bring(server)
    assert first.done > 0


async def test_redirects_are_followed_and_lead_to_the_web_only(bring):
    async with giving(FileServer(CONTENT)) as server:
        server.location = f"{server.origin}/elsewhere"
        *_, last = await bring(server, path="/moved/tale.gguf")
        assert last.path.name == "tale.gguf"
        server.location = "file:///etc/passwd"
        with pytest.raises(ModelFileError, match="could not be reached"):
            await bring(server, path="/moved/other.gguf")


async def test_nobody_there_and_a_file_that_is_there_already_are_told(bring, models):
    with pytest.raises(ModelFileError, match="could not be reached"):
        await bring(FileServer(b"", origin=await a_closed_port()))
    (models / "tale.gguf").touch()
    async with giving(FileServer(CONTENT)) as server:
        with pytest.raises(ModelFileError, match="is there already"):
            await bring(server)
    assert server.ranges == []


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("file:///tmp/x.gguf", "begins with https"),
        ("x.gguf", "begins with https"),
        ("https:///x.gguf", "begins with https"),
        ("https://h:nan/x.gguf", "is not an address"),
        ("https://host/", r"name of a \.gguf file"),
        ("https://host/x.zip", r"name of a \.gguf file"),
        ("https://host/.gguf", r"name of a \.gguf file"),
        ("https://host/..%5Cx.gguf", r"name of a \.gguf file"),
        ("https://host/a%00b.gguf", r"name of a \.gguf file"),
    ],
)
def test_an_address_that_leads_to_no_model_is_refused(models, url, said):
    with pytest.raises(ModelFileError, match=said):
        wanted_file(url, models, None)


def test_an_address_keeps_its_file_in_the_folder_and_a_page_leads_to_its_file(models):
    wanted = wanted_file(" https://host/a/..%2F..%2Fmy%20tale.gguf?download=true", models, "")
    assert wanted.target == models / "my tale.gguf"
    assert wanted.sha256 is None
    page = wanted_file("https://huggingface.co/a/b/blob/main/c.gguf", models, SHA256.upper())
    assert page.url == "https://huggingface.co/a/b/resolve/main/c.gguf"
    assert page.sha256 == SHA256
    with pytest.raises(ModelFileError, match="64 digits"):
        wanted_file("https://host/x.gguf", models, "abc")


async def test_what_a_download_left_is_told_until_it_is_thrown_away(bring, models):
    async with giving(FileServer(CONTENT)) as server:
        await broken_off(bring, server, 2 * CHUNK_BYTES)
        (left,) = unfinished(models)
        assert left == UnfinishedDownload(
            url=f"{server.origin}/tale.gguf",
            done=left.done,
            total=len(CONTENT),
            sha256=SHA256,
        )
        assert 0 < left.done < len(CONTENT)
        discard(wanted_file(left.url, models, None))
    assert unfinished(models) == ()
    assert not list(models.iterdir())


async def test_every_hundredth_is_told_however_soon_it_comes(clients, models):
    async with giving(FileServer(CONTENT)) as server:
        wanted = wanted_file(f"{server.origin}/tale.gguf", models, None)
        bringing = download(clients.loopback, wanted, lambda _: LOTS, clock=lambda: 0.0)
        async with aclosing(bringing) as events:
            told = [event.done async for event in events if isinstance(event, Downloading)]
    assert told[1:-1] == list(range(CHUNK_BYTES, len(CONTENT), CHUNK_BYTES))
