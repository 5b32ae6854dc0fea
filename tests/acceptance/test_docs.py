"""The documents say what the program does: examples are run, field tables and rule lists are compared."""

import re
from collections.abc import Mapping
from contextlib import chdir
from difflib import ndiff
from functools import cache
from pathlib import Path

import pytest

import lkt_alloc
from lkt_alloc.checks.catalogue import BY_CODE
from lkt_alloc.checks.check import check_files
from lkt_alloc.checks.outcome import Checked
from lkt_alloc.diagnostics.findings import SEVERITIES, Rule
from lkt_alloc.engine.allocate import allocate
from lkt_alloc.engine.model import Budget
from lkt_alloc.engine.register import Register
from lkt_alloc.files.load import Loaded
from lkt_alloc.files.schema.form import Form
from lkt_alloc.files.schema.places import every_form
from lkt_alloc.language.words import Words
from lkt_alloc.render import FORMATS, findings, markdown
from lkt_alloc.reports.placeholders import PLACEHOLDERS, example, placeholders
from lkt_alloc.reports.rule_pages import rule_page
from tests.acceptance.replay import REWRITE, ROOT, replay
from tests.acceptance.tutorials import TUTORIALS, followed
from tests.cli import commands

README = ROOT / "README.md"
FORMAT = ROOT / "docs" / "format.md"
CHECKS = ROOT / "docs" / "checks.md"
CASES = ROOT / "tests" / "checks" / "cases"


def compare(path: Path, now: str) -> None:
    said = path.read_text(encoding="utf-8")
    if REWRITE:
        path.write_text(now, encoding="utf-8")
    assert now == said or REWRITE


def test_the_examples_in_the_readme_print_what_it_says(tmp_path: Path) -> None:
    said = README.read_text(encoding="utf-8")
    compare(README, followed(said, tmp_path, lambda session: replay(session, tmp_path, exit_codes=False)))


def test_the_readme_says_which_formats_a_command_has() -> None:
    endings = {form.name: form.ending for form in reversed(FORMATS)}
    lines = ["| format | ending | commands |", "|---|---|---|"]
    for name in dict.fromkeys(form.name for form in FORMATS):
        having = ", ".join(f"`{command}`" for command in commands.FORMATS if name in commands.FORMATS[command])
        lines.append(f"| `{name}` | {endings[name] and f'`{endings[name]}`'} | {having} |")
    table = re.compile(r"\| format \| ending \| commands \|.*?(?=\n\n)", re.DOTALL)
    compare(README, table.sub("\n".join(lines), README.read_text(encoding="utf-8"), count=1))


@pytest.mark.parametrize("tutorial", TUTORIALS, ids=lambda page: page.name)
def test_a_tutorial_prints_what_it_says(tutorial: Path, tmp_path: Path) -> None:
    said = tutorial.read_text(encoding="utf-8")
    compare(tutorial, followed(said, tmp_path, lambda session: replay(session, tmp_path, exit_codes=False)))


def test_tutorials_give_the_same_commands_in_the_same_order() -> None:
    texts = [page.read_text(encoding="utf-8") for page in TUTORIALS]
    nynorsk, bokmaal = (re.findall(r"^\$ lkt-alloc (\w+)|^## (\d)|^```(\w+)", text, re.MULTILINE) for text in texts)
    assert nynorsk == bokmaal


def test_the_readme_has_exactly_two_set_up_commands() -> None:
    blocks = re.findall(r"```sh\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert ["lkt-alloc compute 2019" in block or "pytest" in block for block in blocks] == [True, True]
    assert all(block.count("\n") == 1 for block in blocks)


def field_table(form: type[Form]) -> str:
    lines = ["| field | required | meaning | example |", "|---|---|---|---|"]
    for name, field in form.fields.items():
        example = f"`{field.example}`" if field.example else ""
        lines.append(f"| `{name}` | {'yes' if field.is_required else ''} | {field.description} | {example} |")
    return "\n".join(lines)


def test_every_field_of_every_form_is_documented() -> None:
    said = FORMAT.read_text(encoding="utf-8")
    forms = {form.__name__: form for form in every_form()}
    assert set(re.findall(r"<!-- fields: (\w+) -->", said)) == set(forms)
    now = re.sub(
        r"<!-- fields: (\w+) -->\n.*?<!-- /fields -->",
        lambda found: f"<!-- fields: {found[1]} -->\n{field_table(forms[found[1]])}\n<!-- /fields -->",
        said,
        flags=re.DOTALL,
    )
    compare(FORMAT, now)


def test_the_whole_budget_of_the_page_is_shared_out() -> None:
    (text,) = re.findall(r"```yaml\n# legevakt\.yaml\n(.*?)```", FORMAT.read_text(encoding="utf-8"), re.DOTALL)
    amounts = [row["amount"] for row in lkt_alloc.read(text=text).allocate("2024").rows()]
    assert amounts == [57_726, 21_161, 11_113]


def test_every_placeholder_is_documented(budget: Budget, register: Register, loaded: Mapping[str, Loaded]) -> None:
    allocation, words = allocate(budget, register, list(budget.periods)), Words("en")
    values = placeholders(allocation, list(loaded.values()), "1243", words)
    lines = ["| placeholder | meaning | example |", "|---|---|---|"]
    lines += [f"| `{name}` | {words.say(said)} | {example(values, name)} |" for name, said in PLACEHOLDERS.items()]
    marked = re.compile(r"<!-- placeholders -->\n.*?<!-- /placeholders -->", re.DOTALL)
    said = FORMAT.read_text(encoding="utf-8")
    assert len(marked.findall(said)) == 1
    table = "\n".join(["<!-- placeholders -->", *lines, "<!-- /placeholders -->"])
    compare(FORMAT, marked.sub(lambda _: table, said))


PAGES = {"en": "checks.md", "nn": "checks.nn.md", "nb": "checks.nb.md"}
"""The pages about the rules, by language."""

LABELS = {
    "en": ("Code", "Rule", "Severity", "Can be acknowledged", "Satisfied when", "yes", "What `check` says:", "Mended:", "Other forms:"),
    "nn": ("Kode", "Regel", "Alvorsgrad", "Kan godtakast", "Oppfylt når", "ja", "Dette seier `check`:", "Retta:", "Andre former:"),
    "nb": ("Kode", "Regel", "Alvorlighetsgrad", "Kan godtas", "Oppfylt når", "ja", "Dette sier `check`:", "Rettet:", "Andre former:"),
}  # fmt: skip


def rule_table(words: Words) -> str:
    *titles, yes, _, _, _ = LABELS[words.language]
    lines = [f"| {' | '.join(titles)} |", "|---|---|---|---|---|"]
    for rule in BY_CODE.values():
        link = f"[{rule.code}](#{rule.code.lower()}-{rule.name})"
        may = yes if rule.may_be_acknowledged else ""
        lines.append(
            f"| {link} | `{rule.name}` | {words.say(SEVERITIES[rule.severity])} | {may} | {words.title(rule.title)} |"
        )
    return "\n".join(lines)


def rule_section(rule: Rule, words: Words) -> str:
    """A rule's page, its case and its case's variants."""
    says, mended, others = LABELS[words.language][-3:]
    first, *variants = sorted(case for case in CASES.iterdir() if case.name.startswith(rule.code))
    bad, good = (shown((first / name).read_bytes()) for name in ("bad.yaml", "good.yaml"))
    parts = [f"### {rule.code} {rule.name}", f"**{words.title(rule.title)}.**"]
    parts += [markdown.render(rule_page(rule)[1:], words).rstrip("\n")]
    parts += [fenced("yaml", bad), says, fenced("text", said_of(first, words))]
    changes = [line for line in ndiff(bad.splitlines(), good.splitlines()) if line[0] in "+-"]
    parts += [mended, fenced("diff", "\n".join(changes))]
    if variants:
        parts += [others, fenced("text", "\n\n".join(said_of(case, words) for case in variants))]
    return "\n\n".join(parts)


def shown(raw: bytes) -> str:
    """The file as a page can have it: what cannot be read becomes a question mark."""
    return raw.decode("utf-8", "replace").removeprefix("\ufeff").rstrip("\n")


def fenced(language: str, text: str) -> str:
    return f"```{language}\n{text}\n```"


@cache
def checked(case: Path) -> Checked:
    with chdir(case):
        register = Path("municipalities.yaml")
        return check_files([Path("bad.yaml")], register if register.exists() else None)


def said_of(case: Path, words: Words) -> str:
    return findings.render(checked(case).findings, words).rstrip("\n")


@pytest.mark.slow
@pytest.mark.parametrize("language", PAGES)
def test_every_rule_is_documented_with_its_case(language: str) -> None:
    page, words = ROOT / "docs" / PAGES[language], Words(language)
    sections = "\n\n".join(rule_section(rule, words) for rule in BY_CODE.values())
    now = page.read_text(encoding="utf-8")
    for name, part in (("rules", rule_table(words)), ("pages", f"{HINT}\n\n{sections}\n")):
        marked = re.compile(rf"<!-- {name} -->\n.*?<!-- /{name} -->", re.DOTALL)
        (stands,) = marked.findall(now)
        now = now.replace(stands, f"<!-- {name} -->\n{part}\n<!-- /{name} -->")
    compare(page, now)


HINT = "<!-- Written by tests/acceptance/test_docs.py from lkt_alloc.diagnostics.catalogue and tests/checks/cases: make golden -->"


@pytest.mark.parametrize("language", PAGES)
def test_the_example_at_the_top_of_the_page_is_what_check_says(language: str) -> None:
    said = said_of(CASES / "LKT105-not-an-amount", Words(language)).replace("bad.yaml", "legevakt.yaml")
    assert fenced("text", said) in (ROOT / "docs" / PAGES[language]).read_text(encoding="utf-8")


def test_the_acknowledgement_on_the_page_is_the_one_of_the_example() -> None:
    example = (ROOT / "examples" / "directive_2018.yaml").read_text(encoding="utf-8")
    assert fenced("yaml", example[example.index("acknowledged:") :].rstrip("\n")) in CHECKS.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "document", [*sorted(ROOT.glob("docs/*.md")), *sorted(ROOT.glob("*.md"))], ids=lambda path: path.name
)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []
