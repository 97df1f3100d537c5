"""A file of any format waits here, not only a table."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("datasets", "0004_changes_of_records"),
    ]

    operations = [
        migrations.RenameModel(old_name="TableUpload", new_name="FileUpload"),
        migrations.AlterModelOptions(
            name="fileupload",
            options={"ordering": ("-uploaded_at",), "verbose_name": "file that was uploaded"},
        ),
    ]
