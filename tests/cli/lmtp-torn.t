#!/bin/sh
# What comes by halves, and who is killed: an LMTP server gets whole messages, and
# each of them.

# shellcheck source=tests/cli/lib.sh
. "${0%/*}/lib.sh"
# shellcheck source-path=SCRIPTDIR source=lmtp.sh
. "$SOURCE/tests/cli/lmtp.sh"

for fault in cut:2:30 stall-in:2:30 cut:2:120; do
	three "$fault"
	sink "$all"
	pf --timeout 1 --lmtp "$lmtp"
	ok "$fault: a failure" test "$status" -ne 0
	is "$(files taken)" 1 'no part of a message is handed over'
	server_fault no-capa
	pf --lmtp "$lmtp"
	got
	same got sent 'the next run brings the rest'
	sink_stop
done

# All that wait share what time is left; how much that is, and that a second
# signal leaves none, is for the unit tests.
three no-capa
sink "$all" DOT:1:hang
pf_start --pipeline on --lmtp "$lmtp"
await grep -q DATA "$dialogue"
kill -TERM "$pf_pid"
pf_wait
exits 143 'SIGTERM while the server is silent'
like err '^popfetch: message 1 stays for now: .* did not answer when we had to end$' \
	'it is not waited for'
like err '^popfetch: message 3 stays for now: .* was not given it, since we had to' \
	'and not given the others'
sink_stop
sink "$all" DOT:1:hang
pf_start --pipeline on --lmtp "$lmtp"
await grep -q DATA "$dialogue"
kill -HUP "$pf_pid"
kill -TERM "$pf_pid"
pf_wait
exits 129 'two signals, of which the first counts'
sink_stop

anew
for number in $(seq -w 1 40); do
	message "$number" "this is $number"
done
$octets arriving drop >sent
server_fault no-capa
sink "$all"
kills=0
for delay in 3 5 8 10 12 14 17 20 24 28 33 40; do
	pf_start --lmtp "$lmtp"
	sleep "$(printf '0.%03d' "$delay")"
	kill -KILL "$pf_pid" 2>/dev/null && kills=$((kills + 1))
	pf_wait
done
pf --lmtp "$lmtp"
exits 0 'killed at many moments'
$octets files taken | sort -u >got
same got sent 'each message came, whole'
ok 'and a kill doubles one at most' test "$(files taken)" -le $((40 + kills))

finish
