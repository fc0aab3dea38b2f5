#!/bin/sh
# An LMTP server that breaks off at each octet of its answers: the message comes,
# whole, and twice only where the last answer was lost.

# shellcheck source=tests/cli/lib.sh
. "${0%/*}/lib.sh"
# shellcheck source-path=SCRIPTDIR source=lmtp.sh
. "$SOURCE/tests/cli/lmtp.sh"

# A message is taken before the answer that says so, which may be lost.
cut=0
lost=0
doubled=0
anew
message a
cat drop/a.eml drop/a.eml >twice
server_fault no-capa
sink "$all" "CUT:0:$tmp/cut"
while [ "$cut" -lt 400 ]; do
	start_over
	rm -rf taken
	mkdir taken
	echo "$cut" >"$tmp/cut"
	pf --keep --lmtp "$lmtp"
	first=$status
	rm "$tmp/cut"
	pf --keep --lmtp "$lmtp"
	cat taken/* >got
	if cmp -s got twice; then
		doubled=$((doubled + 1))
	elif [ "$status" -ne 0 ] || ! cmp -s got drop/a.eml; then
		lost=$((lost + 1))
	fi
	[ "$first" -ne 0 ] || break
	cut=$((cut + 1))
done
sink_stop
ok 'broken off at each octet of its answers' test "$cut" -gt 80
is "$lost" 0 'the message comes, whole'
ok 'and twice only where the last answer was lost' test "$doubled" -le 11

finish
