"""Files that were kept before they were counted: for the trust of the definition, brought in by whoever wrote it."""

from django.db import migrations
from django.db.models import Min
from django.utils import timezone


def count(apps, schema_editor):
    exemplars = apps.get_model("goals", "Exemplar").objects.using(schema_editor.connection.alias).exclude(file="")
    rows = exemplars.values("file", "statement__domain__definition__owner").annotate(
        size_n=Min("size_n"), by=Min("statement__domain__definition__author")
    )
    upload, now = apps.get_model("goals", "Upload"), timezone.now()
    upload.objects.using(schema_editor.connection.alias).bulk_create(
        upload(
            file=row["file"],
            size_n=row["size_n"],
            owner_id=row["statement__domain__definition__owner"],
            by_id=row["by"],
            at=now,
        )
        for row in rows.order_by()
    )


class Migration(migrations.Migration):
    dependencies = [
        ("goals", "0004_uploads"),
    ]

    operations = [
        migrations.RunPython(count, migrations.RunPython.noop),
    ]
