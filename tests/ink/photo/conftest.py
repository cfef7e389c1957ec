"""What tests of pictures read with."""

import pytest

from digitpad.network.files.checkpoint import load_checkpoint
from digitpad.support.folders import bundled_model


@pytest.fixture(scope="session")
def network():
    return load_checkpoint(bundled_model()).network
