"""Users and organisations for the tests of every app."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import factory
from auditlog.context import disable_auditlog
from django.utils import timezone
from factory.django import DjangoModelFactory

from organizations.models import ApiToken, Membership, Organization, User
from organizations.roles import Role, Scope

PASSWORD = "correct horse battery staple"


class ModelFactory(DjangoModelFactory):
    """Calling the class gives the model, which type checkers cannot tell by themselves.

    What is made so is what a test begins with, and nobody's deed: the audit log does not hear of
    it. `build` and `save` are somebody's.
    """

    class Meta:
        abstract = True

    if TYPE_CHECKING:

        def __new__(cls, *args: Any, **kwargs: Any) -> Any: ...

    @classmethod
    def _create(cls, *args: Any, **kwargs: Any) -> Any:
        with disable_auditlog():
            return super()._create(*args, **kwargs)


class UserFactory(ModelFactory):
    """Signs in with PASSWORD."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda number: f"user-{number}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.org")
    password = factory.django.Password(PASSWORD)


class OrganizationFactory(ModelFactory):
    class Meta:
        model = Organization

    slug = factory.Sequence(lambda number: f"organization-{number}")
    name = factory.LazyAttribute(lambda organization: organization.slug.title())


class MembershipFactory(ModelFactory):
    class Meta:
        model = Membership

    organization = factory.SubFactory(OrganizationFactory)
    user = factory.SubFactory(UserFactory)
    role = Role.VIEWER


class ApiTokenFactory(ModelFactory):
    """A row to be looked at: no value fits its digest. `http.bearer_of` makes one that works."""

    class Meta:
        model = ApiToken

    digest = factory.Sequence(lambda number: f"{number:0128x}")
    organization = factory.SubFactory(OrganizationFactory)
    user = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda number: f"token-{number}")
    scope = Scope.READ
    expiry = factory.LazyFunction(lambda: timezone.now() + timedelta(days=1))

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        token = model_class(**kwargs)  # the manager's own create makes a value as well
        token.save()
        return token
