"""Trusts and schools that were brought in under names in capitals, as the register prints them."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from plait.core.names import show


def write_names(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    """Set each name as people write it; one that is written so already stays."""
    organisations = apps.get_model("organisations", "Organisation").objects
    for each in organisations.filter(kind__in=("trust", "school")).only("pk", "name"):
        shown = show(each.name)
        if shown != each.name:
            organisations.filter(pk=each.pk).update(name=shown)


class Migration(migrations.Migration):
    """After it a new build tells of no change of name where only capitals differ."""

    dependencies = [("organisations", "0004_whose_a_notice_is")]

    operations = [migrations.RunPython(write_names, migrations.RunPython.noop, elidable=True)]
