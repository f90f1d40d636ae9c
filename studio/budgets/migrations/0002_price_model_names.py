from django.db import migrations

NAME = "doubao-seedream-4.5"
IDS = ("doubao-seedream-4-5-251128", "seedream-4-5-251128")


def rename_models(apps, schema_editor):
    """Prices were kept under the provider's id of the model; now it is the studio's name."""
    apps.get_model("budgets", "Price").objects.filter(model__in=IDS).update(model=NAME)


class Migration(migrations.Migration):
    dependencies = [("budgets", "0001_budgets")]
    operations = [migrations.RunPython(rename_models, migrations.RunPython.noop)]
