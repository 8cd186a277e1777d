"""Whose sign-in is used, in which order, and what a sign-out leaves."""

from __future__ import annotations

from alyxtui.domain.accounts import Accounts, Proof
from alyxtui.paths import cache_dir, ensure, user_cache
from alyxtui.settings.load import Flags, load_settings
from alyxtui.settings.tokens import TokenStore
from tests.one_home import OneHome, token_of

LAB = "https://alyx.lab.org"
OURS, THEIRS = "a" * 40, "b" * 40


def of(flags: Flags | None = None, **environ: str) -> tuple[Proof, str, str] | None:
    """Proof, user and secret that are used."""
    settings = load_settings(flags or Flags(), environ)
    found = Accounts(settings, TokenStore()).find(settings.profile)
    return None if found is None else (found.proof, found.user, found.token or found.password)


def test_the_order() -> None:
    assert of(Flags(url=LAB)) is None
    one = OneHome.here()
    one.add(LAB, "ann", ALYX_PWD="s3cret")
    assert of() == (Proof.ONE_PASSWORD, "ann", "s3cret")
    one.add(LAB, "ann", ALYX_PWD="s3cret", TOKEN=token_of("ann", THEIRS))
    assert of() == (Proof.ONE, "ann", THEIRS)
    TokenStore().put(LAB, "ann", OURS)
    assert of() == (Proof.KEPT, "ann", OURS)
    assert of(ALYXTUI_PASSWORD="pw") == (Proof.VARIABLE, "ann", "pw")
    assert of(ALYXTUI_PASSWORD="pw", ALYXTUI_TOKEN="t") == (Proof.VARIABLE, "ann", "t")
    assert of(Flags(user="bob"), ALYXTUI_USER="bob", ALYXTUI_TOKEN="t") == (
        Proof.VARIABLE,
        "bob",
        "t",
    )


def test_several_users_of_one() -> None:
    one = OneHome.here()
    one.add(LAB, TOKEN={**token_of("ann", OURS), **token_of("bob", THEIRS)})
    assert of() is None
    assert of(Flags(user="bob")) == (Proof.ONE, "bob", THEIRS)
    assert of(Flags(user="cy")) is None
    one.add(LAB, "ann", TOKEN={**token_of("ann", OURS), **token_of("bob", THEIRS)})
    assert of() == (Proof.ONE, "ann", OURS)
    settings = load_settings(Flags(), {})
    TokenStore().put(LAB, "cy", "c" * 40)
    assert Accounts(settings, TokenStore()).users(LAB) == ["cy", "ann", "bob"]
    assert Accounts(settings, TokenStore()).users("https://other.org") == []


def test_a_server_with_two_names_in_one_has_the_tokens_of_both() -> None:
    one = OneHome.here()
    one.add(LAB, "ann", TOKEN=token_of("ann", OURS))
    one.write(".other", {"ALYX_URL": f"{LAB}/", "TOKEN": token_of("bob", THEIRS)})
    assert of(Flags(user="bob")) == (Proof.ONE, "bob", THEIRS)


def test_tokens_of_one_go_to_their_server_only() -> None:
    OneHome.here().add(LAB, "ann", TOKEN=token_of("ann", THEIRS), ALYX_PWD="s3cret")
    assert of(Flags(url="https://evil.org", user="ann")) is None
    assert of(Flags(url=f"{LAB}/second", user="ann")) is None
    assert of(Flags(url="http://alyx.lab.org", user="ann")) is None


def test_only_for_now_uses_nothing_that_is_kept() -> None:
    OneHome.here().add(LAB, "ann", TOKEN=token_of("ann", THEIRS), ALYX_PWD="s3cret")
    TokenStore().put(LAB, "ann", OURS)
    assert of(Flags(once=True)) is None
    assert of(Flags(once=True), ALYXTUI_TOKEN="t") == (Proof.VARIABLE, "ann", "t")
    settings = load_settings(Flags(once=True), {})
    once = Accounts(settings, TokenStore())
    before = TokenStore().path.read_bytes()
    assert not once.keep(LAB, "bob", OURS)
    assert once.forget(LAB, "ann")
    assert TokenStore().path.read_bytes() == before


def test_who_signed_out_here_is_not_signed_in_by_one_again() -> None:
    one = OneHome.here()
    one.add(LAB, "ann", TOKEN=token_of("ann", THEIRS), ALYX_PWD="s3cret")
    before = one.files()
    accounts = Accounts(load_settings(Flags(), {}), TokenStore())
    assert accounts.has_one_token(LAB, "ann")
    assert accounts.forget(LAB, "ann")
    assert of() is None
    assert accounts.users(LAB) == []
    assert one.files() == before
    assert accounts.keep(LAB, "ann", OURS)
    assert of() == (Proof.KEPT, "ann", OURS)
    assert not accounts.has_one_token(LAB, "bob")


def test_secrets_are_in_no_repr() -> None:
    OneHome.here().add(LAB, "ann", TOKEN=token_of("ann", THEIRS), ALYX_PWD="s3cret")
    settings = load_settings(Flags(), {})
    found = Accounts(settings, TokenStore()).find(settings.profile)
    assert found is not None
    for secret in (THEIRS, "s3cret"):
        assert secret not in f"{found!r}{settings!r}"


def test_each_user_of_each_server_has_a_cache_of_their_own() -> None:
    users = ["ann", "Ann", "a/../b", "", "李雷", "x" * 300, ".", ".."]
    places = {user_cache(url, user) for url in (LAB, f"{LAB}/x") for user in users}
    assert len(places) == 2 * len(users)
    lower = {str(place).lower() for place in places}
    assert len(lower) == len(places)
    for place in places:
        assert place.resolve().is_relative_to(cache_dir().resolve())
        assert ensure(place).is_dir()
