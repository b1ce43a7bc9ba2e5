"""Fixtures for the treatments: the catalogue of points, loaded."""

import pytest

from treatments import catalogue as points_catalogue


@pytest.fixture
def catalogue(db):
    points_catalogue.load_points()
    return points_catalogue.catalogue()
