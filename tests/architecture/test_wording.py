"""Words no generated text may hold: nothing here diagnoses or labels a child."""

import pytest

from tests.architecture.sources import modules, room, spoken_strings, texts

LABELS = ("抑郁症", "焦虑症", "患者", "心理疾病", "精神病", "诊断", "问题学生", "不正常", "有病", "自杀倾向", "心理有问题")
SPEAKING = ("digests", "followup", "alerts", "services", "adapters", "entrypoints", "intake", "scoring", "core")


def test_no_message_diagnoses_or_labels():
    found = [
        f"{path}:{line} {word}"
        for path, tree in modules().items()
        if room(path) in SPEAKING
        for line, said in spoken_strings(tree)
        for word in LABELS
        if word in said
    ]
    assert found == []


def test_no_template_diagnoses_or_labels():
    templates = {path: text for path, text in texts().items() if "/templates/" in path}
    assert [f"{path} {word}" for path, text in templates.items() for word in LABELS if word in text] == []


@pytest.mark.parametrize("word", ["alert", "severity", "score", "band", "预警", "等级", "分数"])
def test_no_template_of_a_mail_names_a_level(word):
    mails = {path: text for path, text in texts().items() if "/templates/" in path and "mail" in path}
    assert [path for path, text in mails.items() if word in text] == []
