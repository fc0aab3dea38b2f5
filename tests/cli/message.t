#!/bin/sh
# The actions that print or delete single messages: retr, top, dele.

# shellcheck source=tests/cli/lib.sh
. "${0%/*}/lib.sh"

$octets corpus drop
$octets arriving drop >sent
server_start

# ---- retr -----------------------------------------------------------------------

number=0
for file in drop/*.eml; do
	number=$((number + 1))
	mkdir -p one got
	cp "$file" one/message
	pf --retr "$number"
	cp out got/message
	is "$($octets files got)" "$($octets arriving one)" \
		"--retr prints ${file##*/} as it is"
done
pf --retr uid:02-from
exits 0 '--retr uid:'
cp drop/02-from.eml expected
same out expected 'is one message, too'
pf --retr all
exits 0 '--retr all'
$octets mbox out >got.all
same got.all sent 'is an mboxrd stream'
pf --retr 1,3
is "$($octets mbox out | wc -l | tr -d ' ')" 2 'so are two of them'
pf --retr 1-1
like out '^From ' 'and a range of one'
is "$(said 'DELE .*')" 0 'nothing is deleted'
pf --check
is "$(cut -f 1 out)" 19 'nothing is marked seen'
pf --retr 99
not_ok 'a message that is not there is a failure' test "$status" -eq 0
empty out 'that prints nothing'

# ---- top ------------------------------------------------------------------------

drop_empty
message a one two three four
message b .one
log_forget
pf --top 1
exits 0 '--top'
sed '/^$/q' drop/a.eml >expected
same out expected 'prints the header'
pf --top 1 --lines 2
sed '/^two/q' drop/a.eml >expected
same out expected 'and so many lines'
pf --top 2 --lines 99
same out drop/b.eml 'at most all of them, dots unstuffed'
pf --top uid:a
sed '/^$/q' drop/a.eml >expected
same out expected 'by unique-id'
pf --top all --lines 1
is "$(grep -c '^From ' out)" 2 'several are an mboxrd stream'
like out '^\.one$' 'with their lines'
is "$(said 'RETR .*')" 0 'TOP is what the server is asked for'
pf --top 1 --lines x
exits 64 'x is no number of lines'

for form in '' --json; do
	server_fault no-top
	# shellcheck disable=SC2086
	pf $form --top all
	exits 69 "a server without TOP, $form"
	is "$(cat err)" 'popfetch: the server has no TOP' 'which is said once'
	is "$(said 'TOP .*')" 2 'is asked of few'
	empty out 'and shows nothing'
done
server_fault no-capa
pf --top 1-
exits 0 'TOP without CAPA'
is "$(grep -c '^From ' out)" 2 'shows all'
server_fault no-capa --fault err:TOP:1:cannot
pf --top 1-
exits 65 'a TOP that is refused for one message, without CAPA'
is "$(cat err)" 'popfetch: no message 1: cannot' 'is of that message'
is "$(grep -c '^From ' out)" 1 'and stops no other'
server_fault err:TOP:1:cannot
pf --top 1-
exits 65 'a TOP that is refused where there is one'
is "$(cat err)" 'popfetch: no message 1: cannot' 'is of that message'
is "$(grep -c '^From ' out)" 1 'and stops no other'

# A -ERR with nothing behind it.
no_more='the server says no more than that'
server_fault 'err:TOP:1: ' --fault 'err:RETR:1: ' --fault 'err:DELE:1: '
for form in '' --json; do
	# shellcheck disable=SC2086
	pf $form --retr 1
	is "$(cat err)" "popfetch: no message 1: $no_more" \
		"a refusal without words, $form"
done
pf --list=1 --headers
is "$(cat err)" "popfetch: no header of message 1: $no_more" 'of a header'
pf --dele 1 --yes
is "$(cat err)" "popfetch: cannot delete message 1: $no_more" 'of a deletion'
pf --keep --maildir Mail
is "$(cat err)" "popfetch: message 1 stays: $no_more" 'of a message'
server_fault 'err:DELE:1: '
pf --maildir Mail
is "$(cat err)" "popfetch: message 1 is not deleted: $no_more" \
	'of its deletion'
message a one two three four
message b .one

perl -e 'print "Subject: big\n\n", "x" x 70, "\n" for 1 .. 2000' >drop/0.eml
server_fault cut:1:100000 --faulty-sessions 1
pf --retr 1- "pop://jim@localhost:$port"
exits 69 'a message that breaks off'
is "$(perl -ne 'print if /^From / && $last eq "\n"; $last = $_' out |
	wc -l | tr -d ' ')" "$(files drop)" \
	'is no part of the next account'\''s first one'
rm drop/0.eml

# ---- dele -----------------------------------------------------------------------

message c
message d
message e
pf --dele 2,uid:d --yes
exits 0 '--dele --yes'
empty out 'prints nothing'
is "$(cd drop && echo *)" 'a.eml c.eml e.eml' 'deletes what was named'
is "$(said QUIT | sed 's/^[1-9][0-9]*$/some/')" some 'with QUIT'
server_fault err:DELE:2
pf --dele all --yes
not_ok 'a refused DELE is a failure' test "$status" -eq 0
ok 'that message stays' test -e drop/c.eml
server_fault quit-err
message f
pf --dele all --yes
not_ok 'so is a refused QUIT' test "$status" -eq 0

finish
