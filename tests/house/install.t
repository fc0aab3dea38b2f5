#!/bin/sh
# What is installed says where it is, whatever PREFIX it was built with.
set -u

pc=$BUILD/libpop3.pc
make_pc() {
	make -s --no-print-directory -C "$SOURCE" SAN="${SAN:-}" "$@" \
		"${pc#"$SOURCE"/}" >/dev/null
}

make_pc PREFIX=/built && make_pc PREFIX=/installed &&
	grep -q '^libdir=/installed/lib$' "$pc" || printf 'not '
echo "ok 1 - libpop3.pc follows PREFIX"
make_pc
echo 1..1
