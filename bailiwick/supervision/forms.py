"""Forms of supervision: a review, a court's setting of a rule, its end."""

from __future__ import annotations

from typing import Any

from django import forms

from bailiwick.org.models import Court
from bailiwick.supervision.selectors.rulebook import Line


class ReviewForm(forms.Form):
    """属实 or 误报. A false positive needs reason and document."""

    outcome = forms.ChoiceField(
        label="核查结论", choices=[("true", "属实"), ("false", "误报")], widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label="理由",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="误报须写明理由",
    )
    document = forms.CharField(
        label="文书", max_length=200, required=False, help_text="误报须写明佐证的文书或文号"
    )


class SettingForm(forms.Form):
    """A court's own value of a rule, from a day on, by the number of its paper."""

    court = forms.ModelChoiceField(label="法院", queryset=Court.objects.none())
    key = forms.ChoiceField(label="设定项")
    value = forms.CharField(label="取值", max_length=20)
    paper = forms.CharField(label="发文号", max_length=80, help_text="例：洛中法执〔2026〕12号")
    valid_from = forms.DateField(
        label="适用自", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, line: Line, courts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["court"].queryset = courts
        fields["court"].initial = courts.first()
        fields["key"].choices = [(key.key, key.label) for key in line.setting_keys]
        self.fields["value"].help_text = self._help(line)

    def _help(self, line: Line) -> str:
        words = []
        if line.limit is not None and not line.internal and line.certain:
            words.append(f"不得宽于 {line.limit_text}")
        if line.switches or "adopted" in line.keys:
            words.append("开关填写 是 或 否")
        return "；".join(words)


class EndForm(forms.Form):
    """The last day of a setting and why it ends."""

    valid_to = forms.DateField(
        label="最后适用日", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(label="理由", max_length=200)
