"""Signing in: passwords, second factors, single sign-on. All of it is django-allauth's; what is
here narrows it to users whom admins made, and closes what it leaves open."""
