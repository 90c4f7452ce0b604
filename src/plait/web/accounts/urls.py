"""Addresses of signing in: the sign-in library's own, under one roof."""

from django.urls import include, path

from plait.web.accounts.views import Login, Signup

urlpatterns = [
    path("account/login/", Login.as_view(), name="account_login"),
    path("account/signup/", Signup.as_view(), name="account_signup"),
    path("account/", include("allauth.urls")),
]
