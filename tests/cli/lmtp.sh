# shellcheck shell=sh disable=SC2034
# shellcheck disable=SC2154 # lib.sh sets tmp and octets
# lmtp.sh - an LMTP server for the tests, and mail for it; see lmtp-sink.pl.

all=PIPELINING,8BITMIME,SIZE
sinks=0

# sink FEATURES [FAULT]...: a fresh LMTP server; sets $lmtp and $dialogue.
sink() {
	_features=$1
	shift
	sinks=$((sinks + 1))
	dialogue=$tmp/sink-$sinks.log
	: >"$dialogue"
	perl "$SOURCE/tests/cli/lmtp-sink.pl" "$tmp/sink-$sinks" "$tmp/taken" \
		"$dialogue" "$_features" "$@" </dev/null &
	sink_pid=$!
	children="$children $sink_pid"
	await test -s "$tmp/sink-$sinks" || exit 1
	read -r _port <"$tmp/sink-$sinks"
	lmtp=127.0.0.1:$_port
}

sink_stop() {
	kill "$sink_pid"
	wait "$sink_pid" 2>/dev/null
	child_forget "$sink_pid"
}

anew() {
	start_over
	rm -rf taken
	mkdir taken
	drop_empty
}

# three FAULT: three messages on a server that has it; the same one as before
# where it is there.
three() {
	anew
	message a
	message b
	message c
	[ -e three ] || $octets arriving drop >three
	cp three sent
	if [ "$three_server" = "$server_pid:$1" ]; then
		log_forget
	else
		server_fault "$1"
		three_server=$server_pid:$1
	fi
}
three_server=

got() {
	$octets files taken >got
}
