"""The index of records by date, in the order of the gateway's pages to the end."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0008_delegation_told")]

    operations = [
        migrations.AlterModelOptions("exchangerecord", {"ordering": ("-updated_at", "-id"), "verbose_name": "record"}),
        migrations.RemoveIndex("exchangerecord", "exchange_record_by_date"),
        migrations.AddIndex(
            "exchangerecord",
            models.Index(
                "kind",
                models.F("updated_at").desc(),
                models.F("id").desc(),
                "offer",
                name="exchange_record_by_date",
            ),
        ),
    ]
