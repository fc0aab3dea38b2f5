#!/bin/sh
# Several accounts at once: --jobs.

# shellcheck source=tests/cli/lib.sh
. "${0%/*}/lib.sh"

# Who looks for leaks stops the process first, and would wait for ever where the
# SIGCONT that comes with our SIGTERM undoes that.
if [ -n "$SAN" ]; then
	ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
	export ASAN_OPTIONS
fi

message a one
message b two
message c three

# A server for each account, since one serves one session a time.
rm -f conf
echo "defaults { tls = none user = jim password-file = \"$tmp/password\"
	host = \"127.0.0.1\" keep = true state-dir = \"$tmp/state\" }" >conf

# account NAME [SERVER-OPTION]...: also sets log_NAME and pid_NAME
account() {
	_account=$1
	shift
	port_again=0
	server_start "$@"
	eval "log_$_account=\$log pid_$_account=\$server_pid"
	echo "account $_account { port = $port maildir = \"$tmp/Mail/$_account\" }" \
		>>conf
}

# several [ARGUMENT]...
several() {
	run --config conf "$@"
}

# Nobody has a maildrop in use any more, or waits for "go".
all_over() {
	await sessions_over "$log_ann"
	await sessions_over "$log_cid"
}

# start [ARGUMENT]...: the servers hold from here on, until there is "go".
start() {
	all_over
	rm -f go
	: >"$log_ann"
	: >"$log_cid"
	perl -e '$SIG{$_} = "DEFAULT" for qw(INT QUIT HUP); exec @ARGV' \
		"$popfetch" --config conf "$@" >out 2>err </dev/null &
	pf_pid=$!
	children="$children $pf_pid"
}

log_ann='' log_cid='' pid_bob=''
account ann --fault "hold:STAT::$tmp/go" --fault "hold:UIDL::$tmp/go"
account bob
account cid --fault "hold:UIDL::$tmp/go"

# ---- At once ---------------------------------------------------------------------

start --jobs 3 --stat -v
ok 'the first account is held' await grep -q 'C: STAT' "$log_ann"
ok 'the last one logs in meanwhile' await grep -q 'S: +OK 3 ' "$log_cid"
ok 'and is done' await grep -q 'C: QUIT' "$log_cid"
empty out 'its result waits for the first'
: >go
pf_wait
exits 0 'all are done'
is "$(wc -l <out | tr -d ' ')" 3 'three results'
for name in ann bob cid; do
	like err "^popfetch: $name: logged in by" "-v says whose line it is: $name"
done
unlike err '^popfetch: (ann|bob|cid): .*popfetch:' 'each line is whole'

start --jobs 2 --stat
await grep -q 'C: STAT' "$log_ann"
await grep -q 'C: QUIT' "$log_cid"
: >go
pf_wait
exits 0 'two at once'

# ---- The order of results --------------------------------------------------------

for action in --list '--retr all' '--list --headers' '--json --uidl' \
	'--json --retr all' --dry-run; do
	# shellcheck disable=SC2086
	several $action
	# The time of retrieval stands in a From_ line.
	sed 's/^From MAILER-DAEMON .*/From_/' out >in-turn
	# shellcheck disable=SC2086
	several --jobs 3 $action
	exits 0 "$action"
	sed 's/^From MAILER-DAEMON .*/From_/' out >at-once
	same at-once in-turn "$action prints the same at once as in turn"
done
ok 'something was compared' test -s in-turn

# ---- Fetching --------------------------------------------------------------------

several --jobs 3
exits 0 'a fetch'
silent 'says nothing'
for name in ann bob cid; do
	is "$(files "Mail/$name")" 3 "$name has its mail"
done
rm -rf Mail state

several --jobs 3 --stdout
exits 0 'a fetch to standard output'
is "$(grep -c '^From ' out)" 9 'has all messages'
is "$(sed -n 's/^Subject: //p' out | tr -d '\n')" abcabcabc \
	'and those of each account together'
rm -rf state

# ---- Passwords -------------------------------------------------------------------

sed 's/password-file *= *"[^"]*"/password-fd = 3/' conf >fd-conf
printf 'secret\nwrong\nsecret\n' >passwords
"$popfetch" --config fd-conf --jobs 3 --stat >out 2>err 3<passwords
status=$?
exits 77 'a password on each line of a descriptor'
is "$(sed 's/^popfetch: \([a-z]*\): .*/\1/' err)" bob \
	'the lines are for the accounts in their order'
is "$(wc -l <out | tr -d ' ')" 2 'the others get their answers'
printf 'secret\n' >passwords
"$popfetch" --config fd-conf --jobs 3 --stat >out 2>err 3<passwords
is "$(wc -l <out | tr -d ' ')" 1 'a line too few is a failure of its account'
is "$(grep -c 'no password in the first line' err)" 2 'which is told'

# Each process would put back the echo as it found it.
sed 's/password-file *= *"[^"]*"//' conf >ask-conf
perl "$SOURCE/tests/cli/terminal.pl" 'Password for' secret \
	'Password for' secret 'Password for' secret -- \
	sh -c "$popfetch --config ask-conf --jobs 3 --stat --json; stty -a" \
	>screen
is "$(grep -c '"count"' screen)" 3 'at a terminal each password is asked for'
is "$(tr ' ;' '[\n*]' <screen | grep -Ex -e '-?echo')" echo \
	'and the echo is on again behind the last'

# ---- Failures --------------------------------------------------------------------

kill "$pid_bob"
wait "$pid_bob"
child_forget "$pid_bob"
several --jobs 3 --stat
exits 69 'one that cannot be reached'
is "$(sed 's/: cannot.*//' err)" 'popfetch: bob' 'is named'
is "$(wc -l <out | tr -d ' ')" 2 'the others get their answers'

start --jobs 3
await grep -q 'C: UIDL' "$log_ann"
await grep -q 'C: UIDL' "$log_cid"
await test -s err
pid=$(pgrep -P "$pf_pid" | head -n 1)
kill -s SEGV "$pid"
: >go
pf_wait
exits 70 'one that crashes'
like err '^popfetch: (ann|cid): its process died of signal (6|11) ' 'is told'
is "$(files Mail)" 3 'the other has its mail'
rm -rf Mail state

# ---- Signals ---------------------------------------------------------------------

for signal in INT TERM HUP; do
	rm -rf Mail state
	start --jobs 3 --pipeline off
	await grep -q 'C: UIDL' "$log_ann"
	await grep -q 'C: UIDL' "$log_cid"
	await test -s err
	kids=$(pgrep -P "$pf_pid" | tr '\n' ' ')
	kill -s $signal "$pf_pid"
	: >go
	pf_wait
	is "$(kill -l "$status")" $signal "dies of SIG$signal"
	gone=yes
	for kid in $kids; do
		! kill -0 "$kid" 2>/dev/null || gone=no
	done
	is "$gone" yes 'and no process is left'
	is "$(grep -c 'cannot connect' err) $(wc -l <err)" '1 1' \
		'without another word'
done

if [ "$(uname)" = Linux ]; then
	rm -rf Mail state
	start --jobs 3
	await grep -q 'C: UIDL' "$log_ann"
	await grep -q 'C: UIDL' "$log_cid"
	kids=$(pgrep -P "$pf_pid")
	kill -s KILL "$pf_pid"
	: >go
	pf_wait
	for kid in $kids; do
		ok 'killed, it leaves no process behind' await sh -c \
			"! kill -0 $kid"
	done
fi

# ---- Nobody reads ----------------------------------------------------------------

: >go
all_over
perl -e 'pipe R, W; close R; open STDOUT, ">&W"; exec @ARGV' \
	"$popfetch" --config conf --jobs 3 --stat ann cid 2>err
is "$(kill -l $?)" PIPE 'a closed standard output: dies of SIGPIPE'
empty err 'quietly'

# ---- Many, and the option --------------------------------------------------------

{
	sed -n '/^defaults/,/}/p' conf
	for i in $(seq 300); do
		echo "account a$i { port = 1 }"
	done
} >many
run --config many --jobs 20 --noop
exits 69 'hundreds of accounts'
is "$(sort -u err | wc -l | tr -d ' ')" 300 'each has its line'

several --jobs 0
exits 64 'none at once is refused'
several --jobs 257
exits 64 'so are too many'
echo 'account x { host = h jobs = 2 }' >bad
run --config bad --stat
exits 78 "an account's section has no say"
like err "defaults" 'and where it belongs is told'
echo 'defaults { jobs = 7 } account x { host = h }' >good
run --config good --print-config
cp out printed
run --config printed --print-config
same out printed 'what --print-config prints is read again'
like out 'jobs = 7' 'with the jobs'

finish
