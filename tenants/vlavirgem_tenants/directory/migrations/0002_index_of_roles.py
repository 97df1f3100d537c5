"""Whose role this is: asked by every policy, by the collation of PostgreSQL's own names."""

from django.db import migrations, models
from django.db.models.functions import Collate


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial")]

    operations = [
        migrations.AddIndex("tenant", models.Index(Collate("schema_name", "C"), name="directory_tenant_of_role")),
    ]
