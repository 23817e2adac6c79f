"""The staff of the synthetic school: a teacher and a deputy for each class, heads of grades, the counselor and who stands in."""

from screening.core.tiers import Role
from screening.intake.interface import Person
from screening.research.synthetic.people import PHONE_PREFIX, full_names, surnames
from screening.research.synthetic.school import GRADES, School
from screening.research.synthetic.streams import Purpose, stream

MAIL_DOMAIN = "qinghe.example"  # RFC 2606: a domain nobody can own


def staff(school: School) -> list[Person]:
    """Everybody a school needs for all tiers: each class, each grade, the school. Every role is filled exactly once."""
    posts = [*_school_posts(), *((Role.GRADE_HEAD, "", grade) for grade in GRADES), *_class_posts(school)]
    names = full_names(surnames(len(posts), rng := stream(school.seed, Purpose.STAFF)), rng)
    return [
        Person(
            name=name,
            role=role,
            school_class=school_class,
            grade=grade,
            email=f"staff{place:05d}@{MAIL_DOMAIN}",
            phone=f"{PHONE_PREFIX}{place % 10_000:04d}",
        )
        for place, (name, (role, school_class, grade)) in enumerate(zip(names, posts, strict=True), start=1)
    ]


def _school_posts() -> list[tuple[Role, str, int | None]]:
    roles = (Role.PRINCIPAL, Role.MORAL_EDUCATION_HEAD, Role.PSYCH_TEACHER, Role.PSYCH_DEPUTY)
    return [(role, "", None) for role in roles]


def _class_posts(school: School) -> list[tuple[Role, str, int | None]]:
    roles = (Role.HOMEROOM_TEACHER, Role.HOMEROOM_DEPUTY)
    classes = zip(school.class_names, school.class_grades.tolist(), strict=True)
    return [(role, name, grade) for name, grade in classes for role in roles]
