#!/bin/sh
# --dele, and what it asks at a terminal.

# shellcheck source=tests/cli/lib.sh
. "${0%/*}/lib.sh"

left() { (cd drop && echo *); }

# dele_at_terminal ANSWER [ARGUMENT]...
dele_at_terminal() {
	answer=$1
	shift
	printf '%s' "$answer" >answer
	on_terminal 80 "$popfetch" --tls none --password-file password \
		--state-dir state "$@" "$url" <answer
}

for name in a b c d; do
	message "$name" "this is $name"
done
server_start

# ---- Without a terminal ---------------------------------------------------------

pf --dele 1
exits 0 '--dele'
silent 'says nothing where there is no terminal'
is "$(left)" 'b.eml c.eml d.eml' 'and deletes'
pf --dele 7
exits 66 'a message that is not there'
pf -v --dele 1
like err 'message 1 is marked for deletion' '-v names it'
server_fault err:DELE:1:no
pf --dele all
exits 65 'one that the server does not delete'
like err 'cannot delete message 1: no' 'is told'
is "$(left)" c.eml 'and the other one is gone'

# ---- At a terminal ----------------------------------------------------------------

if ! command -v script >/dev/null 2>&1; then
	finish
fi
NO_COLOR=1
export NO_COLOR
drop_empty
message a
message b "$(printf '\033[31mtext')"
printf 'From: \033[31mred\nSubject: evil\n\n' >drop/c.eml
server_stop
server_start
for answer in "n
" "
" "nyes
" ''; do
	dele_at_terminal "$answer" --dele 1,3
	exits 0 "the answer '$answer'"
	like out 'Delete 2 messages \([0-9]+\) from the server\? \[y/N\]' \
		'to the question'
	like out 'nothing is deleted' 'is no'
done
is "$(left)" 'a.eml b.eml c.eml' 'all are there'
is "$(said 'DELE .*')" 0 'and none was marked'
like out '^NO  OCTETS  DATE  +FROM +SUBJECT$' 'the question is about a table'
like out '^ 1 +[0-9]+  2026-11-02 08:15  Robot <robot@example.org> +a$' \
	'that names number, octets, date, sender and subject'
like out '^ 3 +[0-9]+ +\?\[31mred +evil$' 'and acts on no terminal'
unlike out '^ 2 ' 'of no other message'
dele_at_terminal "y
" --dele 1,3
exits 0 'yes'
like out '2 messages deleted' 'is told'
is "$(left)" b.eml 'and done'
message a
dele_at_terminal '' --dele 1 --yes
unlike out 'y/N' '--yes: no question'
like out ' +a$' 'but a word'
is "$(left)" b.eml 'and it is gone'

server_fault no-top
dele_at_terminal "y
" --dele 1
like out '^NO  OCTETS$' 'without TOP the table is a narrow one'
unlike out 'no TOP' 'and no word is lost about it'
is "$(left)" '*' 'and the answer counts'

message a
message b
server_fault err:TOP:1:no
dele_at_terminal "y
" --dele all
exits 0 'where a header is refused'
unlike out ' +a$' 'it is not in the table'
like out ' +b$' 'another is'
is "$(left)" '*' 'and both are deleted'

message a
message b
server_stop
server_start
cat >two.conf <<CONF
defaults {
	host = "127.0.0.1" port = $port user = "jim" tls = "none"
	password-file = "$tmp/password" state-dir = "$tmp/state"
}
account one {}
account two {}
CONF
printf 'y\nn\n' | on_terminal 80 "$popfetch" --config two.conf --dele 1
like out "Delete 1 message \\([0-9]+\\) of 'one' from the server\\?" \
	'of two accounts the question names the one'
like out "Delete 1 message \\([0-9]+\\) of 'two' from the server\\?" 'and the other'
is "$(left)" b.eml 'and each answer is for one'

server_stop
port_again=0
server_start --generate 150:100
dele_at_terminal "n
" --dele all
is "$(grep -Ec '^ *[0-9]+ +100$' out)" 100 'of very many a hundred are shown'
like out '^and 50 more$' 'and how many more'
like out 'Delete 150 messages \(15K\)' 'and all are counted'

finish
