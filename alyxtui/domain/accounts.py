"""Who can sign in without being asked, and where the proof comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from alyxtui.settings.model import OneDatabase, Profile, Settings
from alyxtui.settings.tokens import TokenStore


class Proof(Enum):
    """Where a token or a password comes from; the value is the word shown for it."""

    VARIABLE = "variable"
    KEPT = "kept token"
    ONE = "ONE's token"
    ONE_PASSWORD = "ONE's password"  # noqa: S105 - a word to show
    ENTERED = "entered"


@dataclass(frozen=True, slots=True)
class SignIn:
    """All that is needed to sign in.

    Attributes:
        user: whose it is, empty when not known.
        proof: where it comes from.
        token: empty when there is a password.
        password: empty when there is a token.
    """

    user: str
    proof: Proof
    token: str = field(default="", repr=False)
    password: str = field(default="", repr=False)


class Accounts:
    """The sign-ins at hand for the servers of some settings.

    In this order: the variables' token, their password, the token kept by us, the one kept by
    ONE-api, and the password that somebody wrote into ONE's settings (``ALYX_PWD``). With
    ``settings.once`` only the variables count. ONE's files are never written: that somebody
    signed out here is kept with our own tokens, and their token of ONE's is not used any more.

    All methods but ``once`` touch the disk; call them off the event loop.

    Args:
        settings: what was set.
        tokens: the tokens that we keep.
    """

    def __init__(self, settings: Settings, tokens: TokenStore) -> None:
        self._settings = settings
        self.tokens = tokens

    def users(self, url: str) -> list[str]:
        """Who can sign in to a server without being asked, the one signed in here last first."""
        if self._settings.once:
            return []
        kept = self.tokens.users(url)
        return list(dict.fromkeys([*kept, *self._users_of_one(url)]))

    def find(self, profile: Profile) -> SignIn | None:
        """The sign-in of a profile's user, of the only user when it names none.

        Returns:
            None when a person must be asked: nothing is known, or several users are.
        """
        settings = self._settings
        if settings.profile.url == profile.url:
            if settings.token:
                return SignIn(profile.user, Proof.VARIABLE, token=settings.token)
            if settings.password and profile.user:
                return SignIn(profile.user, Proof.VARIABLE, password=settings.password)
        users = self.users(profile.url)
        user = profile.user or (users[0] if len(users) == 1 else "")
        return self._of(profile.url, user) if user in users else None

    def of_one(self, url: str, user: str) -> str:
        """The token that ONE keeps of a user, empty when there is none that may be used."""
        return self._tokens_of_one(url).get(user, "") if user in self._users_of_one(url) else ""

    def has_one_token(self, url: str, user: str) -> bool:
        """Whether ONE keeps a token or a password of a user, which only ONE can remove."""
        return user in self._tokens_of_one(url) or bool(self._password_of_one(url, user))

    def keep(self, url: str, user: str, token: str) -> bool:
        """Keep a token, unless nothing is to be kept; gives whether it is."""
        return not self._settings.once and self.tokens.put(url, user, token)

    def forget(self, url: str, user: str) -> bool:
        """Forget a token and do not use ONE's either; gives whether that is on the disk."""
        if self._settings.once:
            return True
        return self.tokens.remove(url, user, for_good=self.has_one_token(url, user))

    def _of(self, url: str, user: str) -> SignIn | None:
        token = self.tokens.get(url, user)
        if token:
            return SignIn(user, Proof.KEPT, token=token)
        token = self._tokens_of_one(url).get(user, "")
        if token:
            return SignIn(user, Proof.ONE, token=token)
        password = self._password_of_one(url, user)
        return SignIn(user, Proof.ONE_PASSWORD, password=password) if password else None

    def _users_of_one(self, url: str) -> list[str]:
        names = [*self._tokens_of_one(url)]
        names += [one.profile.user for one in self._databases(url) if one.password]
        left = self.tokens.signed_out(url)
        return [name for name in names if name not in left]

    def _tokens_of_one(self, url: str) -> dict[str, str]:
        return {user: token for one in self._databases(url) for user, token in one.tokens.items()}

    def _password_of_one(self, url: str, user: str) -> str:
        found = (one.password for one in self._databases(url) if one.profile.user == user)
        return next((password for password in found if password and user), "")

    def _databases(self, url: str) -> Iterator[OneDatabase]:
        return (one for one in self._settings.one if one.profile.url == url)
