"""The documents say what the program does: examples are run, field tables and rule lists are compared."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from lkt_alloc import schema
from lkt_alloc.findings import RULES
from tests.replay import REWRITE, ROOT, replay

README = ROOT / "README.md"
FORMAT = ROOT / "docs" / "format.md"
CHECKS = ROOT / "docs" / "checks.md"


def compare(path: Path, now: str) -> None:
    said = path.read_text(encoding="utf-8")
    if REWRITE:
        path.write_text(now, encoding="utf-8")
    assert now == said or REWRITE


def test_the_examples_in_the_readme_print_what_it_says(tmp_path: Path) -> None:
    said = README.read_text(encoding="utf-8")
    own = re.search(r"```yaml\n# legevakt\.yaml\n(.*?)```", said, re.DOTALL)
    assert own
    (tmp_path / "legevakt.yaml").write_text(own[1], encoding="utf-8")
    budget = (ROOT / "data" / "budget_2018_2019.yaml").read_text(encoding="utf-8")
    (tmp_path / "budget_with_a_slip.yaml").write_text(budget.replace("2 760 000", "2 706 000"), encoding="utf-8")
    blocks = re.compile(r"(?<=```console\n).*?(?=```)", re.DOTALL)
    compare(README, blocks.sub(lambda block: replay(block[0], tmp_path, exit_codes=False), said))


def test_the_readme_has_exactly_two_set_up_commands() -> None:
    blocks = re.findall(r"```sh\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert ["lkt-alloc compute 2019" in block or "pytest" in block for block in blocks] == [True, True]
    assert all(block.count("\n") == 1 for block in blocks)


def field_table(form: type[BaseModel]) -> str:
    lines = ["| field | required | meaning | example |", "|---|---|---|---|"]
    for name, info in form.model_fields.items():
        example = f"`{info.examples[0]}`" if info.examples else ""
        lines.append(
            f"| `{info.alias or name}` | {'yes' if info.is_required() else ''} | {info.description} | {example} |"
        )
    return "\n".join(lines)


def test_every_field_of_every_form_is_documented() -> None:
    said = FORMAT.read_text(encoding="utf-8")
    forms = {form.__name__: form for form in (*schema.FORMS.values(), *schema.INNER_FORMS.values())}
    assert set(re.findall(r"<!-- fields: (\w+) -->", said)) == set(forms)
    now = re.sub(
        r"<!-- fields: (\w+) -->\n.*?<!-- /fields -->",
        lambda found: f"<!-- fields: {found[1]} -->\n{field_table(forms[found[1]])}\n<!-- /fields -->",
        said,
        flags=re.DOTALL,
    )
    compare(FORMAT, now)


def test_every_rule_is_documented() -> None:
    said = CHECKS.read_text(encoding="utf-8")
    table = ["| rule | severity | holds when |", "|---|---|---|"]
    table += [f"| `{rule.name}` | {rule.severity} | {rule.title} |" for rule in RULES.values()]
    now = re.sub(
        r"<!-- rules -->\n.*?<!-- /rules -->",
        lambda _: "<!-- rules -->\n" + "\n".join(table) + "\n<!-- /rules -->",
        said,
        flags=re.DOTALL,
    )
    compare(CHECKS, now)


@pytest.mark.parametrize("document", [*sorted(ROOT.glob("docs/*.md")), README], ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []
