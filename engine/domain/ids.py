"""Names for the identifiers, so that one kind is never passed for another."""

from typing import NewType

SessionId = NewType("SessionId", str)
MessageId = NewType("MessageId", str)
TurnId = NewType("TurnId", str)
CallId = NewType("CallId", str)
AdventureId = NewType("AdventureId", str)
CharacterId = NewType("CharacterId", str)
PlaceId = NewType("PlaceId", str)
ItemId = NewType("ItemId", str)
LoreId = NewType("LoreId", str)
RuleId = NewType("RuleId", str)
ProviderId = NewType("ProviderId", str)
ConnectionId = NewType("ConnectionId", str)
ProfileId = NewType("ProfileId", str)
