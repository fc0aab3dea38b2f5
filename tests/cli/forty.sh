# shellcheck shell=sh
# shellcheck disable=SC2154 # lib.sh sets octets
# forty.sh - a maildrop that is large enough to be in the middle of it; sent has
# the digests of what has to arrive.

fill() {
	drop_empty
	for number in $(seq -w 1 40); do
		message "$number" "this is $number" .dot 'From here'
	done
}

# anew: nothing seen, nothing delivered, the maildrop full
anew() {
	start_over
	mkdir Mail
	fill
}

fill
$octets arriving drop >sent
