"""Forms of the shell itself."""

from __future__ import annotations

from django import forms

from bailiwick.web.preferences import DENSITIES


class PreferencesForm(forms.Form):
    """How a person wants to see the pages."""

    large = forms.BooleanField(label="大字", required=False, help_text="全部文字放大一级")
    keys = forms.BooleanField(
        label="启用快捷键", required=False, help_text="按 ? 查看全部快捷键；Tab 与 Enter 始终可用"
    )
    density = forms.ChoiceField(label="表格行距", choices=list(DENSITIES.items()))
