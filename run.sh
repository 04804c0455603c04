#!/usr/bin/env bash
# Sets up what is missing, then runs one verb. Plain POSIX tools, and a bash as old as 3.2.
set -u

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
export DOTNET_NOLOGO=1

usage() {
    cat <<'USAGE'
Usage: ./run.sh VERB [arguments]

  check     kernels against the oracle on generated cases; writes artifacts/parity
  merge     the reports of all parts of a run (check --shard) as one
  diff      what changed from one report to another, worst first
  baseline  kernels against fixtures/baseline.json; --update rewrites it
  test      the tests; arguments go to dotnet test, paths are seen from the repository
  sequences whole lives of a module, compared after every command
  errors    bad uses: what the library says of them, and whether our modules say what PyTorch says
  replay    one case again, every number shown
  record    writes fixtures from a live oracle
  bench     kernels against the oracle, as ratios of time
  list      kernels, oracles, patterns
  trust     cases until each planted defect is caught, and the smallest change that is
  help      this text; ./run.sh VERB --help shows the arguments of a verb

Sets up what is missing first: looks for the .NET SDK; TorchSharp comes with the build. Where PyTorch is asked for by
name (--oracle pytorch), looks for a Python that has torch, and installs python3-torch if apt-get is there and none is.
PARITY_SETUP=0 leaves that out, PARITY_PYTHON names the Python to use. PARITY_BROWSER=1 makes test open the report in Chromium too. Exit codes: 0 parity, 1 mismatch, 2 wrong usage or something is missing, 130 ended by Ctrl-C.
USAGE
}

say() { printf 'set-up: %s\n' "$*" >&2; }

# The program's own standard output stays clean: what builds and installs print is shown only when they fail.
quietly() {
    local output status=0
    output=$("$@" 2>&1 </dev/null) || status=$?
    [ "$status" -eq 0 ] || printf '%s\n' "$output" >&2
    return "$status"
}

need_sdk() {
    if ! command -v dotnet >/dev/null 2>&1 && [ -x "${HOME:-}/.dotnet/dotnet" ]; then
        PATH=${HOME:-}/.dotnet:$PATH
    fi
    # Inside the repository, dotnet answers only if it has an SDK that global.json accepts.
    (cd "$root" && dotnet --version >/dev/null 2>&1) && return
    say "the .NET SDK 10.0 is needed and was not found. It is at https://dotnet.microsoft.com/download/dotnet/10.0;"
    say "without an installer: curl -sSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0"
    exit 2
}

# find_spec looks for torch without the seconds that importing it takes.
has_torch() {
    "$1" -c 'import importlib.util, sys; sys.exit(importlib.util.find_spec("torch") is None)' >/dev/null 2>&1
}

python_with_torch() {
    if [ -n "${PARITY_PYTHON:-}" ]; then
        has_torch "$PARITY_PYTHON"
    else
        has_torch python3 || has_torch python || has_torch /usr/bin/python3
    fi
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        env DEBIAN_FRONTEND=noninteractive "$@"
    else
        sudo -n env DEBIAN_FRONTEND=noninteractive "$@"
    fi
}

install_python_torch() {
    say "no Python with torch found; installing python3-torch with apt-get (a few minutes)"
    quietly as_root apt-get update -q || say "apt-get update failed; trying with what it knows"
    quietly as_root apt-get install -q -y --no-install-recommends python3-torch && python_with_torch
}

# TorchSharp comes with the build; a Python with torch only where PyTorch is asked for by name.
need_pytorch() {
    python_with_torch && return
    if [ -z "${PARITY_PYTHON:-}" ] && command -v apt-get >/dev/null 2>&1; then
        install_python_torch && return
        say "python3-torch could not be installed"
    fi
    say "there is no Python that can import torch. Any one of these brings one: pip install torch, apt-get install"
    say "python3-torch, or PARITY_PYTHON=PATH of one. Going on without."
}

has_browser() {
    command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1
}

# Only where the browser tests are asked for; a path in PARITY_BROWSER is taken as it is.
need_browser() {
    [ "${PARITY_BROWSER:-0}" = 1 ] || return 0
    has_browser && return
    if command -v apt-get >/dev/null 2>&1; then
        say "no Chromium found for the browser tests; installing chromium with apt-get"
        quietly as_root apt-get update -q || say "apt-get update failed; trying with what it knows"
        quietly as_root apt-get install -q -y --no-install-recommends chromium && has_browser && return
    fi
    say "there is no Chromium: the browser tests will be skipped. PARITY_BROWSER may be the path of one."
}

need_build() {
    [ -f "$program" ] || say "building"
    # -p:TorchSharpVersion arrives as an environment variable.
    (cd "$root" && quietly dotnet build "$1" -c Release -v quiet --nologo) || exit 2
}

program=$root/Parity/Tool/bin/Release/net10.0/parity.dll
verb=${1:-help}

case $verb in
    help | -h | --help)
        usage
        exit 0
        ;;
esac

oracle=${PARITY_ORACLE:-auto}
project=Parity/Tool/Parity.Tool.csproj
# Planted defects live with the tests, and come in as anybody's kernels do.
planted=
[ "$verb" != trust ] || planted=yes
previous=
for argument in "$@"; do
    [ "$previous" != --oracle ] || oracle=$argument
    case $argument in planted:* | refusal:* | state:* | unruly:*) planted=yes ;; esac
    previous=$argument
done

need_sdk
if [ "${PARITY_SETUP:-1}" != 0 ]; then
    [ "$oracle" != pytorch ] || need_pytorch
fi

if [ "$verb" = test ]; then
    [ "${PARITY_SETUP:-1}" = 0 ] || need_browser
    shift
    cd "$root" || exit 2
    exec dotnet test Parity.sln "$@"
fi
if [ -n "$planted" ]; then
    project=Parity.Tests/Parity.Tests.csproj
    tests=$root/Parity.Tests/bin/Release/net10.0/Parity.Tests.dll
    # A replay line names them already.
    case " $* " in *" $tests "*) ;; *) set -- "$@" --kernels-from "$tests" ;; esac
fi
need_build "$project"
exec dotnet "$program" "$@"
