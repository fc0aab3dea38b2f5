#!/bin/sh
# What packagers are given agrees with what there is, without building: one
# version everywhere, every installed file in one package of each kind, and
# the tools of both have nothing to say of it.  "make deb" builds, and has
# lintian look.
# shellcheck disable=SC2319 # what claim is told is what a condition says
set -u
: "${BUILD:?}" "${SOURCE:?}"
cd "$SOURCE" || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
version=$(sed -n 's/^VERSION := //p' Makefile)
somajor=$(sed -n 's/^SOMAJOR := //p' Makefile)
spec=contrib/popfetch.spec
number=0
: >"$work/said"

claim() { # STATUS CLAIM [DIAGNOSTICS-FILE]
	number=$((number + 1))
	[ "$1" -eq 0 ] || printf 'not '
	echo "ok $number - $2"
	[ "$1" -eq 0 ] || head -n 20 "${3:-$work/said}" | sed 's/^/# /'
}
skip() { # CLAIM REASON
	number=$((number + 1))
	echo "ok $number - $1 # SKIP $2"
}

# ---- One version ------------------------------------------------------------

head -n 1 debian/changelog | grep -qF "popfetch ($version) "
claim $? "debian/changelog is of $version"
grep -q "^Version: *$version\$" $spec
claim $? "the spec file is of $version"
grep -q "^Package: libpop3-$somajor\$" debian/control &&
	[ -f "debian/libpop3-$somajor.install" ] &&
	grep -q "^libpop3.so.$somajor libpop3-$somajor " \
		"debian/libpop3-$somajor.symbols" &&
	grep -qF "/libpop3.so.$somajor*" $spec
claim $? 'the packages of the library are named by its soname'
grep -qF "POP3_$somajor)" "debian/libpop3-$somajor.symbols" ||
	grep -q "(symver)POP3_$somajor " "debian/libpop3-$somajor.symbols"
claim $? 'the symbols file knows the version node'

# What tools/deps knows as needed, but for what every machine that builds has.
while read -r stage kind name package least; do
	case $stage-$kind in
	build-module)
		wanted="pkgconfig($name)${least:+ >= $least}"
		grep -q "^BuildRequires: *$wanted\$" $spec ||
			echo "the spec file lacks $wanted" ;;
	build-header) ;;
	*) continue ;;
	esac
	wanted="$package${least:+ (>= $least)}"
	[ "$package" = libc6-dev ] ||
		sed '/^$/,$d' debian/control | grep -q " $wanted,*\$" ||
		echo "debian/control lacks $wanted"
done <tools/deps >"$work/said"
[ ! -s "$work/said" ]
claim $? 'both name what building needs'

# And the other way round, with what dpkg-checkbuilddeps takes for granted.
{
	echo build-essential
	sed -n '/^Build-Depends:/,/^Standards/p' debian/control |
		sed 's/^Build-Depends://; /^Standards/d; s/^ *//; s/[ ,].*//
			s/^debhelper-compat$/debhelper/'
} | while read -r package; do
	grep -q "^	\(build\|check\|package\) .* $package\( \|\$\)" tools/deps ||
		echo "tools/deps lacks $package"
done >"$work/said"
[ ! -s "$work/said" ]
claim $? 'make deb installs what building a Debian package needs'

# Somebody who is neither root nor has sudo, and lacks all.
mkdir "$work/bin"
for command in cat sed sort tr; do
	ln -s "$(command -v $command)" "$work/bin/$command"
done
printf '#!/bin/sh\necho 1000\n' >"$work/bin/id"
printf '#!/bin/sh\necho it is run\n' >"$work/bin/apt-get"
chmod +x "$work/bin/id" "$work/bin/apt-get"
PATH=$work/bin /bin/sh tools/deps build >"$work/said" 2>&1
[ $? -eq 1 ] && grep -q ": missing here: gcc .*libssl-dev.*; " "$work/said" &&
	grep -qF "; as root, run '$SOURCE/tools/deps build'" "$work/said" &&
	[ "$(wc -l <"$work/said")" -eq 1 ]
claim $? 'who cannot install is told what is missing, and how root installs it'

# Not only "make check": it is the first thing that each of them does.
for target in check tests unit cli interop check-crash lint layers abi \
	distcheck bench bench-quick compare fuzz demo deb; do
	env -u MAKEFLAGS -u MAKELEVEL make -n BUILD="$BUILD" "$target" \
		2>/dev/null | sed 1q | grep -q '^tools/deps [a-z]*$' ||
		echo "$target does not"
done >"$work/said"
[ ! -s "$work/said" ]
claim $? 'what needs more than a compiler has it installed'
make -s PKG_CONFIG=false BUILD="$work/build" "$work/build/popfetch/main.o" \
	>"$work/said" 2>&1
grep -q '"make deps" installs' "$work/said"
claim $? 'who only builds is told how'
serial() {
	env -u MAKEFLAGS -u MAKELEVEL make -pn BUILD="$BUILD" "$@" 2>/dev/null |
		grep -q '^\.NOTPARALLEL:'
}
serial all tests && ! serial all
claim $? 'with -j no two makes build at once'
make -n BUILD="$BUILD" units >"$work/said" 2>&1 &&
	! grep -q tools/deps "$work/said"
claim $? 'a package runs the unit tests without that'

# ---- Every file ---------------------------------------------------------------

# install_as VARIABLE=VALUE...: what is installed, a path a line.  The file
# for pkg-config, which has them in it, is not that of the build.
install_as() {
	rm -rf "$work/tree"
	make -s --no-print-directory BUILD="$BUILD" SAN="${SAN:-}" \
		PC="$work/libpop3.pc" DESTDIR="$work/tree" PREFIX=/usr \
		"$@" install >"$work/said" 2>&1 &&
		(cd "$work/tree" && find . ! -type d | sed 's|^\./||' |
			sort)
}
# matched PATTERNS FILES: of each pattern, the files that it takes; a pattern
# takes what is below it, too.
matched() {
	while read -r pattern; do
		while read -r file; do
			# shellcheck disable=SC2254 # a pattern
			case $file in
			$pattern | $pattern/*) printf '%s\n' "$file" ;;
			esac
		done <"$2"
	done <"$1" | sort
}

# The variables of debian/rules, for the architecture "arch".
# shellcheck disable=SC2016 # make's, not the shell's
where=$(sed -n '/^where = /,/[^\\]$/p' debian/rules |
	sed 's/^where = //; s/\\$//; s/\$([A-Z_]*)/arch/' |
	tr '\n\t' '  ' | sed 's/LIBPOP3=[a-z]*//; s/V=1//')
# shellcheck disable=SC2086 # a list of words
install_as $where | grep -v '/LICENSE$' >"$work/files"
[ -s "$work/files" ]
claim $? 'make install, as debian/rules has it'
cat debian/*.install >"$work/patterns"
matched "$work/patterns" "$work/files" >"$work/taken"
diff "$work/files" "$work/taken" >"$work/said"
claim $? 'the Debian packages have each file once'

install_as LIBDIR=/usr/lib64 | grep -v '/LICENSE$\|/libpop3\.a$' \
	>"$work/files"
sed -n '/^%files/,/^%changelog/p' $spec | grep -v '^%files\|^%license\|^%change' |
	sed 's|%{_bindir}|usr/bin|; s|%{_docdir}|usr/share/doc|
		s|%{_mandir}|usr/share/man|; s|%{_prefix}|usr|
		s|%{_libdir}|usr/lib64|; s|%{_includedir}|usr/include|
		s|%{_userunitdir}|usr/lib/systemd/user|
		s|%{name}|popfetch|; /^$/d' >"$work/patterns"
matched "$work/patterns" "$work/files" >"$work/taken"
diff "$work/files" "$work/taken" >"$work/said"
claim $? 'the rpm packages have each file once'

# ---- Their tools ------------------------------------------------------------------

claim='dpkg reads debian/'
if command -v dpkg-parsechangelog >/dev/null 2>&1; then
	dpkg-parsechangelog --all >/dev/null 2>"$work/said" &&
		[ ! -s "$work/said" ]
	claim $? "$claim"
else
	skip "$claim" 'no dpkg-dev here'
fi

claim='debhelper knows each step of debian/rules'
if command -v dh >/dev/null 2>&1; then
	sed -n 's/^override_//; s/^\(dh_[a-z_]*\):$/\1/p' debian/rules |
		while read -r step; do
			command -v "$step" >/dev/null || echo "$step"
		done >"$work/said"
	dh_listpackages >"$work/packages" 2>>"$work/said"
	printf '%s\n' libpop3-"$somajor" libpop3-dev popfetch |
		sort >"$work/wanted"
	sort "$work/packages" | diff "$work/wanted" - >>"$work/said"
	[ ! -s "$work/said" ]
	claim $? "$claim"
else
	skip "$claim" 'no debhelper here'
fi

claim='rpmspec reads the spec file'
if command -v rpmspec >/dev/null 2>&1; then
	HOME=$work rpmspec -q --qf '%{NAME} %{VERSION}\n' $spec \
		>"$work/packages" 2>"$work/said"
	printf '%s\n' "libpop3 $version" "libpop3-devel $version" \
		"popfetch $version" >"$work/wanted"
	sort "$work/packages" | grep -v debug |
		diff "$work/wanted" - >>"$work/said"
	[ ! -s "$work/said" ]
	claim $? "$claim"
else
	skip "$claim" 'no rpmspec here'
fi

for test in $(sed -n 's/^Tests: //p' debian/tests/control | tr -d ,); do
	[ -x "debian/tests/$test" ] && sh -n "debian/tests/$test" \
		2>"$work/said"
	claim $? "autopkgtest can run debian/tests/$test"
done

echo "1..$number"
