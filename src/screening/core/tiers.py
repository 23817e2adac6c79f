"""Who acts: the four tiers, and the roles people hold in them."""

from enum import StrEnum


class Tier(StrEnum):
    """四级: where an alert is acted on. Severity says how urgent; the two are never mixed."""

    CLASS = "class"
    GRADE = "grade"
    SCHOOL = "school"
    FAMILY = "family"


class Role(StrEnum):
    """What a person is for one school; one person may hold several."""

    HOMEROOM_TEACHER = "homeroom_teacher"
    HOMEROOM_DEPUTY = "homeroom_deputy"
    GRADE_HEAD = "grade_head"
    PSYCH_TEACHER = "psych_teacher"  # the counselor
    PSYCH_DEPUTY = "psych_deputy"
    MORAL_EDUCATION_HEAD = "moral_education_head"
    PRINCIPAL = "principal"
    LEADING_GROUP = "leading_group"
    SCHOOL_DOCTOR = "school_doctor"
    BUREAU_CONTACT = "bureau_contact"
    DISTRICT_TUTORING_CENTRE = "district_tutoring_centre"
    DUTY_HOMEROOM_TEACHER = "duty_homeroom_teacher"
    DORMITORY_STAFF = "dormitory_staff"
    NIGHT_DUTY = "night_duty"
    RESEARCHER = "researcher"
    PIPELINE = "pipeline"  # the machine itself, as the author of an act
