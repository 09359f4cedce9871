"""A link to one peer over HTTP; with a secret, requests and answers are signed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

import httpx2

from antichain.impl.feed.anti_entropy import PROTOCOL
from antichain.impl.feed.errors import Away
from antichain.impl.replication import auth

if TYPE_CHECKING:
    from antichain.impl.settings import Settings

__all__ = ["FROM", "VERSION", "Link"]

VERSION = "Antichain-Protocol"
"""The header that holds the protocol version of a peer."""

FROM = "Antichain-From"
"""The header that holds the name of a peer."""

_CONNECT = 5.0


class Link:
    """Sends questions to one peer, as bytes of any content."""

    def __init__(self, url: str, settings: Settings, client: httpx2.AsyncClient) -> None:
        """Ask the server at ``url``."""
        self.url = url
        self._settings = settings
        self._client = client

    async def ask(self, target: str, body: bytes, seconds: float) -> tuple[str, bytes]:
        """Return the name of the peer and its answer.

        Raises:
            Away, Unauthentic: there was no authentic answer in time.

        """
        secret, sender, nonce = self._settings.secret, quote(self._settings.name), ""
        headers = {VERSION: str(PROTOCOL), FROM: sender, "Accept-Encoding": "identity"}
        if secret is not None:
            headers[auth.HEADER], nonce = auth.sign(secret, auth.Message(sender, f"POST {target}", body))
        timeout = httpx2.Timeout(seconds, connect=_CONNECT)
        try:
            async with (
                asyncio.timeout(seconds),
                self._client.stream(
                    "POST", self.url + target, content=body, headers=headers, timeout=timeout
                ) as response,
            ):
                answer = await self._read(response)
        except (TimeoutError, httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError) as error:
            message = f"{self.url}: {type(error).__name__}: {error}"
            raise Away(message) from None
        if response.status_code != httpx2.codes.OK:
            message = f"{self.url} answered {response.status_code}: {answer[:500].decode('utf-8', 'replace')}"
            raise Away(message)
        sender = response.headers.get(FROM, "")
        if secret is not None:
            signed = auth.Message(sender, str(response.status_code), answer)
            auth.verify_answer(secret, nonce, signed, response.headers.get(auth.HEADER, ""))
        return unquote(sender), answer

    async def _read(self, response: httpx2.Response) -> bytes:
        answer, limit = bytearray(), self._settings.limits.message
        async for chunk in response.aiter_raw():
            answer += chunk
            if len(answer) > limit:
                message = f"{self.url} answered with more than {limit} bytes"
                raise Away(message)
        return bytes(answer)
