#!/bin/sh
# An LMTP server that never comes to an end: popfetch does, and deletes nothing.

# shellcheck source=tests/cli/lib.sh
. "${0%/*}/lib.sh"
# shellcheck source-path=SCRIPTDIR source=lmtp.sh
. "$SOURCE/tests/cli/lmtp.sh"

for step in CONNECT LHLO MAIL DOT; do
	for how in endless lines; do
		three no-capa
		sink "$all" "$step:1:$how"
		pf --timeout 1 --max-messages 1 --lmtp "$lmtp"
		ok "$step: $how: a failure" test "$status" -ge 65
		is "$(left)" 'a b c ' 'nothing is deleted'
		sink_stop
	done
done

# These take as long as popfetch is patient, and do it side by side.
worlds=
for step in CONNECT LHLO MAIL DOT; do
	worlds="$worlds $step:1:drip $step:1:hang"
done
for fault in $worlds; do
	world "$fault"
	three no-capa
	sink "$all" "$fault"
	pf_start --timeout 1 --max-messages 1 --lmtp "$lmtp"
done
world once
three no-capa
sink "$all" MAIL:1:hang RCPT:1:close
pf_start --timeout 1 --lmtp "$lmtp"
world always
three no-capa
sink "$all" MAIL:0:hang
pf_start --timeout 1 --lmtp "$lmtp"
for fault in $worlds; do
	world "$fault"
	pf_wait
	ok "$fault: a failure" test "$status" -ge 65
	is "$(left)" 'a b c ' 'nothing is deleted'
	server_stop
done
world DOT:1:hang
like err '^popfetch: message 1 stays: LMTP server .* does not answer within 10 seconds$' \
	'what was given to it has twice the time'
world once
pf_wait
exits 75 'silent at one message, and gone at the next'
is "$(left)" 'a b ' 'which are to blame, each for itself'
server_stop
world always
pf_wait
exits 75 'silent at each message'
is "$(grep -c '^MAIL' "$dialogue")" 2 'it is not waited for at the third'
like err '^popfetch: message 1 stays: LMTP server .* does not answer within 5 sec' \
	'the first may be to blame'
like err '^popfetch: LMTP server .* does not answer within 5 seconds$' \
	'the second is not'
is "$(left)" 'a b c ' 'nothing is deleted'
server_stop

finish
