#!/bin/sh
# SIGINT, SIGTERM and SIGHUP: what came is recorded, what is due to be deleted
# is deleted where the server answers soon, and the process dies of the signal.

# shellcheck source=tests/cli/lib.sh
. "${0%/*}/lib.sh"

refill() {
	start_over
	drop_empty
	message a
	message b
	message c
	message d
	rm -f go
	server_fault "$1"
}

# start [ARGUMENT]...: as pf_start, but no signal is ignored, which a shell
# does to what runs in the background.  It has a minute.
start() {
	perl -e '$SIG{$_} = "DEFAULT" for qw(INT QUIT HUP); alarm 60;
		exec @ARGV' \
		"$popfetch" --tls none --password-file password \
		--state-dir state "$@" "$url" >"${output:-out}" \
		2>"${errors:-err}" </dev/null &
	pf_pid=$!
	children="$children $pf_pid"
}

# hit SIGNAL COMMAND: once the client has said that.  A server that holds its
# answer gives it when the signal is out.
hit() {
	await grep -Eq "C: $2\$" "$log"
	kill -s "$1" "$pf_pid"
	: >go
	: >go-40
	pf_wait
}

# died SIGNAL CLAIM
died() {
	is "$(kill -l "$status" 2>/dev/null)" "$1" "$2"
}

# ---- Where the server answers soon ---------------------------------------------

for signal in INT TERM HUP; do
	refill "hold:RETR:2:$tmp/go"
	start --pipeline off --maildir Mail
	hit $signal 'RETR 2'
	died $signal "SIG$signal while a message is on its way"
	silent 'dies in silence'
	is "$(subjects)" 'a b ' 'what came whole is delivered'
	is "$(left)" 'c d ' 'and deleted'
	is "$(said 'RETR 3')" 0 'nothing more is asked for'
	is "$(said QUIT)" 1 'QUIT ends the session'
	server_fault no-top
	pf --maildir Mail
	exits 0 'the next run'
	is "$(subjects)$(left)" 'a b c d ' 'fetches the rest'
done

refill "hold:RETR:4:$tmp/go"
start --pipeline on --maildir Mail
hit TERM 'RETR 4'
died TERM 'with all commands on their way'
is "$(subjects)$(left)" 'a b c d ' 'all answers are taken'

refill "hold:RETR:2:$tmp/go"
start --keep --pipeline off --maildir Mail
hit TERM 'RETR 2'
is "$(subjects)" 'a b ' 'what came is delivered with --keep, too'
pf --keep --maildir Mail
is "$(subjects)" 'a b c d ' 'and known'

refill "hold:DELE:2:$tmp/go"
start --pipeline off --maildir Mail
hit TERM 'DELE 2'
died TERM 'between deletions'
is "$(left)" 'c d ' 'what was accepted is deleted'
log_forget
pf --maildir Mail
is "$(said 'RETR .*')" 0 'the next run retrieves nothing'
is "$(subjects)$(left)" 'a b c d ' 'and deletes the rest'

refill "hold:QUIT::$tmp/go"
start --maildir Mail
hit TERM QUIT
died TERM 'waiting for the last answer'
is "$(cat state/*.uidl | grep -c '^forgotten')" 4 'which is waited for'

refill "hold:RETR:2:$tmp/go"
start --until-empty --maildir Mail
hit TERM 'RETR 2'
died TERM 'with --until-empty'
is "$(said QUIT)" 1 'there is no other session'

mkfifo never
refill no-last
start --maildir Mail --password-command "sh -c ': >asked; cat never'"
await test -e asked
kill -s TERM "$pf_pid"
pf_wait
died TERM 'waiting for the password'
empty err 'without a word'

# ---- Where it does not ----------------------------------------------------------

refill stall-in:2:50
start --pipeline off --maildir Mail
await grep -q stalled "$log"
hit TERM 'RETR 2'
died TERM 'a server that falls silent'
is "$(subjects)" 'a ' 'what came whole is delivered'
is "$(left)" 'a b c d ' 'but cannot be deleted'
is "$(files Mail/tmp)" 0 'nothing is left in tmp/'
server_fault no-top
pf --maildir Mail
is "$(subjects)$(left)" 'a b c d ' 'the next run does the rest, each once'

refill stall:PASS
start --maildir Mail
hit TERM 'PASS .*'
died TERM 'a login that is never answered'
refill stall:UIDL
start --maildir Mail
hit INT UIDL
died INT 'a listing that is not'
refill stall:QUIT
start --maildir Mail
hit TERM QUIT
died TERM 'a QUIT that is not'
server_fault no-top
pf --maildir Mail
is "$(subjects)$(left)" 'a b c d ' 'the next run deletes what is still there'

# Two that come while the session waits for a batch, here for a lock.
refill stall:DELE
: >mbox
: >mbox.lock
start --mbox mbox
ok 'a batch waits' await sh -c 'grep -q "Subject: d" state/*.spool'
kill -HUP "$pf_pid"
kill -TERM "$pf_pid"
rm mbox.lock
pf_wait
died HUP 'a second signal'
is "$(said 'DELE .*')" 0 'leaves no time for deletions'
rm -f mbox
server_fault no-top
pf --mbox mbox
is "$(left)" '' 'which the next run does'

# One alone leaves the server what is left to any.
refill stall:DELE
: >mbox.lock
start --timeout 20 --mbox mbox
ok 'a batch waits once more' await sh -c 'grep -q "Subject: d" state/*.spool'
kill -TERM "$pf_pid"
rm mbox.lock
pf_wait
died TERM 'a signal while a batch is committed'
ok 'leaves time for deletions' test "$(said 'DELE .*')" -ge 1
unlike err 'within' 'and is less than --timeout'
rm -f mbox
server_fault no-top
pf --mbox mbox
is "$(left)" '' 'which the next run does'

# ---- Ignored ----------------------------------------------------------------------

refill "hold:RETR:2:$tmp/go"
perl -e '$SIG{HUP} = "IGNORE"; exec @ARGV' "$popfetch" --tls none \
	--password-file password --state-dir state --maildir Mail "$url" \
	>out 2>err </dev/null &
pf_pid=$!
children="$children $pf_pid"
hit HUP 'RETR 2'
exits 0 'SIGHUP that was ignored stays so'
is "$(subjects)$(left)" 'a b c d ' 'and all is fetched'

refill "hold:RETR:2:$tmp/go"
perl -MPOSIX -e 'sigprocmask(SIG_BLOCK, POSIX::SigSet->new(SIGTERM));
	exec @ARGV' "$popfetch" --tls none \
	--password-file password --state-dir state --maildir Mail "$url" \
	>out 2>err </dev/null &
pf_pid=$!
children="$children $pf_pid"
hit TERM 'RETR 2'
died TERM 'SIGTERM comes to who was started with it blocked'
is "$(subjects)$(left)" 'a b c d ' 'when what came whole is delivered'

# ---- Anywhere -----------------------------------------------------------------------

# Before the answer that is held popfetch is busy with those it has.  A session
# takes what is on its way; it has a limit, so that there is enough for all four.
server_stop
for way in maildir mbox; do
	start_over
	server_start --generate 1200:1000 \
		--fault "hold:RETR:2:$tmp/go" --fault "hold:RETR:40:$tmp/go-40"
	for number in 2 40 2 40; do
		rm -f go go-40
		[ "$number" = 2 ] || : >go
		start --$way Mail --max-messages 256
		hit TERM "RETR $number"
		is "$(find . -path './Mail/tmp/*' | wc -l | tr -d ' ')" 0 \
			"SIGTERM somewhere, $way: nothing is left in tmp/"
		log_forget
	done
	: >go-40
	pf --$way Mail
	exits 0 'the last run'
	grep -rh '^Message-ID:' Mail | sort >got
	is "$(uniq got | wc -l | tr -d ' ')" 1200 'all have come'
	is "$(wc -l <got | tr -d ' ')" 1200 'each once'
	pf --stat
	is "$(cut -f 1 out)" 0 'and none is left'
	rm -rf Mail
	server_stop
	port_again=0
done

# ---- Where nobody reads what is printed -----------------------------------------

# is_full: no octet more fits into the pipe
# shellcheck disable=SC2317 # await calls it
is_full() {
	perl -e 'vec($on, 7, 1) = 1; exit(select(undef, $on, undef, 0) != 0)'
}

drop_empty
perl -e 'print "Subject: big\n\n", ("x" x 70 . "\n") x 5000' >drop/big.eml
server_start
mkfifo stuck
output=stuck
for action in '--retr 1' '--json --retr 1'; do
	for signal in INT TERM; do
		exec 7<>stuck
		# shellcheck disable=SC2086
		start $action
		await is_full
		kill -s $signal "$pf_pid"
		pf_wait
		died $signal "SIG$signal while nobody reads, $action"
		exec 7>&-
	done
done

# Nor what is said.
drop_empty
for letter in a b c d e f; do
	message $letter
done
output=out
errors=stuck
exec 7<>stuck
perl -MFcntl -e 'open(my $pipe, "+<&=", 7);
	fcntl($pipe, F_SETFL, O_RDWR | O_NONBLOCK);
	for my $size (4096, 1) { 1 while syswrite($pipe, "x" x $size) }
	fcntl($pipe, F_SETFL, O_RDWR)'
for option in -v --trace; do
	log_forget
	start $option --maildir Mail
	await grep -q . "$log"
	kill -s TERM "$pf_pid"
	pf_wait
	died TERM "SIGTERM while nobody reads what is said, $option"
done
exec 7>&-

finish
