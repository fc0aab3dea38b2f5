#!/bin/bash
# Formatting, warnings of both compilers, man pages, scripts, and the sizes
# that keep functions and files readable.
# shellcheck disable=SC2319 # what report is told is what a condition says
set -u
: "${SOURCE:?}" "${BUILD:?}"
cd "$SOURCE" || exit 1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
count=0

report() { # OK? NAME [DIAGNOSTICS-FILE]
	count=$((count + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $count - $2"
	else
		echo "not ok $count - $2"
		head -n 40 "$3" | sed 's/^/# /'
		failed=1
	fi
}

mapfile -t sources < <(tools/files | grep '\.[ch]$')
mapfile -t units < <(printf '%s\n' "${sources[@]}" |
	grep -E '^(libpop3|popfetch|tools|tests/server|tests/examples)/.*\.c$')

# Each version has an opinion or two of its own: those of Debian 12 and 13, and
# 21, are followed.
case $(clang-format --version) in
*' version '14.* | *' version '19.* | *' version '21.*)
	clang-format --dry-run --Werror "${sources[@]}" > "$work/format" 2>&1
	report $? 'every source is formatted' "$work/format"
	;;
*)
	count=$((count + 1))
	echo "ok $count - every source is formatted # SKIP by clang-format" \
		"14, 19 and 21, not by this one"
	;;
esac

# The flags of the libraries are the Makefile's.
flags='-std=c11 -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes
	-Werror -Iinclude -I. -D_POSIX_C_SOURCE=200809L -D_FILE_OFFSET_BITS=64
	-D_TIME_BITS=64 -fsyntax-only'
for compiler in gcc clang; do
	# shellcheck disable=SC2046,SC2086 # lists of words
	printf '%s\n' "${units[@]}" | xargs -P 2 -n 8 $compiler $flags \
		$(pkg-config --cflags openssl libgsasl libidn2 libconfuse jansson libedit) \
		> "$work/warnings" 2>&1
	report $? "$compiler has nothing to warn of" "$work/warnings"
done

# What reaches beyond its room across files shows where gcc sees all of them at
# once.  Where distributions build so, with checks at run time, it is an abort.
# shellcheck disable=SC2046 # a list of words
gcc -std=c11 -O3 -flto=auto -D_FORTIFY_SOURCE=3 -shared -fPIC \
	-fvisibility=hidden -Iinclude -I. -D_POSIX_C_SOURCE=200809L \
	-D_FILE_OFFSET_BITS=64 -D_TIME_BITS=64 \
	$(pkg-config --cflags openssl libgsasl libidn2 libconfuse jansson libedit) \
	-o "$work/whole" libpop3/*/*.c popfetch/*.c popfetch/*/*.c \
	> "$work/whole.out" 2>&1 &&
	! grep -q 'warning: .*\[-W\(stringop\|array\|format\)-' \
		"$work/whole.out"
report $? 'nothing reaches beyond its room across files' "$work/whole.out"

for page in man/*.[0-9]; do
	mandoc -T lint -W warning "$page" > "$work/mandoc" 2>&1
	[ ! -s "$work/mandoc" ]
	report $? "mandoc has nothing to say of $page" "$work/mandoc"
	! mandoc -T ascii -O width=80 "$page" | sed 's/.\x08//g' |
		grep -E '.{81}' > "$work/wide"
	report $? "no line of it is wider than a terminal" "$work/wide"
done

mapfile -t scripts < <(tools/files |
	while read -r file; do
		head -c 30 "$file" | head -n 1 |
			grep -qE '^#!/bin/(ba)?sh' && echo "$file"
	done)
shellcheck -x -P SCRIPTDIR "${scripts[@]}" > "$work/shell" 2>&1
report $? 'shellcheck has nothing to say of the scripts' "$work/shell"

for file in $(tools/files |
	grep -E '^((libpop3|popfetch)/.*\.c|include/.*\.h)$'); do
	lines=$(wc -l < "$file")
	[ "$lines" -le 400 ] || echo "$file: $lines lines"
done > "$work/long"
[ ! -s "$work/long" ]
report $? 'no file has more than 400 lines' "$work/long"

# With clang-format's brace style a function ends at a brace in column one.
printf '%s\n' "${sources[@]}" | grep -E '^(libpop3|popfetch)/.*\.c$' |
	xargs awk 'FNR == 1 { start = 0 }
		/^\{/ { start = FNR }
		/^\}/ { if (start && FNR - start > 80)
				print FILENAME ":" start ": " FNR - start
			start = 0 }' > "$work/functions"
[ ! -s "$work/functions" ]
report $? 'no function has more than 80 lines' "$work/functions"

echo "1..$count"
exit $failed
