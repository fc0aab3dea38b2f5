#!/bin/sh
# The tarball of "make dist" is the same whoever makes it, and is all that is
# needed: without git, popfetch is built and installed from it.  Building takes
# its time, so that it is only looked through what make would do, unless
# DISTCHECK says otherwise ("make distcheck").
set -u
: "${SOURCE:?}"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
version=$(sed -n 's/^VERSION := //p' "$SOURCE/Makefile")
name=popfetch-$version
number=0

claim() { # STATUS CLAIM [DIAGNOSTICS-FILE]
	number=$((number + 1))
	[ "$1" -eq 0 ] || printf 'not '
	echo "ok $number - $2"
	[ "$1" -eq 0 ] || head -n 20 "${3:-$work/said}" | sed 's/^/# /'
}

# A copy each, so that nothing is written into the source.
copy() { # DIRECTORY
	mkdir "$1" && (cd "$SOURCE" && tools/files |
		tar -c -f - -T -) | tar -x -f - -C "$1"
}
unset SOURCE_DATE_EPOCH MAKEFLAGS MFLAGS MAKELEVEL
copy "$work/one"
(umask 077 && copy "$work/two")

SOURCE_DATE_EPOCH=86400 make -s -C "$work/one" dist >"$work/said" 2>&1
claim $? 'make dist'
cmp -s "$work/one/Makefile" "$SOURCE/Makefile"
claim $? 'makes it of this source'
(umask 077 && cd "$work/two" && touch -d '2001-02-03 04:05:06' README.md &&
	SOURCE_DATE_EPOCH=86400 TZ=Asia/Tokyo make -s dist) >"$work/said" 2>&1
cmp "$work/one/dist/$name.tar.xz" "$work/two/dist/$name.tar.xz" \
	>"$work/said" 2>&1
claim $? 'another umask, zone and hour make the same octets'
tar -tv -f "$work/one/dist/$name.tar.xz" --full-time --utc \
	>"$work/listed" 2>"$work/said"
[ -s "$work/listed" ] && ! grep -v ' 1970-01-02 00:00:00 ' "$work/listed" \
	>"$work/said"
claim $? 'SOURCE_DATE_EPOCH is the time of every file'
! grep -vE '^-rw(-r--r--|xr-xr-x) 0/0 ' "$work/listed" >"$work/said"
claim $? 'owners and modes say nothing of this machine'
! grep -v " $name/" "$work/listed" >"$work/said"
claim $? 'all is in one folder'

mkdir "$work/unpacked"
tar -x -f "$work/one/dist/$name.tar.xz" -C "$work/unpacked"
there=$work/unpacked/$name
(cd "$SOURCE" && tools/files) >"$work/here"
(cd "$there" && tools/files) >"$work/said.there"
diff "$work/here" "$work/said.there" >"$work/said"
claim $? 'an unpacked tarball knows its files without git'

# No git is to be found, and nothing need be installed.
mkdir "$work/bin"
printf '#!/bin/sh\necho "git was asked" >&2\nexit 1\n' >"$work/bin/git"
chmod 755 "$work/bin/git"
make_there() {
	(cd "$there" && PATH=$work/bin:$PATH make -j2 DESTDIR="$work/tree" \
		PREFIX=/usr "$@") >"$work/said" 2>&1
}
make_there -n install
claim $? 'make and make install have what they need there'
if [ -n "${DISTCHECK:-}" ]; then
	make_there -s install
	claim $? 'make and make install there'
	! grep 'git was asked' "$work/said" >/dev/null
	claim $? 'git is not asked'
	"$work/tree/usr/bin/popfetch" --version >"$work/said" 2>&1 &&
		grep -q "$version" "$work/said"
	claim $? 'what is installed runs'
fi
(cd "$there" && tools/files) | diff "$work/here" - >"$work/said"
claim $? 'what was built there is no source'
make -s -C "$there" dist >"$work/said" 2>&1 &&
	cmp "$work/one/dist/$name.tar.xz" "$there/dist/$name.tar.xz" \
		>"$work/said" 2>&1
claim $? 'it makes the same tarball again'

echo "1..$number"
