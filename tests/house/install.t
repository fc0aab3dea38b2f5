#!/bin/sh
# What is installed says where it is, whatever PREFIX it was built with; and
# what was installed can be taken away.
set -u
: "${BUILD:?}" "${SOURCE:?}"

pc=$BUILD/libpop3.pc
work=$(mktemp -d) || exit 1
tree=$work/tree
make_here() {
	make -s --no-print-directory -C "$SOURCE" BUILD="$BUILD" \
		SAN="${SAN:-}" "$@" >"$work/said" 2>&1
}
make_pc() {
	make_here "$@" "$pc"
}
# The file of the build says the default PREFIX again.
trap 'make_pc; rm -rf "$work"' EXIT
number=0
claim() { # STATUS CLAIM [DIAGNOSTICS-FILE]
	number=$((number + 1))
	[ "$1" -eq 0 ] || printf 'not '
	echo "ok $number - $2"
	[ "$1" -eq 0 ] || sed 's/^/# /' "${3:-$work/said}"
}

make_pc PREFIX=/built && make_pc PREFIX=/installed &&
	grep -q '^libdir=/installed/lib$' "$pc"
claim $? 'libpop3.pc follows PREFIX'

set -- DESTDIR="$tree" PREFIX=/opt/pop
make_here "$@" install
claim $? 'make install'
(cd "$tree/opt/pop" && ls bin/popfetch lib/libpop3.so lib/libpop3.a \
	lib/pkgconfig/libpop3.pc include/pop3.h include/pop3/engine.h \
	share/man/man1/popfetch.1 share/man/man5/popfetch.conf.5 \
	share/bash-completion/completions/popfetch \
	lib/systemd/user/popfetch.timer) >/dev/null 2>"$work/said"
claim $? 'puts everything in its place'
(cd "$SOURCE/man" && find . -type f | sort) >"$work/here"
(cd "$tree/opt/pop/share/man" && find . -type f | sed 's|/man./|/|' | sort) \
	>"$work/there"
diff "$work/here" "$work/there" >"$work/said"
claim $? 'each manual page is installed'
grep -q '^ExecStart=/opt/pop/bin/popfetch -- %i$' \
	"$tree/opt/pop/lib/systemd/user/popfetch@.service"
claim $? 'the units run the popfetch that was installed'
(cd "$SOURCE" && find contrib -type f | sort) >"$work/here"
(cd "$tree/opt/pop/share/doc/popfetch" && find contrib -type f | sort) \
	>"$work/there"
diff "$work/here" "$work/there" >"$work/said"
claim $? 'all of contrib is installed as documentation'
make_here "$@" uninstall
find "$tree" ! -type d >>"$work/said"
[ ! -s "$work/said" ]
claim $? 'make uninstall leaves nothing behind'

rm -rf "$tree"
make_here "$@" SYSTEMDUSERUNITDIR= install
[ ! -e "$tree/opt/pop/lib/systemd" ] && [ -x "$tree/opt/pop/bin/popfetch" ]
claim $? 'without a directory for them, no units are installed'

echo "1..$number"
