"""A mapping file is read as TOML, and a slip in it is told by its line."""

import pytest

from screening.adapters.mapping_files import load_mapping
from screening.core.errors import FileFault, MappingFault

RIGHT = 'instrument = "phq9"\nstudent = "ID"\n[items]\nq1 = "D1"\n[codes]\n"完全不会" = 0\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_mapping_is_read(tmp_path, encoding):
    path = tmp_path / "m.toml"
    path.write_text(RIGHT, encoding=encoding)
    mapping = load_mapping(path)
    assert (mapping.instrument, mapping.student, mapping.items, mapping.codes) == ("phq9", "ID", {"q1": "D1"}, {"完全不会": 0})


def test_a_slip_is_told_by_its_line_without_quoting_it(tmp_path):
    path = tmp_path / "m.toml"
    path.write_text(RIGHT.replace('q1 = "D1"', "q1 = D1 secret"), encoding="utf-8")
    with pytest.raises(MappingFault) as fault:
        load_mapping(path)
    assert fault.value.where.zh == "m.toml:4"
    assert "secret" not in fault.value.said("zh")


@pytest.mark.parametrize("content", [None, "instrument = 'phq9' # 完".encode("gbk")], ids=["missing", "not UTF-8"])
def test_a_file_that_can_not_be_read_is_told(tmp_path, content):
    path = tmp_path / "m.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(FileFault):
        load_mapping(path)
