"""Lays resources/ into the wheel as engine/resources; everything else is in pyproject.toml."""

from setuptools import find_packages, setup

setup(
    packages=[*find_packages(include=["engine*", "desktop*"]), "engine.resources"],
    package_dir={"engine.resources": "resources"},
    package_data={"engine.resources": ["**/*"]},
    zip_safe=False,
)
