"""The site's addresses, and an API view that reads nothing beyond who is asking."""

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.urls import urlpatterns as site


class Empty(APIView):
    schema = None

    def get(self, request: Request) -> Response:
        return Response({})


urlpatterns = [path("benchmark/empty/", Empty.as_view()), *site]
