"""The pieces that the courts' pages are built from."""

from __future__ import annotations

from flask import Flask, render_template_string


def rendered(shell: Flask, template: str, **values: object) -> str:
    with shell.test_request_context("/"):
        return render_template_string(template, **values)


def test_a_narrow_table_names_the_column_in_each_cell(shell: Flask) -> None:
    html = rendered(
        shell,
        '{% from "macros/table.html" import data_table %}'
        '{{ data_table("Lines", ["Service", "Waiting"], [["<b>", "about 15"]], numeric=(1,)) }}',
    )
    assert '<caption class="govuk-table__caption govuk-table__caption--m">Lines</caption>' in html
    assert 'data-label="Waiting"' in html
    assert "&lt;b&gt;" in html
    assert 'scope="row"' in html
