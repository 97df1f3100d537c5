"""A file of any format waits here, not only a table."""

from django.db import migrations


def forget_permissions(apps, schema_editor):
    """Those of the name that is no more; Django makes the new ones itself."""
    of_tables = [f"{verb}_tableupload" for verb in ("add", "change", "delete", "view")]
    permissions = apps.get_model("auth", "Permission").objects
    permissions.filter(content_type__app_label="datasets", codename__in=of_tables).delete()


class Migration(migrations.Migration):

    dependencies = [
        ("datasets", "0004_changes_of_records"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.RenameModel(old_name="TableUpload", new_name="FileUpload"),
        migrations.AlterModelOptions(
            name="fileupload",
            options={"ordering": ("-uploaded_at",), "verbose_name": "file that was uploaded"},
        ),
        migrations.RunPython(forget_permissions, migrations.RunPython.noop),
    ]
