"""What every part of the window needs of Qt and asyncio, and nothing of the program."""
