#!/bin/sh
# "make demo" shows the same to everybody, and leaves nothing behind.
set -u
: "${BUILD:?}" "${SOURCE:?}"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
number=0
claim() { # STATUS CLAIM [DIAGNOSTICS-FILE]
	number=$((number + 1))
	[ "$1" -eq 0 ] || printf 'not '
	echo "ok $number - $2"
	[ "$1" -eq 0 ] || sed 's/^/# /' "${3:-$work/said}"
}

mkdir -p "$work/tmp" "$work/home/.config/popfetch"
cat >"$work/home/.config/popfetch/popfetch.conf" <<-'CONF'
	defaults {
	    keep = true
	    log-file = "~/log"
	}
CONF
env -u XDG_CONFIG_HOME HOME="$work/home" TMPDIR="$work/tmp" \
	"$SOURCE/tools/demo" </dev/null >"$work/shown" 2>"$work/said"
claim $? 'the demonstration succeeds'
grep -q '^Mail/new holds 5 messages$' "$work/shown" &&
	[ "$(tail -n 1 "$work/shown")" = "0	0" ]
claim $? 'it fetches all, and in the end nothing is on the server' \
	"$work/shown"
ls -A "$work/tmp" >"$work/said"
[ ! -s "$work/said" ] && [ ! -e "$work/home/log" ]
claim $? 'nothing is left behind, whatever the configuration has'
echo "1..$number"
