#!/bin/sh
# A server whose listing says less than its messages have.
. "${0%/*}/lib.sh"

message a
message b "$(seq 1 300)"
message c

server_start --fault wrong-sizes
pf --keep --max-size 1000 --maildir Mail
exits 65 'a message larger than wanted, and than listed'
is "$(files Mail)" 2 'is not delivered; the others are'
is "$(files Mail/tmp)" 0 'and nothing of it is left'
like err 'message 2 stays: it is larger' 'which is said'
pf --keep --max-size 1000 --mbox mbox --all
is "$(grep -c '^From ' mbox)" 2 'nor into an mbox'
start_over
pf --keep --max-size 2000 --maildir Mail
exits 0 'a message that is not'
is "$(files Mail)" 3 'is delivered'

for kind in maildir mbox; do
	start_over
	server_stop
	server_start --generate 2:60000000 --fault tiny-sizes
	pf --keep --$kind Dest
	exits 76 "$kind: a message that goes on and on"
	like err 'message 1 stays: it does not end' 'is left'
	is "$(find Dest* -size +1M | wc -l | tr -d ' ')" 0 \
		'nothing of it is delivered'
	is "$(find state Dest* -size +1M | wc -l | tr -d ' ')" 0 \
		'and it takes no room'
	rm -rf Dest
done

# In a maildrop that is known LIST goes with RETR.
start_over
server_stop
server_start --generate 1:100
pf --keep --maildir Dest
exits 0 'a maildrop with one message'
server_stop
server_start --generate 3:60000000 --fault tiny-sizes
pf --keep --maildir Dest
exits 76 'and two new ones that go on and on'
like err 'message 2 stays: it does not end, though the server listed' \
	'the first of them is left'
is "$(files Dest/new)" 1 'and nothing of it delivered'

# Whoever looks by hand does not wait for its end either.
for way in '--retr 1' '--retr 1 --json' '--top 1 --lines 2000000'; do
	# shellcheck disable=SC2086
	pf $way
	exits 76 "$way"
	like err 'message 1 is given up: it does not end' 'is given up'
done
finish
