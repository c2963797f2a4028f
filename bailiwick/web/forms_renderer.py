"""How Django forms look here: label before field, help and fault below, faults counted on top."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates

_CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxInput, "form-check-input"),
    (forms.CheckboxSelectMultiple, "form-check-input"),
    (forms.RadioSelect, "form-check-input"),
    (forms.Select, "form-select"),
)


_DASHES = "---------"  # what Django writes where nothing is chosen yet


class Field(BoundField):
    """A field whose widget carries the class of its kind and names its help and its fault."""

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        if isinstance(field, forms.ModelChoiceField) and field.empty_label == _DASHES:
            field.empty_label = f"选择{self.label}"

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        used = widget or self.field.widget
        found = super().build_widget_attrs(attrs, widget)
        if not used.is_hidden:
            own = str(used.attrs.get("class", ""))
            classes = [own, class_of(used), "is-invalid" if self.errors else ""]
            found["class"] = " ".join(filter(None, classes))
        return found

    @property
    def is_check(self) -> bool:
        """A single box: its label stands behind it."""
        return isinstance(self.field.widget, forms.CheckboxInput)


def class_of(widget: forms.Widget) -> str:
    """Return the form class of a widget's kind."""
    for kind, name in _CLASSES:
        if isinstance(widget, kind):
            return name
    return "form-control"


class BailiwickRenderer(DjangoTemplates):
    """Set as FORM_RENDERER: ``{{ form }}`` and ``{{ form.field.as_field_group }}`` in our look."""

    form_template_name = "web/forms/form.html"
    field_template_name = "web/forms/field.html"
    bound_field_class = Field
