"""Which apps may open the links of our mails."""

import pytest

from core.municipalities.models import Region

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
APPLE, ANDROID = "/.well-known/apple-app-site-association", "/.well-known/assetlinks.json"
IOS_APP = "ABCDE12345.de.partheland.app"
ANDROID_APP = {"package": "de.partheland.app", "fingerprints": [":".join(["1A"] * 32)]}
LINK_PAGES = {
    *(f"/registrations/{act}" for act in ("confirm", "manage", "cancel", "accept-offer", "decline-offer")),
    *(f"/auth/{act}" for act in ("verify-email", "password-reset", "invitation", "email-change")),
    "/ideas/confirm",
}


@pytest.fixture
def apps(region):
    Region.objects.update(apps={"ios": [IOS_APP], "android": [ANDROID_APP]})


def paths(components):
    assert [one["?"] for one in components] == [{"token": "?*"}] * len(components)
    return {one["/"] for one in components}


def test_a_region_without_an_app_vouches_for_none(client):
    assert client.get(APPLE).json() == {"applinks": {"details": []}}
    assert client.get(ANDROID).json() == []


def test_before_the_region_is_loaded_none_is_named(client):
    Region.objects.all().delete()
    assert (client.get(APPLE).json(), client.get(ANDROID).json()) == ({"applinks": {"details": []}}, [])


@pytest.mark.usefixtures("apps")
def test_iphones_learn_of_every_page_behind_a_mail_link_and_of_no_other(client):
    (details,) = client.get(APPLE).json()["applinks"]["details"]
    assert details["appIDs"] == [IOS_APP]
    assert paths(details["components"]) >= LINK_PAGES
    for path in paths(details["components"]):
        assert client.get(path, {"token": "unknown"})["X-Robots-Tag"] == "noindex", path


@pytest.mark.usefixtures("apps")
def test_android_learns_the_package_its_certificates_and_the_same_paths(client):
    (statement,) = client.get(ANDROID).json()
    (relation,) = statement["relation"]
    assert relation == "delegate_permission/common.handle_all_urls"
    assert statement["target"] == {
        "namespace": "android_app",
        "package_name": "de.partheland.app",
        "sha256_cert_fingerprints": ANDROID_APP["fingerprints"],
    }
    (details,) = client.get(APPLE).json()["applinks"]["details"]
    assert statement["relation_extensions"] == {relation: {"dynamic_app_link_components": details["components"]}}


@pytest.mark.usefixtures("apps")
@pytest.mark.parametrize("path", [APPLE, ANDROID])
def test_they_are_json_without_a_redirect_for_an_hour(client, path):
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert answer["Cache-Control"] == "public, max-age=3600"
    assert client.post(path).status_code == 405
