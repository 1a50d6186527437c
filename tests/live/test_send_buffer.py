"""Frames go out whole, whatever the kernel takes of them; nobody is waited for."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from threading import Thread

import pytest

from studio.live.transport.frames import close_frame, text_frame
from studio.live.transport.send_buffer import LIMIT, SendBuffer


@pytest.fixture
def pair() -> Iterator[tuple[SendBuffer, socket.socket]]:
    here, there = socket.socketpair()
    here.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8192)
    here.setblocking(False)
    with here, there:
        there.settimeout(5)
        yield SendBuffer(here), there


def read(there: socket.socket, send_buffer: SendBuffer, size: int) -> bytes:
    """So many bytes, in small bites, while what is kept is sent on."""
    data = b""
    while len(data) < size:
        data += there.recv(1500)
        send_buffer.flush()
    return data


def test_a_frame_is_whole_though_the_kernel_takes_it_in_parts(pair: tuple[SendBuffer, socket.socket]) -> None:
    send_buffer, there = pair
    frames = [text_frame(str(n) * 50_000) for n in range(5)]
    assert all(send_buffer.push(frame) for frame in frames)
    assert send_buffer.frames
    assert read(there, send_buffer, sum(map(len, frames))) == b"".join(frames)
    assert send_buffer.flush() and send_buffer.size == 0


def test_many_threads_mix_no_frames(pair: tuple[SendBuffer, socket.socket]) -> None:
    send_buffer, there = pair
    frames = [text_frame(chr(97 + n) * 3000) for n in range(8)]
    threads = [Thread(target=lambda frame=frame: [send_buffer.push(frame) for _ in range(20)]) for frame in frames]
    for thread in threads:
        thread.start()
    data = read(there, send_buffer, 20 * sum(map(len, frames)))
    for frame in frames:
        assert data.count(frame) == 20


def test_a_push_never_waits_and_too_much_is_refused(pair: tuple[SendBuffer, socket.socket]) -> None:
    send_buffer, _ = pair
    frame, pushed = text_frame("x" * 100_000), 0
    began = time.monotonic()
    while send_buffer.push(frame):
        pushed += 1
    assert time.monotonic() - began < 5  # nobody reads: to wait is to wait for ever
    assert send_buffer.size <= LIMIT
    assert pushed >= LIMIT // len(frame)


def test_one_frame_may_be_larger_than_what_is_kept(pair: tuple[SendBuffer, socket.socket]) -> None:
    send_buffer, there = pair
    frame = text_frame("x" * 2 * LIMIT)
    assert send_buffer.push(frame)
    assert not send_buffer.push(text_frame("more"))
    assert read(there, send_buffer, len(frame)) == frame


def test_the_goodbye_follows_the_frame_that_was_begun_and_nothing_follows_it(
    pair: tuple[SendBuffer, socket.socket],
) -> None:
    send_buffer, there = pair
    begun, dropped = text_frame("a" * 200_000), text_frame("b" * 1000)
    send_buffer.push(begun), send_buffer.push(dropped)
    send_buffer.close(close_frame(1013))
    send_buffer.close(close_frame(1012))
    assert not send_buffer.push(dropped)
    expected = begun + close_frame(1013)
    assert read(there, send_buffer, len(expected)) == expected
    assert send_buffer.flush()


def test_lengths_are_written_as_the_protocol_says() -> None:
    assert text_frame("x" * 125)[:2] == bytes((0x81, 125))
    assert text_frame("x" * 126)[:4] == bytes((0x81, 126, 0, 126))
    assert text_frame("x" * 65536)[:10] == bytes((0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0))
    assert text_frame("é")[:2] == bytes((0x81, 2))
