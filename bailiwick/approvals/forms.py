"""Forms of the approval pages."""

from __future__ import annotations

from typing import Any

from django import forms


class DecisionForm(forms.Form):
    """意见 and outcome; a no needs its reason (the service asks for it again)."""

    BACK = "back"
    CHOICES = (
        ("agreed", "同意"),
        (BACK, "驳回到上一步"),
        ("returned", "驳回到报批人"),
        ("refused", "不同意"),
    )

    outcome = forms.ChoiceField(label="签批", choices=CHOICES, widget=forms.RadioSelect)
    opinion = forms.CharField(
        label="意见",
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="驳回或不同意须写明理由",
    )

    def without_step_before(self) -> DecisionForm:
        """Leave out the return to the step before, where there is none."""
        field = self.fields["outcome"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (declared above)
        field.choices = [choice for choice in self.CHOICES if choice[0] != self.BACK]
        return self

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("outcome") not in {None, "agreed"} and not cleaned.get("opinion"):
            self.add_error("opinion", "驳回或不同意须写明理由")
        return cleaned


class WithdrawForm(forms.Form):
    """Why an own request is taken back."""

    reason = forms.CharField(label="撤回理由", max_length=200)
