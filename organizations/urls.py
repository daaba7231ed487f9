from django.urls import include, path

urlpatterns = [path("", include("organizations.sign_in.urls"))]
