#!/bin/sh
# A few descriptors are enough for any number of messages, wherever they go.

# shellcheck source=tests/cli/lib.sh
. "${0%/*}/lib.sh"
# shellcheck source-path=SCRIPTDIR source=lmtp.sh
. "$SOURCE/tests/cli/lmtp.sh"

anew
for number in $(seq -w 1 60); do
	message "$number" "this is $number"
done
$octets arriving drop >sent
server_start
sink "$all"

# few CLAIM ARGUMENT...: fetches all with no more than so many descriptors.
few() {
	_what=$1
	shift
	start_over
	(
		# shellcheck disable=SC3045 # dash has it, too
		ulimit -n 32
		pf --keep "$@"
		exit "$status"
	)
	status=$?
	exits 0 "$_what takes them all"
}

few 'a Maildir' --maildir Mail
$octets files Mail >got
same got sent 'each one'
few 'an mbox' --mbox mbox
$octets mbox mbox >got
same got sent 'each one'
few 'a program' --mda "sh -c 'cat >>$tmp/all'"
is "$(grep -c '^this is' all)" 60 'each one'
few 'an LMTP server' --lmtp "$lmtp"
got
same got sent 'each one'
few 'standard output' --stdout
is "$(grep -c '^this is' out)" 60 'each one'

finish
