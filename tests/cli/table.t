#!/bin/sh
# What people see at a terminal: tables as wide as it is, and nothing that acts
# on it.

# shellcheck source=tests/cli/lib.sh
. "${0%/*}/lib.sh"

command -v script >/dev/null 2>&1 || {
	echo '1..0 # SKIP no script(1) to make a terminal with'
	exit 0
}

# no_wider COLUMNS CLAIM: no line of the last output
no_wider() {
	is "$(perl -CSD -Mutf8 -ne 'chomp; s/\p{M}//g; s/\p{EastAsianWidth=W}/ww/g;
		print "$_\n" if length > '"$1" out)" '' "$2"
}

# harmless CLAIM: the last output is text, and has no control but the header's
# bold
harmless() {
	# shellcheck disable=SC2016 # it is perl's
	ok "$1" perl -0777 -ne 's/\e\[1m|\e\[0m//g;
		exit 1 if !utf8::decode($_) || /[^\n\t\P{C}]|[\x{2028}\x{2029}]/' out
}

message a "this is a"
message b "this is b" "and longer"
size() { echo $(($(wc -c <"drop/$1.eml") + $(wc -l <"drop/$1.eml"))); }
server_start

# ---- Tables ---------------------------------------------------------------------

NO_COLOR=1
export NO_COLOR
pf_on_terminal 80 --list
exits 0 '--list'
printf 'NO  OCTETS  UNIQUE-ID\n 1  %6d  a\n 2  %6d  b\n' "$(size a)" "$(size b)" \
	>expected
same out expected 'is a table with a header line'
pf --list
printf '1\t%d\ta\n2\t%d\tb\n' "$(size a)" "$(size b)" >expected
same out expected 'and columns with tabs in a pipe'
pf --list -h
same out expected 'where -h changes nothing'
pf_on_terminal 80 --uidl
printf 'NO  UNIQUE-ID\n 1  a\n 2  b\n' >expected
same out expected '--uidl'
pf_on_terminal 80 --stat
printf 'MESSAGES  OCTETS\n       2  %6d\n' "$(($(size a) + $(size b)))" >expected
same out expected '--stat'
pf_on_terminal 80 --check
printf 'NEW  MESSAGES  OCTETS\n  2         2  %6d\n' \
	"$(($(size a) + $(size b)))" >expected
same out expected '--check'
pf_on_terminal 80 --dry-run
printf 'ACT       NO  OCTETS  UNIQUE-ID  WHY\n' >expected
head -n 1 out >first
same first expected '--dry-run'
like out '^retrieve   1 +[0-9]+  a +not seen yet, then deleted$' 'says why'
pf_on_terminal 80 --json --list
like out '^\{"v":1' '--json is JSON there, too'
pf_on_terminal 80 --last
is "$(cat out)" 0 'a single number stays one'
drop_empty
pf_on_terminal 80 --list
exits 0 'an empty maildrop'
empty out 'is no table'

NO_COLOR=
message a
pf_on_terminal 80 --list
like out "^$(printf '\033')\\[1mNO .*$(printf '\033')\\[0m\$" 'the header line is bold'
like out '^ 1 ' 'and nothing else'
TERM_OF_TEST=dumb
pf_on_terminal 80 --list
unlike out "$(printf '\033')" 'but not where TERM is dumb'
TERM_OF_TEST=xterm
NO_COLOR=1

# ---- Accounts -------------------------------------------------------------------

cat >conf <<CONF
defaults { tls = none port = $port password-file = $tmp/password
	state-dir = $tmp/state user = jim host = 127.0.0.1 }
account one { }
account "the other" { }
account three { enabled = false }
CONF
on_terminal 80 "$popfetch" --config conf --stat </dev/null
printf '%s\n' 'ACCOUNT    MESSAGES  OCTETS' \
	"one               1  $(printf '%6d' "$(size a)")" \
	"the other         1  $(printf '%6d' "$(size a)")" >expected
same out expected 'several accounts are one table'
on_terminal 80 "$popfetch" --config conf --list-accounts </dev/null
printf '%s\n' 'ACCOUNT    HOST       USER  STATE' \
	'one        127.0.0.1  jim   enabled' \
	'the other  127.0.0.1  jim   enabled' \
	'three      127.0.0.1  jim   disabled' >expected
same out expected '--list-accounts'

# ---- Sizes ----------------------------------------------------------------------

perl -e 'print "Subject: big\n\n", ("x" x 62 . "\n") x 32_768' >drop/b.eml
pf_on_terminal 80 --list -h
like out '^ 1 +[0-9]+  a$' '-h: small ones in octets'
like out '^ 2    2\.1M  b$' 'large ones in units'
pf_on_terminal 80 --list --human-readable
like out '^ 2    2\.1M  b$' 'it has a long name'
pf -h
exits 64 '-h alone'
like err "'popfetch --help' is the help" 'tells of the help'

# ---- Widths ---------------------------------------------------------------------

drop_empty
cp "$SOURCE"/tests/mail/*.eml drop/
{
	echo 'From: =?UTF-8?B?5bGx55Sw5aSq6YOO?= <yamada@example.jp>'
	echo 'Date: Mon, 02 Nov 2026 08:15:00 +0900'
	echo 'Subject: =?UTF-8?B?5Lya6K2w44Gu44GK55+l44KJ44Gb77ya5p2l6YCx44Gu?='
	echo
} >drop/wide.eml
perl -e 'print "0" x 100, "end"' >drop/wide.eml.uid
for columns in 20 30 40 60 80 133; do
	pf_on_terminal $columns --list --headers
	no_wider $columns "$columns columns are enough for the headers"
	is "$(wc -l <out | tr -d ' ')" 7 'and each message has its line'
	pf_on_terminal $columns --list
	no_wider $columns "$columns columns are enough for unique-ids"
	like out '^ 6 .*0…0*end$|0{100}end$' 'whose end is seen'
done
pf_on_terminal 300 --list --headers
like out ' 2026-11-02 07:41  Fail2Ban' 'dates are readable'
like out ' 2026-11-01 23:15 +山田太郎 <yamada@example.jp> +会議' \
	'and by the clock here'
TZ=Asia/Tokyo pf_on_terminal 300 --list --headers
[ ! -e /usr/share/zoneinfo/Asia/Tokyo ] ||
	like out ' 2026-11-02 08:15 +山' 'wherever that is'

# ---- Memory ---------------------------------------------------------------------

server_stop
port_again=0
server_start --generate 3000:100
pf_on_terminal 80 --list
is "$(sed -n '2p; 3001p; $=' out)" "$(printf '   1     100  %s\n3000     100  %s\n3001' \
	"$(sed -n 2p out | awk '{ print $3 }')" \
	"$(sed -n 3001p out | awk '{ print $3 }')")" \
	'a long listing is one table'
server_stop

# ---- What a server says -----------------------------------------------------------

drop_empty
port_again=0
printf 'From: \033]0;title\007red\nDate: x\nSubject: =?UTF-8?Q?a=1B[1m=C2=9B31m=C2=9Dx=E2=80=AEevil?= \2331m \302\2331m \342\200\256\n\n\033c\302\233m\233m\ttext\n' \
	>drop/a.eml
printf 'u\033[1m\2331m\302\2331m' >drop/a.eml.uid
server_start --fault "err:NOOP:1:$(printf 'a\033[1m\2331m\302\2331m\342\200\256\303\274')"
for locale in C.UTF-8 C; do
	LC_ALL=$locale
	pf_on_terminal 80 --list --headers
	harmless "--list --headers acts on no terminal, locale $locale"
	like out 'evil' 'and shows what is text'
	pf_on_terminal 80 --uidl
	harmless 'nor does --uidl'
	for words in '--retr 1' '--top all' --capa --diagnose; do
		# shellcheck disable=SC2086
		pf_on_terminal 80 $words
		exits 0 "$words"
		LC_ALL=C.UTF-8 harmless 'acts on no terminal'
	done
	pf_on_terminal 80 --retr 1
	like out '^\?c.*text$' 'of a message the text is shown'
	pf --retr 1
	tr -d '\r' <drop/a.eml >expected
	same out expected 'and in a pipe it is octet for octet what it is'
	on_terminal_redirect=
	on_terminal 200 "$popfetch" --tls none --password-file password \
		--trace --noop "$url" </dev/null
	harmless 'nor an error, nor a trace'
	like out 'S: -ERR a\?\[1m' 'and it is shown'
	[ $locale != C ] ||
		ok 'in ASCII' perl -ne 'exit 1 if /[^\x00-\x7f]/' out
	server_stop
	server_start --fault \
		"err:NOOP:1:$(printf 'a\033[1m\2331m\302\2331m\342\200\256\303\274')"
done
LC_ALL=C
pf_on_terminal 80 --list --headers
ok 'in a locale of C all is ASCII' perl -ne 'exit 1 if /[^\x00-\x7f]/' out
on_terminal 200 "$popfetch" "--x$(printf '\2331m\303\274')" </dev/null
like out 'unknown option' 'an error of ours'
ok 'is ASCII, too' perl -ne 'exit 1 if /[^\x00-\x7f]/' out
LC_ALL=C.UTF-8

finish
