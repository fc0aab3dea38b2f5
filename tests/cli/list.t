#!/bin/sh
# The actions that look: list, stat, uidl, last, noop, capa, check.

# shellcheck source=tests/cli/lib.sh
. "${0%/*}/lib.sh"

# lines NUMBER...: of the scan listing with unique-ids
lines() {
	for number in "$@"; do
		sed -n "${number}p" listing
	done
}

for name in a b c d e; do
	message "$name" "this is $name"
done
# each LF is CRLF on the wire
size=$(($(wc -c <drop/a.eml) + $(wc -l <drop/a.eml)))
for number in 1 2 3 4 5; do
	printf '%d\t%d\t%s\n' "$number" "$size" \
		"$(echo abcde | cut -c "$number")"
done >listing
server_start

pf --stat
exits 0 '--stat'
is "$(cat out)" "$(printf '5\t%d' $((5 * size)))" 'COUNT TAB OCTETS'
empty err 'and no talk'
pf --list
same out listing '--list: NUMBER TAB OCTETS TAB UID'
pf --uidl
cut -f 1,3 listing >expected
same out expected '--uidl: NUMBER TAB UID'

# ---- SET ------------------------------------------------------------------------

set_is() { # SET NUMBER...
	set_=$1
	shift
	pf "--list=$set_"
	is "$(cat out)" "$(lines "$@")" "SET '$set_'"
}
set_is 3 3
set_is 2-4 2 3 4
set_is 4- 4 5
set_is -2 4 5
set_is uid:c 3
set_is 1,4- 1 4 5
set_is 1,uid:e,-1 1 5
set_is all 1 2 3 4 5
set_is new 1 2 3 4 5
pf --uidl=2,uid:d
is "$(cat out)" "$(printf '2\tb\n4\td')" '--uidl takes a SET, too'
for wrong in 0 x 3-1 1,,2 '' 1- 2- -0 uid: 1-2-3 99999999999999999999; do
	case $wrong in
	1- | 2-) continue ;;
	esac
	pf "--list=$wrong"
	exits 64 "'$wrong' is no SET"
	empty out 'and nothing is listed'
done
pf --keep --maildir Mail
message f
pf --list=new
is "$(cut -f 3 out)" f "'new' is what has not been seen"
pf --list
is "$(wc -l <out | tr -d ' ')" 6 'looking does not change it'
rm drop/f.eml

# ---- Others ---------------------------------------------------------------------

pf --check
exits 1 '--check finds nothing new'
is "$(cat out)" "$(printf '0\t5\t%d' $((5 * size)))" 'NEW TAB COUNT TAB OCTETS'
message f
pf --check
exits 0 '--check finds something new'
is "$(cut -f 1,2 out)" "$(printf '1\t6')" 'one of six'
pf --check
exits 0 'and finds it again, for it changes nothing'
is "$(said 'DELE .*')" 0 'nothing is deleted'

pf --last
exits 0 '--last'
is "$(cat out)" 0 'prints what LAST answers'
pf --noop
exits 0 '--noop'
is "$(said NOOP)" 1 'says NOOP'
silent 'and nothing to us'
pf --capa
exits 0 '--capa'
for name in UIDL TOP PIPELINING 'SASL PLAIN' 'IMPLEMENTATION pop3-test-server'; do
	like out "(^|[[:space:]])$name\$" "tells of $name"
done
server_fault no-last
pf --last
not_ok '--last without LAST fails' test "$status" -eq 0
empty out 'and prints nothing'

# ---- Headers --------------------------------------------------------------------

drop_empty
cp "$SOURCE"/tests/mail/*.eml drop/
server_stop
server_start
pf --list --headers
exits 0 '--list --headers'
is "$(wc -l <out | tr -d ' ')" 5 'a line a message'
is "$(awk -F '\t' 'NF != 6' out)" '' 'six columns each'
is "$(awk -F '\t' '$4 !~ /^20[0-9][0-9]-[01][0-9]-[0-3][0-9][Tt ][0-2][0-9]:[0-5][0-9]:[0-5][0-9]([Zz]|[+-][0-2][0-9]:[0-5][0-9])$/' out)" \
	'' 'the dates are those of RFC 3339'
is "$(cut -f 4 out | sed -n 1p | date -u -f - +%s)" \
	"$(date -u -d '2026-11-02 06:25:13 UTC' +%s)" 'and the right ones'
is "$(cut -f 4 out | sed -n 4p | date -u -f - +%s)" \
	"$(date -u -d '2026-11-03 16:03:08 UTC' +%s)" 'from another zone, too'
is "$(sed -n 4p out | cut -f 6)" \
	'Besprechung am Donnerstag — Kaffee für 10 €' 'the subject is decoded'
is "$(sed -n 4p out | cut -f 5 | grep -c 'Jürgen Großmann')" 1 \
	'and the sender'
is "$(sed -n 2p out | cut -f 6)" \
	'[Fail2Ban] sshd: banned 203.0.113.5 from web1.example.org' \
	'what is not encoded stays as it is'
is "$(said 'RETR .*')" 0 'no message is retrieved for it'
pf --list=3 --headers
is "$(cut -f 1,6 out)" "$(printf '3\tMessage de test')" 'with a SET'

# All TOPs are asked for before the first answer is there.
message f && message g && message h
log_forget
server_fault "hold:TOP:1:$tmp/go"
pf_start --trace --list --headers
await grep -q '^C: TOP 8 0$' err
is "$(grep -c '^C: TOP' err)" 8 'TOPs are pipelined: all are on their way'
is "$(sed -n '/^C: TOP 8/,$p' err | grep -c '^S: ')" 0 'before there is an answer'
: >go
pf_wait
exits 0 'and answered'
is "$(wc -l <out | tr -d ' ')" 8 'each with a line'

# no_top_is_told: of the last output
no_top_is_told() {
	exits 69 "no TOP, and $1: the exit status tells"
	is "$(cat err)" 'popfetch: the server has no TOP: dates, senders and subjects stay unknown' \
		'and a line'
	is "$(cut -f 3- out)" "$(printf '%s\t\t\t\n' 1-log-report 2-ban-notice \
		3-message-de-test 4-encoded-headers 5-attachment f g h)" \
		'what can be listed is'
}
server_fault no-top
pf --list --headers
no_top_is_told 'CAPA says so'
is "$(said 'TOP .*')" 3 'and few are asked'
server_fault no-top --fault no-capa
pf --list --headers
no_top_is_told 'no CAPA'
is "$(said 'TOP .*')" 3 'and few are asked'
for hidden in no-capa hidden-top; do
	server_fault $hidden
	pf --list --headers
	exits 0 "TOP that is not announced, $hidden"
	is "$(cut -f 6 out | sed -n '3p; 8p')" \
		"$(printf 'Message de test\nh')" 'has headers'
	server_fault $hidden --fault err:TOP:1:cannot
	pf --list --headers
	exits 65 "the first of them refused, $hidden"
	is "$(sed -n 1p out | cut -f 3-)" "$(printf '1-log-report\t\t\t')" \
		'leaves its line'
	is "$(cut -f 1 out | tr '\n' ' ')" '1 2 3 4 5 6 7 8 ' 'in its place'
	is "$(said 'TOP 1 0')" 1 'and is asked for once'
done
server_fault err:TOP:2:cannot
pf --list --headers
exits 65 'one header that is refused'
is "$(sed -n 2p out | cut -f 3-)" "$(printf '2-ban-notice\t\t\t')" 'leaves its line'
is "$(wc -l <out | tr -d ' ')" 8 'and the others'
server_stop
server_start

drop_empty
printf 'From: \033[31mred\nSubject: =?UTF-8?Q?a=09b=1B[1mc=0Ad?=\n\n' >drop/1
printf '\nno header at all\n' >drop/2
printf 'Subject: \xff\xfe raw\nDate: yesterday\nFrom:\n\n' >drop/3
pf --list --headers
exits 0 'headers of the strange kind'
is "$(wc -l <out | tr -d ' ')" 3 'are a line a message'
is "$(awk -F '\t' 'NF != 6' out)" '' 'have six columns'
ok 'no control characters' perl -ne 'exit 1 if /[\x00-\x08\x0b-\x1f\x7f]/' out
ok 'and are UTF-8' iconv -f UTF-8 -t UTF-8 out

finish
