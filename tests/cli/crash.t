#!/bin/sh
# The connection ends, wherever it may: run again, each message stands in the
# destination exactly once, octet for octet.

# shellcheck source=tests/cli/lib.sh
. "${0%/*}/lib.sh"
# shellcheck source-path=SCRIPTDIR source=forty.sh
. "$SOURCE/tests/cli/forty.sh"

for way in maildir mbox; do
	for fault in cut:20:80 cut:1:0 cut:40:160 cut-session:3000 \
		close:RETR:7 close:DELE:3 close:QUIT stall-in:20:80 \
		quit-lost quit-drop quit-err; do
		anew
		server_fault "$fault"
		pf --timeout 1 "--$way" "Mail/$way"
		[ "$status" -ne 0 ]
		result $? "$fault, $way: a failure"
		mended "$way"
		case $fault in
		close:QUIT | quit-*)
			is "$(said 'RETR .*')" 0 'nothing comes twice for it'
			;;
		esac
	done
	anew
	server_fault cut:20:80
	pf --keep "--$way" "Mail/$way"
	exits 69 "69: cut inside a message, $way"
	like err . 'and told'
	mended "$way" --keep
done

finish
