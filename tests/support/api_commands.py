"""What the guide's examples use of `curl` and `jq`, for machines that have neither."""

from __future__ import annotations

import http.client
import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from urllib.parse import urlsplit

import jq


def put_in(folder: Path) -> Path:
    """A folder with both commands in it, to be named in PATH."""
    folder.mkdir()
    for name in ("curl", "jq"):
        command = folder / name
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{__file__}" {name} "$@"\n')
        command.chmod(0o755)
    return folder


def run_curl(arguments: list[str]) -> None:
    parser = ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("-s", action="store_true")
    parser.add_argument("-X", dest="method")
    parser.add_argument("-H", dest="headers", action="append", default=[])
    parser.add_argument("--json")
    parser.add_argument("-o", dest="output", default="-")
    parser.add_argument("-D", dest="head")
    parser.add_argument("-w", dest="written", default="")
    asked = parser.parse_args(arguments)
    headers = dict(header.split(": ", 1) for header in asked.headers)
    if asked.json is not None:
        headers |= {"Content-Type": "application/json", "Accept": "application/json"}
    address = urlsplit(asked.url)
    connection = http.client.HTTPConnection(address.netloc)
    method = asked.method or ("GET" if asked.json is None else "POST")
    connection.request(method, f"{address.path}?{address.query}".rstrip("?"), asked.json, headers)
    answer = connection.getresponse()
    body = answer.read().decode()
    if asked.head:
        sys.stdout.write("".join(f"{name}: {value}\r\n" for name, value in answer.getheaders()))
    if asked.output == "-":
        sys.stdout.write(body)
    sys.stdout.write(asked.written.replace("%{http_code}", str(answer.status)).replace("\\n", "\n"))


def run_jq(arguments: list[str]) -> None:
    *options, program = arguments
    for found in jq.compile(program).input_text(sys.stdin.read()):
        raw = isinstance(found, str) and "-r" in options
        words = found if raw else json.dumps(found, separators=(",", ":") if "-c" in options else None)
        sys.stdout.write(f"{words}\n")


if __name__ == "__main__":
    {"curl": run_curl, "jq": run_jq}[sys.argv[1]](sys.argv[2:])
