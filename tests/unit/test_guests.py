"""Guests may be asked while they are there, and change nothing for anybody else."""

from dataclasses import replace

from engine.app.guests import Guests
from engine.domain.ids import ConnectionId, ProfileId
from engine.settings import starter_settings


def test_a_guest_is_there_for_a_while_and_leaves_what_is_set_up_as_it_is():
    guests, settings = Guests(), starter_settings()
    own = settings.connections[0]
    guest = replace(settings.profiles[0], id=ProfileId("guest"))
    elsewhere = replace(own, id=ConnectionId("elsewhere"))
    with (
        guests.seated(replace(own, base_url="http://other"), guest),
        guests.seated(elsewhere, guest),
    ):
        among = guests.among(settings)
    assert among.connections == (own, elsewhere)
    assert among.profile(guest.id) == guest
    assert guests.among(settings) == settings
