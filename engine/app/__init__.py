"""The engine as one thing: opened once, closed once; all that a window or a terminal needs."""

from engine.app.asking import RoleModel
from engine.app.engine import Engine, restore_library

__all__ = ["Engine", "RoleModel", "restore_library"]
