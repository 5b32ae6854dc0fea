"""The real budget, in every format: golden files. `make golden` writes them anew; the git diff is the review."""

import pytest

from tests.acceptance.replay import REWRITE, ROOT, run

GOLDEN = ROOT / "tests" / "acceptance" / "golden"

CLINIC = (
    "--budget tests/acceptance/sessions/files/legevakt.yaml --municipalities tests/acceptance/sessions/files/legevakt_kommuner.yaml"
    " --instalments 2 --due 2024-03-31 --due 2024-09-30"
)
"""A budget whose municipalities have organisation numbers, as the real file has none."""

COMMANDS = {
    "lkt.nn.txt": "lkt-alloc compute --lang nn",
    "lkt-2018.nb.txt": "lkt-alloc compute 2018 --lang nb",
    "lkt-2019.en.txt": "lkt-alloc compute 2019 --lang en",
    "lkt-2019-by-post.nn.md": "lkt-alloc compute 2019 --by-post --format markdown --lang nn",
    "lkt.csv": "lkt-alloc compute --format csv",
    "lkt-excel.nn.csv": "lkt-alloc compute --format csv-excel --lang nn",
    "lkt-2019-by-post-excel.nb.csv": "lkt-alloc compute 2019 --by-post --format csv-excel --lang nb",
    "lkt.json": "lkt-alloc compute --by-post --format json",
    "lkt-os.nb.md": "lkt-alloc explain --kommune Os --format markdown --lang nb",
    "document-os.nn.md": "lkt-alloc document --kommune Os --lang nn",
    "document-os.nb.md": "lkt-alloc document --kommune Os --lang nb",
    "document-os.en.md": "lkt-alloc document --kommune Os --lang en",
    "lkt-bergen.json": "lkt-alloc explain --kommune Bergen --format json",
    "lkt-invoice-2019.nn.txt": "lkt-alloc invoice 2019 --lang nn",
    "lkt-invoice-2018.nb.txt": "lkt-alloc invoice 2018 --instalments 2 --due 2018-09-30 --due 2018-12-15 --lang nb",
    "invoice.csv": f"lkt-alloc invoice 2024 {CLINIC} --format csv",
    "invoice-excel.nn.csv": f"lkt-alloc invoice 2024 {CLINIC} --format csv-excel --lang nn",
    "invoice.json": f"lkt-alloc invoice 2024 {CLINIC} --format json",
}


@pytest.mark.parametrize("name", COMMANDS)
def test_the_real_budget_gives_the_golden_file(name: str) -> None:
    printed, code = run(COMMANDS[name], ROOT)
    if REWRITE:
        (GOLDEN / name).write_bytes(printed.encode("utf-8"))
    assert code == 0
    assert printed.encode("utf-8") == (GOLDEN / name).read_bytes()
