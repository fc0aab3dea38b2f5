#!/bin/sh
# --shell at a terminal, which script(1) plays: prompt, editing, completion,
# secrets that are not shown, a pager, signals, a connection that is lost.

# shellcheck source=tests/cli/lib.sh
. "${0%/*}/lib.sh"

if ! script -q -e -c true /dev/null </dev/null >/dev/null 2>&1; then
	echo '1..0 # SKIP there is no script(1) that runs a command'
	exit 0
fi
TERM=vt100
export TERM
unset EDITRC
interrupt=$(printf '\003')
end=$(printf '\004')
tab=$(printf '\t')

# sit: popfetch --shell at a terminal of its own; its screen is $tmp/screen.
sit() {
	rm -f keys
	mkfifo keys
	: >screen
	perl -e '$SIG{$_} = "DEFAULT" for qw(INT QUIT HUP); exec @ARGV' \
		script -q -e -f -c "exec $popfetch --shell --tls none \
		--password-file $tmp/password --state-dir $tmp/state $url" \
		screen <keys >/dev/null 2>&1 &
	pf_pid=$!
	children="$children $pf_pid"
	exec 3>keys
	await on_screen 'pop3> $'
}

# on_screen EXTENDED-REGEX: whether it has come since the last keys, with what
# moves the cursor left away.
escape=$(printf '\033')
# shellcheck disable=SC2317,SC2329 # await runs it
on_screen() {
	tr -d '\r\000\007\010' <screen |
		sed "s/$escape\\[[0-9;?]*[A-Za-z]//g; 1,${seen}d" >shown
	grep -Eq -e "$1" shown
}
seen=1

# types KEYS: what was on the screen before no longer counts.
types() {
	seen=$(wc -l <screen)
	printf '%s' "$1" >&3
}
enters() {
	types "$1
"
}

# clears: the line that is being typed.
clears() {
	types "$interrupt"
	await on_screen '\^C$'
	await on_screen 'pop3> $'
}

# leaves: by what was typed last.
leaves() {
	pf_wait
	exec 3>&-
	seen=1
}
# shows EXTENDED-REGEX CLAIM
shows() {
	await on_screen "$1" >/dev/null
	result $? "$2" shown
}

message a 'one'
message b "$(printf 'esc \033[31mred, bell \007, tab\there, umlaut \303\274')"
message c
message d "$(seq 100000)"
server_start --fault no-last --fault "stall-in:3:20"

sit
shows '\+OK pop3-test-server ready' 'the greeting is shown'
shows "connected to 127.0.0.1:$port, in the clear; 'jim' is logged in" \
	'and where one is'

enters 'stat'
shows '^\+OK 4 ' 'a verb is answered'
types "st$tab"
shows 'stat ' 'a verb is completed'
enters ''
shows '^\+OK 4 ' 'and answered'
types "l$tab$tab"
shows 'list  last  lang' 'several are listed'
clears
shows '\^C' 'Control-C clears the line'
types 'noop abc'
await on_screen 'noop ?abc$'
stty cols 60 <"/proc/$(pgrep -P "$pf_pid")/fd/0"
shows 'abcpop3> noop ?abc$' 'a window of another width has the line anew'
clears
enters 'last'
shows '^-ERR' 'a refusal is shown'
enters 'noop'
shows '^\+OK' 'and one goes on'
enters 'delt 1'
shows "popfetch: unknown verb 'delt'; did you mean 'dele'" \
	'so one does after a slip'

enters 'retr 2'
shows 'esc \?\[31mred, bell \?, tab' 'control characters do nothing'
shows 'umlaut ü' 'characters are shown'
enters 'retr 2 | cat -v'
shows 'esc \^\[\[31mred' 'a command gets the octets'

enters 'retr 2 | exec >/dev/null; printf "<^C>" >&2; kill -s INT $$'
shows '^pop3> $' 'the prompt behind a command that was interrupted stands alone'

# More than a pipe holds, so that most of it is still to come.
enters "retr 4 | trap 'echo caught; exit 0' INT; echo read''y; read x </dev/tty"
shows '^ready' 'a command may use the terminal'
types "$interrupt"
shows 'caught$' 'Control-C is for the command'
shows 'pop3> $' 'what it did not read is drained'
enters 'noop'
shows '^\+OK' 'and the session is whole'

log_forget
enters 'pass s3cret'
shows 'logged in already' 'pass is explained'
enters 'auth plain AHMzY3JldAo='
shows 'logged in already' 'so is auth'
unlike screen 's3cret|AHMz' 'what is typed behind them is never shown'
types "$(printf '\020')"
shows 'noop' 'nor are they in the history'
unlike shown 'pass|auth' 'which has what is before'
clears

enters 'dele 1'
shows '^\+OK' 'a message is marked'
types "$end"
shows "1 message marked for deletion stays on the server: only 'quit'" \
	'Control-D says what it does not do'
leaves
exits 0 'leaves'
is "$(left)" 'a b c d ' 'and deletes nothing'

# ---- Lost connections -------------------------------------------------------------

sit
enters 'dele 1'
shows '^\+OK' 'a message is marked'
enters 'retr 3'
shows '^\+OK' 'an answer that does not end'
types "$interrupt"
shows 'cancelled; the connection is closed' 'is cancelled'
shows '1 message marked for deletion stays' 'with what was marked'
shows '\(closed\) pop3> $' 'the prompt shows it'
enters 'stat'
shows "not connected: 'open' connects again" 'there is nobody to answer'
enters 'open'
shows "'jim' is logged in" 'open connects again'
types 'st'
shows 'pop3> st' 'while somebody types'
pkill -TERM -P "$server_pid"
shows 'connection closed by the server' 'the server ends the session'
shows '\(closed\) pop3> st$' 'what was typed is not lost'
clears
enters 'open'
shows "'jim' is logged in" 'open connects again'
enters 'dele 1'
shows '^\+OK' 'a message is marked'
enters 'quit'
shows 'deleting 1 message$' 'quit says how many it deletes'
leaves
exits 0 'and leaves'
is "$(left)" 'b c d ' 'they are deleted'

sit
enters 'retr 3'
shows '^\+OK' 'an answer that does not end'
types "$interrupt"
shows '\(closed\) pop3> $' 'is cancelled'
types "$end"
leaves
exits 75 'whoever leaves then has the exit status of that'

# The server falls silent where a pipe has long been full.
perl -e 'print "Subject: long\n\n", "a line\n" x 150000' >drop/0.eml
server_fault stall-in:1:1000000
sit
enters 'retr 1 | head -n 1'
shows '^Subject: long' 'a command that reads no more'
# shellcheck disable=SC2317,SC2329 # await runs it
insists() {
	printf '%s' "$interrupt" >&3
	on_screen "$1"
}
await insists 'cancelled; the connection is closed'
result $? 'the rest of the answer is cancelled' shown
enters ''
types "$end"
leaves
rm drop/0.eml
server_fault stall:LAST
sit
kill -TERM "$(pgrep -P "$pf_pid" | head -n 1)"
leaves
not_ok 'SIGTERM ends it' [ "$status" -eq 0 ]
is "$(left)" 'b c d ' 'and deletes nothing'

finish
