"""Frames go out whole, whatever the kernel takes of them; nobody is waited for."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from threading import Thread

import pytest

from studio.live.transport.frames import close_frame, text_frame
from studio.live.transport.send_buffer import LIMIT, Outbox


@pytest.fixture
def pair() -> Iterator[tuple[Outbox, socket.socket]]:
    here, there = socket.socketpair()
    here.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8192)
    with here, there:
        there.settimeout(5)
        yield Outbox(here), there


def read(there: socket.socket, outbox: Outbox, size: int) -> bytes:
    """So many bytes, in small bites, while what is kept is sent on."""
    data = b""
    while len(data) < size:
        data += there.recv(1500)
        outbox.flush()
    return data


def test_a_frame_is_whole_though_the_kernel_takes_it_in_parts(pair: tuple[Outbox, socket.socket]) -> None:
    outbox, there = pair
    frames = [text_frame(str(n) * 50_000) for n in range(5)]
    assert all(outbox.push(frame) for frame in frames)
    assert outbox.kept
    assert read(there, outbox, sum(map(len, frames))) == b"".join(frames)
    assert outbox.flush() and outbox.size == 0


def test_many_threads_mix_no_frames(pair: tuple[Outbox, socket.socket]) -> None:
    outbox, there = pair
    frames = [text_frame(chr(97 + n) * 3000) for n in range(8)]
    threads = [Thread(target=lambda frame=frame: [outbox.push(frame) for _ in range(20)]) for frame in frames]
    for thread in threads:
        thread.start()
    data = read(there, outbox, 20 * sum(map(len, frames)))
    for frame in frames:
        assert data.count(frame) == 20


def test_a_push_never_waits_and_too_much_is_refused(pair: tuple[Outbox, socket.socket]) -> None:
    outbox, _ = pair
    frame, pushed = text_frame("x" * 100_000), 0
    began = time.monotonic()
    while outbox.push(frame):
        pushed += 1
    assert time.monotonic() - began < 5  # nobody reads: to wait is to wait for ever
    assert outbox.size <= LIMIT
    assert pushed >= LIMIT // len(frame)


def test_one_frame_may_be_larger_than_what_is_kept(pair: tuple[Outbox, socket.socket]) -> None:
    outbox, there = pair
    frame = text_frame("x" * 2 * LIMIT)
    assert outbox.push(frame)
    assert not outbox.push(text_frame("more"))
    assert read(there, outbox, len(frame)) == frame


def test_the_goodbye_follows_the_frame_that_was_begun_and_nothing_follows_it(
    pair: tuple[Outbox, socket.socket],
) -> None:
    outbox, there = pair
    begun, dropped = text_frame("a" * 200_000), text_frame("b" * 1000)
    outbox.push(begun), outbox.push(dropped)
    outbox.end(close_frame(1013))
    outbox.end(close_frame(1012))
    assert not outbox.push(dropped)
    expected = begun + close_frame(1013)
    assert read(there, outbox, len(expected)) == expected
    assert outbox.flush()


def test_lengths_are_written_as_the_protocol_says() -> None:
    assert text_frame("x" * 125)[:2] == bytes((0x81, 125))
    assert text_frame("x" * 126)[:4] == bytes((0x81, 126, 0, 126))
    assert text_frame("x" * 65536)[:10] == bytes((0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0))
    assert text_frame("é")[:2] == bytes((0x81, 2))
