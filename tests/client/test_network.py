"""What goes wrong on the way, in words."""

from __future__ import annotations

import asyncio
import datetime
import ipaddress
import socket
import ssl
import subprocess
import sys
from pathlib import Path

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from alyxtui.client.client import AlyxClient
from alyxtui.errors import ApiError, BadAnswer, ExitCode, SettingsError, TimedOut, Unreachable
from alyxtui.settings.model import Timeouts, Way
from tests.client.helpers import Connect, Serve
from tests.client.stub_server import Reply, Request, answer, json_answer


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """An authority that no machine trusts."""
    return trustme.CA()


def context_of(authority: trustme.CA) -> ssl.SSLContext:
    """A server's side of TLS, for the loopback address."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


async def failure_of(client: AlyxClient, method: str = "GET") -> ApiError:
    with pytest.raises(ApiError) as caught:
        await client.request(method, "/x")
    error = caught.value
    assert error.message
    assert error.hint
    assert error.heading
    return error


async def test_nobody_listens(connect: Connect, free_port: int) -> None:
    error = await failure_of(connect(f"http://127.0.0.1:{free_port}"))
    assert type(error) is Unreachable
    assert f"127.0.0.1:{free_port} refused the connection" in error.message
    assert error.exit_code is ExitCode.NETWORK


async def test_nobody_listens_at_any_address_of_a_name(connect: Connect, free_port: int) -> None:
    error = await failure_of(connect(f"http://localhost:{free_port}"))
    assert "refused the connection" in error.message


async def test_a_name_that_nobody_has(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    """No name server is asked: the look-up of the loop fails as it does without a network."""

    async def no_such_name(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", no_such_name)
    error = await failure_of(connect("http://no-such-host.invalid"))
    assert error.message == "No server is known by the name no-such-host.invalid."


async def test_a_host_that_cannot_be_one(connect: Connect) -> None:
    error = await failure_of(connect(f"http://{'a' * 70}.org"))
    assert type(error) is Unreachable


async def test_a_certificate_that_is_not_trusted(
    serve: Serve, connect: Connect, authority: trustme.CA
) -> None:
    server = await serve(lambda request: json_answer(1), context_of(authority))
    error = await failure_of(connect(server.url))
    assert type(error) is Unreachable
    assert "not trusted: " in error.message
    assert "SSL_CERT_FILE" in error.hint
    assert server.requests == []


async def test_a_certificate_that_the_user_trusts(
    serve: Serve,
    connect: Connect,
    authority: trustme.CA,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = await serve(lambda request: json_answer(1), context_of(authority))
    bundle = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(bundle))
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle))
    assert (await connect(server.url).request("GET", "/x")).data == 1


async def test_certificates_that_are_not_there(
    connect: Connect, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    with pytest.raises(SettingsError, match="SSL_CERT_FILE"):
        await connect("http://127.0.0.1:9").request("GET", "/x")


async def test_tls_to_a_server_without(connect: Connect) -> None:
    async def answer_at_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(answer_at_once, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    error = await failure_of(connect(f"https://127.0.0.1:{port}"))
    server.close()
    assert "does not answer in TLS" in error.message
    assert "http://" in error.hint


async def test_no_answer_in_time(serve: Serve, connect: Connect) -> None:
    async def never(request: Request) -> Reply:
        await asyncio.Event().wait()
        raise AssertionError

    server = await serve(never)
    error = await failure_of(connect(server.url, timeouts=Timeouts(read=0.1)), "POST")
    assert isinstance(error, TimedOut)
    assert error.sent
    assert "0.1 s" in error.message


async def test_no_connection_in_time(connect: Connect) -> None:
    """A listener whose queue is full lets connections wait."""
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        address = full.getsockname()
        waiting = [socket.socket() for _ in range(8)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(address)
        timeouts = Timeouts(connect=0.1)
        error = await failure_of(connect(f"http://127.0.0.1:{address[1]}", timeouts=timeouts))
        for one in waiting:
            one.close()
    assert isinstance(error, TimedOut)
    assert not error.sent


async def test_an_answer_that_trickles_for_ever_ends(connect: Connect) -> None:
    """Each byte comes in time, the whole never does."""

    async def trickle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        try:
            for _ in range(1000):
                writer.write(b" ")
                await writer.drain()
                await asyncio.sleep(0.01)
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    slow = await asyncio.start_server(trickle, "127.0.0.1", 0)
    port = slow.sockets[0].getsockname()[1]
    client = connect(f"http://127.0.0.1:{port}", timeouts=Timeouts(connect=0.1, read=0.05))
    error = await failure_of(client)
    assert isinstance(error, TimedOut)
    assert "not complete" in error.message
    await client.aclose()
    slow.close()


@pytest.mark.parametrize("reset", [False, True])
@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
    ],
)
async def test_an_answer_cut_short(serve: Serve, connect: Connect, raw: bytes, reset: bool) -> None:
    server = await serve(lambda request: Reply(raw, cut=not reset, reset=reset))
    error = await failure_of(connect(server.url))
    assert isinstance(error, (BadAnswer, Unreachable)), "a reset may overtake the first bytes"
    if not reset:
        assert "cut short" in error.message
        assert error.heading == "The answer was cut short"
        assert error.exit_code is ExitCode.NETWORK
        assert error.status == 200
        assert len(server.requests) == 1


@pytest.mark.parametrize(
    "raw",
    [
        b"SSH-2.0-OpenSSH_9.6\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: abc\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n1",
        b"HTTP/1.1 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"\x1b[2J\r\n\r\n",
    ],
)
async def test_a_server_that_speaks_no_http(serve: Serve, connect: Connect, raw: bytes) -> None:
    server = await serve(lambda request: Reply(raw, cut=True))
    error = await failure_of(connect(server.url))
    assert type(error) is BadAnswer
    assert "\x1b" not in error.message


async def test_a_body_that_cannot_be_unpacked(serve: Serve, connect: Connect) -> None:
    server = await serve(lambda request: answer("not packed", headers={"Content-Encoding": "gzip"}))
    error = await failure_of(connect(server.url))
    assert "cannot be unpacked" in error.message


@pytest.mark.parametrize(("method", "tries"), [("GET", 2), ("POST", 1), ("DELETE", 1)])
async def test_a_connection_that_ends_before_the_answer_is_tried_again_for_reads(
    serve: Serve, connect: Connect, method: str, tries: int
) -> None:
    server = await serve(lambda request: Reply(b"", cut=True))
    client = connect(server.url)
    error = await failure_of(client, method)
    assert isinstance(error, Unreachable)
    assert "ended the connection" in error.message
    assert len(server.requests) == tries
    assert client.trace[-1].retries == tries - 1


async def test_a_stale_connection_is_not_noticed(serve: Serve, connect: Connect) -> None:
    """As gunicorn does: it closes an idle connection just as the next request leaves."""

    def handle(request: Request) -> Reply:
        return Reply(b"", cut=True) if len(server.requests) == 2 else json_answer("fine")

    server = await serve(handle)
    client = connect(server.url)
    for _ in range(2):
        assert (await client.request("GET", "/x")).data == "fine"
    assert len(server.requests) == 3


async def test_a_query_too_long_for_any_url(connect: Connect) -> None:
    with pytest.raises(Unreachable) as caught:
        await connect("http://127.0.0.1:9").request("GET", "/x", params=[("a", "b" * 70_000)])
    assert "too long" in caught.value.message


async def test_a_proxy_is_used_and_never_for_this_machine(
    serve: Serve, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = await serve(lambda request: json_answer("proxy"))
    direct = await serve(lambda request: json_answer("direct"))
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    assert (await connect("http://alyx.invalid").request("GET", "/x")).data == "proxy"
    assert proxy.targets == ["http://alyx.invalid/x"]
    assert (await connect(direct.url).request("GET", "/x")).data == "direct"
    named = direct.url.replace("127.0.0.1", "localhost")
    assert (await connect(named).request("GET", "/x")).data == "direct"
    assert len(proxy.requests) == 1


async def test_a_proxy_is_not_asked_for_any_name_of_this_machine(
    serve: Serve, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def no_such_name(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    proxy = await serve(lambda request: json_answer("proxy"))
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", no_such_name)
    await failure_of(connect("http://demo.localhost"))
    assert proxy.requests == []


@pytest.mark.parametrize("entry", ["fe80::/10", "fd00::/8", "[::1]", "a.org:80", "::1]", "a b"])
async def test_what_no_proxy_may_hold(
    serve: Serve, connect: Connect, monkeypatch: pytest.MonkeyPatch, entry: str
) -> None:
    server = await serve(lambda request: json_answer("fine"))
    monkeypatch.setenv("NO_PROXY", f"{entry},named.invalid")
    assert (await connect(server.url).request("GET", "/x")).data == "fine"
    monkeypatch.setenv("ALL_PROXY", server.url)
    assert (await connect("http://alyx.invalid").request("GET", "/x")).data == "fine"


@pytest.mark.parametrize("proxy", ["socks5://me:hunter2@127.0.0.1:9", "foo://x", "http://[::1"])
async def test_a_proxy_that_cannot_be_one(
    serve: Serve, connect: Connect, monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy)
    server = await serve(lambda request: json_answer("needs none"))
    assert (await connect(server.url).request("GET", "/x")).data == "needs none"
    with pytest.raises(SettingsError) as caught:
        await connect("http://alyx.invalid").request("GET", "/x")
    assert "ALL_PROXY" in caught.value.message
    assert "hunter2" not in f"{caught.value.message}{caught.value.hint}"


async def test_a_proxy_that_refuses(
    serve: Serve, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = await serve(lambda request: answer(status=407))
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    error = await failure_of(connect("https://alyx.invalid"))
    assert type(error) is Unreachable
    assert "proxy" in error.message
    assert "NO_PROXY" in error.hint


@pytest.mark.parametrize("url", ["http://alyx.invalid", "https://alyx.invalid"])
async def test_a_proxy_that_is_not_there(
    connect: Connect, monkeypatch: pytest.MonkeyPatch, free_port: int, url: str
) -> None:
    """What cannot be reached is the proxy; nothing is known of the server."""
    monkeypatch.setenv("ALL_PROXY", f"http://me:hunter2@127.0.0.1:{free_port}")
    error = await failure_of(connect(url))
    assert type(error) is Unreachable
    assert f"127.0.0.1:{free_port} refused the connection" in error.message
    assert "the proxy for alyx.invalid" in error.message
    assert "NO_PROXY" in error.hint
    assert "hunter2" not in f"{error.message}{error.hint}"

    async def no_such_name(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", no_such_name)
    error = await failure_of(connect(url, way=Way(proxy="http://gone.invalid:3128")))
    assert error.message.startswith("No server is known by the name gone.invalid:3128. It is the")


def test_importing_the_client_does_not_import_httpx() -> None:
    """Its import takes longer than the first frame may."""
    code = "import sys, alyxtui.client.paging; sys.exit('httpx' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


async def test_a_server_on_ipv6(connect: Connect) -> None:
    if not socket.has_ipv6:
        pytest.skip("this machine has no IPv6")

    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(json_answer("six").raw)
        writer.close()

    try:
        server = await asyncio.start_server(one, "::1", 0)
    except OSError:
        pytest.skip("this machine has no IPv6")
    port = server.sockets[0].getsockname()[1]
    assert (await connect(f"http://[::1]:{port}").request("GET", "/x")).data == "six"
    server.close()


async def test_the_bundle_of_a_profile(
    serve: Serve, connect: Connect, authority: trustme.CA, tmp_path: Path
) -> None:
    server = await serve(lambda request: json_answer(1), context_of(authority))
    bundle = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(bundle))
    assert (await connect(server.url, way=Way(bundle)).request("GET", "/x")).data == 1
    other = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(str(other))
    error = await failure_of(connect(server.url, way=Way(other)))
    assert "not trusted: " in error.message
    assert "ca_bundle" in error.hint


async def test_a_bundle_does_not_free_a_server_of_its_name(
    serve: Serve, connect: Connect, authority: trustme.CA, tmp_path: Path
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("alyx.lab.org").configure_cert(context)
    server = await serve(lambda request: json_answer(1), context)
    bundle = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(bundle))
    error = await failure_of(connect(server.url, way=Way(bundle)))
    assert "not trusted: " in error.message
    assert server.requests == []


async def test_a_certificate_that_signed_itself(
    serve: Serve, connect: Connect, tmp_path: Path
) -> None:
    """As `openssl req -x509` makes it; the certificate itself is the bundle."""
    key, cert = self_signed(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    server = await serve(lambda request: json_answer(1), context)
    error = await failure_of(connect(server.url))
    assert "not trusted: " in error.message
    assert (await connect(server.url, way=Way(cert)).request("GET", "/x")).data == 1


def self_signed(directory: Path, *, days: int = 2) -> tuple[Path, Path]:
    """Key and certificate for 127.0.0.1, signed by itself; out of date for -1 day."""
    now = datetime.datetime.now(datetime.timezone.utc)
    secret = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    public = secret.public_key()
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=9))
        .not_valid_after(now + datetime.timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .sign(secret, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    key, cert = directory / "key.pem", directory / "cert.pem"
    key.write_bytes(secret.private_bytes(pem, form, plain))
    cert.write_bytes(made.public_bytes(pem))
    return key, cert


async def test_a_certificate_out_of_date_names_the_clock(
    serve: Serve, connect: Connect, tmp_path: Path
) -> None:
    key, cert = self_signed(tmp_path, days=-1)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    server = await serve(lambda request: json_answer(1), context)
    error = await failure_of(connect(server.url, way=Way(cert)))
    assert "expired" in error.message
    assert "clock" in error.hint


@pytest.mark.parametrize("content", [None, b"", b"no certificate"])
async def test_a_bundle_that_is_none(
    connect: Connect, tmp_path: Path, content: bytes | None
) -> None:
    bundle = tmp_path / "ca.pem"
    if content is not None:
        bundle.write_bytes(content)
    with pytest.raises(SettingsError) as caught:
        await connect("http://127.0.0.1:9", way=Way(bundle)).request("GET", "/x")
    assert str(bundle) in caught.value.message


async def test_the_proxy_of_a_profile_and_none(
    serve: Serve, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def no_such_name(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    usual = await serve(lambda request: json_answer("usual"))
    own = await serve(lambda request: json_answer("own"))
    monkeypatch.setenv("HTTP_PROXY", usual.url)
    client = connect("http://alyx.invalid", way=Way(proxy=own.url))
    assert (await client.request("GET", "/x")).data == "own"
    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", no_such_name)
    error = await failure_of(connect("http://alyx.invalid", way=Way(proxy="direct")))
    assert "No server is known" in error.message
    assert usual.requests == []
