"""What goes wrong between a form and the database, told to whoever sits before the form."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import BadRequest, ValidationError
from django.db import DataError, IntegrityError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from organizations.admin_choices import is_key
from organizations.constraints import is_of_the_moment
from organizations.errors import DomainError

OVERTAKEN = "Nothing was saved: somebody changed or deleted this at the same moment. Look again."
View = Callable[..., HttpResponse]


def refusing_what_no_column_holds(view: View) -> View:
    """A question in the address may ask for a number of twenty digits, or for half a text."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (DataError, OverflowError, ValidationError) as fault:
            raise BadRequest("The request has a value that no row can have.") from fault

    return asked


class ToldFaults(admin.ModelAdmin):
    """The form again, with the reason, where what it was checked against has changed since."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except (DomainError, IntegrityError, self.model.DoesNotExist) as fault:
            return self._again(request, fault)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except (DomainError, IntegrityError) as fault:
            return self._again(request, fault)

    def response_action(
        self, request: HttpRequest, queryset: QuerySet[Any], *args: Any
    ) -> HttpResponse | None:
        chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if not all(is_key(each, of=self.opts.pk) for each in chosen):
            raise BadRequest("What was selected is no row.")
        return super().response_action(request, queryset, *args)

    def _again(self, request: HttpRequest, fault: Exception) -> HttpResponse:
        """By now the transaction is rolled back. Raises the fault where it is one of ours."""
        mine = isinstance(fault, IntegrityError) and not is_of_the_moment(fault)
        if request.method != "POST" or mine:
            raise fault
        text = fault.message if isinstance(fault, DomainError) else OVERTAKEN
        self.message_user(request, text, messages.ERROR)
        return HttpResponseRedirect(request.get_full_path())
