"""Extraction side by side: on the cores of this machine or on an engine that is there already."""
