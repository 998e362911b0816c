import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/", "/sign-in/", "/sign-up/"])
def test_page_answers(client, path):
    assert client.get(path).status_code == 200
