"""Where chance comes from: one independent stream of random numbers per purpose, wave and chunk, all from one seed."""

from enum import IntEnum

import numpy as np


class Purpose(IntEnum):
    """What a stream is drawn for. The numbers are part of what a seed means: never renumber."""

    PEOPLE = 1  # names, sex, birth months, guardians, consent
    CLASSES = 2  # how a class leans as a whole
    TRAIT = 3  # what lasts in a pupil from wave to wave
    STATE = 4  # what is new in one wave
    CONDUCT = 5  # who is absent, careless, mistypes, sits twice
    ANSWERS = 6  # the noise of each answer
    STAFF = 7


def stream(seed: int, purpose: Purpose, wave: int = 0, chunk: int = 0) -> np.random.Generator:
    """The stream for one purpose, the same bytes for the same four numbers, whatever else was drawn before.

    PCG64 seeded by a ``SeedSequence`` with a spawn key, so that chunks can be made in any order or in parallel.
    """
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(int(purpose), wave, chunk))))
