"""Connections and the models they offer: set up, checked, chosen and tried."""

from engine.app.asking import Asking
from engine.app.setting_up import SettingUp


class EngineConnections(SettingUp, Asking):
    """What `Engine.connections` can do."""
