"""The first pages of every tenant, and the one group that writes them. Runs once, in the template schema.

Provisioning only fills in host and names (``pages.provisioning``). Plain rows, since migrations see models without
their methods: the tree's ``path``, ``depth`` and ``numchild`` are written out.
"""

from django.db import migrations

PAGE_PERMISSIONS = ("add_page", "change_page", "publish_page", "bulk_delete_page", "lock_page", "unlock_page")
FILE_PERMISSIONS = {
    "wagtailimages.image": ("add_image", "change_image", "choose_image"),
    "wagtaildocs.document": ("add_document", "change_document", "choose_document"),
}


def make_tree(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Page = apps.get_model("wagtailcore", "Page")
    HomePage = apps.get_model("pages", "HomePage")
    KnowledgeIndexPage = apps.get_model("pages", "KnowledgeIndexPage")

    # Wagtail's welcome page becomes our home page: same row, so the site that points at it stays.
    welcome = Page.objects.get(depth=2)
    home = HomePage(page_ptr_id=welcome.pk)
    for field in Page._meta.concrete_fields:
        setattr(home, field.attname, getattr(welcome, field.attname))
    home.title = home.draft_title = "VlaVirGem"
    home.numchild = 1
    home.content_type, _ = ContentType.objects.get_or_create(app_label="pages", model="homepage")
    home.save()

    kind, _ = ContentType.objects.get_or_create(app_label="pages", model="knowledgeindexpage")
    KnowledgeIndexPage.objects.create(
        title="Kennis",
        draft_title="Kennis",
        slug="knowledge",
        path=f"{home.path}0001",
        depth=3,
        numchild=0,
        url_path=f"{home.url_path}knowledge/",
        content_type=kind,
        locale_id=home.locale_id,
    )


def make_editors(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    Group = apps.get_model("auth", "Group")
    GroupPagePermission = apps.get_model("wagtailcore", "GroupPagePermission")
    GroupCollectionPermission = apps.get_model("wagtailcore", "GroupCollectionPermission")
    Collection = apps.get_model("wagtailcore", "Collection")
    HomePage = apps.get_model("pages", "HomePage")

    def permission(label, codename):
        app_label, model = label.split(".")
        kind, _ = ContentType.objects.get_or_create(app_label=app_label, model=model)
        return Permission.objects.get_or_create(
            content_type=kind, codename=codename, defaults={"name": codename.replace("_", " ").capitalize()}
        )[0]

    Group.objects.filter(name__in=["Editors", "Moderators"]).delete()
    editors = Group.objects.create(name="editors")
    editors.permissions.add(permission("wagtailadmin.admin", "access_admin"))
    home = HomePage.objects.get()
    for codename in PAGE_PERMISSIONS:
        GroupPagePermission.objects.create(
            group=editors, page_id=home.pk, permission=permission("wagtailcore.page", codename)
        )
    collection = Collection.objects.get(depth=1)
    for label, codenames in FILE_PERMISSIONS.items():
        for codename in codenames:
            GroupCollectionPermission.objects.create(
                group=editors, collection=collection, permission=permission(label, codename)
            )


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailimages", "0027_image_description"),
        ("wagtaildocs", "0014_alter_document_file_size"),
    ]

    operations = [
        migrations.RunPython(make_tree, migrations.RunPython.noop),
        migrations.RunPython(make_editors, migrations.RunPython.noop),
    ]
