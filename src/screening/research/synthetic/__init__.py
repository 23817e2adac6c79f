"""The synthetic school: pupils, staff and answers from a seed, as arrays; nobody in it exists."""

from screening.research.synthetic.answers import AnswerModel, answer_model
from screening.research.synthetic.people import People, people
from screening.research.synthetic.school import LARGEST, SMALLEST, School, plan_school
from screening.research.synthetic.sittings import FIRST_DAYS, Sittings, sit
from screening.research.synthetic.staff import staff

__all__ = [
    "FIRST_DAYS",
    "LARGEST",
    "SMALLEST",
    "AnswerModel",
    "People",
    "School",
    "Sittings",
    "answer_model",
    "people",
    "plan_school",
    "sit",
    "staff",
]
