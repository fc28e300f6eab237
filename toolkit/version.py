"""The version, which results are stamped with."""

__version__ = "0.1.0"
