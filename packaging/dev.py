"""Everything that is done with the source tree: run, test, check, bench, shots, lock, notices, build."""

import sys

OLDEST = (3, 11)

if __name__ == "__main__":
    if sys.version_info < OLDEST:
        sys.exit(
            "Triptych needs Python {}.{} or newer; this is {}.{}. Start it with a newer one, "
            "for example: python3.11 packaging/dev.py run".format(*OLDEST, *sys.version_info[:2])
        )

    from commands import main

    sys.exit(main(sys.argv[1:]))
