#!/bin/sh
# Logins that must wait: LOGIN-DELAY (RFC 2449, section 6.5), kept from run to
# run, and a maildrop that is in use ([IN-USE], section 8.1.2).

# shellcheck source=tests/cli/lib.sh
. "${0%/*}/lib.sh"

message a one
message b two
$octets arriving drop >sent

# state_file: its path
state_file() {
	echo "$tmp/state/jim@127.0.0.1:$port.uidl"
}

# last_login SECONDS [DELAY]: the state as of a login so long ago; negative:
# by a clock that ran ahead.
last_login() {
	mkdir -p "$tmp/state"
	perl -MCompress::Raw::Zlib -e '
		my ($account, $ago, $delay) = @ARGV;
		printf "%s %08x\n", $_, crc32($_)
			for "popfetch-state 1", "account $account",
			"login " . (time() - $ago) . " $delay";
		' "jim@127.0.0.1:$port" "$1" "${2-1000}" >"$(state_file)"
	chmod 600 "$(state_file)"
}

# connections: how many there were
connections() {
	grep -c 'S: +OK pop3-test-server' "$log"
}

# too_soon CLAIM: the last run was told so, and did not connect
too_soon() {
	exits 75 "$1"
	like err '^popfetch: too soon after the last login: the server wants [0-9]+ seconds between logins, wait [0-9]+$' \
		'and says how long to wait'
	empty out 'and nothing else'
	is "$(connections)" 0 'without connecting'
}

# ---- A fetch ----------------------------------------------------------------------

server_start --login-delay 600
pf --keep --maildir Mail
exits 0 'a first fetch'
silent 'has nothing to say'
log_forget
pf --keep --maildir Mail
too_soon 'a second comes too soon'
like err 'wants 600 seconds .* wait (600|5[0-9][0-9])$' 'by what is left'
is "$(grep -c '^login ' "$(state_file)")" 1 'the login is one record'

last_login 590 600
pf --keep --maildir Mail
too_soon 'ten seconds too soon is too soon'
like err 'wait ([1-9]|1[01])$' 'and they are left'

server_stop
server_start
last_login 601 600
pf --keep --maildir Mail
exits 0 'later it is time again'
log_forget
pf --keep --maildir Mail
exits 0 'and where the server wants no delay any more'
is "$(connections)" 1 'nothing waits'

# ---- Where it is announced -----------------------------------------------------------

for when in early late; do
	start_over
	server_fault "$when-login-delay" --login-delay 600
	pf --keep --maildir Mail
	exits 0 "announced $when"
	log_forget
	pf --keep --maildir Mail
	too_soon "it counts, announced $when"
done

# ---- Clocks and numbers --------------------------------------------------------------

server_stop
server_start
start_over
last_login -5
pf --stat
exits 0 'a login of tomorrow keeps nobody out'
last_login -100000000 4294967295
pf --stat
exits 0 'nor one that is far off'
last_login 86390 4294967295
log_forget
pf --stat
too_soon 'within a day'
like err 'wants 86400 seconds' 'a delay without end is a day'
last_login 86401 4294967295
pf --stat
exits 0 'and no more'
start_over
server_stop
server_start --login-delay 1000000
pf --stat
exits 0 'a login where the delay is far too long'
like "$(state_file)" '^login [0-9]+ 86400 ' 'is remembered with a day'

# ---- The actions that look -----------------------------------------------------------

server_stop
server_start --login-delay 600
start_over
pf --stat
exits 0 'a look'
log_forget
for action in --stat --list --uidl=new --check --noop --capa --catch-up \
	'--retr 1' '--list --headers' '--keep --dry-run --maildir Mail' \
	'--keep --maildir Mail' '--dele 1'; do
	# shellcheck disable=SC2086 # words
	pf $action
	too_soon "then $action"
done
pf --import-state mpop:/dev/null
exits 66 'what does not log in does not wait'

# A rehearsal changes nothing.
start_over
server_stop
server_start --login-delay 600
pf --keep --dry-run --maildir Mail
exits 0 'a rehearsal'
is "$(files state)" 0 'remembers nothing'
pf --stat
exits 75 'so that the server says it'
like err 'too soon after the last$' 'in its own words'
is "$(files state)" 0 'and a refusal is not remembered'

# Where there is no room for a state, a look is a look.
server_stop
server_start --login-delay 600
: >nowhere
run --tls none --password-file password --state-dir nowhere/state --stat "$url"
exits 0 'a look that cannot be remembered'
empty err 'is no failure'
mkdir -p state
echo rubbish >"$(state_file)"
server_stop
server_start --login-delay 600
pf --stat
exits 0 'nor is a state that cannot be read'
is "$(cat "$(state_file)")" rubbish 'and it is left alone'

# A run that has the state is not waited for; it records its own login.
start_over
server_stop
server_start --login-delay 600
mkdir state
mkfifo hold
perl -MFcntl=:flock -e '
	open my $lock, ">", $ARGV[0] or die;
	flock $lock, LOCK_EX or die;
	open my $held, ">", "held" or die;
	close $held;
	<STDIN>' "$(state_file).lock" <hold &
holder=$!
children="$children $holder"
exec 9>hold
await test -e held
pf -v --stat
exits 0 'a look beside a run'
like err 'the login is not remembered' 'leaves it to the run to remember'
exec 9>&-
wait "$holder"
child_forget "$holder"
ok 'and makes no file' test ! -e "$(state_file)"

# ---- Until it is empty ---------------------------------------------------------------

start_over
drop_empty
for name in a b c; do message $name; done
server_fault show:2 --login-delay 1
pf -v --until-empty --maildir Mail --timeout 10
exits 0 'a run of several sessions'
is "$(files Mail/new)" 3 'brings all'
like err 'wants 1 second between logins; waiting [12]$' 'and waits between them'
is "$(grep -c 'LOGIN-DELAY\] too' "$log")" 0 'so that none is refused'

start_over
drop_empty
for name in a b c; do message $name; done
server_fault show:2 --login-delay 600
pf -v --until-empty --maildir Mail --timeout 10
exits 0 'where the delay is longer than --timeout'
is "$(files Mail/new)" 2 'it stops with what it has'
like err '600 seconds between logins: the next run looks for more' 'and says so'
is "$(connections)" 1 'after one session'

start_over
drop_empty
for name in a b c; do message $name; done
server_fault show:2 --login-delay 20
pf_start --until-empty --maildir Mail --timeout 1 --deadline 60
await test -e Mail/new && await grep -q QUIT "$log"
sleep 0.3
kill -TERM "$pf_pid"
pf_wait
is "$status" 143 'a signal ends the wait that --deadline allows'
is "$(files Mail/new)" 2 'with what is placed'

# ---- In use ------------------------------------------------------------------------

start_over
drop_empty
message a one
again="^popfetch: trying again in 1 s: login refused for 'jim' .*: locked\$"
server_fault 'err:PASS:1:[IN-USE] locked'
pf -v --stat
exits 0 'a maildrop that was in use'
like err "$again" 'is tried again, says -v'
is "$(connections)" 1 'over the connection that is there'
is "$(said 'PASS.*')" 2 'after one pause'
pf --stat
exits 0 'and without -v'
empty err 'without a word'

server_stop
server_start --fault 'err:PASS:1:[IN-USE] locked' --fault close:USER:2 \
	--faulty-sessions 1
pf -v --stat
exits 0 'where the server closes behind the refusal'
is "$(connections)" 2 'another connection is made'
like err "$again" 'after the pause'

server_stop
server_start --fault 'err:PASS:1:[IN-USE] locked' --fault close:USER:2 \
	--fault 'err:PASS:3:[IN-USE] locked'
pf --stat --timeout 1
exits 75 'a server that always closes'
is "$(connections)" 2 'is not tried for ever'

server_fault 'login:[IN-USE] locked'
pf -v --stat
exits 75 'in use all the time'
is "$(said 'PASS.*')" 4 'is told after seven seconds, whatever --timeout is'
like err 'trying again in 4 s: ' 'of pauses that grow'
like err '^popfetch: login refused .*: locked$' 'and the refusal is said'
log_forget
pf --stat --timeout 2
is "$(said 'PASS.*')" 2 'pauses fit into --timeout'
log_forget
pf --stat --deadline 2
is "$(said 'PASS.*')" 2 'and into --deadline'

for refusal in '[AUTH] no' '[LOGIN-DELAY] wait' '[SYS/TEMP] later'; do
	server_fault "login:$refusal"
	pf --stat
	is "$(said 'PASS.*')" 1 "once is enough for $refusal"
done

server_fault 'login:[IN-USE] locked'
pf_start -v --stat --timeout 60
await grep -q 'trying again in 2 s:' err
kill -TERM "$pf_pid"
pf_wait
is "$status" 143 'a signal ends the pause'
is "$(said 'PASS.*')" 2 'and nothing more is tried'

finish
