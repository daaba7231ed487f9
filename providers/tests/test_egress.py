"""No form of a forbidden address gets through, and the operator's list opens only what it says."""

import asyncio
import socket
from ipaddress import ip_address, ip_network
from typing import Any

import pytest
from aiohttp.abc import AbstractResolver
from hypothesis import given
from hypothesis import strategies as st

from providers.codes import ErrorCode
from providers.contract import ProviderError
from providers.egress import (
    METADATA_ADDRESSES,
    REFUSED_NETWORKS,
    EgressRefused,
    check_address,
    check_addresses,
)
from providers.tests.servers import LOOPBACK, outcome, provider_at, reply, request, serving
from providers.transport import guarded_client

EVERYTHING = (ip_network("0.0.0.0/0"), ip_network("::/0"))


@pytest.mark.parametrize(
    "ip",
    [
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "100.127.255.254",
        "100.100.100.200",
        "127.0.0.1",
        "127.255.0.1",
        "169.254.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.0.192",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.1.1.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "::ffff:0:127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::8.8.8.8",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:808:808::1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
    ],
)
def test_addresses_that_are_not_public_are_refused(ip):
    with pytest.raises(EgressRefused):
        check_address(ip)


@pytest.mark.parametrize(
    "ip", ["8.8.8.8", "1.1.1.1", "100.63.255.255", "172.32.0.1", "2606:4700::1111", "2a00:1450::1"]
)
def test_public_addresses_are_called(ip):
    assert str(check_address(ip)) == ip


@pytest.mark.parametrize(
    "ip", ["", "example.org", "127.1", "2130706433", "0x7f.0.0.1", "017.0.0.1"]
)
def test_what_is_no_canonical_address_is_refused(ip):
    with pytest.raises(EgressRefused):
        check_address(ip, allowed=EVERYTHING)


@pytest.mark.parametrize("ip", sorted(METADATA_ADDRESSES, key=str))
def test_metadata_is_refused_even_where_everything_is_allowed(ip):
    with pytest.raises(EgressRefused, match="metadata"):
        check_address(ip, allowed=EVERYTHING)


@pytest.mark.parametrize(
    "ip",
    [
        "::ffff:169.254.169.254",
        "::169.254.169.254",
        "64:ff9b::169.254.169.254",
        "2002:a9fe:a9fe::1",
        "::ffff:100.100.100.200",
        "::ffff:0:169.254.169.254",
    ],
)
def test_metadata_inside_an_ipv6_address_is_refused_too(ip):
    with pytest.raises(EgressRefused, match="metadata"):
        check_address(ip, allowed=EVERYTHING)


def test_the_operators_networks_are_called_and_no_others():
    allowed = (ip_network("10.1.0.0/16"),)
    assert str(check_address("10.1.2.3", allowed=allowed)) == "10.1.2.3"
    assert str(check_address("::ffff:10.1.2.3", allowed=allowed)) == "10.1.2.3"
    with pytest.raises(EgressRefused):
        check_address("10.2.0.1", allowed=allowed)
    with pytest.raises(EgressRefused):
        check_address("::1", allowed=LOOPBACK)


@pytest.mark.parametrize(
    "ips", [["8.8.8.8", "127.0.0.1"], ["127.0.0.1", "8.8.8.8"], ["8.8.8.8", "fd00::1"], []]
)
def test_one_bad_address_refuses_the_whole_host(ips):
    with pytest.raises(EgressRefused):
        check_addresses("example.org", ips)


def test_localhost_keeps_its_allowed_addresses():
    assert check_addresses("localhost", ["::1", "127.0.0.1"], allowed=LOOPBACK) == ["127.0.0.1"]
    with pytest.raises(EgressRefused):
        check_addresses("localhost", ["::1", "127.0.0.1"])
    with pytest.raises(EgressRefused):
        check_addresses("localhost.example.org", ["::1", "127.0.0.1"], allowed=LOOPBACK)


@given(st.ip_addresses())
def test_an_allowed_address_is_in_no_refused_network(ip):
    try:
        allowed = check_address(ip)
    except EgressRefused:
        return
    assert not any(allowed in network for network in REFUSED_NETWORKS)
    assert allowed not in METADATA_ADDRESSES


def hosts(port: int) -> list[str]:
    forms = [
        "127.0.0.1",
        "127.1",
        "127.0.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "0177.1",
        "017700000001",
        "127.0.0.1.",
        "localhost",
        "LOCALHOST",
        "localhost.",
        "0",
        "0.0.0.0",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[0:0:0:0:0:0:0:1]",
        "[64:ff9b::127.0.0.1]",
        "[2002:7f00:1::]",
        "%31%32%37.0.0.1",
    ]
    return [f"http://{form}:{port}/v1" for form in forms]


def test_no_form_of_the_loopback_reaches_a_server_on_it():
    async def run():
        async with serving(reply()) as served:
            refusals: dict[str, Any] = {}
            for url in hosts(served.port):
                try:
                    refusals[url] = await outcome(provider_at(url, allowed=()), request())
                except ValueError as fault:  # the settings refuse the URL
                    refusals[url] = fault
            return refusals, served

    refusals, served = asyncio.run(run())
    assert served.asked == []
    for url, refusal in refusals.items():
        code = getattr(refusal, "code", ErrorCode.CONFIG_ERROR)
        assert code in {ErrorCode.CONFIG_ERROR, ErrorCode.CONNECTION_ERROR}, url
    literal = [u for u in refusals if "//127.0.0.1:" in u or "[::1]" in u or "localhost:" in u]
    assert all(refusals[url].code is ErrorCode.CONFIG_ERROR for url in literal)
    assert not any(refusals[url].retryable for url in literal)


class Names(AbstractResolver):
    """A name server that says what it is told; each question uses up one answer."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    async def resolve(self, host, port=0, family=socket.AF_UNSPEC):
        self.asked.append(host)
        return [
            {
                "hostname": host,
                "host": ip,
                "port": port,
                "family": socket.AF_INET6 if ":" in ip else socket.AF_INET,
                "proto": 0,
                "flags": socket.AI_NUMERICHOST,
            }
            for ip in self.answers.pop(0)
        ]

    async def close(self):
        """Nothing is open."""


async def call(names: Names, port: int, *, allowed=()):
    async with guarded_client(allowed_networks=allowed, resolver=names) as client:
        return await client.post(f"http://evil.example:{port}/v1", content=b"{}")


@pytest.mark.parametrize(
    "answer", [["127.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["::ffff:127.0.0.1"], ["::1"], []]
)
def test_a_name_that_leads_inside_is_refused(answer):
    async def run():
        async with serving(reply()) as served:
            with pytest.raises(ProviderError) as raised:
                await call(Names(answer), served.port)
            return raised.value, served

    error, served = asyncio.run(run())
    assert error.code is ErrorCode.CONFIG_ERROR
    assert not error.retryable
    assert served.asked == []


def test_the_address_that_was_checked_is_the_one_that_is_called():
    """Rebinding: a second, different answer of the name server is never asked for."""

    async def run():
        async with serving(reply()) as served:
            names = Names(["127.0.0.1"], ["10.0.0.1"])
            response = await call(names, served.port, allowed=LOOPBACK)
            return response, names, served

    response, names, served = asyncio.run(run())
    assert response.status_code == 200
    assert names.asked == ["evil.example"]
    assert len(served.asked) == 1


def test_the_socket_itself_is_checked(monkeypatch):
    """Even where the resolver's check were bypassed, no socket opens to a refused address."""

    async def run():
        async with serving(reply()) as served:
            monkeypatch.setattr("providers.transport.check_addresses", lambda host, ips, **_: ips)
            with pytest.raises(ProviderError) as raised:
                await call(Names(["127.0.0.1"]), served.port)
            return raised.value, served

    error, served = asyncio.run(run())
    assert error.code is ErrorCode.CONFIG_ERROR
    assert served.asked == []


def test_a_refused_address_says_what_the_operator_can_do():
    with pytest.raises(EgressRefused, match="BAKEOFF_EGRESS_ALLOWED_CIDRS"):
        check_address(ip_address("10.0.0.1"))
