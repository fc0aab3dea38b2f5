#!/usr/bin/env bash
# The man pages name what the option table has, and nothing else.
set -u

table=$BUILD/tools/completions
command_page=$SOURCE/man/popfetch.1
file_page=$SOURCE/man/popfetch.conf.5
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
number=0

# same WHAT GOT-FILE WANTED-FILE
same() {
	number=$((number + 1))
	if diff "$3" "$2" >"$tmp/diff" && [ -s "$3" ]; then
		printf 'ok %d - %s\n' "$number" "$1"
	else
		printf 'not ok %d - %s\n' "$number" "$1"
		sed 's/^</# missing: /; s/^>/# unknown: /; t; s/^/# /' \
			"$tmp/diff"
	fi
}

# The words after each Fl on lines that match, as they are typed.
flags() {
	grep -E "$1" "$command_page" |
		awk '{ for (i = 1; i < NF; i++)
			if ($i == "Fl") print "-" $(i + 1) }' |
		sort -u
}

"$table" options | sort >"$tmp/options"
"$table" keys | sort >"$tmp/keys"
"$table" choices | sort >"$tmp/choices"

flags '^\.It .*Fl ' >"$tmp/explained"
same 'popfetch.1 explains each option' "$tmp/explained" "$tmp/options"

flags 'Fl ' | grep -v '^--no-' >"$tmp/named"
same 'popfetch.1 names no other option' "$tmp/named" "$tmp/options"

sed -n 's/^\.It Cm \([^ ]*\) Ns = Ns .*/\1/p' "$file_page" |
	sort >"$tmp/explained"
same 'popfetch.conf.5 explains each key, once' "$tmp/explained" "$tmp/keys"

# choices PAGE PATTERN: "option word" for each word of "Cm a | b | c".
choices() {
	sed -n "s/$2/\\1 \\2/p" "$1" |
		awk '{ for (i = 2; i <= NF; i++)
			if ($i != "|") print $1, $i }' | sort
}

choices "$command_page" '^\.It Fl -\([^ ]*\) Cm \(.*|.*\)$' >"$tmp/explained"
same 'popfetch.1 lists the words of each choice' \
	"$tmp/explained" "$tmp/choices"

choices "$file_page" '^\.It Cm \([^ ]*\) Ns = Ns Cm \(.*|.*\)$' \
	>"$tmp/explained"
same 'popfetch.conf.5 lists the words of each choice' \
	"$tmp/explained" "$tmp/choices"

# What both pages show as a configuration is one.
awk '/^\.Sh EXAMPLES/ { on = 1 } /^\.Bd/ { in_it = on; next }
	/^\.Ed/ { in_it = 0 } in_it' "$file_page" |
	sed 's/\\e/\\/g; /^popfetch /d' >"$tmp/examples"
number=$((number + 1))
# Each example is a file of its own: the first account begins the second.
awk -v dir="$tmp" 'BEGIN { n = 1 } /^defaults/ { n++ }
	{ print > (dir "/example" n ".conf") }' "$tmp/examples"
failed=
for example in "$tmp"/example*.conf; do
	"$BUILD/popfetch/popfetch" --config "$example" --print-config \
		>"$tmp/printed" 2>"$tmp/said" || failed=$(cat "$tmp/said")
	grep -q '^account ' "$tmp/printed" || failed="nothing in $example"
done
if [ -z "$failed" ]; then
	printf 'ok %d - examples of popfetch.conf.5 are accepted\n' "$number"
else
	printf 'not ok %d - examples of popfetch.conf.5 are accepted\n# %s\n' \
		"$number" "$failed"
fi

printf '1..%d\n' "$number"
