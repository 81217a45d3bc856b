"""How money, time and tokens are put."""

from typing import Final

from desktop.texts import tr

FREE: Final = tr("free")
PRICE_NOT_KNOWN: Final = tr("price not known")
ABOUT: Final = tr("about {money}")
PER_MILLION: Final = tr("{input} / {output} per M")
SECONDS: Final = tr("{number} s")
MINUTES: Final = tr("{number} min")
HOURS: Final = tr("{number} h")
THOUSANDS: Final = tr("{number} k")
MILLIONS: Final = tr("{number} M")
KILOBYTES: Final = tr("{number} kB")
MEGABYTES: Final = tr("{number} MB")
GIGABYTES: Final = tr("{number} GB")
TO_FIRST_WORD: Final = tr("{seconds} to first word")
TOKENS_PER_SECOND: Final = tr("{number} tokens/s")
PER_CENT: Final = tr("{number} %")
LESS_THAN: Final = tr("under {share}")
DATE_AND_TIME: Final = tr("{date}, {time}")
